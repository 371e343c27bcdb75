"""The strings people see, read out of the code; `python -m tests.messages` brings ja.po up to date.

Babel's own Python extractor loses calls that stand inside the arguments of another marked call
(a `Button` within a `UserError`), so the calls are read from the syntax tree here.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"
JAPANESE = BOT / "locale" / "ja.po"
# How many leading templates a call has; `many` is short for a reader's `say_many`.
MARKED = {"say": 1, "say_many": 2, "many": 2, "UserError": 1, "Button": 1, "N_": 1}
TEXTS = ("SUMMARY", "SYNTAX", "EXAMPLE")  # of a subcommand; the router says them


def extracted() -> Catalog:
    """Collect every marked string of the bot."""
    catalogue = Catalog(locale="ja", project="session-bot", charset="utf-8", fuzzy=False)
    for path in sorted(BOT.rglob("*.py")):
        for templates, line in strings(path):
            message = templates[0] if len(templates) == 1 else templates
            catalogue.add(message, locations=[(str(path.relative_to(ROOT)), line)])
    return catalogue


def japanese() -> Catalog:
    """Read the Japanese catalogue, empty where there is none yet."""
    if not JAPANESE.is_file():
        return Catalog(locale="ja", charset="utf-8", fuzzy=False)
    with JAPANESE.open("rb") as source:
        return read_po(source, locale="ja")


def update() -> None:
    """Write ja.po with every string of the code and none besides."""
    catalogue = japanese()
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with JAPANESE.open("wb") as target:
        write_po(target, catalogue, width=100, sort_output=True, omit_header=True, no_location=True)


def strings(path: Path) -> Iterator[tuple[tuple[str, ...], int]]:
    """Find the marked strings of a file, with both forms of those that are counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id in TEXTS
            and isinstance(node.value, ast.Constant)
        ):
            yield (str(node.value.value),), node.lineno
        if isinstance(node, ast.Call) and (count := MARKED.get(_name(node.func))):
            templates = tuple(
                argument.value
                for argument in node.args[:count]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )
            if len(templates) == count and all(templates):
                yield templates, node.lineno


def _name(function: ast.expr) -> str:
    match function:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


if __name__ == "__main__":
    update()
