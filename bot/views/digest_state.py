"""What people are told about digests: how they stand, what became of the last, what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot import filters
from bot.call import Block, Button, Confirm, Message, Reader
from bot.locale import N_
from bot.views import days
from bot.views.blocks import fit, header, message, section
from bot.views.sessions import row
from storage.digest_records import Run, Subscription

CHANNEL = 80  # characters that a channel's name may have
LISTED = 20  # channels in one answer
LANGUAGES = {"en": N_("in English"), "ja": N_("in Japanese")}

_REASONS = {
    "nothing_new": N_("Nothing was new, so nothing was posted."),
    "off": N_("It was turned off."),
    "late": N_("The day was over."),
    "is_archived": N_("The channel is archived. Unarchive it, or choose another one."),
    "not_in_channel": N_("I am not in the channel. Invite me."),
    "channel_not_found": N_("I can't see the channel. Invite me."),
    "missing_scope": N_("I lack a permission. Ask an admin to install the app again."),
    "parent_deleted": N_("It was deleted while the rest of it was on its way."),
    "ratelimited": N_("Slack asked me to wait."),
    "unreachable": N_("Slack could not be reached."),
    "unreadable": N_(
        "It may or may not have arrived, and I can't read the channel to find out, so I did not "
        "post it again. What it held comes with the next digest."
    ),
}
_TOKEN = N_("Slack does not accept my token. Ask an admin to install the app again.")
_POLICY = N_("The rules of this workspace don't let me post there. Ask an admin.")
_NO_ANSWER = N_("Slack did not answer.")
_TOKEN_REASONS = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "no_token"}
)
_POLICY_REASONS = ("restricted_action", "no_permission", "ekm_access_denied")
_NO_ANSWERS = ("no_", "http_", "internal_error", "fatal_error", "service_unavailable")


@dataclass(frozen=True, slots=True)
class Standing:
    """A channel's digest with its latest run, and whether the reader may change it."""

    subscription: Subscription
    run: Run | None
    own: bool = False


def set_up(
    standing: Standing, reader: Reader, names: Mapping[str, str], hint: str, *, changed: bool
) -> Message:
    """What was set up, with the first run; `hint` is what is still missing."""
    subscription = standing.subscription
    channel, first = called(subscription, reader), _moment(subscription, reader)
    lines = [
        reader.say("The digest of {channel} is changed.", channel=channel)
        if changed
        else reader.say("The digest of {channel} is set up.", channel=channel),
        _plan(subscription, reader, names),
        reader.say("Next: {time}", time=first)
        if changed
        else reader.say("The first one: {time}", time=first),
    ]
    lines += [hint] if hint else []
    return message([section("\n".join(lines)), *row(_buttons(standing, reader))])


def status(
    standings: Sequence[Standing], reader: Reader, names: Mapping[str, str], here: str | None
) -> Message:
    """Each channel's digest: hour and zone, next run, last outcome; buttons for this channel's."""
    blocks: list[Block] = [header(reader.say("Digests"))]
    for each in standings[:LISTED]:
        lines = [
            called(each.subscription, reader),
            _plan(each.subscription, reader, names),
            reader.say("Next: {time}", time=_moment(each.subscription, reader)),
            _last(each, reader),
        ]
        blocks.append(section("\n".join(lines)))
        if each.subscription.channel_id == here:
            blocks += row(_buttons(each, reader))
    if len(standings) > LISTED:
        more = len(standings) - LISTED
        said = reader.say_many("and {count} more channel", "and {count} more channels", more)
        blocks.append(section(said))
    if here and all(each.subscription.channel_id != here for each in standings):
        blocks += none(reader).blocks
    return message(blocks)


def none(reader: Reader) -> Message:
    """Say that no digest is set up here, with a button that does it."""
    said = reader.say(
        "No digest is set up here. {command} digest on 09:00 posts the best new sessions to this "
        "channel every day.",
        command=reader.command,
    )
    return message(
        [section(said), *row([Button(reader.say("Every day at 09:00"), "digest on 09:00")])]
    )


