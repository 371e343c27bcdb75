"""Events: the list with counts, and what is said when another becomes the current one."""

from collections.abc import Sequence

from bot.call import Block, Button, Confirm, Message, Reader
from bot.views import blocks, days, room
from bot.views.sessions import row
from storage.records import Event, EventCount, Switch

NAME = 120  # UTF-16 units of an event's name
KEY = 60
GENERAL = "general"  # the event of a workspace that has named none


def listed(found: Sequence[EventCount], reader: Reader, turning: Sequence[Button]) -> Message:
    """Every event with what it holds, each other than the current one to switch to."""
    told = [_one(each, reader) for each in found]
    new = Button(reader.say("New event"), "event new")
    heading = blocks.header(reader.say("Events"))
    return blocks.message([heading, *told, *row([new, *taking_over(found, reader), *turning])])


def switched(switch: Switch, reader: Reader, name: str | None) -> Message:
    """Say what holds for everybody now; `name` is who had set the one before."""
    said = [
        reader.say("{event} is the current event for everybody now.", event=named(switch.event))
    ]
    before = switch.before
    if before is None or before.key == switch.event.key:
        return blocks.message([blocks.section(said[0])])
    if name:
        said.append(
            reader.say("Before it was {event}, set by {name}.", event=named(before), name=name)
        )
    else:
        said.append(reader.say("Before it was {event}.", event=named(before)))
    undo = Button(reader.say("Undo"), f"event use {before.key}")
    return blocks.message([blocks.section(reader.together(said)), *row([undo])])


def created(event: Event, reader: Reader, held: int) -> Message:
    """Say that there is a new event; `held` sessions of `general` could become its."""
    key = blocks.fit(event.key, KEY)
    said = [reader.say("{event} is there, with the key {key}.", event=named(event), key=key)]
    buttons: list[Button] = []
    if event.current:
        said.append(reader.say("It is the current event: what is logged now goes there."))
    else:
        use = Button(reader.say("Make it the current one"), f"event use {event.key}")
        buttons.append(use)
    if held:
        said.append(
            reader.say_many(
                "{count} session was logged before there was an event. Shall it move there?",
                "{count} sessions were logged before there was an event. Shall they move there?",
                held,
            )
        )
        buttons.append(Button(reader.say("Take them over"), f"event take {event.key}"))
    return blocks.message([blocks.section("\n".join(said)), *row(buttons)])


def taken_over(event: Event, count: int, reader: Reader) -> Message:
    """Say how many sessions moved."""
    said = reader.say_many(
        "{count} session moved to {event}.", "{count} sessions moved to {event}.", count,
        event=named(event),
    )  # fmt: skip
    return blocks.message([blocks.section(said), *row([Button(reader.say("Top sessions"), "top")])])


def named(event: Event) -> str:
    """The name of an event, else its key."""
    return blocks.fit(event.name or event.key, NAME)


def taking_over(found: Sequence[EventCount], reader: Reader) -> list[Button]:
    """The offer of the current event to take over what was logged before there was one."""
    current = next((each.event for each in found if each.event.current), None)
    held = sum(each.sessions for each in found if each.event.key == GENERAL)
    if not held or current is None or current.key == GENERAL:
        return []
    confirm = Confirm(
        title=reader.say("Move these sessions?"),
        text=reader.say_many(
            "{count} session moves to {event}, for everybody.",
            "{count} sessions move to {event}, for everybody.",
            held,
            event=named(current),
        ),
        confirm=reader.say("Move"),
        deny=reader.say("Cancel"),
    )
    label = reader.say("Take over what General holds")
    return [Button(label, f"event take {current.key}", confirm=confirm)]


def _one(count: EventCount, reader: Reader) -> Block:
    event = count.event
    held = [
        reader.say_many("{count} session", "{count} sessions", count.sessions),
        reader.say_many("{count} takeaway", "{count} takeaways", count.takeaways),
    ]
    about = [blocks.fit(event.key, KEY), _days(event, reader), event.timezone]
    lines = [named(event), " · ".join(each for each in about if each), " · ".join(held)]
    if event.current:
        lines[0] += f" – {reader.say('current')}"
        return blocks.section("\n".join(lines))
    use = Button(
        reader.say("Use"),
        f"event use {event.key}",
        spoken=reader.say("Make {event} the current event", event=named(event)),
    )
    tappable = room.tappable([use])
    return blocks.section("\n".join(lines), blocks.tap(tappable[0]) if tappable else None)


def _days(event: Event, reader: Reader) -> str:
    days_ = [days.on(each, reader) for each in (event.starts_on, event.ends_on) if each]
    return " – ".join(dict.fromkeys(days_))
