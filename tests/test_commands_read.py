"""What people read: the best rated, one session, what a search finds."""

from collections.abc import Iterator

import pytest

from storage.records import Entry
from tests.bots import Bot
from tests.logged import ANN, BEN, logged, number, typed

pytestmark = pytest.mark.engines("sqlite")
BOTH = pytest.mark.engines("sqlite", "postgresql")


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with logged(database_url) as started:
        yield started


# top


@BOTH
def test_top_shows_the_best_rated_first_with_what_one_needs_to_choose(bot: Bot) -> None:
    said = typed(bot, "top")
    lines = said.shown.replace("\n", " ")
    assert said.message.is_private
    assert lines.index("COP343") < lines.index("NET402") < lines.index("朝食の会")
    assert "★★★★☆ 4.0 (1 rating)" in lines
    assert "★★★★☆ 3.5 (2 ratings)" in lines
    assert "Level 400 · Breakout Session · Recording · #1" in " ".join(lines.split())
    assert "not recorded" in lines


def test_top_counts_up_to_twenty_and_says_so_for_anything_else(bot: Bot) -> None:
    one = typed(bot, "ﾄｯﾌﾟ １")
    assert "COP343" in one.shown
    assert "NET402" not in one.shown
    assert "from 1 to 20" in typed(bot, "top 21").text
    assert "from 1 to 20" in typed(bot, "top 0").text


def test_next_and_back_turn_the_list_in_its_place(bot: Bot) -> None:
    first = typed(bot, "top 1 event:general")
    second = first.button("Next").click()
    assert "2. ★★★★☆ 3.5" in second.shown
    assert "event general" in second.shown
    back = second.button("Back").click()
    assert "1. ★★★★☆ 4.0" in back.shown
    assert "Back" not in [button.label for button in back.buttons]


def test_recorded_only_leaves_out_what_cannot_be_watched(bot: Bot) -> None:
    recorded = typed(bot, "top").button("Recorded only").click()
    assert "NET402" in recorded.shown
    assert "COP343" not in recorded.shown
    everything = recorded.button("Not only recorded").click()
    assert "COP343" in everything.shown


def test_a_share_is_public_and_names_who_shared(bot: Bot) -> None:
    shared = typed(bot, "top stars:4+").button("Share").click()
    assert not shared.message.is_private
    assert "Shared by Ann" in shared.shown
    assert "COP343" in shared.shown
    assert "NET402" not in shared.shown
    seen = bot.slack.member("ben").reads("general")[-1]
    details = seen.button("COP343").click()
    assert details.message.is_private
    assert "Loud room." in details.shown


def test_filters_of_people_make_the_ratings_theirs(bot: Bot) -> None:
    of_ben = typed(bot, "top by:@ben")
    assert "★★☆☆☆ 2.0 (1 rating)" in of_ben.shown
    assert "COP343" not in of_ben.shown
    assert "by Ben" in of_ben.shown
    assert "★★★★★ 5.0 (1 rating)" in typed(bot, "top role:sre").shown
    assert "★★★★★ 5.0 (1 rating)" in typed(bot, "top by:me").shown


def test_an_unknown_filter_is_named_with_the_nearest(bot: Bot) -> None:
    said = typed(bot, "top levels:300").text
    assert "levels:" in said
    assert "Did you mean level:?" in said


def test_where_nothing_is_like_that_the_next_step_is_offered(bot: Bot) -> None:
    said = typed(bot, "top topic:quantum")
    assert "No session with stars is like that" in said.shown
    assert "topic quantum" in said.shown
    assert "In all events" in [button.label for button in said.buttons]
    assert "NET402" in said.button("Without filters").click().shown
    everywhere = typed(bot, "top topic:quantum event:all")
    assert [button.label for button in everywhere.buttons] == ["Without filters"]


def test_an_event_that_nobody_knows_is_refused_with_the_nearest(bot: Bot) -> None:
    assert "general" in typed(bot, "top event:generol").text


def test_a_share_needs_a_channel(bot: Bot) -> None:
    home = bot.slack.member("ann").opens_home()
    bot.slack.workspace.wait_until(lambda: home.blocks, 5)
    shown = home.button("Top sessions").click().form
    refused = shown.button("Share").click().form
    assert "/session share top in the channel that shall see it" in refused.shown


# show


@BOTH
def test_show_tells_all_of_a_session(bot: Bot) -> None:
    said = typed(bot, "show net402-r").shown
    for words in (
        "NET402 Surviving overloads",
        "★★★★☆ 3.5 (2 ratings) · recommended by 1",
        "Networking & Content Delivery",
        "Raters differ: ★★★★★ 1  ★★☆☆☆ 1",
        "Too loud. I left.",
        "Ann",
        "SRE, Example",
    ):
        assert words in said


