"""What the bot tells people by itself: recordings they wait for, and what is still incomplete."""

from collections.abc import Sequence

from bot.call import Button, Message, Reader
from bot.views import blocks, own, watching
from bot.views.events import named
from bot.views.sessions import row
from storage.records import Event, Own, Page, Watch

SHOWN = 8  # of each list; the others stand behind a button


def recordings(watches: Sequence[Watch], reader: Reader) -> Message:
    """Say that sessions of the watch list have a recording now."""
    count = len(watches)
    said = reader.say_many(
        "A session on your watch list has a recording now.",
        "{count} sessions on your watch list have a recording now.",
        count,
    )
    told = [block for each in watches[:SHOWN] for block in watching.one(each, reader)]
    more = [Button(reader.say("My watch list"), "later")]
    return blocks.message([blocks.section(said), *told, *row(more if count > SHOWN else [])])


def nudge(event: Event, lacking: Page[Own], reader: Reader) -> Message:
    """Remind somebody of what their takeaways of an event still lack."""
    total = lacking.total or len(lacking.items)
    said = reader.say_many(
        "{count} takeaway of {event} is still incomplete. While you remember the day:",
        "{count} takeaways of {event} are still incomplete. While you remember the day:",
        total,
        event=named(event),
    )
    told = [block for each in lacking.items for block in own.one(each, reader)]
    everything = Button(reader.say("All incomplete"), f"mine incomplete event:{event.key}")
    buttons = [
        *([everything] if lacking.more else []),
        Button(reader.say("Remind me tomorrow"), f"nudge tomorrow {event.key}"),
        Button(reader.say("No more reminders of this event"), f"nudge off {event.key}"),
    ]
    return blocks.message([blocks.section(said), *told, *row(buttons)])


def tomorrow(event: Event, reader: Reader) -> Message:
    """Say that the reminder comes again."""
    said = reader.say(
        "I remind you tomorrow evening of what {event} still lacks then.",
        event=named(event),
    )
    return blocks.message([blocks.section(said)])


def no_more(event: Event, reader: Reader) -> Message:
    """Say that no reminder of this event comes again, and how to have them back."""
    name = named(event)
    said = reader.say("No more reminders of {event}.", event=name)
    back = Button(reader.say("Remind me again"), f"nudge on {event.key}")
    return blocks.message([blocks.section(said), blocks.actions(back)])


def again(event: Event, reader: Reader) -> Message:
    """Say that reminders come again."""
    said = reader.say(
        "On the evenings of {event} I remind you again of what is incomplete.",
        event=named(event),
    )
    return blocks.message([blocks.section(said)])