def off(subscription: Subscription, reader: Reader, here: str | None) -> Message:
    """Say that it is off, with a button that takes it back where that can be tapped."""
    said = reader.say("The digest of {channel} is off.", channel=called(subscription, reader))
    button = Button(reader.say("Turn it on again"), again(subscription))
    within = not subscription.plan.private or subscription.channel_id == here
    return message([section(said), *row([button] if within else [])])


def again(subscription: Subscription) -> str:
    """The command that sets the same digest up."""
    plan = subscription.plan
    typed = f"digest on {plan.at:%H:%M} {plan.timezone} <#{plan.channel_id}> lang:{plan.language}"
    return f"{typed} {filters.text(plan.filter)}".strip()


def said(sentence: str, *buttons: Button) -> Message:
    """One sentence, with what can be done about it."""
    return message([section(sentence), *row(buttons)])


def called(subscription: Subscription, reader: Reader) -> str:
    """The channel by its name, as text; a conversation may have none that I can see."""
    name = subscription.plan.channel_name
    return f"#{fit(name, CHANNEL)}" if name else reader.say("this conversation")


def why(reason: str, reader: Reader) -> str:
    """A reason, Slack's or ours, as a sentence with the next step."""
    if reason in _REASONS:
        return reader.say(_REASONS[reason])
    if reason in _TOKEN_REASONS:
        return reader.say(_TOKEN)
    if reason.startswith(_POLICY_REASONS):
        return reader.say(_POLICY)
    if reason.startswith(_NO_ANSWERS):
        return reader.say(_NO_ANSWER)
    return reader.say("Slack refused it ({reason}).", reason=reason)


def outcome(run: Run, timezone: str, reader: Reader) -> str:
    """What became of a run."""
    reason = why(run.reason, reader) if run.reason else ""
    match run.state:
        case "posted" if not reason:
            return reader.say("Posted.")
        case "posted":
            return reader.say("Posted, but not all of its thread. {why}", why=reason)
        case "failed":
            return reader.say("Not posted. {why}", why=reason)
        case "skipped":
            return reason
        case "unknown":
            return reader.say("Sent, but Slack gave no clear answer. I look whether it is there.")
        case _ if run.reason and run.attempt_at:
            again = days.at(run.attempt_at, timezone, reader)
            return reader.say("{why} I try again: {time}.", why=reason, time=again)
        case _:
            return reader.say("It is on its way.")


def _plan(subscription: Subscription, reader: Reader, names: Mapping[str, str]) -> str:
    plan = subscription.plan
    chosen = filters.describe(plan.filter, reader, names)
    daily = reader.say("Every day at {hour} ({zone})", hour=f"{plan.at:%H:%M}", zone=plan.timezone)
    language = reader.say(LANGUAGES[plan.language]) if plan.language in LANGUAGES else ""
    return " · ".join(part for part in (daily, language, chosen) if part)


def _moment(subscription: Subscription, reader: Reader) -> str:
    """The next run in the channel's zone, and in the reader's where it is another."""
    moment, zone = subscription.next_run_at, subscription.plan.timezone
    assert moment is not None  # noqa: S101  # Only a digest that is on is shown.
    there = days.at(moment, zone, reader)
    if reader.timezone == zone:
        return there
    return f"{there} = {days.at(moment, reader.timezone, reader)}"


def _last(standing: Standing, reader: Reader) -> str:
    run, zone = standing.run, standing.subscription.plan.timezone
    if run is None:
        return reader.say("Last: none yet")
    when = days.at(run.started_at, zone, reader)
    return reader.say("Last: {time}. {outcome}", time=when, outcome=outcome(run, zone, reader))


def _buttons(standing: Standing, reader: Reader) -> list[Button]:
    where = f"<#{standing.subscription.channel_id}>"
    found = [Button(reader.say("Preview"), f"digest preview {where}")]
    if not standing.own:
        return found
    confirm = Confirm(
        title=reader.say("Turn the digest off?"),
        text=reader.say("Nothing more is posted to the channel."),
        confirm=reader.say("Turn it off"),
        deny=reader.say("Keep it"),
    )
    return [
        *found,
        Button(reader.say("Post it now"), f"digest now {where}"),
        Button(reader.say("Turn it off"), f"digest off {where}", style="danger", confirm=confirm),
    ]
