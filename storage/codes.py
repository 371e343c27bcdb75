"""Session codes: the base that deliveries share, and the level that a code tells."""

import re

from storage.folding import code_key, hyphenated

# Deliveries: repeats, simulcasts, overflow rooms, languages. They stack (`-R-SC4`).
_DELIVERY = re.compile(
    r"([a-z]{2,6}-?\d{2,4})(?:-(?:(?:r|sc|l|int|of)\d{0,2}|new|s|ko|ja|en|cmn))+"
)
_LEVEL = re.compile(r"[a-z]{2,6}([1-5])\d{2,3}")


def base_key(code: str) -> str:
    """Give the key of the base code: `COP343-R-SC4` and `cop343` are one."""
    delivery = _DELIVERY.fullmatch(hyphenated(code))
    return code_key(delivery[1] if delivery else code)


def level_of(code: str | None) -> int | None:
    """Give the level that a code of three or four digits tells: `NET402` is 400."""
    told = _LEVEL.fullmatch(code_key(code)) if code else None
    return int(told[1]) * 100 if told else None
