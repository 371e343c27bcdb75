"""Characters, lines and spaces: what every part of the entry text settles in the same way."""

import re

# Width and the dashes that phones make, one character for one, so that places in the text stay.
_WIDTH = {0xFF01 + offset: chr(0x21 + offset) for offset in range(94)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
_SMALL = "abcdefghijklmnopqrstuvwxyz"
_NARROW: dict[int, str] = {**_WIDTH, **_DASHES}
_CAPITAL: dict[int, str] = {
    **_NARROW,
    **{ord(small): small.upper() for small in _SMALL},
    **{ord(small) + 0xFEE0: small.upper() for small in _SMALL},
}

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Lone surrogates and the byte order mark can't be stored or seen either.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_SPACES = re.compile(r"\s{2,}|[\t\n]")

_FENCE = re.compile(r"\s*```[^`]*$")
_BARE_FENCE = re.compile(r"\s*`{3,}\s*$")


def cleaned(text: str) -> str:
    r"""The text with `\n` as its only line break and without control characters."""
    return _CONTROL.sub("", _LINE_ENDS.sub("\n", text))


def narrow(text: str) -> str:
    """Half width, every dash a hyphen; as long as the text was."""
    return text.translate(_NARROW)


def capitals(text: str) -> str:
    """Half-width capitals, every dash a hyphen; as long as the text was."""
    return text.translate(_CAPITAL)


def one_line(text: str) -> str:
    """A title, topic or name: one space for several, none at the ends."""
    return _SPACES.sub(" ", cleaned(text)).strip()


def is_fence(line: str) -> bool:
    """Tell whether the line may open or close a fenced block."""
    return bool(_FENCE.match(line) or _BARE_FENCE.match(line))


def fences(lines: list[str], start: int = 0) -> dict[int, int]:
    """The fenced blocks from line `start` on: index of the opening line → of the closing one."""
    closing = [index for index, line in enumerate(lines) if _BARE_FENCE.match(line)]
    blocks: dict[int, int] = {}
    position, index = 0, start
    while index < len(lines):
        if is_fence(lines[index]):
            while position < len(closing) and closing[position] <= index:
                position += 1
            if position == len(closing):
                break
            blocks[index] = closing[position]
            index = closing[position]
        index += 1
    return blocks


def settled_prose(lines: list[str]) -> str:
    """Several lines as one text: no empty lines at its ends, several empty lines as one.

    Lines between two fences stay letter for letter; elsewhere a tab is a space.
    """
    blocks = fences(lines)
    kept: list[str] = []
    index = 0
    while index < len(lines):
        if index in blocks:
            end = blocks[index] + 1
            kept.extend(lines[index:end])
            index = end
            continue
        line = lines[index].replace("\t", " ")
        if line.strip():
            kept.append(line)
        elif kept and kept[-1].strip():
            kept.append("")
        index += 1
    return "\n".join(kept).strip()
