"""Column types that let nothing through which a database refuses."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Dialect, Integer, Row, Text, TypeDecorator

AnyRow = Row[*tuple[Any, ...]]
Condition = ColumnElement[bool]

# PostgreSQL refuses NUL, no driver encodes a lone surrogate, and a control character is never
# something that a person wrote.
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LARGEST = 2**31 - 1


def clean(text: str) -> str:
    """Replace what no database takes as text."""
    return _BAD.sub("\ufffd", text)


def _text(dialect: Dialect) -> Text:
    return Text(collation="C") if dialect.name == "postgresql" else Text()


class CleanText(TypeDecorator[str]):
    """Text of any length, ordered by code point on every engine."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Text:
        """Order as SQLite does, whatever the database's own order is."""
        return _text(dialect)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Clean what goes in."""
        del dialect
        return None if value is None else clean(value)


class Number(TypeDecorator[int]):
    """A whole number; one that is too large for the column is the largest that fits."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """Keep what goes in within four bytes."""
        del dialect
        return None if value is None else max(-_LARGEST, min(int(value), _LARGEST))


class Json(TypeDecorator[Any]):
    """Lists and objects as JSON text, written the same way every time, so that texts compare."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Text:
        """Keep it as all text is kept."""
        return _text(dialect)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write JSON."""
        del dialect
        return None if value is None else dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read JSON."""
        del dialect
        if value == "[]":  # What most lists are.
            return []
        return None if value is None else json.loads(value)


def dumps(value: Any) -> str:
    """Write JSON without anything that a database refuses."""
    # json escapes control characters, so they are taken out of the texts before.
    return json.dumps(_cleaned(value), ensure_ascii=False, separators=(",", ":"))


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean(value)
        case list() | tuple():
            return [_cleaned(item) for item in value]
        case dict():
            return {key: _cleaned(item) for key, item in value.items()}
        case _:
            return value


class Moment(TypeDecorator[datetime]):
    """A point in time, aware and in UTC on every engine."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give SQLite, which drops offsets, the time in UTC."""
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that what SQLite kept was UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
