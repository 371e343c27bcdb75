"""`/session digest`: a channel's daily digest, set up, seen, previewed, posted now."""

from collections.abc import Sequence

from bot import digest
from bot.call import Button, Call, Message, Reader, Reply, UserError
from bot.commands.digest_plan import asked, channel_id, require_in, takes_over
from bot.views import digest_state as views
from bot.views.blocks import context
from bot.views.digest_state import Standing
from bot.views.digest_trouble import nameless
from storage import Store
from storage.digest_records import Subscription
from storage.folding import fold

NAME = "digest"
ALIASES: tuple[str, ...] = ("ダイジェスト",)
SUMMARY = "posts the best new sessions to a channel every day"
SYNTAX = (
    "{command} digest · digest on HH:MM [ZONE] [#channel] [lang:ja] [filters] · digest off · "
    "digest preview · digest now"
)
EXAMPLE = "{command} digest on 09:00 tokyo #general lang:ja"
HIDDEN = False


def run(call: Call, store: Store) -> Reply:
    """Show how digests stand, or do what the word says."""
    first, *others = call.text.split(maxsplit=1) or [""]
    rest = others[0] if others else ""
    match fold(first):
        case "" | "status":
            return _status(call, store)
        case "on":
            return _on(call, store, rest)
        case "off":
            return _off(call, store, rest)
        case "preview":
            return _preview(call, store, rest)
        case "now":
            return _now(call, store, rest)
        case _:
            raise UserError(
                "“{word}” is nothing that a digest does. It can be set up with "
                "{command} digest on 09:00, and there are digest status, preview, now and off.",
                word=first,
                command=call.reader.command,
                buttons=(Button("Digests", "digest status"),),
            )


def _status(call: Call, store: Store) -> Reply:
    here = call.channel_id
    found = _seen(call, store.digests.all(call.who.team_id))
    if not found:
        return views.none(call.reader)
    found.sort(key=lambda each: each.channel_id != here)
    latest = store.digests.last_runs(call.who.team_id, [each.channel_id for each in found])
    standings = [
        Standing(each, latest.get(each.channel_id), own=each.set_up_by == call.who.user_id)
        for each in found
    ]
    people = {person for each in found for person in each.plan.filter.by}
    return views.status(standings, call.reader, call.slack.names(people), here)


def _seen(call: Call, all_: Sequence[Subscription]) -> list[Subscription]:
    """Those of public channels and of this one; a public channel may have been made private."""
    here = [each for each in all_ if each.channel_id == call.channel_id]
    public = [each for each in all_ if not each.plan.private and each not in here]
    hidden = call.slack.hidden_from(call.who.user_id, [each.channel_id for each in public])
    return here + [each for each in public if each.channel_id not in hidden]


def _on(call: Call, store: Store, text: str) -> Reply:
    plan, channel = asked(call, store, text)
    before = store.digests.get(call.who.team_id, plan.channel_id)
    if before is not None:
        _require_right(call, before)
    else:
        require_in(call, channel)
    made = store.digests.set_up(call.who, plan)
    may_post = channel is not None and (channel.member or channel.open)
    hint = "" if may_post else _invite(call.reader)
    here = made.channel_id == call.channel_id
    standing = Standing(made if here else nameless(made), None, own=True)
    names = call.slack.names(plan.filter.by)
    return views.set_up(standing, call.reader, names, hint, changed=before is not None)


def _off(call: Call, store: Store, text: str) -> Reply:
    found = _own(call, store, text)
    store.digests.turn_off(found.team_id, found.channel_id)
    return views.off(found, call.reader, call.channel_id)


def _preview(call: Call, store: Store, text: str) -> Reply:
    found = _named(call, store, text)
    reader = Reader(found.plan.language, found.plan.timezone, call.reader.command)
    messages = digest.preview(store, found, reader, call.slack.names)
    channel = views.called(found, call.reader)
    if not messages:
        return views.said(call.reader.say("Nothing is new for {channel} yet.", channel=channel))
    said = call.reader.say("So the next digest of {channel} looks now.", channel=channel)
    first = messages[0]
    return Message(f"{said}\n{first.text}", (context(said), *first.blocks))


def _now(call: Call, store: Store, text: str) -> Reply:
    found = _own(call, store, text)
    reader = call.reader
    channel = views.called(found, reader)
    match store.digests.bring_forward(found.team_id, found.channel_id):
        case "out":
            sentence = reader.say("Today's digest of {channel} is out already.", channel=channel)
        case "open":
            sentence = reader.say(
                "A digest was sent to {channel}, but Slack gave no clear answer. I look whether "
                "it is there, and post nothing else today.",
                channel=channel,
            )
        case "waiting":
            sentence = reader.say(
                "The digest of {channel} is on its way already; {command} digest shows how far.",
                channel=channel,
                command=reader.command,
            )
        case "nothing_new":
            sentence = reader.say(
                "Nothing is new for {channel}, so nothing is posted, and today's digest may "
                "still come.",
                channel=channel,
            )
        case _:
            sentence = reader.say("The digest of {channel} comes in a moment.", channel=channel)
    return views.said(sentence)


def _named(call: Call, store: Store, text: str) -> Subscription:
    """The digest of the channel that is named, or of this one."""
    words = text.split()
    if [word for word in words if not word.startswith(("<#", "#"))]:
        raise UserError("Name a channel there and nothing else, such as #general.")
    wanted = channel_id(call, words)
    found = store.digests.get(call.who.team_id, wanted)
    if found is not None and _is_hidden(call, found):
        found = nameless(found) if takes_over(call, found) else None
    if found is None:
        raise UserError(
            "That channel has no digest. {command} digest on 09:00 sets one up.",
            command=call.reader.command,
            buttons=(Button("Every day at 09:00", f"digest on 09:00 {text}".strip()),),
        )
    return found


def _is_hidden(call: Call, found: Subscription) -> bool:
    """Tell whether somebody outside of a private channel asks, who has not set its digest up."""
    if found.channel_id == call.channel_id or found.set_up_by == call.who.user_id:
        return False
    user_id, channel = call.who.user_id, found.channel_id
    return found.plan.private or channel in call.slack.hidden_from(user_id, [channel])


def _own(call: Call, store: Store, text: str) -> Subscription:
    found = _named(call, store, text)
    _require_right(call, found)
    return found


def _require_right(call: Call, subscription: Subscription) -> None:
    if not _may_change(call, subscription):
        setter = subscription.set_up_by
        raise UserError(
            "{name} set this digest up. Only that person and the workspace's admins change it.",
            name=call.slack.names([setter]).get(setter, setter),
        )


def _may_change(call: Call, subscription: Subscription) -> bool:
    # Once who set it up was forgotten, it is anybody's.
    if subscription.set_up_by in ("", call.who.user_id):
        return True
    return call.slack.is_admin(call.who.user_id)


def _invite(reader: Reader) -> str:
    return reader.say("I can't post there yet. Invite me: type /invite and my name in the channel.")
