"""Details: the lines under a heading that are a label, a colon and a valid value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.entry.codes import stored_code
from bot.entry.known import Known
from bot.entry.lists import ALWAYS_KNOWN, read_list
from bot.entry.prefix import BULLET
from bot.entry.text import narrow
from bot.entry.vocabulary import LABELS, PARTIAL_WORDS, Field, attended, availability, type_name
from storage.folding import fold
from storage.records import Attended, Availability

_NAMES: Mapping[str, Field] = {
    **{fold(word): name for words in LABELS.values() for name, word in words.items()},
    "topic": "topics",
    "speaker": "speakers",
}
_LABELLED = re.compile(r"\s*([^\s:：][^:：]{0,30}?)\s*[:：](.*)$", re.DOTALL)
_LEVEL = re.compile(r"\s*(?:level|レベル)\s*:?\s*([0-9]{1,4})\s*$", re.IGNORECASE)
_URL = re.compile(r"<?(https?://[^\s<>]+)>?", re.IGNORECASE)
_IN_BRACKETS = re.compile(
    rf"(.*?)\s*[(（]\s*(?:{'|'.join(PARTIAL_WORDS.values())})\s*[)）]\s*", re.IGNORECASE
)
_LONGEST_LEVEL = 40  # characters
_LONGEST_CODE = 100  # characters
_LONGEST_WORDS = 80  # characters


@dataclass(frozen=True, slots=True)
class Detail:
    """What one line of details states."""

    level: int | None = None
    topics: tuple[str, ...] = ()
    type: str | None = None
    speakers: tuple[str, ...] = ()
    code: str | None = None
    attended: Attended | None = None
    partial: bool = False
    availability: Availability | None = None
    recording_url: str | None = None


def read_detail(line: str, known: Known) -> Detail | None:
    """Read a line, bulleted or not, as a detail; None where it is none."""
    text = line.lstrip()
    bullet = BULLET.match(text)
    return detail_of(text[bullet.end() :] if bullet else text, known)


def detail_of(text: str, known: Known) -> Detail | None:
    """Read a detail without its bullet."""
    level = _LEVEL.match(narrow(text[:_LONGEST_LEVEL]))
    if level and len(text) <= _LONGEST_LEVEL:
        return Detail(level=int(level[1]))
    labelled = label_of(text)
    return _valued(*labelled, known) if labelled else None


def is_recording_label(text: str) -> bool:
    """Tell whether the text is the label of a recording, with what stands before it."""
    labelled = label_of(text + "-")
    return labelled is not None and labelled[0] == "recording"


def label_of(text: str) -> tuple[Field, str] | None:
    """Part a line at its colon where what stands before it is a label."""
    match = _LABELLED.match(text)
    name = _NAMES.get(fold(match[1])) if match else None
    return (name, match[2].strip()) if match and name else None


def _valued(name: Field, value: str, known: Known) -> Detail | None:
    match name:
        case "topics":
            topics = read_list(value, (*known.topics, *ALWAYS_KNOWN))
            return Detail(topics=topics) if topics else None
        case "speakers":
            speakers = read_list(value)
            return Detail(speakers=speakers) if speakers else None
        case "type":
            kind = type_name(value, known)
            return Detail(type=kind) if kind else None
        case "code":
            return Detail(code=stored_code(value)) if is_code_value(value) else None
        case "attended":
            return _attended(value)
        case "recording":
            return _recording(value)
        case "level":
            return None


def is_code_value(value: str) -> bool:
    """Tell whether the text may be a code of another shape: one word, not too long."""
    return bool(value) and len(value) <= _LONGEST_CODE and not any(map(str.isspace, value))


def is_address(text: str) -> bool:
    """Tell whether the text is the link of a recording as a detail takes it."""
    match = _URL.fullmatch(text)
    return match is not None and match[1] == text


def _attended(value: str) -> Detail | None:
    if len(value) > _LONGEST_WORDS:
        return None
    part = _IN_BRACKETS.fullmatch(value)
    how = attended(part[1] if part else value)
    if how is None and (part is None or part[1]):
        return None
    return Detail(attended=how, partial=part is not None)


def _recording(value: str) -> Detail | None:
    link = _URL.fullmatch(value)
    if link:
        return Detail(recording_url=link[1])
    word = availability(value)
    return Detail(availability=word) if word else None
