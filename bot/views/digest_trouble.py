"""What is told of a digest that was not posted: to whoever set it up, or to an admin."""

from dataclasses import replace

from bot.call import Button, Message, Reader
from bot.views.blocks import message, section
from bot.views.digest_state import again, called, said, why
from bot.views.sessions import row
from storage.digest_records import Subscription


def trouble(
    subscription: Subscription, reason: str, reader: Reader, *, is_rest: bool = False
) -> Message:
    """Tell the person who set it up why there is no digest, or not all of its thread."""
    channel, because = called(subscription, reader), why(reason, reader)
    sentence = (
        reader.say(
            "The thread of the digest of {channel} is not complete. {why} What is missing comes "
            "with the next one.",
            channel=channel,
            why=because,
        )
        if is_rest
        else reader.say(
            "The digest of {channel} was not posted. {why} I try again with the next one.",
            channel=channel,
            why=because,
        )
    )
    return said(sentence)


def nameless(subscription: Subscription) -> Subscription:
    """The same digest without its channel's name, where only those in the channel may know it."""
    plan = subscription.plan
    return (
        replace(subscription, plan=replace(plan, channel_name="")) if plan.private else subscription
    )


def orphaned(subscription: Subscription, name: str, told: Message, reader: Reader) -> Message:
    """Tell an admin the same, since whoever set it up has left, with what can be done."""
    why_you = reader.say(
        "{name}, who set it up, has left this workspace, so I tell you as an admin. Take it over, "
        "and it is yours to change.",
        name=name,
    )
    buttons = [
        Button(reader.say("Take it over"), again(subscription)),
        Button(reader.say("Turn it off"), f"digest off <#{subscription.channel_id}>"),
    ]
    return message([*told.blocks, section(why_you), *row(buttons)])
