"""`/session profile [@user]`: mine in a form, theirs as it is read beside their ratings."""

from dataclasses import replace

from bot import filters
from bot.call import Call, Reply, UserError
from bot.forms import profile as form
from bot.locale import N_
from bot.views import profiles
from bot.views.blocks import fit
from bot.views.profiles import Portrait
from storage import Filter, Profile, Store, Who

NAME = "profile"
ALIASES: tuple[str, ...] = ("プロフィール",)
SUMMARY = N_("edits your profile and your language, or shows someone's profile")
SYNTAX = "{command} profile [@user]"
EXAMPLE = "{command} profile @ann"
HIDDEN = False


def run(call: Call, store: Store) -> Reply:
    """Open my form, or show the profile of whoever is named."""
    page, asked = filters.take_page(call.text)
    if not asked.strip():
        return form.open_own(call, store)
    who = _named(call, store, asked)
    portrait = Portrait(
        profile=store.people.profile(who) or Profile(who.user_id),
        name=call.slack.names([who.user_id])[who.user_id],
        takeaways=store.takeaways.mine(who, limit=1).total or 0,
        own=who == call.who,
        page=page or 1,
    )
    return replace(profiles.shown(portrait, call.reader), replaces=page is not None)


def _named(call: Call, store: Store, asked: str) -> Who:
    """Find a person as `by:` does: `@ann`, a mention, `me`."""
    team_id = call.who.team_id
    person = asked.strip().removeprefix("by:").strip(filters.QUOTES)
    value = person if person.startswith("<@") else f'"{person}"'
    try:
        found, words = filters.parse(
            f"by:{value}", call.who.user_id, lambda name: store.people.named(team_id, name)
        )
    except UserError as refused:
        raise UserError(
            "I don't know {name}. Type {command} profile @ and choose a person from Slack's list.",
            name=fit(person, 60),
            command=call.reader.command,
        ) from refused
    if len(found.by) != 1 or words or found != Filter(by=found.by):
        raise UserError(
            "Name one person, such as {command} profile @ann.", command=call.reader.command
        )
    return Who(team_id, found.by[0])
