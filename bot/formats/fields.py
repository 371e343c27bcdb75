"""Fields of one JSON object, each read as what it has to be."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from bot.formats.json_lines import Located
from bot.formats.problem import NotReadable, Problem
from bot.locale import N_

T = TypeVar("T")


class Fields:
    """An object of a file. A field that is left out or null is the kind's empty value."""

    def __init__(self, found: object, line: int = 1) -> None:
        if not isinstance(found, Located):
            raise NotReadable(N_("An object in braces was expected."), line)
        self.found = found
        self.line = found.line

    def has(self, name: str) -> bool:
        """Tell whether the file states the field."""
        return name in self.found

    def text(self, name: str) -> str:
        """Give a text, "" where there is none."""
        return self._of(name, str, "") or ""

    def flag(self, name: str) -> bool:
        """Give true or false."""
        return bool(self._of(name, bool, default=False))

    def number(self, name: str, up_to: int | None = None) -> int | None:
        """Give a whole number; with `up_to` one from 0 to that."""
        found: int | None = self._of(name, int, None)
        outside = found is not None and up_to is not None and not 0 <= found <= up_to
        if isinstance(found, bool) or outside:
            raise self._wrong(name)
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """Give a list of texts."""
        found = self._of(name, list, [])
        if not all(isinstance(each, str) for each in found):
            raise self._wrong(name)
        return tuple(found)

    def objects(self, name: str) -> list[Any]:
        """Give a list of objects, unread."""
        found: list[Any] = self._of(name, list, [])
        return found

    def one_of(self, name: str, choices: Iterable[T]) -> T | None:
        """Give one of the words that are allowed here."""
        found = self.found.get(name)
        # To Python `true` is 1.
        allowed = () if isinstance(found, bool) else choices
        chosen = next((each for each in allowed if each == found), None)
        if found is not None and chosen is None:
            raise self._wrong(name)
        return chosen

    def moment(self, name: str) -> datetime | None:
        """Give a point in time, in UTC; one without an offset is UTC."""
        return self._read(name, _in_utc)

    def day(self, name: str) -> date | None:
        """Give a day."""
        return self._read(name, date.fromisoformat)

    def _read(self, name: str, reader: Callable[[str], T]) -> T | None:
        stated = self.text(name)
        try:
            return reader(stated) if stated else None
        except (ValueError, OverflowError) as error:
            raise self._wrong(name) from error

    def _of(self, name: str, kind: type[T], default: Any) -> Any:
        found = self.found.get(name)
        if found is None:
            return default
        if not isinstance(found, kind):
            raise self._wrong(name)
        return found

    def _wrong(self, name: str) -> NotReadable:
        return NotReadable(N_("“{name}” does not hold what belongs there."), self.line, name=name)


class Reading:
    """Reads object after object and keeps the problems of those that can't be read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def each(self, found: Iterable[object], line: int, read: Callable[[Fields], T]) -> list[T]:
        """Give what could be read of a list of objects."""
        done: list[T] = []
        for item in found:
            try:
                done.append(read(Fields(item, line)))
            except NotReadable as error:
                self.problems.append(error.problem)
        return done


def _in_utc(stated: str) -> datetime:
    read = datetime.fromisoformat(stated)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
