"""What else an entry could have been, where it named what nobody knows."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.call import Button, Call, Reader
from bot.entry import EntryRefused, Known, parse, render
from bot.entry.heading import Heading, read_heading
from bot.views.blocks import VALUE, length
from storage import Entry, Saved, SavedEntry, Store, Unavailable
from storage.folding import fold

ROOM = VALUE - 60  # for the entry's text in a button, beside the command and the change


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One entry before it is saved, and its other readings: what was known then decides.

    `digit` is the text in which the digit belongs to the title; `code` is the word that could begin
    the title, with the text in which it does; `note` is the text in which the title is a note.
    "" stands for none.
    """

    entry: Entry = field(default_factory=Entry)
    named: bool = False
    digit: str = ""
    code: tuple[str, str] = ("", "")
    note: str = ""

    @classmethod
    def of(
        cls, text: str, entries: Sequence[Entry], known: Known, *, quick: bool
    ) -> "Alternatives":
        """Look for what could have been read in another way; several entries have none."""
        if len(entries) != 1:
            return cls()
        entry = entries[0]
        line, rest = _first_line(text)
        heading = read_heading(line, known, quick=quick)
        code_at, digit = heading.code_at, heading.digit
        note = replace(entry, title="", impressions=entry.title)
        return cls(
            entry=entry,
            named=any(fold(each) == fold(entry.title) for each in known.titles(entry.code)),
            digit="" if digit is None else _plain(heading, digit) + rest,
            code=("", "")
            if code_at is None
            else (heading.written[code_at].text, _as_title(heading, rest, entry, known)),
            note=render(note, known=known) if quick and entry.code and entry.title else "",
        )

    def buttons(
        self, saved: Saved, call: Call, store: Store, event: str | None
    ) -> tuple[Button, ...]:
        """The buttons that save the entry again as what it was meant to be."""
        if saved.change is None or len(saved.entries) != 1:
            return ()
        place = f"event:{event} " if event else ""
        try:
            return tuple(
                Button(label, f"instead {saved.change} {_carried(place + text, call, store)}")
                for label, text in self._offers(saved.entries[0], call.reader)
                if text
            )
        except Unavailable:
            # The entry itself is saved, and Undo is there.
            return ()

    def _offers(self, saved: SavedEntry, reader: Reader) -> list[tuple[str, str]]:
        """Each offer's label and the entry's text."""
        took = bool(self.entry.title) and fold(saved.session.title) == fold(self.entry.title)
        digit = self.digit if took and not self.named else ""
        code, code_text = self.code if saved.new_session else ("", "")
        title = reader.say("That was the title")
        # Where both could be, the second says which word it is about.
        both = reader.say("That was the title: {word}", word=code) if digit else title
        offers = [(title, digit), (both, code_text)]
        if took and not self.named:
            offers.append((reader.say("That was my note"), self.note))
        return offers


def _first_line(text: str) -> tuple[str, str]:
    """The heading's line, and what follows it with its line end."""
    line, newline, rest = text.strip().partition("\n")
    return line, newline + rest


def _plain(heading: Heading, at: int, without: int | None = None) -> str:
    """The heading as it was written, with one more word made plain, and one left out."""
    return "".join(
        word.gap + ("\\" if word.plain or word.place == at else "") + word.text
        for word in heading.written
        if word.place != without
    ).strip()


def _as_title(heading: Heading, rest: str, entry: Entry, known: Known) -> str:
    """The text in which the code begins the title, with the same stars."""
    at = heading.code_at
    if at is None:
        return ""
    try:
        read = parse(_plain(heading, at, heading.digit) + rest, known)
    except EntryRefused:
        return ""
    return render(replace(read, stars=entry.stars), known=known)


def _carried(text: str, call: Call, store: Store) -> str:
    """The text as a button carries it: itself, else where it is kept."""
    return text if length(text) <= ROOM else f"draft:{store.drafts.keep(call.who, text)}"
