"""The form to search with, for whoever taps rather than types."""

from bot.call import Block, Reader
from bot.views.blocks import plain

CALLBACK_ID = "search"
FIELD = "words"

NAME = 24  # characters of a modal's title and buttons
LONGEST = 300  # characters


def form(reader: Reader) -> Block:
    """Ask for the words."""
    say = reader.say
    asked = {
        "type": "plain_text_input",
        "action_id": FIELD,
        "max_length": LONGEST,
        "focus_on_load": True,
        "placeholder": plain(say("cold start level:300+"), 150),
    }
    hint = say("In titles, codes, topics and all that people wrote. Filters work here too.")
    return {
        "type": "modal",
        "callback_id": CALLBACK_ID,
        "title": plain(say("Search"), NAME),
        "submit": plain(say("Search"), NAME),
        "close": plain(say("Cancel"), NAME),
        "private_metadata": "{}",
        "blocks": [
            {
                "type": "input",
                "block_id": FIELD,
                "label": plain(say("Words")),
                "hint": plain(hint),
                "element": asked,
            }
        ],
    }
