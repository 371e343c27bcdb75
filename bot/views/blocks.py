"""The pieces that views are made of, within Slack's limits.

Text that a person typed is only ever placed in plain_text or rich_text, where nothing in it comes
alive. Limits: docs.slack.dev, Block Kit reference. Slack does not say what it counts, so lengths
here are in UTF-16 units, the largest of the candidates that fit in memory as text.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.call import Block, Button, Message

TEXT = 3000  # a section's text
HEADER = 150
LABEL = 75  # a button's text, an option's text
VALUE = 2000  # a button's value
MESSAGE_BLOCKS = 50
MESSAGE_TEXT = 9000  # the sum over a message's blocks; 9,597 is known to pass, 11,341 is refused
SPOKEN = 3900  # the top-level text: chat.update refuses more than 4,000

Piece = dict[str, Any]


def length(text: str) -> int:
    """Count the UTF-16 units of a text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fit(text: str, limit: int) -> str:
    """Cut a text to the limit, with an ellipsis where something was cut."""
    if length(text) <= limit:
        return text
    kept = text[: limit - 1]
    while length(kept) > limit - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def plain(text: str, limit: int = TEXT) -> Block:
    """A plain_text object; Slack refuses an empty one, so nothing is shown as a dash."""
    return {"type": "plain_text", "text": fit(text, limit) if text.strip() else "–", "emoji": True}


def section(text: str, accessory: Block | None = None) -> Block:
    """A paragraph of plain text."""
    block: Block = {"type": "section", "text": plain(text)}
    return block | {"accessory": accessory} if accessory else block


def paragraphs(lines: Iterable[str]) -> list[Block]:
    """Lines in as few sections as hold them whole."""
    texts: list[str] = []
    for line in lines:
        together = f"{texts[-1]}\n{line}" if texts else line
        if texts and length(together) <= TEXT:
            texts[-1] = together
        else:
            texts.append(line)
    return [section(text) for text in texts]


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, HEADER)}


def context(*texts: str) -> Block:
    """Small grey lines, ten at the most."""
    return {"type": "context", "elements": [plain(text) for text in texts[:10]]}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def words(text: str, *, bold: bool = False, italic: bool = False, code: bool = False) -> Piece:
    """A run of text in a rich paragraph."""
    style = {name: True for name, on in (("bold", bold), ("italic", italic), ("code", code)) if on}
    piece: Piece = {"type": "text", "text": text}
    return piece | {"style": style} if style else piece


def link(url: str, label: str) -> Piece:
    """A link in a rich paragraph; the address must be http(s)."""
    return {"type": "link", "url": url, "text": label}


def paragraph(*pieces: Piece) -> Block:
    """A rich paragraph of words and links, of which at least one says something."""
    said = [piece for piece in pieces if piece.get("text")]
    return _rich({"type": "rich_text_section", "elements": said})


def bullets(lines: Sequence[str]) -> Block:
    """A list of facts; two spaces at a line's head nest it one level deeper."""
    runs: list[tuple[int, list[str]]] = []
    for line in lines:
        depth = (len(line) - len(line.lstrip(" "))) // 2
        if not runs or runs[-1][0] != depth:
            runs.append((depth, []))
        runs[-1][1].append(line.strip())
    return _rich(*(_bullet_list(depth, items) for depth, items in runs))


def quote(text: str) -> Block:
    """A text as someone typed it, behind a bar."""
    return _rich({"type": "rich_text_quote", "elements": [words(text)]})


def actions(*buttons: Button) -> Block:
    """A row of buttons, each a typed command."""
    return {"type": "actions", "elements": [tap(each, at) for at, each in enumerate(buttons)]}


def tap(button: Button, at: int = 0) -> Block:
    """One button; `at` keeps its action_id apart from its neighbours'."""
    block: Block = {
        "type": "button",
        "action_id": f"command:{at}",
        "text": plain(button.label, LABEL),
        "value": button.command,
    }
    if button.style:
        block["style"] = button.style
    if button.spoken:
        block["accessibility_label"] = fit(button.spoken, LABEL)
    if button.confirm:
        block["confirm"] = {
            "title": plain(button.confirm.title, 100),
            "text": plain(button.confirm.text, 300),
            "confirm": plain(button.confirm.confirm, 30),
            "deny": plain(button.confirm.deny, 30),
        }
    return block


def message(blocks: Iterable[Block], *, public: bool = False, replaces: bool = False) -> Message:
    """A message of these blocks, with all they say as its text."""
    built = tuple(blocks)
    return Message(spoken(built), built, public=public, replaces=replaces)


def spoken(blocks: Iterable[Block]) -> str:
    """What the blocks say, line by line, escaped for the mrkdwn of a message's top-level text."""
    said = "\n".join(line for block in blocks for line in _lines(block))
    return escape(fit(said, SPOKEN)) if length(escape(said)) <= SPOKEN else _cut_escaped(said)


def escape(text: str) -> str:
    """Escape the three characters that Slack's syntax is made of."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def weight(blocks: Iterable[Block]) -> int:
    """The text of the blocks as Slack sums it for a message."""
    return sum(length(line) for block in blocks for line in _lines(block))


def _cut_escaped(text: str) -> str:
    kept = text
    while length(escape(kept)) > SPOKEN - 1:
        kept = kept[: -max(1, (length(escape(kept)) - SPOKEN) // 5)]
    return escape(kept.rstrip()) + "…"


def _rich(*elements: Piece) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def _bullet_list(depth: int, items: list[str]) -> Piece:
    sections = [{"type": "rich_text_section", "elements": [words(item)]} for item in items if item]
    return {"type": "rich_text_list", "style": "bullet", "indent": depth, "elements": sections}


def _lines(block: Block) -> list[str]:
    match block["type"]:
        case "section" | "header":
            return [block["text"]["text"]]
        case "context":
            return [element["text"] for element in block["elements"]]
        case "rich_text":
            return [line for element in block["elements"] for line in _rich_lines(element)]
        case _:
            return []


def _rich_lines(element: Piece) -> list[str]:
    if element["type"] == "rich_text_list":
        dent = "  " * element.get("indent", 0)
        return [f"{dent}• {_run(item)}" for item in element["elements"]]
    return [_run(element)]


def _run(element: Piece) -> str:
    return "".join(piece.get("text") or piece.get("url", "") for piece in element["elements"])
