"""The outline of an article: which line begins a section or an entry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.entry.known import Known
from bot.entry.sections import Section, read_section
from bot.entry.text import fences
from bot.formats.article.headings import (
    MarkdownHeading,
    opens_article_entry,
    read_markdown_heading,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A run of lines that belong together, from `start` to before `end`."""

    kind: Literal["type", "profile", "entry", "outside"]
    start: int
    end: int
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class _Opening:
    kind: Literal["type", "profile", "entry", "outside"]
    start: int
    section: Section | None = None


def is_markdown(lines: Sequence[str], known: Known) -> bool:
    """Tell whether a section or an entry of the article is a heading."""
    return any(
        heading.names_entry or (heading.section is not None and heading.section.kind != "ending")
        for _, heading in _headings(lines, known)
    )


def parts(lines: Sequence[str], known: Known, *, markdown: bool) -> list[Part]:
    """Part the article; what stands before its first opening is outside."""
    openings = [_Opening("outside", 0)]
    openings += _of_markdown(lines, known) if markdown else _of_plain(lines, known)
    ends = [*(opening.start for opening in openings[1:]), len(lines)]
    return [
        Part(opening.kind, opening.start, end, opening.section)
        for opening, end in zip(openings, ends, strict=True)
    ]


def _unfenced(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    fenced_to = -1
    blocks = fences(list(lines))
    for index, line in enumerate(lines):
        fenced_to = blocks.get(index, fenced_to)
        if index > fenced_to:
            yield index, line


def _headings(lines: Sequence[str], known: Known) -> list[tuple[int, MarkdownHeading]]:
    found = [(index, read_markdown_heading(line, known)) for index, line in _unfenced(lines)]
    return [(index, heading) for index, heading in found if heading]


def _of_plain(lines: Sequence[str], known: Known) -> list[_Opening]:
    openings: list[_Opening] = []
    endings: list[int] = []
    for index, line in _unfenced(lines):
        section = read_section(line, known)
        if section and section.kind == "ending":
            endings.append(index)
        elif section and section.known:
            kind: Literal["type", "profile"] = "type" if section.kind == "type" else "profile"
            openings.append(_Opening(kind, index, section))
        elif opens_article_entry(line, known):
            openings.append(_Opening("entry", index))
    return _ended(openings, endings)


def _of_markdown(lines: Sequence[str], known: Known) -> list[_Opening]:
    reading = _Markdown(_headings(lines, known))
    openings = reading.openings()
    if not reading.entries_are_headings:
        openings += [
            _Opening("entry", index)
            for index, line in _unfenced(lines)
            if opens_article_entry(line, known)
        ]
        openings.sort(key=lambda opening: opening.start)
    return _ended(openings, reading.endings)


def _ended(openings: list[_Opening], endings: Sequence[int]) -> list[_Opening]:
    """End the entries at the first closing words behind the last of them."""
    last = max((opening.start for opening in openings if opening.kind == "entry"), default=-1)
    closing = next((index for index in endings if index > last), None)
    if closing is None:
        return openings
    before = [opening for opening in openings if opening.start < closing]
    after = [opening for opening in openings if opening.start > closing]
    return [*before, _Opening("outside", closing), *after]


class _Markdown:
    """The openings among the headings of a Markdown file."""

    def __init__(self, headings: Sequence[tuple[int, MarkdownHeading]]) -> None:
        self.headings = headings
        self.endings: list[int] = []
        self.entries_are_headings = False
        self.first_type: int | None = None  # the level of the first type
        self.section: int | None = None  # the level of the section that is open
        self.in_type = False
        self.entry: int | None = None  # the level of the entry that is open

    def openings(self) -> list[_Opening]:
        found = [self._opening(index, heading) for index, heading in self.headings]
        return [opening for opening in found if opening]

    def _opening(self, index: int, heading: MarkdownHeading) -> _Opening | None:
        section = heading.section
        if section and section.kind == "ending":
            self.endings.append(index)
        if section and section.kind == "type" and self._is_type_level(heading.level):
            return self._open_section(index, heading, "type")
        if section and section.kind == "profile" and self._is_outside(heading.level):
            return self._open_section(index, heading, "profile")
        below = self.in_type and self.section is not None and heading.level == self.section + 1
        if heading.names_entry or (below and not (section and section.kind == "ending")):
            self.entries_are_headings = True
            self.entry = heading.level
            return _Opening("entry", index)
        if self._closes(heading.level):
            self.section = self.entry = None
            self.in_type = False
            return _Opening("outside", index)
        return None

    def _open_section(
        self, index: int, heading: MarkdownHeading, kind: Literal["type", "profile"]
    ) -> _Opening:
        self.section = heading.level
        self.in_type = kind == "type"
        self.entry = None
        return _Opening(kind, index, heading.section)

    def _is_type_level(self, level: int) -> bool:
        if self.first_type is None:
            self.first_type = level
        return level <= self.first_type

    def _is_outside(self, level: int) -> bool:
        return self.section is None or level <= self.section

    def _closes(self, level: int) -> bool:
        """Tell whether a heading that is nothing else ends what is open."""
        if self.section is not None:
            return level <= self.section
        return self.entry is not None and level <= self.entry
