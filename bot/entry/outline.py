"""How deep the lines of a list are nested, told from their indentation."""

from dataclasses import dataclass, field

_WIDE = {"\t": 4, "\u3000": 2}  # columns


@dataclass(slots=True)
class Outline:
    """The open list: the indentation of each level, counted from its first bullet."""

    columns: list[int] = field(default_factory=list)

    def end(self) -> None:
        self.columns.clear()

    def bullet(self, line: str) -> int:
        """Take a bullet in and give its depth, at most one deeper than the line above."""
        column = _indentation(line)
        if not self.columns:
            self.columns.append(column)
        self._close(column)
        if column > self.columns[-1]:
            self.columns.append(column)
        return len(self.columns) - 1

    def holds(self, line: str) -> bool:
        """Tell whether a line without a bullet is an indented one under a bullet."""
        return bool(self.columns) and line[:1].isspace() and line[0] != "\u3000"

    def plain(self, line: str) -> int | None:
        """Take an indented line under a bullet in; None where it is not one."""
        if not self.holds(line):
            return None
        column = max(_indentation(line), self.columns[0] + 1)
        self._close(column)
        if column > self.columns[-1]:
            self.columns.append(column)
        return len(self.columns) - 1

    def _close(self, column: int) -> None:
        while len(self.columns) > 1 and self.columns[-1] > column:
            self.columns.pop()


def _indentation(line: str) -> int:
    indent = line[: len(line) - len(line.lstrip())]
    return sum(_WIDE.get(space, 1) for space in indent)
