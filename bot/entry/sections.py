"""The lines of an article that open a section."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.entry.known import Known
from bot.entry.vocabulary import availability, type_name
from storage.folding import fold
from storage.records import Availability

_PROFILES = {fold(word) for word in ("属性", "プロフィール", "Profile", "About me")}
_ENDINGS = {fold(word) for word in ("おわりに", "まとめ", "Conclusion")}
ProfileField = Literal["role", "company", "tech", "certifications", "interests"]
PROFILE_LABELS: Mapping[ProfileField, Mapping[str, str]] = {
    "role": {"en": "Role", "ja": "役割"},
    "company": {"en": "Company", "ja": "会社"},
    "tech": {"en": "Tech", "ja": "利用技術"},
    "certifications": {"en": "Certifications", "ja": "資格"},
    "interests": {"en": "Interests", "ja": "関心"},
}
PROFILE_HEADINGS = {"en": "Profile", "ja": "プロフィール"}
_BRACKETS = re.compile(r"(.*?)\s*([\[［(（【])([^\[\]［］()（）【】]*)[\]］)）】]")
_PROFILE_LABELS: Mapping[str, ProfileField] = {
    fold(word): name for name, words in PROFILE_LABELS.items() for word in words.values()
}
_LABELLED = re.compile(r"\s*([^\s:：][^:：]{0,30}?)\s*[:：](.*)$", re.DOTALL)
_LONGEST = 200  # characters


@dataclass(frozen=True, slots=True)
class Section:
    """A line that opens a section; a type has its name and may state its availability."""

    kind: Literal["type", "profile", "ending"]
    name: str = ""
    availability: Availability | None = None
    known: bool = True


def read_section(text: str, known: Known) -> Section | None:
    """Read a line, without `#`s, as what opens a section.

    A type that nobody knows is read too where its availability stands in brackets; it is
    `known=False`, and only a Markdown heading may be one.
    """
    stripped = text.strip()
    if not stripped or len(stripped) > _LONGEST:
        return None
    folded = fold(stripped)
    if folded in _PROFILES:
        return Section("profile")
    if folded in _ENDINGS:
        return Section("ending")
    brackets = _BRACKETS.fullmatch(stripped)
    stated = availability(brackets[3]) if brackets else None
    named = brackets[1].strip() if brackets and stated else stripped
    name = type_name(named, known)
    if name:
        return Section("type", name, stated)
    square = brackets is not None and brackets[2] in "[［"
    return Section("type", named, stated, known=False) if stated and named and square else None


def read_profile_line(text: str) -> tuple[ProfileField, str] | None:
    """Read a line of a profile, without its bullet, that is a label, a colon and words."""
    match = _LABELLED.match(text)
    name = _PROFILE_LABELS.get(fold(match[1])) if match else None
    return (name, match[2].strip()) if match and name and match[2].strip() else None
