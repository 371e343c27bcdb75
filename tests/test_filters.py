"""Filters are read as people and phones type them, and written back so that they read the same."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import filters
from bot.call import Reader, UserError
from storage.records import Filter, Level

ENGLISH = Reader()


def parse(text: str) -> tuple[Filter, tuple[str, ...]]:
    people = {"ann": ("U1",), "sam": ("U2", "U3")}
    return filters.parse(text, me="U9", named=lambda name: people.get(name.casefold(), ()))


def refusal(text: str) -> str:
    with pytest.raises(UserError) as refused:
        parse(text)
    return refused.value.sentence(ENGLISH)


@pytest.mark.parametrize(
    ("text", "filter_"),
    [
        ("type:chalk", Filter(types=("chalk",))),
        ('type:"chalk talk"', Filter(types=("chalk talk",))),
        ("type:“Builders’ Session”", Filter(types=("Builders’ Session",))),
        ("type:'chalk talk'", Filter(types=("chalk talk",))),
        ("topic：「機械 学習」", Filter(topics=("機械 学習",))),
        ("topic:ai topic:data", Filter(topics=("ai", "data"))),
        ("level:300", Filter(levels=(Level(300, or_more=False),))),
        ("ｌｅｖｅｌ：３００＋", Filter(levels=(Level(300, or_more=True),))),
        ("stars:4+", Filter(stars=(Level(4, or_more=True),))),
        ("by:me", Filter(by=("U9",))),
        ("by:<@U123|ann>", Filter(by=("U123",))),
        ("by:<@U123|ann of the west>", Filter(by=("U123",))),
        ("by:<@U123>", Filter(by=("U123",))),
        ("by:@Ann by:me", Filter(by=("U1", "U9"))),
        ("by:U0LOCAL", Filter(by=("U0LOCAL",))),
        ("role:sre", Filter(roles=("sre",))),
        ("event:reinvent-2023", Filter(event="reinvent-2023")),
        ("EVENT:All", Filter(event="all")),
        ("since:2d", Filter(since=timedelta(days=2))),
        ("since:12h", Filter(since=timedelta(hours=12))),
        ("since:2023-11-28", Filter(since=date(2023, 11, 28))),
        ("since:2023–11–28", Filter(since=date(2023, 11, 28))),
        ("since:２０２３/１１/２８", Filter(since=date(2023, 11, 28))),
        (
            "recorded ＲＥＣＯＭＭＥＮＤＥＤ unwatched",
            Filter(recorded=True, recommended=True, unwatched=True),
        ),
    ],
)
def test_each_filter_is_read_folded_and_in_any_quotes(text: str, filter_: Filter) -> None:
    assert parse(text) == (filter_, ())


def test_words_remain_in_order_around_the_filters() -> None:
    found, words = parse("surviving level:400 回線 overloads　recorded")
    assert words == ("surviving", "回線", "overloads")
    assert found == Filter(levels=(Level(400, or_more=False),), recorded=True)


@pytest.mark.parametrize(
    "word",
    ["re:Invent", "re：Invent", "https://example.com/a", "10:30", "C++:20", "Title:", "std::move",
     "基調講演：未来", ":star:", "NET402:Overloads", "Q:why"],
)  # fmt: skip
def test_a_colon_alone_does_not_make_a_filter(word: str) -> None:
    assert parse(word) == (Filter(), (word,))


def test_a_link_is_read_as_what_the_writer_saw() -> None:
    _, words = parse("<https://a.example/b?c=d> <http://example.com|example.com> recorded")
    assert words == ("https://a.example/b?c=d", "example.com")


def test_quotes_turn_a_filter_into_words() -> None:
    assert parse('"recorded" “colour:red” "two words"') == (
        Filter(),
        ("recorded", "colour:red", "two words"),
    )


def test_an_unknown_filter_is_named_with_the_nearest_and_all_there_are() -> None:
    said = refusal("top colour:red")
    assert "“colour:”" in said
    assert all(name in said for name in ("type:", "topic:", "since:", "recorded", "unwatched"))
    assert "Did you mean level:?" in refusal("levels:300")
    assert "Did you mean topic:?" in refusal('topics："machine learning"')
    assert "Did you mean recorded?" in refusal("record:yes")


@pytest.mark.parametrize(
    "text",
    ["level:high", "level:-1", "stars:0", "stars:6", "stars:4.5", "since:yesterday",
     "since:2023-02-30", "by:@nobody", "by:@sam", "topic:", 'type:""', "recorded:no",
     "event:a event:b", "since:1d since:2d"],
)  # fmt: skip
def test_a_value_that_its_filter_cannot_take_is_refused_with_what_it_takes(text: str) -> None:
    name = text.split(":", maxsplit=1)[0]
    said = refusal(text)
    assert name in said or text.split(":", maxsplit=1)[1].lstrip("@") in said


def test_filters_of_a_caller_stay_among_the_words() -> None:
    found, words = filters.parse("lang:ja level:300 09:00", besides=("lang",))
    assert words == ("lang:ja", "09:00")
    assert found.levels == (Level(300, or_more=False),)


def test_the_page_and_the_event_are_taken_out_of_a_text() -> None:
    assert filters.take_page("top 5 page:2 recorded") == (2, "top 5 recorded")
    assert filters.take_page("top 5") == (None, "top 5")
    assert filters.take_event("NET402 ｅｖｅｎｔ：summit-24 5") == ("summit-24", "NET402 5")
    assert filters.take_event("★★ Main event:\nevent:x") == (None, "★★ Main event:\nevent:x")


def test_a_filter_is_described_with_names_of_people() -> None:
    found, words = parse("top by:@ann level:300+ since:2d topic:ai event:all recorded")
    assert words == ("top",)
    assert filters.describe(found, ENGLISH, {"U1": "Ann"}) == (
        "all events · topic ai · level 300 and above · by Ann · in the last 2 days · recorded"
    )
    assert filters.describe(Filter(), ENGLISH, {}) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("event:summit", "event summit"),
        ("level:300", "level 300"),
        ("stars:4", "4 stars"),
        ("stars:4+", "4 stars and more"),
        ("since:1d", "in the last day"),
        ("since:2w", "in the last 14 days"),
        ("since:1h", "in the last hour"),
        ("since:2023-11-28", "since 2023-11-28"),
        ("type:chalk role:sre", "type chalk · role sre"),
        ("cold start", "“cold start”"),
        ("recommended unwatched", "recommended · not watched yet"),
    ],
)
def test_each_filter_is_put_into_words(text: str, said: str) -> None:
    found, words = parse(text)
    assert filters.describe(replace(found, words=words), ENGLISH, {}) == said


PIECES = st.sampled_from(
    [
        *("type:", "topic：", "level:300+", "stars:4", "by:me", "by:<@U1|x>", "event:", "since:3w"),
        *(
            "since:2023-11-28",
            "recorded",
            "unwatched",
            "lang:",
            "re:",
            "page:2",
            "<!channel>",
            "<https://a|",
            ">",
        ),
        *('"', "“", "”", "'", "’", "「", "」", " ", "\n", "ai", "x", "日本語", "👩\u200d💻", "\\"),
        *("\x00", "\ud800", "\u202e"),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join)


@given(TEXTS)
@example('type:":')
@example("topic：topic：")
@example('topic:"a \'b" x')
@example('"abc type:foo"')
@example('type:foo" "abc')
def test_any_text_is_read_or_refused_and_reads_the_same_when_written_back(text: str) -> None:
    try:
        found, words = parse(text)
    except UserError as refused:
        refused.sentence(ENGLISH)
        return
    whole = replace(found, words=words)
    again, again_words = parse(filters.text(whole))
    assert (again, again_words) == (found, words)
    assert bool(filters.describe(whole, ENGLISH, {})) == bool(filters.text(whole))


def test_a_text_of_forty_thousand_characters_is_read_at_once() -> None:
    text = '"a ' * 13_333
    _, words = parse(text)
    assert len(words) == 13_333
