"""The bot's words in each language, read from the gettext catalogues beside this file."""

from functools import cache
from importlib.resources import files
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LANGUAGES = ("en", "ja")


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a message for the catalogues where it stands, to be said later."""
    return message


def language_of(slack_locale: str) -> str:
    """Name the bot's language for a Slack locale such as `ja-JP`; English where there is none."""
    spoken = slack_locale.split("-", maxsplit=1)[0].lower()
    return spoken if spoken in LANGUAGES else "en"


def translate(language: str, message: str) -> str:
    """Give the message in that language, itself where the catalogue lacks it."""
    found = _catalogue(language).get(message)
    return str(found.string) if found and found.string else message


def translate_many(language: str, one: str, many: str, count: int) -> str:
    """Give the form of the message that fits the count."""
    catalogue = _catalogue(language)
    found = catalogue.get(one)
    if found is None or not isinstance(found.string, (tuple, list)) or not all(found.string):
        return one if count == 1 else many
    # Japanese has one form, English two; no language here has more.
    form = 0 if catalogue.num_plurals == 1 or count == 1 else 1
    return str(found.string[form])


@cache
def _catalogue(language: str) -> Catalog:
    source = files(__name__).joinpath(f"{language}.po")
    if not source.is_file():
        return Catalog(locale=language)
    return read_po(BytesIO(source.read_bytes()), locale=language)
