"""`/session delete X`: my takeaway on X, once it was confirmed; an admin's `by:@user` too."""

import re

from bot import filters
from bot.call import Call, Reply, UserError
from bot.commands.reference import one
from bot.views import deleting
from bot.views.takeaways import named
from storage import Filter, NotFound, Own, Session, Store, Who
from storage.folding import fold

NAME = "delete"
ALIASES: tuple[str, ...] = ("削除",)
SUMMARY = "deletes what you wrote on a session, once you confirmed it"
SYNTAX = "{command} delete X [event:KEY] [by:@user]"
EXAMPLE = "{command} delete NET402"
HIDDEN = False

# What the button of the question gives: only there a last `yes` is no word of a title.
_CONFIRMED = re.compile(r"(#\d+) yes", re.ASCII)


def run(call: Call, store: Store) -> Reply:
    """Ask first; with the answer of the question's button, delete."""
    asked, words = _parsed(call, store)
    owner = _owner(call, asked)
    confirmed = _CONFIRMED.fullmatch(fold(" ".join(words)))
    reference = confirmed[1] if confirmed else " ".join(words)
    by = f" by:<@{owner}>" if owner else ""
    session = one(call, store, reference, "delete {}" + by, asked.event)
    if not confirmed:
        command = f"delete #{session.number} yes{by}"
        own = _existing(call, store, session, owner)
        return deleting.asked(own, call.reader, command, _name(call, owner))
    # Asked first: where this fails, nothing was deleted.
    name = _name(call, owner)
    try:
        gone = store.takeaways.delete(call.who, session.number, owner)
    except NotFound as missing:
        raise _nothing(call, session, owner) from missing
    return deleting.deleted(gone, call.reader, name, replaces=True)


def _parsed(call: Call, store: Store) -> tuple[Filter, tuple[str, ...]]:
    return filters.parse(
        call.text, call.who.user_id, lambda name: store.people.named(call.who.team_id, name)
    )


def _owner(call: Call, asked: Filter) -> str | None:
    """Whose takeaway it is where it is not the caller's, who must be an admin then."""
    others = [each for each in asked.by if each != call.who.user_id]
    if not others:
        return None
    if len(asked.by) > 1:
        raise UserError("Delete the takeaway of one person at a time.")
    if not call.slack.is_admin(call.who.user_id):
        raise UserError(
            "Only admins of the workspace can delete what someone else wrote: ask one of them."
        )
    return others[0]


def _existing(call: Call, store: Store, session: Session, owner: str | None) -> Own:
    whose = Who(call.who.team_id, owner) if owner else call.who
    takeaway = store.takeaways.get(whose, session.number)
    if takeaway is None:
        raise _nothing(call, session, owner)
    return Own(session, takeaway)


def _nothing(call: Call, session: Session, owner: str | None) -> UserError:
    if owner:
        return UserError(
            "{name} has no takeaway on {session}.",
            name=_name(call, owner),
            session=named(session),
        )
    return UserError(
        "You have no takeaway on {session}. {command} mine shows what you have.",
        session=named(session),
        command=call.reader.command,
    )


def _name(call: Call, owner: str | None) -> str | None:
    return call.slack.names([owner])[owner] if owner else None
