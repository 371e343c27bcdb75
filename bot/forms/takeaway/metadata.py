"""What the form carries from its opening to its submission."""

import json
from typing import Any

from bot.call import Block


def metadata_of(view: Block) -> dict[str, Any]:
    """Read what the form carries; what is not ours counts as nothing."""
    try:
        stated = json.loads(view.get("private_metadata") or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(stated, dict):
        return {}
    if not isinstance(stated.get("event"), str):
        stated["event"] = None
    return stated
