"""From an entry to its text, with an escape exactly where reading needs it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.entry.body import level_of
from bot.entry.canonical import canonical
from bot.entry.codes import is_heading_code
from bot.entry.details import read_detail
from bot.entry.known import NOTHING_KNOWN, Known
from bot.entry.lists import ALWAYS_KNOWN, write_list
from bot.entry.openings import opens_entry
from bot.entry.prefix import BULLET
from bot.entry.questions import answered_ahead, is_questions_title, read_asked
from bot.entry.shapes import is_quoted, unescaped
from bot.entry.text import fences, is_fence
from bot.entry.vocabulary import (
    ATTENDED_WORDS,
    AVAILABILITY_WORDS,
    LABELS,
    PARTIAL_WORDS,
    Field,
    language_of,
    type_name,
)
from bot.entry.writing_heading import write_heading
from storage.records import Entry, Question

_QUESTION = "Q: "
_ANSWER = "A: "


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is laid out.

    `taken` tells of a line which the text around the entry would take for its own.
    """

    bullet: str = "•"
    answer_apart: bool = False
    heading: str = ""
    taken: Callable[[str], bool] = lambda _line: False


def render(entry: Entry, language: str = "en", known: Known = NOTHING_KNOWN) -> str:
    """Write the entry so that `parse` reads it again; its canonical form is what is written."""
    return "\n".join(write_entry(canonical(entry, known), language, known, Style()))


def write_entry(entry: Entry, language: str, known: Known, style: Style) -> list[str]:
    """The lines of a canonical entry."""
    language = language_of(language)
    in_heading = entry.raw is not None and is_heading_code(entry.raw, known)
    lines = [style.heading + write_heading(entry, language, known, with_code=in_heading)]
    writer = _Writer(known, style)
    details = write_details(entry, language, known, with_code=not in_heading)
    lines += [f"{style.bullet} {detail}" for detail in details]
    blocks = [
        writer.impressions(entry),
        writer.facts(entry.facts, first=not entry.impressions),
        writer.questions(entry.questions),
    ]
    apart = style.answer_apart or bool(details)
    for block in filter(None, blocks):
        lines += ["", *block] if apart else block
        apart = True
    return lines


def write_details(entry: Entry, language: str, known: Known, *, with_code: bool) -> list[str]:
    """The details that the entry states, in the words of a language."""
    words: list[tuple[Field, str]] = []
    if with_code and entry.raw:
        words.append(("code", entry.raw))
    if entry.type and type_name(entry.type, known):
        words.append(("type", entry.type))
    topics = write_list(entry.topics, (*known.topics, *ALWAYS_KNOWN)) if entry.topics else []
    words += [("topics", line) for line in topics]
    speakers = write_list(entry.speakers) if entry.speakers else []
    words += [("speakers", line) for line in speakers]
    if entry.availability:
        words.append(("recording", AVAILABILITY_WORDS[language][entry.availability]))
    if entry.recording_url:
        words.append(("recording", entry.recording_url))
    if entry.attended or entry.partial:
        words.append(("attended", _attended(entry, language)))
    labels = LABELS[language]
    gap = " " if language == "en" else ""
    level = [] if entry.level is None else [f"{labels['level']}{gap}{entry.level}"]
    return level + [f"{labels[name]}: {value}" for name, value in words]


def _attended(entry: Entry, language: str) -> str:
    how = ATTENDED_WORDS[language][entry.attended] if entry.attended else ""
    part = f"({PARTIAL_WORDS[language]})" if entry.partial else ""
    return f"{how} {part}".strip()


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the lines of a body, each escaped where it would be read as something else."""

    known: Known
    style: Style

    def impressions(self, entry: Entry) -> list[str]:
        lines = entry.impressions.split("\n") if entry.impressions else []
        questions_follow = bool(entry.questions) and not entry.facts
        blocks = fences(lines)
        fenced = {line for start, end in blocks.items() for line in range(start, end + 1)}
        answered = answered_ahead(
            ["" if index in fenced else line.lstrip() for index, line in enumerate(lines)]
        )
        written = []
        for index, line in enumerate(lines):
            plain = index in fenced or not (
                self._always_shaped(line)
                or _asks(line, answered[index])
                or (index == 0 and read_detail(line, self.known) is not None)
                or (questions_follow and index == len(lines) - 1 and is_questions_title(line))
            )
            written.append(line if plain else escaped(line))
        return written

    def facts(self, facts: Sequence[str], *, first: bool) -> list[str]:
        texts = [fact.lstrip(" ") for fact in facts]
        answered = answered_ahead(texts)
        written = []
        for index, (fact, text) in enumerate(zip(facts, texts, strict=True)):
            shaped = (
                unescaped(text, self.known) is not None
                or _asks(text, answered[index])
                or opens_entry(text, self.known)
                or (first and index == 0 and read_detail(f"• {text}", self.known) is not None)
            )
            indent = "  " * level_of(fact)
            written.append(f"{indent}{self.style.bullet} {escaped(text) if shaped else text}")
        return written

    def questions(self, questions: Sequence[Question]) -> list[str]:
        lines: list[str] = []
        for index, asked in enumerate(questions):
            last = index == len(questions) - 1
            question = asked.question.split("\n")
            answer = asked.answer.split("\n") if asked.answer else []
            lines += [""] if lines else []
            answered = bool(answer) and not self.style.answer_apart
            ahead = [answered] * len(question)
            lines += self._part(_QUESTION, question, ahead, last=last or bool(answer))
            if answer:
                lines += [""] if self.style.answer_apart else []
                lines += self._part(_ANSWER, answer, answered_ahead(answer), last=last)
        return lines

    def _part(self, mark: str, lines: list[str], ahead: list[bool], *, last: bool) -> list[str]:
        """Write a question or an answer; `last` where no question comes behind it.

        `ahead` tells for each line whether an answer follows directly.
        """
        written = [(mark + lines[0]) if lines[0] else mark.rstrip()]
        for index, line in enumerate(lines[1:], 1):
            asked = read_asked(line.lstrip())
            shaped = (
                self._always_shaped(line)
                or _asks(line, ahead[index])
                or (mark == _QUESTION and asked is not None and asked.kind == "answer")
                or (not last and index == len(lines) - 1 and is_questions_title(line))
            )
            written.append(escaped(line) if shaped else line)
        return written

    def _always_shaped(self, line: str) -> bool:
        """Tell whether the line would be read as another thing wherever it stands."""
        text = line.lstrip()
        return bool(text) and (
            unescaped(text, self.known) is not None
            or BULLET.match(text) is not None
            or is_quoted(text)
            or is_fence(text)
            or opens_entry(text, self.known)
            or self.style.taken(line)
        )


def _asks(line: str, answered: bool) -> bool:
    """Tell whether the line would open a question."""
    asked = read_asked(line.lstrip())
    return asked is not None and asked.kind == "question" and (asked.sure or answered)


def escaped(line: str) -> str:
    r"""The line with a `\` before its first word."""
    text = line.lstrip()
    return line[: len(line) - len(text)] + "\\" + text
