"""The first sentence of what somebody wrote, in English and in Japanese."""

import re

from bot.views.blocks import fit

FENCE = "```"
LONGEST = 280  # UTF-16 units; what is longer is cut with an ellipsis

# A stop of Japanese ends a sentence wherever it stands; one of English only before a space.
_END = re.compile(r"(?:[。！？]|[.!?…]+(?=[\s)\]}’”\"']|$))[.!?。！？…]*[)\]}’”\"'」』）】]*")
_SHORT = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|cf|vs|etc|approx|no|nos|fig|mr|mrs|ms|dr|prof|st|inc|ltd|jr|sr|[a-z])$",
    re.IGNORECASE,
)


def first(text: str) -> str:
    """Cut a text after its first sentence; a line is one at most."""
    lines = (line.strip() for line in text.splitlines())
    line = next((each for each in lines if each and not each.startswith(FENCE)), "")
    ends = (end for end in _END.finditer(line) if not _abbreviates(line, end))
    end = next(ends, None)
    return fit(line[: end.end()] if end else line, LONGEST)


def _abbreviates(line: str, end: re.Match[str]) -> bool:
    """Tell whether the stop belongs to a word such as `e.g.` or `Dr.`, and the sentence goes on."""
    goes_on = end.end() < len(line)
    return goes_on and end[0] == "." and _SHORT.search(line[: end.start()]) is not None
