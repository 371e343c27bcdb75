"""What is said of files that go out and come in."""

from bot.call import Message, Reader
from bot.views import blocks
from storage.log import Log

NAMES = {"md": "Markdown", "csv": "CSV", "json": "JSON"}
ASKED = 600  # UTF-16 units of a filter in words


def coming(kind: str, asked: str, reader: Reader) -> Message:
    """Say that a file is on its way, and what will be in it."""
    what = blocks.fit(asked, ASKED) or reader.say("all events")
    said = reader.say(
        "A {kind} file comes to your direct messages with me: {what}.", kind=NAMES[kind], what=what
    )
    return blocks.message([blocks.section(said)])


def exported(log: Log, kind: str, asked: str, reader: Reader) -> Message:
    """Say what a file holds."""
    sessions = [session for event in log.events for session in event.sessions]
    count = len(sessions)
    written = sum(len(each.takeaways) for each in sessions)
    held = [
        reader.say_many("{count} session", "{count} sessions", count),
        reader.say_many("{count} takeaway", "{count} takeaways", written),
    ]
    what = blocks.fit(asked, ASKED) or reader.say("all events")
    said = reader.say(
        "{what}, as {kind}: {held}.", what=what, kind=NAMES[kind], held=reader.listed(held)
    )
    return blocks.message([blocks.section(said)])
