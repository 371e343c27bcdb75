"""JSON whose objects know the line that they begin on, for problems that name it."""

import json
import json.decoder
from collections.abc import Callable
from json import scanner
from typing import Any


class Located(dict[str, Any]):
    """An object of a file; `line` is counted from 1."""

    line = 1


class _Decoder(json.JSONDecoder):
    """The standard decoder in its Python form, which lets an object be seen as it is read."""

    def __init__(self) -> None:
        super().__init__()
        self._seen = (0, 1)  # a place in the text, and its line
        self.parse_object: Callable[..., Any] = self._located
        self.scan_once = scanner.py_make_scanner(self)  # type: ignore[attr-defined]

    def _located(self, text_and_end: tuple[str, int], *rest: Any) -> tuple[Located, int]:
        text, end = text_and_end
        place, line = self._seen
        line += text.count("\n", place, end)
        self._seen = (end, line)
        read: Callable[..., Any] = vars(json.decoder)["JSONObject"]
        pairs, after = read(text_and_end, *rest)
        located = Located(pairs)
        located.line = line
        return located, after


def read_json(text: str) -> Any:
    """Read JSON.

    Raises:
        json.JSONDecodeError: with `lineno`, where it is none; also where it is nested too deep,
            or holds a number of thousands of digits.
    """
    try:
        return _Decoder().decode(text.removeprefix("\ufeff"))
    except RecursionError as error:
        raise json.JSONDecodeError("nested too deep", text, 0) from error
    except json.JSONDecodeError:
        raise
    except ValueError as error:
        raise json.JSONDecodeError("a number of too many digits", text, 0) from error
