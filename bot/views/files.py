"""What is said of files that go out and come in."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.call import Block, Button, Message, Reader
from bot.views import blocks
from storage.log import Log

NAMES = {"md": "Markdown", "csv": "CSV", "json": "JSON"}
ASKED = 600  # UTF-16 units of a filter in words
LINE = 180  # and of a line of a report
KEYS = 200


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do: the events' keys, and line by line what came of them.

    `authored` tells that it was an article, whose writer is who brought it.
    """

    name: str
    events: tuple[str, ...]
    lines: Sequence[str]
    authored: bool = False


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


def reading(name: str, reader: Reader) -> Message:
    """Say that a file is being read."""
    return blocks.message([blocks.section(reader.say("Reading {name} …", name=name))])


def imported(report: Report, reader: Reader, offers: Sequence[Button] = ()) -> Message:
    """Say what an import did, and where to see it; `offers` are further buttons."""
    into = _into(report, reader)
    said = reader.say("Imported {name} into {events}.", name=report.name, events=into)
    buttons = [Button(reader.say("My takeaways"), "mine")]
    if len(report.events) == 1:
        top = Button(reader.say("Top sessions"), f"top event:{report.events[0]}")
        buttons.insert(0, top)
    return blocks.message([*_told(said, report, reader), blocks.actions(*buttons, *offers)])


def tried(report: Report, command: str, reader: Reader) -> Message:
    """Say what an import would do, with a button that does it."""
    into = _into(report, reader)
    said = reader.say("Would import {name} into {events}.", name=report.name, events=into)
    button = Button(reader.say("Import it"), command, style="primary")
    return blocks.message(
        [
            *_told(said, report, reader),
            blocks.section(reader.say("Nothing was saved: this was a dry run.")),
            blocks.actions(button),
        ]
    )


def _told(said: str, report: Report, reader: Reader) -> list[Block]:
    whose = [reader.say("Its entries are yours.")] if report.authored else []
    lines = [blocks.fit(line, LINE) for line in report.lines] or [reader.say("It holds nothing.")]
    return [blocks.section(reader.together([said, *whose])), *blocks.paragraphs(lines)]


def _into(report: Report, reader: Reader) -> str:
    return blocks.fit(reader.listed(report.events), KEYS) or reader.say("no event")
