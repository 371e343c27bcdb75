"""Who says so: the profile's form, the line beside every review, what others are shown."""

from collections.abc import Iterator

import pytest

from storage.records import Entry, Profile
from tests.bots import Bot
from tests.logged import ANN, BEN, logged, typed

pytestmark = pytest.mark.engines("sqlite")
BOTH = pytest.mark.engines("sqlite", "postgresql")
FIELDS = ("role", "company", "tech", "certifications", "interests", "about")
LONGEST = "クラウドの運用🚀" * 400


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with logged(database_url) as started:
        yield started


def filled(user: str, about: str) -> Profile:
    """A profile whose every line is as long as an input."""
    line = LONGEST[:2900]
    return Profile(user, line, line, line, line, line, about)


def stored(bot: Bot) -> Profile:
    profile = bot.store.people.profile(BEN)
    assert profile is not None
    return profile


@BOTH
def test_a_profile_is_written_in_a_form_and_stands_beside_all_reviews(bot: Bot) -> None:
    form = typed(bot, "プロフィール", "ben").form
    assert set(form.fields) == {*FIELDS, "language"}
    form.submit(role="Platform  Engineer", company="例示社", about="• 3 clusters\nand a cat")
    bot.workers.finish()
    told = bot.slack.member("ben").reads("general")[-1]
    assert "stands: Platform Engineer, 例示社" in told.shown
    assert stored(bot).about == "- 3 clusters\nand a cat"
    assert "Platform Engineer, 例示社" in typed(bot, "show NET402").shown
    assert "1 rating" in typed(bot, "top role:platform").shown
    assert "朝食の会" in typed(bot, "top role:例示").shown


def test_a_line_may_come_from_the_first_words_about_a_person(bot: Bot) -> None:
    typed(bot, "profile", "ben").form.submit(about="- Runs 3 clusters\n- Likes cats")
    assert "Ben" in typed(bot, "show NET402").shown
    assert "Runs 3 clusters" in typed(bot, "show NET402").shown
    assert "2.0 (1 rating)" in typed(bot, "top role:clusters").shown


def test_a_field_that_is_left_alone_changes_nothing(bot: Bot) -> None:
    bot.store.people.save_profile(BEN, Profile(BEN.user_id, role="SRE", about="ants 🐜"))
    form = typed(bot, "profile", "ben").form
    bot.store.people.save_profile(
        BEN, Profile(BEN.user_id, role="Lead", tech="Go", about="ants 🐜")
    )
    form.submit(company="Example")
    assert stored(bot) == Profile(
        BEN.user_id, role="Lead", company="Example", tech="Go", about="ants 🐜"
    )


def test_a_field_can_be_emptied(bot: Bot) -> None:
    bot.store.people.save_profile(BEN, Profile(BEN.user_id, role="SRE", company="Example"))
    typed(bot, "profile", "ben").form.submit(role="")
    assert stored(bot) == Profile(BEN.user_id, company="Example")


def test_the_longest_texts_come_back_as_they_were(bot: Bot) -> None:
    about = "\n".join(f"{at} {LONGEST[:2500]}" for at in range(5))
    bot.store.people.save_profile(BEN, filled(BEN.user_id, about))
    before = stored(bot)
    form = typed(bot, "profile", "ben").form
    assert "about_5" in form.fields
    form.submit(about_5=form.fields["about_5"] + " and more")
    assert stored(bot).about == about + " and more"
    assert stored(bot).tech == before.tech


@pytest.mark.parametrize("about", ["x" * 3001, "\n".join(["y" * 2999] * 13)])
def test_what_no_form_holds_stays_and_is_said(bot: Bot, about: str) -> None:
    long = Profile(BEN.user_id, tech="a\nb", interests="z" * 3001, about=about)
    bot.store.people.save_profile(BEN, long)
    form = typed(bot, "profile", "ben").form
    assert form.shown.count("It stays as it is.") == 3
    form.submit(role="SRE")
    profile = stored(bot)
    assert (profile.role, profile.tech, profile.interests) == ("SRE", "a\nb", "z" * 3001)
    assert profile.about == about


def test_the_language_is_chosen_there_and_answered_in_at_once(bot: Bot) -> None:
    form = typed(bot, "profile", "ben").form
    assert form.fields["language"] == "slack"
    form.submit(language="ja")
    assert bot.store.people.language(BEN) == "ja"
    assert typed(bot, "profile", "ben").form.fields["language"] == "ja"
    typed(bot, "profile", "ben").form.submit(language="slack")
    assert bot.store.people.language(BEN) is None


def test_a_submission_without_its_metadata_changes_no_text(bot: Bot) -> None:
    bot.store.people.save_profile(BEN, Profile(BEN.user_id, role="SRE"))
    form = typed(bot, "profile", "ben").form
    form.view.payload["private_metadata"] = "[1]"
    form.submit(role="Other")
    assert stored(bot).role == "SRE"


def test_somebodys_profile_is_shown_with_a_way_to_what_they_rate(bot: Bot) -> None:
    seen = typed(bot, "profile <@U0LOCAL>", "ben")
    assert "Role: SRE" in seen.shown
    assert "2 takeaways" in seen.shown
    best = seen.button("What they rate best").click()
    assert "5.0 (1 rating)" in best.shown
    bot.workers.finish()  # By now it knows who Ann is.
    for asked in ("profile @ann", "profile by:@ann", "profile “ann”"):
        assert "Role: SRE" in typed(bot, asked, "ben").shown


def test_ones_own_profile_is_seen_as_others_see_it(bot: Bot) -> None:
    own = typed(bot, "profile me")
    assert "Role: SRE" in own.shown
    assert own.button("Edit my profile").click().form.fields["role"] == "SRE"
    assert "ratings" not in own.shown


def test_an_empty_profile_says_what_it_is_good_for(bot: Bot) -> None:
    empty = typed(bot, "profile me", "ben")
    assert "Your role says others much" in empty.shown
    assert empty.button("My takeaways").click().shown.count("Edit") == 2


def test_of_a_stranger_nothing_is_known(bot: Bot) -> None:
    assert "Nothing is known of this person yet." in typed(bot, "profile <@U0COLLEAGUE>").shown


def test_a_long_profile_is_read_over_pages(bot: Bot) -> None:
    about = "\n".join(f"line {at} " + "長い話🚀" * 60 for at in range(80))
    bot.store.people.save_profile(ANN, filled(ANN.user_id, about))
    page = typed(bot, "profile <@U0LOCAL>", "ben")
    told = page.shown
    while "Next" in [button.label for button in page.buttons]:
        page = page.button("Next").click()
        told += page.shown
    assert all(f"line {at} " in told for at in range(80))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("profile <@U0LOCAL> <@U0COLLEAGUE>", "Name one person"),
        ("profile <@U0LOCAL> level:300", "Name one person"),
        ("profile nobody", "I don't know nobody."),
        ("profile by:", "I don't know"),
    ],
)
def test_who_is_not_one_person_is_refused(bot: Bot, asked: str, told: str) -> None:
    assert told in typed(bot, asked).text


def test_the_line_stands_in_the_digest(bot: Bot) -> None:
    typed(bot, "profile", "ben").form.submit(role="Platform lead")
    bot.store.takeaways.add(BEN, [Entry(code="COP343", stars=5, impressions="Quiet.")])
    typed(bot, "digest on 09:00")
    assert "Ben (Platform lead)" in typed(bot, "digest preview").shown
