"""The form as blocks, from the sheet that it opens with."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.call import Block, Modal, Reader
from bot.entry.known import Known
from bot.forms.takeaway import inputs, values
from bot.forms.takeaway.inputs import NONE, Choice
from bot.forms.takeaway.prints import print_of
from bot.forms.takeaway.source import Source
from bot.views.blocks import context, plain
from bot.views.kinds import told
from storage import Entry, SessionType

CALLBACK_ID = "takeaway"
ROOM = 170_000  # bytes of JSON for the long texts; a whole view may have 250 KB
LEVEL_DIGITS = 4  # of the largest level that the form takes
NAME = 24  # characters of a modal's title and buttons


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the form opens with.

    `edits` is the number of the session whose stored takeaway it replaces, None where it adds;
    `logged` tells whether there is one to replace. `details` shows the session's own fields.
    `left` are the fields that it can't show; where the form adds, `draft` keeps the text that
    states them, and `source` tells whose it is.
    """

    entry: Entry = field(default_factory=Entry)
    chosen: Choice | None = None
    details: bool = False
    edits: int | None = None
    logged: bool = False
    event: str | None = None
    left: frozenset[str] = frozenset()
    draft: str = ""
    notes: tuple[str, ...] = ()
    source: Source | None = None


def drawn(sheet: Sheet, types: Sequence[SessionType], reader: Reader) -> Modal:
    """Draw the form; what no input holds is left out, and said to stay as it is."""
    shown = values.of_entry(sheet.entry)
    blocks: list[Block] = [context(*sheet.notes)] if sheet.notes else []
    blocks += _takeaway(sheet, shown, reader)
    if sheet.details:
        blocks += details(shown, types, reader, sheet.left)
    title = reader.say("Log a session") if sheet.edits is None else reader.say("Edit my takeaway")
    view = {
        "type": "modal",
        "callback_id": CALLBACK_ID,
        "title": plain(title, NAME),
        "submit": plain(reader.say("Save"), NAME),
        "close": plain(reader.say("Cancel"), NAME),
        "private_metadata": json.dumps(_metadata(sheet, shown)),
        "blocks": blocks,
    }
    return Modal(view)


def details(
    shown: Mapping[str, str],
    types: Sequence[SessionType],
    reader: Reader,
    left: frozenset[str] = frozenset(),
) -> list[Block]:
    """The session's own fields: for a new session, and in `edit`."""
    recorded = values.availabilities(reader)
    above = "" if shown["title"] else reader.say("Leave it empty to keep the name chosen above.")
    return [
        _line("title", reader.say("Title"), shown, left, reader) | _hint(above),
        _kind(shown["type"], types, reader, left),
        _level(shown["level"], reader, left),
        _line("topics", reader.say("Topics, parted by commas"), shown, left, reader),
        inputs.select("availability", reader.say("Recording"), recorded, shown["availability"]),
        _line("recording_url", reader.say("Link to the recording"), shown, left, reader),
    ]


def left_out(entry: Entry, known: Known) -> frozenset[str]:
    """The texts that no input holds as they are, or that would not fit in the form together."""
    shown = values.of_entry(entry)
    left = {name for name in values.LINES if not inputs.is_line(shown[name])}
    left |= {"type"} if shown["type"] and not inputs.is_value(shown["type"]) else set()
    left |= {"level"} if len(shown["level"]) > LEVEL_DIGITS else set()
    room = ROOM
    for name in values.TEXTS:
        size = len(json.dumps(shown[name]))
        if inputs.parts(shown[name]) and size <= room and values.is_readable(name, entry, known):
            room -= size
        else:
            left.add(name)
    return frozenset(left)


def _takeaway(sheet: Sheet, shown: Mapping[str, str], reader: Reader) -> list[Block]:
    stars = shown["stars"] or (NONE if sheet.logged else "")
    blocks = [
        inputs.session(sheet.chosen, reader),
        inputs.rating(stars, reader),
        inputs.tick(
            "recommended",
            reader.say("Recommended"),
            reader.say("I recommend it"),
            on=bool(shown["recommended"]),
        ),
    ]
    for name, label, hint in _texts(reader):
        if name in sheet.left:
            blocks.append(_stays(label, shown[name], reader))
        else:
            blocks += _pieces(name, label, hint, shown[name])
    blocks.append(
        inputs.select(
            "attended", reader.say("How I attended"), values.attendances(reader), shown["attended"]
        )
    )
    partial = reader.say("I saw only a part")
    blocks.append(
        inputs.tick("partial", reader.say("How much"), partial, on=bool(shown["partial"]))
    )
    return blocks


def _texts(reader: Reader) -> list[tuple[str, str, str]]:
    return [
        ("impressions", reader.say("Impressions"), reader.say("What you think of it.")),
        (
            "facts",
            reader.say("Facts"),
            reader.say("What was said, one line each; two spaces at its head nest a line."),
        ),
        (
            "questions",
            reader.say("Questions and answers"),
            reader.say("A line with Q: and the question, then one with A: and the answer."),
        ),
    ]


def _pieces(name: str, label: str, hint: str, value: str) -> list[Block]:
    """A text over as many inputs as it needs: `facts`, `facts_2` and so on."""
    first, *others = inputs.parts(value)
    blocks = [inputs.text(name, label, first, hint, lines=True)]
    for at, piece in enumerate(others, 2):
        blocks.append(inputs.text(f"{name}_{at}", f"{label} ({at})", piece, lines=True))
    return blocks


def _line(
    name: str, label: str, shown: Mapping[str, str], left: frozenset[str], reader: Reader
) -> Block:
    if name in left:
        return _stays(label, shown[name], reader)
    return inputs.text(name, label, shown[name])


def _kind(stated: str, types: Sequence[SessionType], reader: Reader, left: frozenset[str]) -> Block:
    label = reader.say("Session type")
    if "type" in left:
        return _stays(label, stated, reader)
    names = [each.name for each in types if inputs.is_value(each.name)][: inputs.OPTIONS]
    if stated and stated not in names:
        names = [stated, *names]
    kinds = [Choice(each, told(each, reader)) for each in names or ["Other"]]
    return inputs.select("type", label, kinds, stated)


def _level(stated: str, reader: Reader, left: frozenset[str]) -> Block:
    label = reader.say("Level")
    return (
        _stays(label, stated, reader) if "level" in left else inputs.number("level", label, stated)
    )


def _hint(text: str) -> Block:
    return {"hint": plain(text, 150)} if text else {}


def _stays(label: str, value: str, reader: Reader) -> Block:
    said = reader.say(
        "{field}: longer than a form holds ({count} characters). It stays as it is, and is kept.",
        field=label,
        count=len(value),
    )
    return context(said)


def _metadata(sheet: Sheet, shown: Mapping[str, str]) -> dict[str, Any]:
    """What the submission has to know: short prints of what the fields opened with."""
    stated: dict[str, Any] = {
        "session": sheet.edits,
        "event": sheet.event,
        "details": sheet.details,
    }
    if sheet.edits is not None:
        opened = {name: print_of(each) for name, each in shown.items()}
        return stated | {"opened": opened}
    if sheet.chosen:
        stated["chosen"] = print_of(sheet.chosen.value)
        stated["title"] = print_of(shown["title"])
    if sheet.left:
        stated |= {"draft": sheet.draft, "left": sorted(sheet.left)}
        stated |= {"source": sheet.source.as_json()} if sheet.source else {}
    return stated
