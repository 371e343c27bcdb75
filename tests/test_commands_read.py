"""What people read: the best rated, one session, what a search finds, their own, events."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.playground import Outcome
from storage import Who
from storage.records import Entry, Event, Profile, Question
from tests.bots import Bot, running

pytestmark = pytest.mark.engines("sqlite")
BOTH = pytest.mark.engines("sqlite", "postgresql")

TEAM = "T0LOCAL"
ANN = Who(TEAM, "U0LOCAL")
BEN = Who(TEAM, "U0COLLEAGUE")

OVERLOADS = Entry(
    code="NET402",
    raw="NET402-R1",
    title="Surviving overloads",
    stars=5,
    recommended=True,
    type="Breakout Session",
    topics=("Networking & Content Delivery",),
    recording_url="https://video.example.com/net402",
    facts=("Shed load early", "  before the queue"),
    impressions="Best talk of the week. We should try it.",
    questions=(Question("Does it work across regions?", "It does."),),
    attended="in_person",
)
CHALK = Entry(
    code="COP343", title="Observe everything", stars=4, type="Chalk Talk", impressions="Loud room."
)
BREAKFAST = Entry(title="朝食の会", stars=3, type="Community Activity", facts=("おいしい",))


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    """Two people have logged three sessions; NET402 was rated 5 and 2."""
    with running(database_url) as started:
        takeaways = started.store.takeaways
        takeaways.add(ANN, [OVERLOADS, CHALK])
        takeaways.add(BEN, [BREAKFAST])
        started.clock.forward(hours=1)
        takeaways.add(BEN, [Entry(code="NET402", stars=2, impressions="Too loud. I left.")])
        started.store.people.save_profile(ANN, Profile(ANN.user_id, role="SRE", company="Example"))
        yield started


@pytest.fixture
def new_bot(database_url: str) -> Iterator[Bot]:
    """Nobody has logged anything."""
    with running(database_url) as started:
        yield started


def typed(bot: Bot, text: str, who: str = "ann") -> Outcome:
    return bot.slack.member(who).types(f"/session {text}", channel="general")


def number(bot: Bot, reference: str) -> int:
    return bot.store.sessions.resolve(TEAM, reference).matches[0].number


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
    assert "NET402" in said.button("Without filters").click().shown


def test_an_event_that_nobody_knows_is_refused_with_the_nearest(bot: Bot) -> None:
    assert "general" in typed(bot, "top event:generol").text


@pytest.mark.parametrize("text", ["top", "mine", "later", "search anything", "event"])
def test_where_nothing_is_logged_every_list_says_what_to_do_next(new_bot: Bot, text: str) -> None:
    said = typed(new_bot, text)
    assert said.buttons
    nexts = {"add", "top recorded unwatched", "search anything event:all", "event new"}
    assert nexts & {button.value for button in said.buttons}


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


# mine


@BOTH
def test_mine_lists_what_i_wrote_and_what_it_lacks(bot: Bot) -> None:
    bot.store.takeaways.add(ANN, [Entry(code="SEC101", facts=("only facts",))])
    bot.clock.forward(minutes=1)
    mine = typed(bot, "mine")
    assert "NET402" in mine.shown
    assert "朝食の会" not in mine.shown
    incomplete = mine.button("Incomplete only").click()
    assert "SEC101" in incomplete.shown
    assert "no stars yet" in incomplete.shown
    assert "NET402" not in incomplete.shown
    assert "Nothing is incomplete" in typed(bot, "mine incomplete", "ben").shown


def test_mine_deletes_after_a_question(bot: Bot) -> None:
    said = typed(bot, "mine")
    delete = next(each for each in said.buttons if each.value.startswith("delete"))
    assert delete.confirm is not None
    assert "Deleted your takeaway" in delete.click().shown
    assert "takes only the word" in typed(bot, "mine everything").text


# watch list


@BOTH
def test_later_queues_and_watched_asks_for_stars(bot: Bot) -> None:
    assert "watch list is empty" in typed(bot, "later").shown
    queued = typed(bot, "show NET402").button("Watch later").click()
    assert "On your watch list: NET402" in queued.shown
    assert "already" in typed(bot, "あとで net402").shown
    listed = typed(bot, "later")
    assert "NET402 Surviving overloads" in listed.shown
    asked = listed.button("Watched").click()
    assert "Watched: NET402" in asked.shown
    assert any(button.value == f"rate #{number(bot, 'NET402')} 4" for button in asked.buttons)
    assert "watched" in typed(bot, "later").shown


def test_the_watch_list_of_one_event(bot: Bot) -> None:
    typed(bot, "later net402")
    bot.store.events.create(ANN, Event("summit", "Summit"))
    assert "NET402" in typed(bot, "later").shown
    assert "NET402" in typed(bot, "later event:general").shown
    assert "watch list is empty" in typed(bot, "later event:summit").shown
    assert "There is no event" in typed(bot, "later event:sumit").text


def test_watched_rates_in_one_line(bot: Bot) -> None:
    said = typed(bot, "watched cop343 ★★", "ben").shown
    assert "You gave it ★★☆☆☆ 2" in said
    assert "3.0 (2 ratings)" in said
    mine = bot.store.takeaways.get(BEN, number(bot, "COP343"))
    assert mine is not None
    assert mine.stars == 2
    assert "1 to 5" in typed(bot, "watched cop343 6").text


def test_unwatched_leaves_out_what_i_watched(bot: Bot) -> None:
    typed(bot, "watched net402")
    assert "NET402" not in typed(bot, "top unwatched").shown
    assert "NET402" in typed(bot, "top unwatched", "ben").shown


# event


@BOTH
def test_a_first_event_is_made_in_a_form_and_takes_over_what_was_logged(bot: Bot) -> None:
    form = typed(bot, "event new").form
    assert form.fields["timezone"] == "America/Los_Angeles"
    said = form.submit(
        name="AWS re:Invent 2023",
        key="ReInvent 2023",
        timezone="las vegas",
        starts_on="2023-11-26",
        ends_on="2023-11-25",
    )
    assert "timezone" in form.errors
    form.submit(timezone="los angeles")
    assert form.errors == {"ends_on": "The last day is before the first."}
    said = form.submit(ends_on="2023-12-01").waits()
    assert "AWS re:Invent 2023 is there, with the key reinvent-2023." in said.shown
    assert "It is the current event" in said.shown
    taken = said.button("Take them over").click()
    assert "3 sessions moved to AWS re:Invent 2023." in taken.shown
    assert "NET402" in typed(bot, "top event:reinvent-2023").shown


def test_the_list_of_events_offers_to_take_over_what_general_holds(bot: Bot) -> None:
    assert "event take" not in str(typed(bot, "event").blocks)
    bot.store.events.create(ANN, Event("summit", "Summit"))
    offer = typed(bot, "event").button("event take summit")
    assert offer.confirm is not None
    assert "3 sessions move to Summit" in str(offer.confirm)
    assert "3 sessions moved to Summit." in offer.click().shown
    assert "event take" not in str(typed(bot, "event").blocks)


@pytest.mark.parametrize(
    ("typed_in", "field"),
    [
        ({"key": "基調"}, "key"),
        ({"key": "all"}, "key"),
        ({"key": "General"}, "key"),
        ({"timezone": "EST"}, "timezone"),
    ],
)
def test_what_an_event_cannot_have_is_said_at_its_field(
    bot: Bot, typed_in: dict[str, str], field: str
) -> None:
    form = typed(bot, "event new").form
    form.submit(**({"name": "Summit", "key": "summit", "timezone": "Asia/Tokyo"} | typed_in))
    assert list(form.errors) == [field]
    assert form.is_open


def test_a_key_that_is_there_keeps_the_form_open(bot: Bot) -> None:
    bot.store.events.create(ANN, Event("summit", "Summit"))
    form = typed(bot, "event new").form
    form.submit(name="Another", key="summit", timezone="Asia/Tokyo")
    assert "Choose another key" in form.errors["key"]


def test_event_use_switches_everybody_and_undo_goes_back(bot: Bot) -> None:
    bot.store.events.create(ANN, Event("summit", "Summit"))
    bot.store.events.create(ANN, Event("devday", "Dev Day"))
    said = typed(bot, "event use devday", "ben")
    assert "Dev Day is the current event for everybody now." in said.shown
    assert "Before it was Summit, set by Ann." in said.shown
    undone = said.button("Undo").click()
    assert "Summit is the current event" in undone.shown
    assert "set by Ben" in undone.shown
    listed = typed(bot, "event")
    assert "Summit – current" in listed.shown
    assert "Dev Day is the current event" in listed.button("Use").click().shown
    offered = typed(bot, "event use devdya")
    assert "There is no event “devdya”" in offered.text
    assert "Dev Day is" in offered.button("devday").click().shown
    assert "event new makes one" in typed(bot, "event frobnicate").text


# every command


@pytest.mark.parametrize(
    "text",
    [
        "top <!channel>",
        "top " + "語" * 20_000,
        "search " + "load " * 8_000,
        "search \u202eevil\u200f",
        'search "',
        "show " + "x" * 40_000,
        "show #99999999999999999999",
        "show #0",
        "mine page:0",
        "mine page:999999",
        "later page:77",
        "event page:99",
        "event use " + "k" * 5_000,
        "event use",
        "read #1 by:@nobody",
        "read #1 by:<@U0ADMIN>",
        "read NET402 page:99",
        "share",
        "share top topic:quantum",
        "watched",
        "top page:99999",
        "top 5 recorded recorded:no",
        "top type:{x} %s",
    ],
)
def test_bad_words_get_a_sentence(bot: Bot, text: str) -> None:
    said = typed(bot, text)
    assert said.text.strip()
    assert "went wrong" not in said.text


READING = ("top", "show", "search", "mine", "later", "watched", "event", "share", "read")
WORDS = st.sampled_from(
    [
        *("NET402", "#1", "#2", "朝食の会", "event:general", "event:all", "by:me", "by:<@U0ADMIN>"),
        *("level:300+", "type:chalk", "since:2d", "recorded", "unwatched", "incomplete", "page:2"),
        *("use", "new", "take", "general", "top", "3", "★★★", "none", '"', "{}", "{0}", "%s", "\\"),
    ]
)


@settings(
    max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.sampled_from(READING),
    st.lists(WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=5),
)
def test_no_words_at_all_end_in_an_exception(bot: Bot, name: str, words: list[str]) -> None:
    """The workspace of the fixture refuses what Slack refuses, and `running` holds that none is."""
    outcome = typed(bot, f"{name} {' '.join(words)}")
    assert outcome.person.form is not None or outcome.text.strip()
    assert all("went wrong" not in message.text for message in outcome.messages)
    while outcome.person.form is not None:
        outcome.person.form.close()
