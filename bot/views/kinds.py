"""Session types in a list to choose from: those that every event knows are told in one's language.

What is chosen, kept and shown elsewhere is the name itself, as the event writes it.
"""

from bot.call import Reader
from bot.locale import N_
from storage.folding import type_key

_TOLD = {
    type_key(name): template
    for name, template in (
        ("Keynote", N_("Keynote")),
        ("Innovation Talk", N_("Innovation Talk")),
        ("Breakout Session", N_("Breakout Session")),
        ("Lightning Talk", N_("Lightning Talk")),
        ("Chalk Talk", N_("Chalk Talk")),
        ("Code Talk", N_("Code Talk")),
        ("Workshop", N_("Workshop")),
        ("Builders' Session", N_("Builders' Session")),
        ("Gamified Learning", N_("Gamified Learning")),
        ("Expo", N_("Expo")),
        ("Community Activity", N_("Community Activity")),
        ("Other", N_("Other")),
    )
}


def told(name: str, reader: Reader) -> str:
    """Tell a type as the reader understands it."""
    template = _TOLD.get(type_key(name))
    said = reader.say(template) if template else name
    return name if said == template else said
