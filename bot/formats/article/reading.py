"""An article in: its types, its entries, its writer's profile."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.entry.known import NOTHING_KNOWN, Known
from bot.entry.prefix import BULLET
from bot.entry.prose import read_prose
from bot.entry.reading import read_entry
from bot.entry.refused import EntryRefused, Reason
from bot.entry.sections import Section, read_profile_line
from bot.entry.text import cleaned, fences, one_line
from bot.entry.vocabulary import availability
from bot.formats.article.markdown import decoded
from bot.formats.article.outline import Part, is_markdown, parts
from bot.formats.problem import Problem
from bot.locale import N_
from storage.folding import type_key
from storage.kinds import availability_of
from storage.records import Availability, Entry, Profile, SessionType

_BEFORE_BRACKET = re.compile(r"([^(（\[［]*)[(（\[［]")


_PROBLEMS: Mapping[Reason, str] = {
    "no_session": N_("“{text}” names no session."),
    "stars_out_of_range": N_("“{word}” is no number of stars from 1 to 5."),
    "several_entries": N_("“{text}” is more than one entry."),
}


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An entry with the type of its section; its heading is line `line`, counted from 1."""

    entry: Entry
    line: int


@dataclass(frozen=True, slots=True)
class Article:
    """What an article says; `left_out` counts the lines with words that stand outside."""

    types: tuple[SessionType, ...] = ()
    entries: tuple[ArticleEntry, ...] = ()
    profile: Profile | None = None
    left_out: int = 0
    problems: tuple[Problem, ...] = ()


class _Remembered:
    """An event that is asked each thing once; the article adds the types that it brings."""

    def __init__(self, known: Known) -> None:
        self.has_catalogue: bool = known.has_catalogue
        self.topics: Collection[str] = known.topics
        self.types: Sequence[str] = tuple(known.types)
        self.is_code = cache(known.is_code)
        self.titles = cache(known.titles)


def read(text: str, known: Known = NOTHING_KNOWN) -> Article:
    """Read an article, plain or Markdown; what it can't read it reports."""
    lines = cleaned(text).split("\n")
    asked = _Remembered(known)
    markdown = is_markdown(lines, asked)
    outline = parts(lines, asked, markdown=markdown)
    new = [part.section.name for part in outline if part.section and part.kind == "type"]
    asked.types = (*known.types, *new)
    reading = _Reading(decoded(lines) if markdown else lines, asked)
    for part in outline:
        reading.take(part)
    return reading.article()


class _Reading:
    def __init__(self, lines: list[str], known: Known) -> None:
        self.lines = lines
        self.known = known
        self.types: dict[str, SessionType] = {}
        self.entries: list[ArticleEntry] = []
        self.problems: list[Problem] = []
        self.profile_lines: list[str] = []
        self.type: str | None = None
        self.left_out = 0

    def take(self, part: Part) -> None:
        """Read one part; what it opens holds for those behind it."""
        if part.kind == "entry":
            self._take_entry(part)
        elif part.kind == "type" and part.section:
            self.type = part.section.name
            self._take_type(part.section, self.lines[part.start + 1 : part.end])
        else:
            self.type = None
            if part.kind == "profile":
                self.profile_lines += [*self.lines[part.start + 1 : part.end], ""]
            else:
                outside = self.lines[part.start : part.end]
                self.left_out += len([line for line in outside if line.strip()])

    def article(self) -> Article:
        return Article(
            tuple(self.types.values()),
            tuple(self.entries),
            _profile(self.profile_lines, self.known),
            self.left_out,
            tuple(self.problems),
        )

    def _take_entry(self, part: Part) -> None:
        lines = self.lines[part.start : part.end]
        try:
            entry = read_entry(lines, part.start + 1, self.known)
        except EntryRefused as refused:
            words: dict[str, object] = {"text": refused.text.strip(), "word": refused.word}
            self.problems.append(Problem(refused.line, _PROBLEMS[refused.reason], words))
            return
        typed = replace(entry, type=entry.type or self.type)
        self.entries.append(ArticleEntry(typed, part.start + 1))

    def _take_type(self, section: Section, lines: list[str]) -> None:
        """A section that comes again goes on with its type's description."""
        key = type_key(section.name)
        before = self.types.get(key)
        written = read_prose(lines, self.known)
        described = [text for text in (before.description if before else "", written) if text]
        stated = section.availability or _stated(written)
        usual = before.availability if before else availability_of(section.name)
        self.types[key] = SessionType(section.name, "\n\n".join(described), stated or usual)


def _stated(description: str) -> Availability | None:
    """The availability that a bullet of the description is, alone or before a bracket."""
    for line in description.split("\n"):
        text = line.lstrip()
        bullet = BULLET.match(text)
        words = text[bullet.end() :] if bullet else ""
        bracket = _BEFORE_BRACKET.match(words)
        stated = availability(bracket[1] if bracket else words)
        if stated:
            return stated
    return None


def _profile(lines: list[str], known: Known) -> Profile | None:
    profile = Profile(user="")
    about: list[str] = []
    fenced = {line for start, end in fences(lines).items() for line in range(start, end + 1)}
    for index, line in enumerate(lines):
        text = line.lstrip()
        bullet = BULLET.match(text)
        labelled = read_profile_line(text[bullet.end() :] if bullet else text)
        if labelled and index not in fenced and not getattr(profile, labelled[0]):
            profile = replace(profile, **{labelled[0]: one_line(labelled[1])})
        else:
            about.append(line)
    profile = replace(profile, about=read_prose(about, known))
    return None if profile == Profile(user="") else profile
