"""The figures of a log as one picture, where Matplotlib is installed (the extra `pictures`)."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from bot.call import Reader
from bot.views.figures import ratings
from bot.views.stars import rating, word
from storage.statistics import Figures

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

SIZE = (10, 6)  # inches: a preview in a message is small, so that signs are large
DPI = 120
INSIDE = (0.02, 0.02, 0.96, 0.96)  # left, bottom, width, height, as parts of the whole
LABEL = 22  # half-width columns of a type or a topic
TITLE = 60

# A card of its own colour reads the same on a light page and on a dark one.
PAPER = "#f7f7f4"
INK = "#1d2b36"
GREY = "#4f5d68"
AMBER = "#b85c00"
BLUE = "#2a6f97"

Rows = Sequence[tuple[str, int]]


def available() -> bool:
    """Tell whether pictures can be drawn, without loading what draws them."""
    return find_spec("matplotlib") is not None and find_spec("matplotlib_fontja") is not None


def drawn(figures: Figures, title: str, reader: Reader) -> bytes:
    """Draw ratings, types and topics as a PNG."""
    # Loaded for the first picture only: it takes more memory than all the rest of the bot.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415

    layout = ConstrainedLayoutEngine(rect=INSIDE, wspace=0.04, hspace=0.05)
    figure = Figure(figsize=SIZE, dpi=DPI, facecolor=PAPER, layout=layout)
    FigureCanvasAgg(figure)
    heading = f"{_label(title, TITLE)}\n{_drawable(rating(figures.rating, reader))}"
    figure.suptitle(heading, x=0.02, ha="left", font=_font(20), color=INK, parse_math=False)
    for axes, name, rows, colour in _charts(figure, figures, reader):
        _chart(axes, name, rows, colour)
    target = BytesIO()
    figure.savefig(target, format="png")
    return target.getvalue()


def _charts(
    figure: "Figure", figures: Figures, reader: Reader
) -> "Iterator[tuple[Axes, str, Rows, str]]":
    """Ratings above types, and topics beside them."""
    rated = [(_stars(each, reader), count) for each, count in ratings(figures)]
    types = [(_label(each.name, LABEL), each.takeaways) for each in figures.types]
    topics = [(_label(each.name, LABEL), each.takeaways) for each in figures.topics]
    columns = figure.add_gridspec(1, 2 if topics else 1)
    heights = [len(rated) + 2, len(types) + 2] if types else [1]
    left = columns[0].subgridspec(len(heights), 1, height_ratios=heights)
    yield figure.add_subplot(left[0]), reader.say("Ratings"), rated, AMBER
    if types:
        yield figure.add_subplot(left[1]), reader.say("Types"), types, BLUE
    if topics:
        yield figure.add_subplot(columns[1]), reader.say("Most active topics"), topics, BLUE


def _chart(axes: "Axes", name: str, rows: Rows, colour: str) -> None:
    """Horizontal bars, the first row on top, each with its number at its end."""
    counts = [count for _, count in rows]
    places = range(len(rows))
    bars = axes.barh(places, counts, color=colour, height=0.7)
    axes.bar_label(bars, padding=4, font=_font(14), color=INK)
    axes.set_title(_drawable(name), loc="left", font=_font(16), color=INK, parse_math=False)
    labels = [label for label, _ in rows]
    axes.set_yticks(places, labels, font=_font(14), color=INK, parse_math=False)
    axes.set_xlim(0, max(counts, default=0) * 1.15 or 1)
    axes.set_ylim(max(len(rows), 3) - 0.4, -0.6)
    axes.set_xticks([])
    axes.tick_params(left=False)
    axes.set_facecolor(PAPER)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_color(GREY)


def _stars(count: int | None, reader: Reader) -> str:
    said = _drawable(word(count, reader))
    return said if count is None else f"{said}  ★{count}"


def _label(text: str, columns: int) -> str:
    """Cut a text where it grows too wide; a Japanese sign takes two columns."""
    kept, used = "", 0
    for sign in _drawable(text):
        used += 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if used > columns:
            return kept.rstrip() + "…"
        kept += sign
    return kept


def _drawable(text: str) -> str:
    """Leave out what no font here can draw, such as most emoji."""
    kept = "".join(sign for sign in text if ord(sign) in _signs() or sign == "\n")
    return " ".join(kept.split())


def _font(size: int) -> "FontProperties":
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415

    return FontProperties(family=list(_families()), size=size)


@cache
def _families() -> tuple[str, ...]:
    """The Japanese font of the extra, then Matplotlib's own for what it lacks."""
    from matplotlib import font_manager  # noqa: PLC0415

    names = []
    for file in _files():
        font_manager.fontManager.addfont(file)
        names.append(font_manager.get_font(file).family_name)
    return tuple(names)


@cache
def _signs() -> frozenset[int]:
    from matplotlib.font_manager import get_font  # noqa: PLC0415

    return frozenset(code for file in _files() for code in get_font(file).get_charmap())


def _files() -> tuple[Path, Path]:
    """The files of both fonts; the extra's package is not imported, since it sets up `pyplot`."""
    import matplotlib as mpl  # noqa: PLC0415

    found = find_spec("matplotlib_fontja")
    assert found is not None  # noqa: S101  # `available` tells.
    [folder] = found.submodule_search_locations or []
    own = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    return Path(folder, "fonts", "ipaexg.ttf"), own
