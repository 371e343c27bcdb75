"""README's pictures, out of the journeys' screenshots: `python -m tests.journeys.pictures FOLDER`.

They are kept with 64 colours, which a page of text and buttons does not miss.
"""

import sys
from pathlib import Path

from PIL import Image

SHOWN = {
    "digest": "60-reader-digest-en",
    "digest-phone": "20-phone-channel",
    "form-phone": "50-attendee-form-en",
    "home-phone-japanese": "50-attendee-home-after-ja",
    "search-japanese": "60-reader-search-ja",
    "session": "60-reader-show-en",
}
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
COLOURS = 64


def take(folder: Path) -> None:
    """Put the pictures in the place of those before."""
    for name, screenshot in SHOWN.items():
        with Image.open(folder / f"{screenshot}.png") as picture:
            flat = picture.convert("RGB").quantize(COLOURS)
            flat.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    take(Path(sys.argv[1]))
