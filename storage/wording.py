"""Conditions on words: in texts, in sessions and their takeaways, and where words begin."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, false, or_, select

from storage.codes import base_key
from storage.columns import Condition
from storage.folding import fold, is_japanese, words
from storage.hints import by_session
from storage.rows import OF_SESSION
from storage.tables import sessions, takeaways

# No statement grows without bounds: SQLite takes 1,000 levels and patterns of 50,000 bytes.
MOST_CONDITIONS = 50
LONGEST_PATTERN = 1000  # characters


def search_words(texts: Sequence[str]) -> list[str]:
    """Give the words to look for, folded, each once; the longest where they are very many."""
    found = dict.fromkeys(word[:LONGEST_PATTERN] for text in texts for word in fold(text).split())
    if len(found) <= MOST_CONDITIONS:
        return list(found)
    return sorted(found, key=len, reverse=True)[:MOST_CONDITIONS]


class Word(NamedTuple):
    """A word that is looked for; either may be a parameter of a statement."""

    pattern: Any
    code_key: Any  # of the session that it means if it is a code with a suffix, else None


def asked_words(looked_for: Sequence[str]) -> list[Word]:
    """Give what is asked of texts and codes."""
    return [Word(pattern(word), suffixed(word)) for word in looked_for]


def word_parameters(coded: Sequence[bool]) -> list[Word]:
    """Give words that are parameters; `coded` tells which of them have a code's key."""
    return [
        Word(bindparam(f"word_{at}"), bindparam(f"code_{at}") if has_key else None)
        for at, has_key in enumerate(coded)
    ]


def word_values(words: Sequence[Word]) -> dict[str, Any]:
    """Give the values of these parameters."""
    patterns = {f"word_{at}": word.pattern for at, word in enumerate(words)}
    return patterns | {f"code_{at}": word.code_key for at, word in enumerate(words)}


def suffixed(word: str) -> str | None:
    """Give the key of the code without its suffix; None where a word has none."""
    key = base_key(word)
    return None if key == word else key


def matching(looked_for: Sequence[Word], chosen: Sequence[Condition]) -> Condition:
    """Choose sessions that hold all words, by themselves or with one of the chosen takeaways."""
    in_session = [_in_session(word) for word in looked_for]
    # A single word that the session holds is found there.
    in_both = in_takeaway = [holds(takeaways.c.folded, word.pattern) for word in looked_for]
    if len(looked_for) > 1:
        in_both = [or_(*either) for either in zip(in_session, in_takeaway, strict=True)]
    # With the offset PostgreSQL looks it up for each session, and never reads all takeaways first.
    holding = select(takeaways.c.session).where(OF_SESSION, *chosen, *in_both).offset(0)
    return or_(and_(*in_session), by_session(holding).correlate(sessions).exists())


def _in_session(word: Word) -> Condition:
    found = holds(sessions.c.folded, word.pattern)
    return found if word.code_key is None else or_(found, sessions.c.code_key == word.code_key)


def like(column: ColumnElement[Any], folded: str) -> Condition:
    """Find folded text anywhere in a folded column."""
    return holds(column, pattern(folded))


def holds(column: ColumnElement[Any], asked: Any) -> Condition:
    """Find what `pattern` gives, which may be a parameter of a statement."""
    return column.like(asked, escape="\\")


def pattern(folded: str) -> str:
    """Give what finds folded text anywhere."""
    plain = folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"


def words_like(column: ColumnElement[Any], value: str) -> Condition:
    """Find words where a word begins, Japanese ones anywhere."""
    looked_for = words(value)
    if not looked_for:
        return false()
    anywhere = is_japanese(looked_for.strip())
    return like(column, looked_for.strip() if anywhere else looked_for)


def begins_a_word(text: str, value: str) -> bool:
    """Tell the same of a text that is at hand."""
    looked_for = words(value)
    if is_japanese(looked_for.strip()):
        return looked_for.strip() in words(text)
    return bool(looked_for) and looked_for in words(text)


def few(values: Sequence[str]) -> list[str]:
    """Give as many values, and as much of each, as a statement takes."""
    return [value[:LONGEST_PATTERN] for value in values[:MOST_CONDITIONS]]
