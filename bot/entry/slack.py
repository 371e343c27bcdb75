"""Slack's message text as what the writer saw."""

import re

from bot.entry.details import is_recording_label
from bot.entry.prefix import without_prefix

_FENCED = re.compile(r"```(.*?)```", re.DOTALL)
_CODE = re.compile(r"(`[^`\n]+`)")
_ANGLED = re.compile(r"<([^<>\n]+)>")
# A pair counts where Slack shows it: at the edges of words, around something.
_PAIRS = tuple(
    re.compile(rf"(?<![\w{mark}]){mark}(?=[^\s{mark}])([^{mark}\n]+)(?<=\S){mark}(?![\w{mark}])")
    for mark in (r"\*", "_", "~")
)
_MARKS = re.compile("[*_~]")
_STAR = ":star:"
# Characters at the beginning of a line in which the label of a recording stands.
LABELLED = 200


def from_slack(text: str) -> str:
    """Decode the text of a Slack message: links, mentions, pairs of marks, stars, entities."""
    pieces = _FENCED.split(text)
    for index, piece in enumerate(pieces):
        pieces[index] = _entities(_links(piece)) if index % 2 else _plain(piece)
    text = pieces[0]
    for fenced, after in zip(pieces[1::2], pieces[2::2], strict=True):
        text = _with_fence(text, fenced, after)
    return text


def shown_link(address: str, label: str, line: str) -> str:
    """A link as text: its label and its address, which alone counts as that of a recording.

    `line` is what stands before it.
    """
    address = address.removeprefix("mailto:").removeprefix("tel:")
    bare = address.removeprefix("https://").removeprefix("http://")
    if not label or label.rstrip("/") in {address.rstrip("/"), bare.rstrip("/")}:
        return address
    if is_recording_label(without_prefix(_MARKS.sub("", line))):
        return address
    return f"{label} ({address})"


def with_fences(code: str) -> str:
    """Code between two fences, each in a line of its own."""
    return "```\n" + code.strip("\n") + "\n```"


def _with_fence(text: str, fenced: str, after: str) -> str:
    start = "" if not text or text.endswith("\n") else "\n"
    end = "" if not after or after.startswith("\n") else "\n"
    return f"{text}{start}{with_fences(fenced)}{end}{after}"


def _plain(text: str) -> str:
    """Decode what stands between blocks of code; inline code keeps its letters."""
    pieces = _CODE.split(_links(text))
    for index in range(0, len(pieces), 2):
        pieces[index] = _without_pairs(pieces[index]).replace(_STAR, "⭐")
    return _entities("".join(pieces))


def _without_pairs(text: str) -> str:
    # Pairs may stand inside pairs of the other kinds, in any order.
    for _ in _PAIRS:
        for pair in _PAIRS:
            text = pair.sub(r"\1", text)
    return text


def _links(text: str) -> str:
    written: list[str] = []
    line = ""
    end = 0
    for match in _ANGLED.finditer(text):
        between = text[end : match.start()]
        line = (line + between).rsplit("\n", 1)[-1][:LABELLED]
        shown = _angled(match[1], line)
        line += shown
        written += [between, shown]
        end = match.end()
    return "".join([*written, text[end:]])


def _angled(inside: str, line: str) -> str:
    """What stands in angle brackets, as text; people and channels are named, not mentioned."""
    target, _, label = inside.partition("|")
    match target[:1]:
        case "@":
            return f"@{label or target[1:]}"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return label or f"@{target[1:].split('^', 1)[0]}"
        case _:
            return shown_link(target, label, line)


def _entities(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
