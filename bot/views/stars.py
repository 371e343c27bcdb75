"""Stars as people read them: signs, a number and a word."""

from bot.call import Reader
from storage.records import Rating

MOST = 5


def stars(count: int) -> str:
    """Five signs, as many of them filled."""
    return "★" * count + "☆" * (MOST - count)


def word(count: int | None, reader: Reader) -> str:
    """The word for a number of stars."""
    match count:
        case 5:
            return reader.say("excellent")
        case 4:
            return reader.say("good")
        case 3:
            return reader.say("okay")
        case 2:
            return reader.say("weak")
        case 1:
            return reader.say("poor")
        case _:
            return reader.say("no rating")


def given(count: int | None, reader: Reader) -> str:
    """What one person gave: `★★★★☆ 4 – good`."""
    if count is None:
        return word(None, reader)
    return f"{stars(count)} {count} – {word(count, reader)}"


def rating(of: Rating, reader: Reader) -> str:
    """What all gave, as the raw mean and the count: `★★★★☆ 4.3 (3 ratings)`.

    The signs are the mean rounded half up, and so is its one decimal.
    """
    if not of.count:
        return reader.say("not rated yet")
    return reader.say_many(
        "{stars} {mean} ({count} rating)",
        "{stars} {mean} ({count} ratings)",
        of.count,
        stars=stars(_half_up(of.total, of.count)),
        mean=mean(of),
    )


def mean(of: Rating) -> str:
    """The raw mean with one decimal, of at least one rating."""
    tenths = _half_up(10 * of.total, of.count)
    return f"{tenths // 10}.{tenths % 10}"


def _half_up(total: int, count: int) -> int:
    """Divide and round half up, in whole numbers: a float's 4.25 would round down."""
    return (2 * total + count) // (2 * count)
