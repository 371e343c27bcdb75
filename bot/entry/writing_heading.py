"""A heading's text: stars first, a bar after the code, the mark last."""

import re

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
        self.text = (tags + entry.title).rstrip()

    def heading(self) -> str:
        """Escape what must be, then try what may be left as it is."""
        must, may = self._shaped_words()
        if self._reads(must):
            return self._written(must)
        chosen = must | may
        if len(may) <= _FEW:
            for place in sorted(may):
                if self._reads(chosen - {place}):
                    chosen = chosen - {place}
        return self._written(chosen)

    def _shaped_words(self) -> tuple[set[int], set[int]]:
        """Where words begin with an escape and a shape, and where with a shape alone."""
        must: set[int] = set()
        may: set[int] = set()
        leads = not self.stars and not self.code
        for word in _WORD.finditer(self.text):
            place = word.start()
            ahead = self.text[place : word.end() + AHEAD]
            whole = f"{self.text} {self.mark}".rstrip() if leads and place == 0 else None
            if unescaped_word(ahead, self.known) or (
                whole is not None and unescaped(whole, self.known) is not None
            ):
                must.add(place)
            elif place < self.title_at and word[0].startswith("["):
                continue
            elif word_shaped(ahead, self.known) or (
                whole is not None and line_shaped(whole, self.known)
            ):
                may.add(place)
        return must, may

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
            meant.title,
            meant.tags,
            meant.stars,
            meant.recommended,
        )
