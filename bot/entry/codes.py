"""Session codes: how they are read, and what of them is the base code."""

import re
from dataclasses import dataclass

from bot.entry.known import Known
from bot.entry.text import capitals

_SUFFIX = r"-(?:NEW|KO|JA|EN|CMN|S|(?:R|SC|L|INT|OF)[0-9]{0,2})"
_SHAPE = re.compile(
    rf"(?P<letters>[A-Z]{{2,6}})(?P<gap>-?| )(?P<digits>[0-9]{{2,4}})(?P<suffixes>(?:{_SUFFIX})*)"
    # What may follow a code; a hyphen glued before a digit makes it no code (CVE-2018-18292).
    r'(?=$|[\s|:★☆⭐(\[【「『〈《“"<]|-(?![0-9]))'
)
_DELIVERY = re.compile(rf"(.*?[^-])(?:{_SUFFIX})+")
_REGULAR = re.compile(rf"[A-Z]{{2,6}}-?[0-9]{{2,4}}(?:{_SUFFIX})*")
_LONGEST = 60  # characters of a catalogue's code
_END = re.compile(r"[\s|:]|$")
_CUTS = 6  # hyphens at which a catalogue's code may end


@dataclass(frozen=True, slots=True)
class Code:
    """A code at the beginning of a text: as it is stored, and how much of the text it takes."""

    raw: str
    end: int


def stored_code(raw: str) -> str:
    """The code as it is stored: half-width capitals, in one word."""
    return "-".join(capitals(raw).upper().split())


def base_code(raw: str) -> str:
    """The code without the suffixes of a delivery; a hyphen inside stays as it was written."""
    code = stored_code(raw)
    delivery = _DELIVERY.fullmatch(code)
    if delivery and _REGULAR.fullmatch(code):
        return delivery[1]
    return code


def is_heading_code(raw: str, known: Known) -> bool:
    """Tell whether a heading that begins with this code shows it as it is."""
    code = read_code(raw, known)
    return code is not None and code.raw == raw and code.end == len(raw)


def read_code(text: str, known: Known) -> Code | None:
    """Read the code with which the text begins."""
    regular = _regular(text[:_LONGEST], known)
    if regular and not known.has_catalogue:
        return regular
    own = _catalogued(text[: _LONGEST + 1], known)
    found = [code for code in (regular, own) if code]
    return max(found, key=lambda code: code.end, default=None)


def code_shaped(text: str, known: Known) -> bool:
    """Tell whether the text begins as codes do, whether or not it would be read as one."""
    match = _SHAPE.match(capitals(text[:_LONGEST]))
    return bool(match and match["gap"] != " ") or read_code(text, known) is not None


def _regular(text: str, known: Known) -> Code | None:
    folded = capitals(text)
    # A code may be a word and its number; one space of any width stands between.
    match = _SHAPE.match(re.sub(r"\s", " ", folded))
    if not match:
        return None
    base = match["letters"] + match["gap"].strip() + match["digits"]
    written = text[: match.end()]
    looks_alike = match["gap"] == " " or (
        known.has_catalogue and (match["gap"] == "-" or written != written.upper())
    )
    if looks_alike and not known.is_code(base):
        return None
    return Code(base + match["suffixes"], match.end())


def _catalogued(text: str, known: Known) -> Code | None:
    """Read a code of another shape, which only the event's own sessions tell."""
    word = capitals(text)
    end = _END.search(word)
    whole = word[: end.start()] if end else word
    hyphens = [place for place, letter in enumerate(whole) if letter == "-" and place > 0]
    for cut in [len(whole), *reversed(hyphens[-_CUTS:])]:
        code = whole[:cut]
        if code and not whole[cut + 1 : cut + 2].isdigit() and known.is_code(code):
            return Code(stored_code(code), cut)
    return None
