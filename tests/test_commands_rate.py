"""Stars that people give by typing and tapping."""

from collections.abc import Iterator

import pytest

from tests.bots import Bot, running
from tests.writing import kept, titles, types, values, who


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


@pytest.mark.parametrize(
    ("typed", "stars", "words"),
    [
        ("NET402 2", 2, ""),
        ("net402-R ★★★", 3, ""),
        ("NET402 4/5 well told", 4, "well told"),
        ("4 NET402 well told", 4, "well told"),
        ("★4 #1", 4, ""),
        ("#1 4 stars and more to say", 4, "and more to say"),
        ("surviving overloads 3 meh", 3, "meh"),
        ("3 surviving overloads", 3, ""),
        ("NET402 well told 5", 5, "well told"),
        ("NET402: ５", 5, ""),
        ("NET402 - 4", 4, ""),
        ("NET402 – 4 - so so", 4, "- so so"),
        ("#1 星2", 2, ""),
    ],
)
def test_stars_are_set_and_words_become_a_note(
    bot: Bot, typed: str, stars: int, words: str
) -> None:
    types(bot, "add ★ NET402 | Surviving overloads\n• a fact")
    types(bot, f"rate {typed}")
    takeaway = kept(bot)
    assert (takeaway.stars, takeaway.impressions) == (stars, words)
    assert takeaway.facts == ("a fact",)


def test_a_known_title_keeps_its_own_digits(bot: Bot) -> None:
    types(bot, "add ★★★ 1 Minute Pitches\nfine")
    types(bot, "add ★★★ Retries in Web 3\nfine")
    types(bot, "rate 1 Minute Pitches 5")
    types(bot, "rate retries in web 3 2 no")
    assert {own.session.title: own.takeaway.stars for own in
            bot.store.takeaways.mine(who(bot)).items} == {
        "1 Minute Pitches": 5, "Retries in Web 3": 2,
    }  # fmt: skip


def test_none_withdraws_the_stars_alone(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One\nfine")
    answer = types(bot, "rate NET402 none")
    assert "not rated yet" in answer.shown
    assert (kept(bot).stars, kept(bot).impressions) == (None, "fine")


def test_without_stars_there_are_five_buttons_with_number_and_word(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One")
    answer = types(bot, "rate NET402 well told")
    assert [button.label for button in answer.buttons][:5] == [
        "★5 excellent", "★4 good", "★3 okay", "★2 weak", "★1 poor",
    ]  # fmt: skip
    answer.button("★2 weak").click()
    assert (kept(bot).stars, kept(bot).impressions) == (2, "well told")


def test_an_unknown_code_is_rated_as_a_new_session(bot: Bot) -> None:
    types(bot, "rate NET402-R 4 good")
    assert titles(bot) == {1: "NET402"}
    assert (kept(bot).stars, kept(bot).raw, kept(bot).impressions) == (4, "NET402-R", "good")
    types(bot, "rate OPN310").button("★3 okay").click()
    assert kept(bot, 2).stars == 3


def test_several_sessions_are_offered_with_the_rest_filled_in(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | Scaling {databases}\n★★★ NET403 | Scaling queues")
    answer = types(bot, "rate scaling 2 too fast")
    assert set(values(answer)) >= {"rate #1 2 too fast", "rate #2 2 too fast"}
    assert answer.button("rate #1 2 too fast").label == "NET402 Scaling {databases}"
    answer.button("rate #2 2 too fast").click()
    assert (kept(bot, 2).stars, kept(bot, 2).impressions) == (2, "too fast")


def test_words_too_long_for_a_button_are_kept_in_the_form(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | Scaling databases\n★★★ NET403 | Scaling queues")
    words = "とても良い話でした" * 400
    answer = types(bot, f"rate scaling 2 {words}")
    assert "Several sessions match" in answer.shown
    form = answer.button("Open it in the form").click().form
    form.submit(session=form.search("session", "queues")[1], stars="2")
    assert kept(bot, 2).stars == 2
    assert words in kept(bot, 2).impressions


@pytest.mark.parametrize("typed", ["NET402 6", "NET402 4.5", "NET402 0 bad", "#1 8/10", "one 7"])
def test_a_number_that_is_no_stars_is_refused(bot: Bot, typed: str) -> None:
    types(bot, "add ★★★★ NET402 | One")
    assert "is no number of stars" in types(bot, f"rate {typed}").shown
    assert kept(bot).stars == 4


def test_what_is_not_logged_is_not_rated(bot: Bot) -> None:
    assert "“breakfast” is not logged." in types(bot, "rate breakfast 4").shown
    assert "is not logged" in types(bot, "rate #99 4").shown
    assert "is not logged" in types(bot, "rate NET402 none").shown
    assert "Name a session" in types(bot, "rate").shown
    assert titles(bot) == {}
