"""The words of the entry text in both languages: read everywhere, written in the reader's."""

from collections.abc import Mapping
from typing import Literal

from bot.entry.known import NOTHING_KNOWN, Known
from storage.folding import fold, type_key
from storage.records import Attended, Availability

Field = Literal["level", "topics", "type", "speakers", "code", "attended", "recording"]

AVAILABILITY_WORDS: Mapping[str, Mapping[Availability, str]] = {
    "en": {
        "recorded": "recorded",
        "live_only": "live only",
        "not_recorded": "not recorded",
        "unknown": "unknown",
    },
    "ja": {
        "recorded": "配信あり",
        "live_only": "ライブのみ",
        "not_recorded": "配信なし",
        "unknown": "不明",
    },
}
ATTENDED_WORDS: Mapping[str, Mapping[Attended, str]] = {
    "en": {
        "in_person": "in person",
        "overflow": "overflow",
        "livestream": "livestream",
        "recording": "recording",
        "other": "other",
    },
    "ja": {
        "in_person": "現地",
        "overflow": "サテライト",
        "livestream": "ライブ配信",
        "recording": "録画",
        "other": "その他",
    },
}
PARTIAL_WORDS = {"en": "partial", "ja": "一部"}
MARKS = {"en": "(recommended)", "ja": "(オススメ)"}

LABELS: Mapping[str, Mapping[Field, str]] = {
    "en": {
        "level": "Level",
        "topics": "Topics",
        "type": "Type",
        "speakers": "Speakers",
        "code": "Code",
        "attended": "Attended",
        "recording": "Recording",
    },
    "ja": {
        "level": "レベル",
        "topics": "トピック",
        "type": "セッションタイプ",
        "speakers": "登壇者",
        "code": "コード",
        "attended": "視聴方法",
        "recording": "配信",
    },
}
_LONGEST_WORD = 40  # characters
_AVAILABILITY: Mapping[str, Availability] = {
    **{fold(word): name for words in AVAILABILITY_WORDS.values() for name, word in words.items()},
    fold("配信無し"): "not_recorded",
    fold("配信有り"): "recorded",
}
_ATTENDED: Mapping[str, Attended] = {
    fold(word): name for words in ATTENDED_WORDS.values() for name, word in words.items()
}


def language_of(language: str) -> str:
    """The language that the words are written in; English where it is not spoken here."""
    return language if language in LABELS else "en"


def availability(text: str) -> Availability | None:
    """Read a word of availability in either language."""
    return _AVAILABILITY.get(_folded(text))


def attended(text: str) -> Attended | None:
    """Read a way of attending in either language."""
    return _ATTENDED.get(_folded(text))


def type_name(text: str, known: Known = NOTHING_KNOWN) -> str | None:
    """Name the session type that the text is: singular or plural, with any apostrophe."""
    if len(text) > _longest(known) or not text.strip():
        return None
    key = type_key(text)
    names = (*known.types, *NOTHING_KNOWN.types)
    return next((name for name in names if type_key(name) == key), None)


def _longest(known: Known) -> int:
    # NFKC can make one character of eighteen; no name is written longer than twice its length.
    return 2 * max((len(name) for name in known.types), default=0) + _LONGEST_WORD


def _folded(text: str) -> str:
    """Fold a short word, hyphens and underscores as spaces."""
    if len(text) > _LONGEST_WORD:
        return ""
    return fold(text.replace("-", " ").replace("_", " "))
