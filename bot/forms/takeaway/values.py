"""What the fields hold as text: of an entry, of what is stored, of a submitted form."""

from collections.abc import Mapping
from typing import Any, get_args

from bot.call import Block, Reader, UserError
from bot.entry.known import Known
from bot.forms.takeaway import written
from bot.forms.takeaway.inputs import NONE, Choice
from storage import Attended, Availability, Entry, Session, Takeaway

TEXTS = ("impressions", "facts", "questions")
LINES = ("title", "topics", "recording_url")
DETAILS = ("title", "type", "level", "topics", "availability", "recording_url")
FIELDS = ("stars", "recommended", *TEXTS, "attended", "partial", *DETAILS)


def of_entry(entry: Entry) -> dict[str, str]:
    """What each field shows of an entry, "" for nothing."""
    return {
        "stars": str(entry.stars or ""),
        "recommended": "yes" if entry.recommended else "",
        "impressions": entry.impressions,
        "facts": written.facts(entry.facts),
        "questions": written.questions(entry.questions),
        "attended": entry.attended or "",
        "partial": "yes" if entry.partial else "",
        "title": entry.title,
        "type": entry.type or "",
        "level": "" if entry.level is None else str(entry.level),
        "topics": written.topics(entry.topics),
        "availability": entry.availability or "",
        "recording_url": entry.recording_url or "",
    }


def stored(session: Session, takeaway: Takeaway | None) -> Entry:
    """What is stored as one entry; without a takeaway, the session's details alone."""
    details = session.as_entry()
    return takeaway.as_entry(details) if takeaway else details


def of_state(view: Block) -> dict[str, str]:
    """What a submitted form holds, each text put together again; what it lacks is absent."""
    state: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
    typed = {block_id: _typed(actions) for block_id, actions in state.items()}
    joined = {name: typed[name] for name in ("session", *FIELDS) if name in typed}
    for name in TEXTS:
        at = 2
        while name in joined and f"{name}_{at}" in typed:
            joined[name] += "\n" + typed[f"{name}_{at}"]
            at += 1
    return joined


def to_entry(typed: Mapping[str, str], known: Known) -> Entry:
    """Read the fields; an absent one is not stated.

    Raises:
        UserError: a field that can't be read, by its name.
    """
    return Entry(
        title=" ".join(typed.get("title", "").split()),
        stars=_stars(typed.get("stars", "")),
        recommended=typed.get("recommended") == "yes",
        type=typed.get("type") or None,
        level=_level(typed.get("level", "")),
        topics=written.read_topics(typed.get("topics", ""), known.topics),
        availability=_one_of(get_args(Availability), typed.get("availability", "")),
        recording_url=_url(typed.get("recording_url", "")),
        attended=_one_of(get_args(Attended), typed.get("attended", "")),
        partial=typed.get("partial") == "yes",
        facts=written.read_facts(typed.get("facts", ""), known),
        impressions=written.read_impressions(typed.get("impressions", "")),
        questions=written.read_questions(typed.get("questions", ""), known),
    )


def is_readable(name: str, entry: Entry, known: Known) -> bool:
    """Whether a text comes out of the form as it went in."""
    match name:
        case "facts":
            return written.read_facts(written.facts(entry.facts), known) == entry.facts
        case "questions":
            try:
                shown = written.questions(entry.questions)
                return written.read_questions(shown, known) == entry.questions
            except UserError:
                return False
        case _:
            return written.read_impressions(entry.impressions) == entry.impressions


def attendances(reader: Reader) -> list[Choice]:
    """How one may have attended."""
    return [
        Choice("in_person", reader.say("In person")),
        Choice("overflow", reader.say("In an overflow room")),
        Choice("livestream", reader.say("By livestream")),
        Choice("recording", reader.say("As a recording")),
        Choice("other", reader.say("In another way")),
        Choice(NONE, reader.say("Not stated")),
    ]


def availabilities(reader: Reader) -> list[Choice]:
    """How one may watch a session later."""
    return [
        Choice("recorded", reader.say("Recorded")),
        Choice("live_only", reader.say("Live only")),
        Choice("not_recorded", reader.say("Not recorded")),
        Choice("unknown", reader.say("Unknown")),
        Choice(NONE, reader.say("As its type")),
    ]


def _typed(actions: Mapping[str, Any]) -> str:
    """The answer of a block's one element; what was not touched comes as null, or not at all."""
    for element in actions.values():
        chosen = element.get("selected_option") or {}
        ticked = element.get("selected_options") or []
        text = element.get("value") or chosen.get("value") or (ticked and ticked[0]["value"])
        return "" if text in (None, [], NONE) else str(text)
    return ""


def _stars(value: str) -> int | None:
    return int(value) if value in ("1", "2", "3", "4", "5") else None


def _level(value: str) -> int | None:
    if not value.strip():
        return None
    if value.strip().isdecimal() and len(value.strip()) <= 4:
        return int(value)
    raise UserError("A level is a whole number, such as 300.", field="level")


def _url(value: str) -> str | None:
    url = value.strip()
    if url and not written.is_link(url):
        raise UserError(
            "A link begins with https:// or http:// and has no spaces.", field="recording_url"
        )
    return url or None


def _one_of(known: tuple[Any, ...], value: str) -> Any:
    return value if value in known else None
