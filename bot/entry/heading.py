"""The heading of an entry: stars, code, title, tags and mark."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.entry.codes import Code, base_code, read_code
from bot.entry.heading_words import (
    Word,
    after_code,
    after_separator,
    beginning,
    joined,
    without_beginning,
    words_of,
)
from bot.entry.known import Known
from bot.entry.prefix import without_prefix
from bot.entry.refused import EntryRefused
from bot.entry.stars import BRACKETED_MARK, Stars, bare_stars, explicit_stars
from bot.entry.tags import MOST_TAGS, read_tag
from storage.folding import fold

_PLACES = 4  # words (a code of two, marks) behind which stars may stand directly
_WORDS_OF_TAG = 60


@dataclass(slots=True)
class Heading:
    """A heading as it was read.

    `digit` is the place of a bare digit that was read as stars, `code_at` that of the code, each
    among `written`, the words as they were written.
    """

    raw: str | None = None
    title: str = ""
    tags: tuple[str, ...] = ()
    stars: int | None = None
    recommended: bool = False
    digit: int | None = None
    code_at: int | None = None
    written: tuple[Word, ...] = field(default=())


def read_heading(line: str, known: Known, *, quick: bool = False) -> Heading:
    """Read a heading; `quick` is the one-line `add`, where a bare digit may be the last word.

    Raises:
        EntryRefused: for a number in the place and form of stars that is not 1 to 5.
    """
    return _Reading(line, known, quick=quick).heading()


class _Reading:
    """One heading while its parts are taken out of its words."""

    def __init__(self, line: str, known: Known, *, quick: bool) -> None:
        self.line = line
        self.known = known
        self.quick = quick
        self.words = words_of(without_prefix(line), known)
        self.read = Heading(written=tuple(self.words))
        self.title_begun = False

    def heading(self) -> Heading:
        self._take_explicit_stars()
        self._take_bracketed_marks()
        self._take_first_mark()
        self._take_digit_before_code()
        self._take_code()
        self._take_digit_after_code()
        self._take_tags()
        self._take_last_mark()
        self._take_last_digit()
        self.read.title = joined(self.words)
        return self.read

    def _take_explicit_stars(self) -> None:
        texts = ["" if word.plain else word.text for word in self.words]
        index = 0
        while index < len(texts):
            stars = explicit_stars(texts, index)
            if stars and stars.value:
                self._take_stars(index, stars)
                return
            if stars and self._in_place(index, stars):
                self._refuse(" ".join(texts[index : index + stars.words]))
            index += stars.words if stars else 1

    def _take_stars(self, index: int, stars: Stars) -> None:
        first = self.words[index]
        glued = [(first.gap, stars.before), (" ", stars.after)]
        self.words[index : index + stars.words] = [
            Word(gap, text, place=first.place) for gap, text in glued if text
        ]
        self.read.stars = stars.value

    def _in_place(self, index: int, stars: Stars) -> bool:
        """Tell whether what stands before is nothing, marks or just the code."""
        if index > _PLACES:
            return False
        glued = [Word(" ", stars.before)] if stars.before else []
        before = [word for word in [*self.words[:index], *glued] if not word.is_mark]
        code = self._code_of(before)
        return not before or (
            code is not None and len(before) <= 2 and code.end == len(beginning(before))
        )

    def _take_bracketed_marks(self) -> None:
        words: list[Word] = []
        for word in self.words:
            if word.plain or not BRACKETED_MARK.search(word.text) or self._ends_title(word):
                words.append(word)
                continue
            self.read.recommended = True
            pieces = [piece for piece in BRACKETED_MARK.split(word.text) if piece]
            gaps = [word.gap, *[" "] * len(pieces)]
            words += [
                replace(word, text=piece, gap=gap) for piece, gap in zip(pieces, gaps, strict=False)
            ]
        self.words = words

    def _ends_title(self, word: Word) -> bool:
        """Tell whether this is the last word and belongs to a known title."""
        if word is not self.words[-1]:
            return False
        words = self.words[1:] if self.words[0].is_mark else self.words
        code = self._code_of(words)
        title = after_code(words, code)[0] if code else words
        return self._is_known(title, code.raw if code else None)

    def _take_first_mark(self) -> None:
        if self.words and self.words[0].is_mark:
            del self.words[0]
            self.read.recommended = True

    def _take_last_mark(self) -> None:
        if self.words and self.words[-1].is_mark and not self._is_known(self.words, self.read.raw):
            del self.words[-1]
            self.read.recommended = True

    def _take_digit_before_code(self) -> None:
        digit = self._bare(0)
        if not digit or self._code_of(self.words):
            return
        rest = self.words[1:]
        if not self._code_of(rest[1:] if rest and rest[0].is_mark else rest):
            return
        if digit.value is None:
            self._refuse(self.words[0].text)
        self._take_digit(0, digit)
        self._take_first_mark()

    def _take_code(self) -> None:
        code = self._code_of(self.words)
        if code:
            self.read.raw = code.raw
            self.read.code_at = self.words[0].place
            self.words, self.title_begun = after_code(self.words, code)

    def _take_digit_after_code(self) -> None:
        digit = self._bare(0)
        if not digit or self.title_begun or not self.read.raw or self._begins_known():
            return
        if digit.value is not None:
            self._take_digit(0, digit)
            self.words, self.title_begun = after_separator(self.words)
        elif all(word.is_mark for word in self.words[1:]):
            self._refuse(self.words[0].text)

    def _take_last_digit(self) -> None:
        digit = self._bare(len(self.words) - 1) if self.quick else None
        if digit and digit.value and not self._is_beginning_of_known():
            self._take_digit(len(self.words) - 1, digit)
            self._take_last_mark()

    def _take_digit(self, index: int, digit: Stars) -> None:
        self.read.stars = digit.value
        self.read.digit = self.words[index].place
        del self.words[index]

    def _take_tags(self) -> None:
        tags: list[str] = []
        while self.words and not self.words[0].plain and len(tags) < MOST_TAGS:
            found = read_tag(joined(self.words[:_WORDS_OF_TAG]))
            if not found:
                break
            tags.append(found[0])
            self.words = without_beginning(self.words, found[1])
        self.read.tags = tuple(tags)

    def _bare(self, index: int) -> Stars | None:
        """Read a bare number there, where the heading has no other form of stars."""
        if self.read.stars or not self.words or self.words[index].plain:
            return None
        return bare_stars(self.words[index].text)

    def _code_of(self, words: Sequence[Word]) -> Code | None:
        return read_code(beginning(words), self.known)

    def _is_known(self, words: Sequence[Word], raw: str | None) -> bool:
        typed = fold(joined(words))
        return any(typed == fold(title) for title in self._titles(raw))

    def _begins_known(self) -> bool:
        """Tell whether a digit and the word behind it begin the known title, or are all of it."""
        typed = fold(joined(self.words)).split()
        for title in self._titles(self.read.raw):
            known = fold(title).split()
            alone = typed == known or (typed[:-1] == known and self.words[-1].is_mark)
            if alone or (len(known) > 1 and typed[:2] == known[:2]):
                return True
        return False

    def _is_beginning_of_known(self) -> bool:
        """Tell whether the words up to a last digit are a known title, or two words of it."""
        typed = fold(joined(self.words)).split()
        for title in self._titles(self.read.raw):
            known = fold(title).split()
            if typed == known or (len(typed) > 1 and typed == known[: len(typed)]):
                return True
        return False

    def _titles(self, raw: str | None) -> Sequence[str]:
        return self.known.titles(base_code(raw) if raw else None)

    def _refuse(self, word: str) -> None:
        raise EntryRefused("stars_out_of_range", text=self.line, word=word)
