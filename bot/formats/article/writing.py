"""An article out: Markdown that reads well on GitHub, Qiita and Zenn, and is read again."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.entry.canonical import canonical
from bot.entry.known import NOTHING_KNOWN, Known, Nothing
from bot.entry.prefix import BULLET
from bot.entry.prose import settled_text, write_prose
from bot.entry.sections import (
    PROFILE_HEADINGS,
    PROFILE_LABELS,
    read_profile_line,
    read_section,
)
from bot.entry.shapes import unescaped
from bot.entry.text import one_line
from bot.entry.vocabulary import AVAILABILITY_WORDS, language_of
from bot.entry.writing import Style, write_entry
from bot.formats.article.headings import (
    has_stars_or_code,
    opens_article_entry,
    read_markdown_heading,
)
from bot.formats.article.markdown import encoded
from storage.folding import type_key
from storage.kinds import STANDARD_TYPES
from storage.records import Entry, Event, Profile, SessionType

_OTHER = "Other"
_SECTION = "## "
_ENTRY = "### "


class _Types(Nothing):
    """What the reader of the article knows of its event: its types."""

    def __init__(self, types: Sequence[str]) -> None:
        self.types: Sequence[str] = types
        self.topics: Collection[str] = ()


def write(
    event: Event,
    types: Sequence[SessionType],
    entries: Sequence[Entry],
    profile: Profile | None = None,
    language: str = "en",
) -> str:
    """Write an event as an article; each entry stands in the section of its type."""
    language = language_of(language)
    sections = _sections(types, entries)
    writing = _Writing(_Types([kind.name for kind in sections]), language, bool(entries))
    lines = writing.title(event)
    if profile:
        lines += writing.profile(profile)
    for kind in _needed(sections, entries):
        lines += writing.section(kind)
        for entry in entries:
            if _key_of(entry) == type_key(kind.name):
                lines += writing.entry(entry)
    return "\n".join(encoded(lines)).rstrip("\n") + "\n"


def _key_of(entry: Entry) -> str:
    return type_key(entry.type or _OTHER)


def _sections(types: Sequence[SessionType], entries: Sequence[Entry]) -> list[SessionType]:
    """The types in their order, and behind them those that only an entry names."""
    found: dict[str, SessionType] = {}
    standard = {type_key(kind.name): kind for kind in STANDARD_TYPES}
    for kind in types:
        found.setdefault(type_key(kind.name), kind)
    for entry in entries:
        key = _key_of(entry)
        found.setdefault(key, standard.get(key, SessionType(one_line(entry.type or _OTHER))))
    return list(found.values())


def _needed(sections: Sequence[SessionType], entries: Sequence[Entry]) -> list[SessionType]:
    """Leave out the last types where they say nothing and come back by themselves.

    An event that is made from the article has its types in the article's order, and the other
    standard ones behind them.
    """
    used = {_key_of(entry) for entry in entries}
    for count in range(len(sections)):
        written = {type_key(kind.name) for kind in sections[:count]}
        rest = [kind for kind in STANDARD_TYPES if type_key(kind.name) not in written]
        left = list(sections[count:])
        if left == rest and not used & {type_key(kind.name) for kind in left}:
            return list(sections[:count])
    return list(sections)


class _Writing:
    """The parts of an article, each with an empty line before it."""

    def __init__(self, known: Known, language: str, has_entries: bool) -> None:
        self.known = known
        self.language = language
        self.has_entries = has_entries
        self.style = Style("-", answer_apart=True, heading=_ENTRY, taken=self._is_heading)

    def title(self, event: Event) -> list[str]:
        return [f"# {self._named(one_line(event.name) or event.key)}"]

    def profile(self, profile: Profile) -> list[str]:
        lines = [
            f"- {labels[self.language]}: {value}"
            for name, labels in PROFILE_LABELS.items()
            if (value := one_line(getattr(profile, name)))
        ]
        about = write_prose(settled_text(profile.about), self.known, self._taken_in_profile)
        blocks = [block for block in (lines, about) if block]
        if not blocks:
            return []
        heading = f"{_SECTION}{PROFILE_HEADINGS[self.language]}"
        return ["", heading, *(line for block in blocks for line in ("", *block))]

    def section(self, kind: SessionType) -> list[str]:
        stated = AVAILABILITY_WORDS[self.language][kind.availability]
        heading = f"{_SECTION}{self._named_type(one_line(kind.name))} [{stated}]"
        description = write_prose(settled_text(kind.description), self.known, self._taken)
        return ["", heading, *(["", *description] if description else [])]

    def entry(self, entry: Entry) -> list[str]:
        settled = canonical(replace(entry, type=None), self.known)
        return ["", *write_entry(settled, self.language, self.known, self.style)]

    def _named(self, name: str) -> str:
        """A heading that is neither a section nor an entry."""
        shaped = (
            read_section(name, self.known) is not None
            or has_stars_or_code(name, self.known)
            or unescaped(name, self.known) is not None
        )
        return f"\\{name}" if shaped else name

    def _named_type(self, name: str) -> str:
        section = read_section(name, NOTHING_KNOWN)
        shaped = (
            (section is not None and section.kind != "type")
            or has_stars_or_code(name, NOTHING_KNOWN)
            or unescaped(name, NOTHING_KNOWN) is not None
        )
        return f"\\{name}" if shaped else name

    def _is_heading(self, line: str) -> bool:
        """Tell whether a line would be taken for a heading that opens or ends something."""
        heading = read_markdown_heading(line, self.known)
        return heading is not None and (
            heading.level <= len(_ENTRY.strip())
            or heading.names_entry
            or (heading.section is not None and heading.section.kind == "ending")
        )

    def _taken(self, line: str) -> bool:
        if self._is_heading(line):
            return True
        return not self.has_entries and opens_article_entry(line, self.known)

    def _taken_in_profile(self, line: str) -> bool:
        text = line.lstrip()
        bullet = BULLET.match(text)
        labelled = read_profile_line(text[bullet.end() :] if bullet else text)
        return labelled is not None or self._taken(line)