def test_the_newest_takeaway_is_whole_and_the_others_are_a_line_with_read(bot: Bot) -> None:
    said = typed(bot, "show NET402")
    assert "Shed load early" not in said.shown
    assert "Best talk of the week." in said.shown
    read = said.button("Read").click()
    for words in ("Shed load early", "Q Does it work across regions?", "A It does.", "in person"):
        assert words in read.shown
    assert "NET402-R1" in read.shown


def test_where_there_is_no_recording_every_takeaway_is_whole(bot: Bot) -> None:
    bot.store.takeaways.add(BEN, [Entry(code="COP343", facts=("a second fact",))])
    said = typed(bot, "show cop343").shown
    assert "a second fact" in said
    assert "Loud room." in said


def test_where_nobody_knows_of_a_recording_the_others_are_a_line_with_read(bot: Bot) -> None:
    bot.store.takeaways.add(ANN, [Entry(code="XYZ201", title="Talk", impressions="Older.")])
    bot.store.takeaways.add(BEN, [Entry(code="XYZ201", impressions="Newer.")])
    said = typed(bot, "show XYZ201")
    assert "recording unknown" in said.shown
    assert "Older." in said.button("Read").click().shown


def test_a_long_takeaway_is_read_over_pages(bot: Bot) -> None:
    facts = tuple(f"fact {at} " + "長い話" * 200 for at in range(60))
    bot.store.takeaways.add(BEN, [Entry(code="NET402", facts=facts)])
    page = typed(bot, "show NET402").button("Read all of it").click()
    told = page.shown
    while "Next" in [button.label for button in page.buttons]:
        page = page.button("Next").click()
        told += page.shown
    assert all(f"fact {at} " in told for at in range(60))


def test_a_session_that_is_not_logged_is_said_with_the_nearest(bot: Bot) -> None:
    said = typed(bot, "show NET403")
    assert "not logged" in said.text
    assert "Best talk" in said.button("NET402 Surviving overloads").click().shown


def test_words_of_several_titles_are_offered(bot: Bot) -> None:
    bot.store.takeaways.add(BEN, [Entry(code="NET500", title="Surviving lunch")])
    offered = typed(bot, "show surviving")
    assert "Several sessions match" in offered.text
    assert "NET500" in offered.button("NET500 Surviving lunch").click().shown


# search


@BOTH
def test_search_shows_where_it_hit_in_bold(bot: Bot) -> None:
    said = typed(bot, "search SHED recorded")
    assert "Facts, by Ann" in said.shown
    bold = [
        piece["text"]
        for block in said.blocks
        if block["type"] == "rich_text"
        for piece in block["elements"][0]["elements"]
        if piece.get("style", {}).get("bold")
    ]
    assert "shed" in [words.casefold() for words in bold]
    assert "朝食の会" in typed(bot, "検索 ｵｲｼｲ").shown


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("everything", "Title: "),
        ("cop343", "Code: "),
        ("networking", "Topics: "),
        ("best week", "Impressions, by Ann: "),
        ("regions", "Q&A, by Ann: "),
    ],
)
def test_search_looks_everywhere(bot: Bot, words: str, where: str) -> None:
    assert where in typed(bot, f"search {words}").shown


def test_a_search_without_a_hit_says_what_to_do(bot: Bot) -> None:
    said = typed(bot, "search quantum")
    assert "Nothing has all these words" in said.shown
    assert said.buttons[0].value == "search quantum event:all"
    assert "what to search for" in typed(bot, "search level:400").text


def test_a_search_can_be_tapped(bot: Bot) -> None:
    form = typed(bot, "").button("Search").click().form
    form.submit(words="shed colour:red")
    assert "colour" in form.errors["words"]
    form.submit(words="shed recorded")
    bot.workers.finish()
    assert "Facts, by Ann" in bot.slack.member("ann").reads("general")[-1].shown


@pytest.mark.parametrize("text", ["top", "search overloads", "show NET402", "rate NET402 4"])
def test_wherever_a_session_is_shown_it_can_be_put_on_the_watch_list(bot: Bot, text: str) -> None:
    typed(bot, text).button(f"later #{number(bot, 'NET402')}").click()
    assert "NET402" in typed(bot, "later").shown


def test_each_session_of_a_list_has_its_buttons_below_it(bot: Bot) -> None:
    rows = [block for block in typed(bot, "top").blocks if block["type"] == "actions"][:-1]
    assert [[each["text"]["text"] for each in row["elements"]] for row in rows] == [
        ["COP343", "Watch later"],
        ["NET402", "Watch later"],
        [f"#{number(bot, '朝食の会')}", "Watch later"],
    ]
