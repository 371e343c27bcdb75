"""A submitted form: what it adds, or what it replaces."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.call import Block, Call, Reply, UserError
from bot.forms.takeaway import inputs, texts, values
from bot.forms.takeaway.inputs import NEW
from bot.forms.takeaway.metadata import metadata_of
from bot.forms.takeaway.prints import is_same
from bot.forms.takeaway.source import attributed, carried
from bot.views import takeaways
from storage import Edit, Entry, NotAllowed, NotFound, Saved, Store


def submit(call: Call, store: Store, view: Block) -> Reply:
    """Save what the form holds; a form that comes twice changes nothing the second time."""
    stated = metadata_of(view)
    typed = values.of_state(view)
    if stated.get("session") is None:
        saved = _added(call, store, typed, stated)
    else:
        saved = _edited(call, store, typed, stated)
    return takeaways.saved(saved, call.reader)


def _edited(call: Call, store: Store, typed: Mapping[str, str], stated: Mapping[str, Any]) -> Saved:
    """Replace the fields that are not as they opened."""
    number = stated["session"]
    opened = stated.get("opened")
    if not isinstance(number, int) or not isinstance(opened, dict):
        raise UserError("This form is out of date: copy your text and open it anew.")
    if typed.get("session", str(number)) != str(number):
        raise UserError(
            "This form edits your takeaway on the session it opened with. "
            "To log another session, type {command} add.",
            command=call.reader.command,
            field="session",
        )
    changed = frozenset(
        name
        for name in values.FIELDS
        if name in opened and name in typed and not is_same(typed[name], str(opened[name]))
    )
    known = store.sessions.known(call.who.team_id, stated.get("event"))
    entry = values.to_entry({name: typed[name] for name in changed}, known)
    if "title" in changed and not entry.title:
        raise UserError("A session needs a title.", field="title")
    try:
        return store.takeaways.edit(call.who, number, Edit(entry, changed))
    except NotAllowed as refused:
        raise UserError(
            "Only someone who logged this session can correct its details. "
            "State your stars or a note too, and it is yours as well.",
            field=next((name for name in values.DETAILS if name in changed), "session"),
        ) from refused
    except NotFound as missing:
        raise UserError("This session is no longer there.", field="session") from missing


def _added(call: Call, store: Store, typed: Mapping[str, str], stated: Mapping[str, Any]) -> Saved:
    """Add to what is stored, as `add` does."""
    chosen = typed.get("session", "")
    if not chosen:
        raise UserError("Choose a session, or type its name and take “New: …”.", field="session")
    event = stated.get("event")
    known = store.sessions.known(call.who.team_id, event)
    same = is_same(chosen, str(stated.get("chosen")))
    entry = values.to_entry(typed if same else _without_title(typed, stated), known)
    entry = _with_left(entry, call, store, stated, same=same)
    if not chosen.startswith(NEW):
        return _to_known(call, store, entry, chosen)
    heading = texts.heading(_typed_heading(call, store, chosen), known)
    return store.takeaways.add(call.who, [_joined(heading, entry)], event=event)


def _without_title(typed: Mapping[str, str], stated: Mapping[str, Any]) -> Mapping[str, str]:
    """Leave a title out that opened with another session than the one now chosen."""
    untouched = is_same(typed.get("title", ""), str(stated.get("title")))
    return {**typed, "title": ""} if untouched else typed


def _to_known(call: Call, store: Store, entry: Entry, chosen: str) -> Saved:
    if not (chosen.isdecimal() and len(chosen) < 19):
        raise UserError("Choose a session from the list.", field="session")
    try:
        return store.takeaways.add(call.who, [entry], number=int(chosen))
    except NotFound as missing:
        raise UserError("This session is no longer there.", field="session") from missing


def _typed_heading(call: Call, store: Store, chosen: str) -> str:
    """What was typed for a new session, also where it was longer than an option carries."""
    kept = inputs.kept_in(chosen)
    if kept is None:
        return chosen.removeprefix(NEW)
    try:
        return store.drafts.get(call.who, kept)
    except NotFound as missing:
        raise UserError("Type the session's name again, please.", field="session") from missing


def _joined(heading: Entry, entry: Entry) -> Entry:
    """The entry under its heading; what a field states wins."""
    return replace(
        entry,
        code=heading.code,
        raw=heading.raw,
        tags=heading.tags,
        title=entry.title or heading.title,
        stars=entry.stars or heading.stars,
        recommended=entry.recommended or heading.recommended,
    )


def _with_left(
    entry: Entry, call: Call, store: Store, stated: Mapping[str, Any], *, same: bool
) -> Entry:
    """Take what the form could not show from the draft; `same`: for the session it opened with."""
    names = (*values.FIELDS, *texts.UNSHOWN) if same else values.TEXTS
    left = [name for name in stated.get("left") or () if name in names]
    if not left:
        return entry
    try:
        text = store.drafts.get(call.who, str(stated.get("draft")))
    except NotFound as missing:
        raise UserError(
            "The part that was longer than this form is no longer kept. "
            "Paste your text after {command} add.",
            command=call.reader.command,
            field="session",
        ) from missing
    known = store.sessions.known(call.who.team_id, stated.get("event"))
    whole = texts.read(text, known).entry
    source = carried(stated.get("source"))
    if source:
        whole = attributed(whole, source, call.reader)
    return replace(entry, **{name: getattr(whole, name) for name in left})
