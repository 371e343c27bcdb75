"""A heading's text: stars first, a bar after the code, the mark last."""

import re
from collections.abc import Iterator

from bot.entry.heading import read_heading
from bot.entry.known import Known
from bot.entry.refused import EntryRefused
from bot.entry.shapes import AHEAD, line_shaped, unescaped, unescaped_word, word_shaped
from bot.entry.vocabulary import MARKS
from storage.records import Entry

_WORD = re.compile(r"\S+")
_FEW = 12  # words that are tried without an escape one by one


def write_heading(entry: Entry, language: str, known: Known, *, with_code: bool) -> str:
    """Write the heading of a canonical entry, with no escape that it can do without."""
    writer = _Writer(entry, language, known, with_code=with_code)
    return writer.heading()


class _Writer:
    def __init__(self, entry: Entry, language: str, known: Known, *, with_code: bool) -> None:
        self.entry = entry
        self.known = known
        self.stars = "★" * (entry.stars or 0) + "☆" * (5 - (entry.stars or 5))
        self.code = entry.raw if with_code else None
        self.mark = MARKS[language] if entry.recommended else ""
        tags = "".join(f"[{tag}] " for tag in entry.tags)
        self.title_at = len(tags)
        # What shows no code needs a title, for which the code itself can stand.
        self.title = entry.title or ("" if self.code else entry.raw or "")
        self.text = (tags + self.title).rstrip()

    def heading(self) -> str:
        """Escape what must be, then try what may be left as it is."""
        must = {place for place, text in self._words() if self._begins_escaped(place, text)}
        if self._reads(must):
            return self._written(must)
        may = {place for place, text in self._words() if self._is_shaped(place, text)} - must
        chosen = must | may
        if len(may) <= _FEW:
            for place in sorted(may):
                if self._reads(chosen - {place}):
                    chosen = chosen - {place}
        return self._written(chosen)

    def _words(self) -> Iterator[tuple[int, str]]:
        """Where each word begins, and the text from there as far as a shape may reach."""
        for word in _WORD.finditer(self.text):
            yield word.start(), self.text[word.start() : word.end() + AHEAD]

    def _line(self, place: int) -> str | None:
        """The whole line where the word is its first one."""
        if place or self.stars or self.code:
            return None
        return f"{self.text} {self.mark}".rstrip()

    def _begins_escaped(self, place: int, text: str) -> bool:
        line = self._line(place)
        return unescaped_word(text, self.known) or (
            line is not None and unescaped(line, self.known) is not None
        )

    def _is_shaped(self, place: int, text: str) -> bool:
        if place < self.title_at and text.startswith("["):
            return False  # a tag, which is meant to be one
        line = self._line(place)
        return word_shaped(text, self.known) or (line is not None and line_shaped(line, self.known))

    def _written(self, escapes: set[int]) -> str:
        title = "".join(
            "\\" + letter if place in escapes else letter for place, letter in enumerate(self.text)
        )
        between = " | " if self.code and title else ""
        named = f"{self.code or ''}{between}{title}"
        return " ".join(filter(None, [self.stars, named, self.mark]))

    def _reads(self, escapes: set[int]) -> bool:
        """Tell whether the heading is read as it is meant."""
        try:
            read = read_heading(self._written(escapes), self.known)
        except EntryRefused:
            return False
        meant = self.entry
        return (read.raw, read.title, read.tags, read.stars, read.recommended) == (
            self.code,
            self.title,
            meant.tags,
            meant.stars,
            meant.recommended,
        )
