"""Every string people see exists in both languages, with the same words to fill in."""

import string

import pytest
from babel.messages.catalog import Catalog, Message

from bot.call import Reader, UserError
from bot.locale import language_of, translate, translate_many
from tests.messages import BOT, extracted, japanese, strings


def test_no_string_is_missing_in_japanese() -> None:
    catalogue = japanese()
    missing = [m.id for m in extracted() if m.id and not _said(catalogue, m)]
    assert missing == []


def test_no_string_in_the_catalogue_is_unused() -> None:
    used = {message.id for message in extracted()}
    assert [message.id for message in japanese() if message.id not in used] == []


def test_translations_fill_in_the_same_words() -> None:
    """A template may leave the count out, but never asks for a word that the code does not give."""
    wrong = [
        message.id
        for message in japanese()
        if message.id and _fields(message.string) - _fields(message.id)
    ]
    assert wrong == []


def test_what_is_counted_is_never_said_without_its_count() -> None:
    """The catalogue has one entry for both, which holds forms and no sentence."""
    marked = [each for path in BOT.rglob("*.py") for each, _ in strings(path)]
    counted = {each[0] for each in marked if len(each) > 1}
    assert counted & {each[0] for each in marked if len(each) == 1} == set()


@pytest.mark.parametrize(("language", "listed"), [("en", "Oslo, Rome"), ("ja", "Oslo、Rome")])
def test_things_are_listed_as_the_language_does(language: str, listed: str) -> None:
    reader = Reader(language)
    assert reader.listed(("Oslo", "Rome")) == listed
    refused = UserError("Known: {names}", names=("Oslo", "Rome"))
    assert refused.sentence(reader).endswith(listed)


@pytest.mark.parametrize(
    ("locale", "language"), [("ja-JP", "ja"), ("en-GB", "en"), ("fr-FR", "en"), ("", "en")]
)
def test_a_slack_locale_has_a_language(locale: str, language: str) -> None:
    assert language_of(locale) == language


def test_a_string_that_no_catalogue_has_is_said_as_it_is() -> None:
    assert translate("ja", "no such string") == "no such string"
    assert translate_many("en", "{count} thing", "{count} things", 2) == "{count} things"


def _said(catalogue: Catalog, message: Message) -> bool:
    found = catalogue.get(_key(message.id))
    if found is None or not found.string:
        return False
    return all(found.string) if isinstance(found.string, tuple | list) else bool(found.string)


def _key(identity: str | tuple[str, ...] | list[str]) -> str:
    return identity if isinstance(identity, str) else identity[0]


def _fields(templates: str | tuple[str, ...] | list[str] | None) -> set[str]:
    texts = [templates] if isinstance(templates, str) else list(templates or ())
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
