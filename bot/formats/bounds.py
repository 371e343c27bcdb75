"""How much one file may bring through Slack, while everybody else waits for the same database."""

from collections import Counter
from collections.abc import Iterable, Iterator

from bot.formats.json_lines import Located
from bot.formats.problem import NotReadable
from bot.locale import N_

LETTERS = 1_000_000  # of the whole file
LIST = 200  # facts, questions, topics, … of one takeaway or session
MOST = {  # in the whole file
    "events": 50,
    "types": 500,
    "sessions": 1000,
    "takeaways": 1000,
    "profiles": 1000,
    "watching": 1000,
}


def require_letters(text: str) -> None:
    """Refuse a text that takes long to read.

    Raises:
        NotReadable: It is too long.
    """
    if len(text) > LETTERS:
        raise NotReadable(
            N_(
                "Through Slack a file brings up to {letters} characters. A larger one is imported"
                " by whoever runs the bot: python -m bot import"
            ),
            letters=f"{LETTERS:,}",
        )


def require_few(lists: Iterable[tuple[str, int, int]]) -> None:
    """Refuse more than others can wait for; of each list its name, its length and its line.

    Raises:
        NotReadable: There is too much of something, with the line where that begins.
    """
    counts: Counter[str] = Counter()
    for name, length, line in lists:
        counts[name] = counts[name] + length if name in MOST else length
        if counts[name] > MOST.get(name, LIST):
            raise NotReadable(
                N_(
                    "Through Slack a file brings up to {most} each of sessions, takeaways, profiles"
                    " and watched sessions, {events} events, and {list} facts of a takeaway. A"
                    " larger one is imported by whoever runs the bot: python -m bot import"
                ),
                line,
                most=f"{MOST['sessions']:,}",
                events=MOST["events"],
                list=LIST,
            )


def lists_in(found: object, line: int = 1) -> Iterator[tuple[str, int, int]]:
    """Give all lists that objects of a JSON file hold, at whatever depth."""
    if isinstance(found, Located):
        for name, value in found.items():
            if isinstance(value, list):
                yield name, len(value), found.line
            yield from lists_in(value, found.line)
    elif isinstance(found, list):
        for each in found:
            yield from lists_in(each, line)
