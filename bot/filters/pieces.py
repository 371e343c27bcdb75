"""The words of a text, with filters told from other words."""

import re
import unicodedata
from dataclasses import dataclass

VALUED = ("type", "topic", "level", "stars", "by", "role", "event", "since")
FLAGS = ("recorded", "recommended", "unwatched")

QUOTES = '"“”„‟«»＂「」'  # What phones and Japanese keyboards make of a quotation mark.
SINGLE = "'‘’‚‛"
_LONGEST = 300  # What stands further apart is no pair of quotes, and no name of a person.
_PIECE = re.compile(
    rf"([^\s:：{QUOTES}]*[:：])?[{QUOTES}](.{{0,{_LONGEST}}}?)[{QUOTES}](?=\s|$)"
    rf"|([^\s:：{QUOTES}]+[:：])[{SINGLE}](.{{0,{_LONGEST}}}?)[{SINGLE}](?=\s|$)"
    rf"|([^\s:：]+[:：])(<@[^>|\s]+(?:\|[^>]{{0,{_LONGEST}}})?>)(?=\s|$)"
    r"|\S+"
)
# Slack writes what it takes for a link so; the label is what the writer saw.
_LINK = re.compile(r"<((?:https?://|mailto:)[^|<>\s]+)(?:\|([^<>\s]*))?>")
_NESTED = 3  # links within links that are taken apart; Slack nests none
_FILTER = re.compile(r"([A-Za-z][A-Za-z_-]+):(.*)", re.DOTALL)
_PAGE = re.compile(r"(?:^|\s)page[:：](\d{1,6})(?=\s|$)", re.IGNORECASE)
_EVENTS_OF_AWS = "re"  # `re:Invent` and its siblings are words.


@dataclass(frozen=True, slots=True)
class Piece:
    """A word as it stands in the text; `name` is that of a filter, else None."""

    name: str | None
    value: str


def take_page(text: str) -> tuple[int | None, str]:
    """Take out `page:2`, which the buttons Next and Back write; pages count from 1."""
    found = _PAGE.search(text)
    if found is None:
        return None, text
    return max(1, int(found[1])), (text[: found.start()] + text[found.end() :]).strip()


def take_event(text: str) -> tuple[str | None, str]:
    """Take `event:KEY` out of the first line of a text that is no list of filters."""
    first, newline, rest = text.partition("\n")
    for found in re.finditer(r"\S+", first):
        label, colon, key = unicodedata.normalize("NFKC", found[0]).partition(":")
        if colon and label.casefold() == "event" and tidy(key):
            before, after = first[: found.start()].rstrip(), first[found.end() :].lstrip()
            named = "all" if folded(tidy(key)) == "all" else tidy(key)
            return named, f"{before} {after}".strip() + newline + rest
    return None, text


def _clean(text: str) -> str:
    """Drop what can't be matched: Slack's marks around links, controls, lone surrogates."""
    for _ in range(_NESTED):
        text = _LINK.sub(lambda link: link[2] or link[1], text)
    kept = (" " if unicodedata.category(each) == "Cc" else each for each in text)
    return "".join(each for each in kept if unicodedata.category(each) != "Cs")


def pieces(text: str) -> list[Piece]:
    """Part a text at spaces, but not within quotes."""
    found = [_piece(each) for each in _PIECE.finditer(_clean(text))]
    return [piece for piece in found if piece.name or piece.value]


def _piece(found: re.Match[str]) -> Piece:
    for label, value in ((1, 2), (3, 4), (5, 6)):
        if found[value] is not None:
            return _quoted(found[label], found[value])
    return _bare(found[0])


def _quoted(label: str | None, value: str) -> Piece:
    if label is None:
        return Piece(None, tidy(value))
    name = folded(label[:-1])
    if not _FILTER.fullmatch(f"{name}:x") or name == _EVENTS_OF_AWS:
        return Piece(None, tidy(label + value))
    return Piece(name, tidy(value))


def _bare(word: str) -> Piece:
    if folded(word) in FLAGS:
        return Piece(folded(word), "")
    label, *rest = re.split("[:：]", word, maxsplit=1)
    value = "".join(rest)
    found = _FILTER.fullmatch(f"{folded(label)}:{value}") if rest else None
    if found is None or found[1] == _EVENTS_OF_AWS or value.startswith(("/", ":")):
        return Piece(None, tidy(word))
    # `Title: subtitle` is words; a filter that exists says what it lacks.
    if not value and found[1] not in VALUED:
        return Piece(None, tidy(word))
    return Piece(found[1], tidy(value))


def tidy(value: str) -> str:
    """Leave quotation marks at the ends out: `text` writes its own, and parse reads the same."""
    return " ".join(value.split()).strip(f"{QUOTES}{SINGLE} ")


def folded(value: str) -> str:
    """Fold a name or a number for comparison."""
    return unicodedata.normalize("NFKC", value).casefold().strip()
