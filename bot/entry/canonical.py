"""What no text can tell apart is settled when an entry is saved."""

from dataclasses import replace

from bot.entry.body import settled_fact, settled_lines
from bot.entry.codes import base_code, stored_code
from bot.entry.details import is_address, is_code_value
from bot.entry.known import NOTHING_KNOWN, Known
from bot.entry.tags import MOST_TAGS, is_tag
from bot.entry.text import cleaned, one_line, settled_prose
from bot.entry.vocabulary import type_name
from storage.folding import code_key
from storage.records import Entry, Question

HIGHEST_LEVEL = 9999


def canonical(entry: Entry, known: Known = NOTHING_KNOWN) -> Entry:
    """The entry as its text gives it back."""
    code, raw = _codes(entry)
    title = one_line(entry.title)
    return replace(
        entry,
        code=code,
        raw=raw,
        title="" if title == raw else title,
        tags=_tags(entry.tags),
        stars=entry.stars if entry.stars in range(1, 6) else None,
        type=_type(one_line(entry.type or ""), known),
        level=_level(entry.level),
        topics=_names(entry.topics),
        speakers=_names(entry.speakers),
        recording_url=_address(entry.recording_url),
        facts=settled_facts(entry.facts),
        impressions=settled_prose(cleaned(entry.impressions).split("\n")),
        questions=_questions(entry.questions),
    )


def settled_facts(facts: tuple[str, ...]) -> tuple[str, ...]:
    """Facts of one line each; the first not nested, none more than one deeper than the last."""
    settled: list[str] = []
    for fact in facts:
        line = settled_fact(fact, settled[-1] if settled else None)
        if line:
            settled.append(line)
    return tuple(settled)


def _codes(entry: Entry) -> tuple[str | None, str | None]:
    """The base code and that of the delivery, which is left out where it is another session's."""
    code = stored_code(cleaned(entry.code or ""))
    raw = stored_code(cleaned(entry.raw or ""))
    if not code or code_key(base_code(raw)) != code_key(code):
        raw = code or raw
    if not is_code_value(raw):
        return None, None
    return base_code(raw), raw


def _level(level: int | None) -> int | None:
    # `None in range(…)` would look at each number.
    return level if level is not None and 0 <= level <= HIGHEST_LEVEL else None


def _type(name: str, known: Known) -> str | None:
    """The type by its own name; one that the event doesn't know keeps the name it was given."""
    return type_name(name, known) or name or None


def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    written = [one_line(tag).upper() for tag in tags]
    return tuple(tag for tag in written if is_tag(tag))[:MOST_TAGS]


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    settled = [one_line(name) for name in names]
    return tuple(name for name in settled if name)


def _address(link: str | None) -> str | None:
    address = cleaned(link or "").strip()
    return address if is_address(address) else None


def _questions(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    settled = [
        Question(
            settled_lines(cleaned(asked.question).split("\n")),
            settled_lines(cleaned(asked.answer).split("\n")),
        )
        for asked in questions
    ]
    return tuple(asked for asked in settled if asked.question or asked.answer)
