"""The form as it opens: empty, with a text, or with what is stored."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import mentions
from bot.call import Call, Modal
from bot.forms.takeaway import inputs, texts, values
from bot.forms.takeaway.choosing import types_of
from bot.forms.takeaway.drawing import Sheet, drawn, left_out
from bot.forms.takeaway.source import Source, attributed, source_of
from storage import Session, Store

ASKING = 1  # seconds that all questions about a message may take; Slack waits three for the form


def open_empty(call: Call, store: Store, event: str | None = None) -> Modal:
    """Open the form with nothing in it."""
    key = store.events.get(call.who.team_id, event).key if event else None
    return drawn(Sheet(event=key), (), call.reader)


def open_with_message(
    call: Call, store: Store, message: Mapping[str, Any], domain: str = ""
) -> Modal:
    """Open the form with a message's text, its writer and its address.

    What Slack does not tell in time of names and the address, the message itself has to.
    """
    hurried = replace(call, slack=call.slack.within(ASKING))
    text = mentions.named(mentions.in_message(message), hurried.slack.names)
    return open_with_text(call, store, text, source=source_of(message, domain, hurried))


def open_with_text(
    call: Call, store: Store, text: str, event: str | None = None, source: Source | None = None
) -> Modal:
    """Open the form with a text as its entry; without a session where its first line names none.

    A text that no form holds is kept in the drafts until the form is submitted.
    """
    known = store.sessions.known(call.who.team_id, event)
    read = texts.read(text, known)
    chosen = texts.choice(read.entry, call, store, event)
    entry = read.entry
    if chosen and not inputs.is_new(chosen) and len(text.split("\n")) == 1:
        session = store.sessions.get(call.who.team_id, int(chosen.value))
        entry = texts.noted(entry, session)
    if source:
        entry = attributed(entry, source, call.reader)
    has_details = texts.has_details(entry) or inputs.is_new(chosen)
    left = left_out(entry, known) | texts.unshown(entry, titled=has_details)
    sheet = Sheet(
        entry=entry,
        chosen=chosen,
        details=has_details,
        event=event,
        left=left,
        draft=store.drafts.keep(call.who, text) if left else "",
        notes=texts.notes(read, call.reader),
        source=source,
    )
    return drawn(sheet, types_of(call, store, event), call.reader)


def open_stored(call: Call, store: Store, session: Session) -> Modal:
    """Open the form with the session's details and what the caller wrote on it."""
    takeaway = store.takeaways.get(call.who, session.number)
    entry = values.stored(session, takeaway)
    known = store.sessions.known(call.who.team_id, session.event)
    sheet = Sheet(
        entry=entry,
        chosen=inputs.session_choice(session),
        details=True,
        edits=session.number,
        logged=takeaway is not None,
        event=session.event,
        left=left_out(entry, known),
    )
    return drawn(sheet, types_of(call, store, session.event), call.reader)
