"""How a change is written down, so that it can be taken back exactly."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from storage.columns import dumps
from storage.details import Details
from storage.merging import entry_json
from storage.places import Kept, Place
from storage.records import Question, Takeaway

# `details` holds for each changed detail the one before and the one after.
Step = dict[str, Any]

_MOMENTS = ("created_at", "updated_at", "rated_at", "starts_at")


def steps_of(places: Sequence[Place]) -> list[Step]:
    """Write down what a change does to each session and takeaway."""
    return [_step(place) for place in places if place.changed]


def _step(place: Place) -> Step:
    before = place.stored or {}
    stated = {
        name: [plain(before.get(name)), plain(value)]
        for name, value in place.details.items()
        if place.removed or (place.stored and before[name] != value)
    }
    return {
        "session": place.number,
        "event": place.event,
        "made": place.stored is None,
        "removed": place.removed,
        "details": stated,
        "before": kept_json(place.before),
        "after": kept_json(place.after),
        "entry": entry_json(place.entry) if place.entry else None,
        "quick": place.quick,
    }


def kept_json(kept: Kept | None) -> dict[str, Any] | None:
    """Write down a takeaway."""
    if kept is None:
        return None
    return {name: plain(value) for name, value in kept.columns().items()}


def kept_from(stored: dict[str, Any] | None) -> Kept | None:
    """Read what `kept_json` wrote."""
    if stored is None:
        return None
    columns = _with_moments(stored)
    rated_at = columns.pop("rated_at")
    columns["user"] = columns.pop("user_id")
    columns["facts"] = tuple(columns["facts"])
    columns["questions"] = tuple(Question(*pair) for pair in columns["questions"])
    return Kept(Takeaway(**columns), rated_at)


def details_before(step: Step, now: Details) -> Details:
    """Give the details as they were before a step, where nobody changed them since."""
    before = {
        name: old for name, (old, new) in step["details"].items() if same(plain(now[name]), new)
    }
    return {**now, **_with_moments(before)}


def details_when_removed(step: Step) -> Details:
    """Give the details of a session that a step removed."""
    return _with_moments({name: old for name, (old, _) in step["details"].items()})


def same(one: Any, other: Any) -> bool:
    """Tell whether two things would be written down the same."""
    return dumps(one) == dumps(other)


def plain(value: Any) -> Any:
    """Write a point in time as text, and leave everything else."""
    return value.isoformat() if isinstance(value, datetime) else value


def _with_moments(stored: dict[str, Any]) -> dict[str, Any]:
    read = {name: datetime.fromisoformat(stored[name]) for name in _MOMENTS if stored.get(name)}
    return {**stored, **read}
