"""Lines of questions and answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_COLON = r"\s*(?:[:：]|[.．](?![0-9]|[A-Za-z]\.))\s*"
_QUESTION = r"(?:[QＱ]|質問)\s?[0-9０-９]{0,3}"
_ANSWER = r"(?:[AＡ]|回答)\s?[0-9０-９]{0,3}"
_SHAPES = (
    ("question", True, re.compile(rf"{_QUESTION}{_COLON}(.*)$", re.DOTALL)),
    ("answer", True, re.compile(rf"{_ANSWER}{_COLON}(.*)$", re.DOTALL)),
    ("question", False, re.compile(r"(?:[QＱ]|質問)[0-9０-９]{0,3}\s+(\S.*)$", re.DOTALL)),
    ("answer", False, re.compile(r"(?:[AＡ]|回答)[0-9０-９]{0,3}\s+(\S.*)$", re.DOTALL)),
)
_TITLE = re.compile(r"(?:#+\s*)?[QＱ][&＆][AＡ]\s*[:：]?\s*$")


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of a question or an answer; `sure` where a colon or point marks it."""

    kind: Literal["question", "answer"]
    sure: bool
    text: str


def read_asked(text: str) -> Asked | None:
    """Read a line, without its bullet, as a question or an answer."""
    if text[:1] not in "QＱAＡ質回":
        return None
    for kind, sure, shape in _SHAPES:
        match = shape.match(text)
        if match:
            return Asked("question" if kind == "question" else "answer", sure, match[1].lstrip())
    return None


def is_questions_title(line: str) -> bool:
    """Tell whether the line is the title of the questions, `Q&A`."""
    return bool(_TITLE.match(line.strip()))


def answered_ahead(texts: Sequence[str]) -> list[bool]:
    """For each line, without its bullet, whether an answer follows before an empty one."""
    ahead = [False] * len(texts)
    following = False
    for index in range(len(texts) - 1, -1, -1):
        ahead[index] = following
        asked = read_asked(texts[index])
        answer = asked is not None and asked.kind == "answer"
        following = bool(texts[index]) and (following or answer)
    return ahead
