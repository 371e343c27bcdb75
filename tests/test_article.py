"""A trip report in, plain or Markdown, and out as Markdown that is read again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.entry import canonical
from bot.entry.prose import settled_text
from bot.entry.text import one_line
from bot.formats.article import Article, read
from bot.formats.article import write as write_log
from bot.formats.article import write_article as write
from storage.folding import type_key
from storage.kinds import STANDARD_TYPES
from storage.log import Log, LoggedEvent, LoggedSession, LoggedTakeaway
from storage.records import Entry, Event, Profile, SessionType
from tests.test_entry_round_trip import entries, lines, ragged

SHARED = Path(__file__).parents[2] / "shared" / "data"
CAMP = Event("camp-2024", "Camp 2024")

PLAIN = """\
12
Share

My week at the camp

About me

  • Role: Gardener
  • I like trees

Keynote [配信あり]

  • The big ones
    • one a day

Worth it for the mood.

★★★★★ KEY101 | Opening fire (オススメ)

  • Level 200
  • トピック:Fire, Wood

Warm and loud.

KEY102: Closing fire

Rather short.

Chalk Talks

  • Twenty people
  • 配信無し(重要)

★★☆☆☆ TNT201-R1 | Knots, again

Q Do they hold?
A Mostly.

おわりに

Thanks to all.
Sign up
"""

MARKDOWN = """\
# My week

Not a part of it.

## Profile

- Company: Woods
- Interests: owls

## Campfire Round [live only]

Songs and stories.

### ★★★★☆ Owl evening

Quiet \\<3.

NET402: no entry, since entries are headings.

#### Q&A

Q: Why at night?

A: Owls.

### Breakfast

Porridge.

## Links

- [one](https://example.com)

### KEY101 Stray

## Conclusion

★★★ KEY103 late
"""


def stars(article: Article) -> list[tuple[str | None, str, int | None]]:
    return [(found.entry.type, found.entry.title, found.entry.stars) for found in article.entries]


def test_a_plain_article_gives_types_entries_and_profile() -> None:
    article = read(PLAIN)
    assert stars(article) == [
        ("Keynote", "Opening fire", 5),
        ("Keynote", "Closing fire", None),
        ("Chalk Talk", "Knots, again", 2),
    ]
    assert [found.line for found in article.entries] == [18, 25, 34]
    assert article.types == (
        SessionType(
            "Keynote", "- The big ones\n  - one a day\n\nWorth it for the mood.", "recorded"
        ),
        SessionType("Chalk Talk", "- Twenty people\n- 配信無し(重要)", "not_recorded"),
    )
    assert article.profile == Profile(user="", role="Gardener", about="- I like trees")
    assert article.left_out == 6
    assert article.problems == ()


def test_the_details_and_questions_of_an_article_are_read() -> None:
    opening, _, knots = (found.entry for found in read(PLAIN).entries)
    assert (opening.level, opening.topics) == (200, ("Fire", "Wood"))
    assert opening.recommended
    assert opening.impressions == "Warm and loud."
    assert (knots.code, knots.raw) == ("TNT201", "TNT201-R1")
    assert [(asked.question, asked.answer) for asked in knots.questions] == [
        ("Do they hold?", "Mostly.")
    ]


def test_markdown_entries_are_headings_below_their_section() -> None:
    article = read(MARKDOWN)
    assert stars(article) == [
        ("Campfire Round", "Owl evening", 4),
        ("Campfire Round", "Breakfast", None),
        (None, "Stray", None),
    ]
    owls = article.entries[0].entry
    assert owls.impressions == "Quiet <3.\n\nNET402: no entry, since entries are headings."
    assert owls.questions[0].answer == "Owls."
    assert article.types == (SessionType("Campfire Round", "Songs and stories.", "live_only"),)
    assert article.profile == Profile(user="", company="Woods", interests="owls")


def test_what_stands_outside_is_counted() -> None:
    assert read(MARKDOWN).left_out == 6  # title, sentence, Links and its link, both closing lines


def test_an_entry_that_cannot_be_read_is_named_by_its_line() -> None:
    article = read("Keynote\n\n★★★ KEY101 | Fine\n\n★★★★★★★ KEY102 | Seven\n\nlost words\n")
    assert stars(article) == [("Keynote", "Fine", 3)]
    [problem] = article.problems
    assert (problem.line, problem.words["word"]) == (5, "★★★★★★★")
    assert problem.message == "“{word}” is no number of stars from 1 to 5."


def test_a_section_that_comes_again_goes_on() -> None:
    article = read(
        "Keynote\nOne.\n★★★ KEY101\nExpo\n★★ Stands\nKeynotes\nTwo.\n★ KEY102\n★★ KEY103"
    )
    assert [kind.name for kind in article.types] == ["Keynote", "Expo"]
    assert article.types[0].description == "One.\n\nTwo."


def test_closing_words_before_an_entry_end_nothing() -> None:
    article = read("Keynote\n★★★ KEY101\nまとめ\nAll good.\n★★ KEY102")
    assert article.entries[0].entry.impressions == "まとめ\nAll good."


def test_a_known_type_states_its_availability_in_any_brackets() -> None:
    for heading in ("Keynote (live only)", "keynotes（ライブのみ）", "Keynote【ライブのみ】"):
        assert read(f"{heading}\n★★ One").types == (SessionType("Keynote", "", "live_only"),)
    assert read("## Results (unknown)\n\n### One").types == ()
    assert read("Campfire Round [recorded]\n★★ One").types == ()


def test_a_fence_hides_headings_and_entries() -> None:
    article = read("Keynote\n★★★ KEY101\n```\n★★ KEY102\nExpo\n```\n")
    assert article.entries[0].entry.impressions == "```\n★★ KEY102\nExpo\n```"


def test_a_profile_keeps_what_stands_in_a_fence() -> None:
    profile = Profile("", role="Cook", about="```\nRole: none\n## no heading\n```\n\nRole: two")
    assert read(write(CAMP, (), [], profile)).profile == profile


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Just a letter.\n", "# Title\n\n- one\n", "\ud800\x00"]
)
def test_a_text_without_sessions_gives_none(text: str) -> None:
    article = read(text)
    assert (article.entries, article.types, article.profile) == ((), (), None)


def test_markdown_is_written_in_the_articles_own_shape() -> None:
    article = read(PLAIN)
    written = write(
        CAMP,
        article.types,
        [found.entry for found in article.entries],
        article.profile,
        "ja",
    )
    assert (
        written
        == """\
# Camp 2024

## プロフィール

- 役割: Gardener

- I like trees

## Keynote [配信あり]

- The big ones
  - one a day

Worth it for the mood.

### ★★★★★ KEY101 | Opening fire (オススメ)
- レベル200
- トピック: Fire, Wood

Warm and loud.

### KEY102 | Closing fire

Rather short.

## Chalk Talk [配信なし]

- Twenty people
- 配信無し(重要)

### ★★☆☆☆ TNT201-R1 | Knots, again

Q: Do they hold?

A: Mostly.
"""
    )


def test_types_that_come_back_by_themselves_are_not_written() -> None:
    assert "##" not in write(CAMP, (), [])
    assert read(write(CAMP, (SessionType("Tent", "", "recorded"),), [])).types == (
        SessionType("Tent", "", "recorded"),
    )


def logged(*takeaways: LoggedTakeaway, users: str = "U1") -> Log:
    details = Entry(code="KEY101", title="Fire", type="Keynote", level=200, availability="recorded")
    session = LoggedSession(details, frozenset(), takeaways=takeaways)
    event = replace(CAMP, types=(SessionType("Keynote", "Big.", "recorded"),))
    profiles = tuple(Profile(user, role="Gardener") for user in users.split())
    return Log((LoggedEvent(event, (session,)),), profiles)


def test_a_log_of_one_writer_is_written_with_details_and_profile() -> None:
    written = write_log(logged(LoggedTakeaway("U1", Entry(raw="KEY101-R", stars=3))), "en")
    article = read(written)
    [found] = article.entries
    assert found.entry == Entry(
        code="KEY101", raw="KEY101-R", title="Fire", type="Keynote", level=200, stars=3
    )
    assert article.types == (SessionType("Keynote", "Big.", "recorded"),)
    assert article.profile == Profile("", role="Gardener")


def test_a_log_of_several_writers_has_their_entries_and_nobodys_profile() -> None:
    takeaways = (LoggedTakeaway("U1", Entry(stars=3)), LoggedTakeaway("U2", Entry(stars=4)))
    article = read(write_log(logged(*takeaways, users="U1 U2"), "ja"))
    assert [found.entry.stars for found in article.entries] == [3, 4]
    assert article.profile is None


def test_an_empty_log_is_an_empty_article() -> None:
    assert write_log(Log()) == ""
    assert read(write_log(Log((LoggedEvent(CAMP),)))).entries == ()


type_names = st.sampled_from(
    ["Keynote", "Chalk Talk", "Other", "Campfire Round", "DAY01", "Profile"]
)
kinds = st.lists(
    st.builds(
        SessionType,
        type_names,
        lines.map(settled_text),
        st.sampled_from(["recorded", "live_only", "not_recorded", "unknown"]),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda kind: type_key(kind.name),
)
profiles = st.builds(
    Profile, user=st.just(""), role=ragged.map(one_line), about=lines.map(settled_text)
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(kinds, st.lists(st.tuples(st.integers(0, 2), entries), max_size=3), st.data())
def test_markdown_out_is_the_same_again(
    types: list[SessionType], placed: list[tuple[int, Entry]], data: st.DataObject
) -> None:
    language = data.draw(st.sampled_from(["en", "ja"]))
    settled = [
        replace(canonical(entry), type=types[place % len(types)].name) for place, entry in placed
    ]
    settled = [entry for entry in settled if entry.code or entry.title]
    article = read(write(CAMP, types, settled, None, language))
    assert article.problems == ()
    assert [found.entry for found in article.entries] == [
        entry for kind in types for entry in settled if entry.type == kind.name
    ]


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(kinds, st.none() | profiles, st.booleans(), st.sampled_from(["en", "ja"]))
def test_types_and_profile_are_the_same_again(
    types: list[SessionType], profile: Profile | None, has_entries: bool, language: str
) -> None:
    written = [Entry(title="Owls", type=types[0].name)] if has_entries else []
    article = read(write(CAMP, types, written, profile, language))
    assert with_standard(article.types) == with_standard(types)
    expected = None if profile == Profile(user="") else profile
    assert article.profile == expected


def with_standard(types: Sequence[SessionType]) -> list[SessionType]:
    """The types of an event that is made from an article."""
    own = {type_key(kind.name) for kind in types}
    return [*types, *(kind for kind in STANDARD_TYPES if type_key(kind.name) not in own)]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(lines, max_size=6).map("\n".join))
def test_any_article_is_read(text: str) -> None:
    for found in read(text).entries:
        assert found.entry.code or found.entry.title


@pytest.mark.skipif(not SHARED.exists(), reason="the real article is not beside the repository")
def test_the_real_article_is_read_and_comes_out_without_loss() -> None:
    article = read((SHARED / "article" / "reinvent-2023.ja.txt").read_text(encoding="utf-8"))
    found = [entry.entry for entry in article.entries]
    assert len(found) == 25
    assert sum(len(entry.questions) for entry in found) == 14
    assert sum(entry.recommended for entry in found) == 2
    assert Counter(entry.stars for entry in found) == {5: 9, 4: 9, 3: 4, 2: 3}
    assert [kind.availability for kind in article.types] == [
        "recorded", "recorded", "not_recorded", "not_recorded", "not_recorded", "not_recorded",
    ]  # fmt: skip
    assert article.profile is not None
    assert article.problems == ()
    for language in ("en", "ja"):
        again = read(write(CAMP, article.types, found, article.profile, language))
        assert (again.types, again.profile) == (article.types, article.profile)
        assert [entry.entry for entry in again.entries] == found


@pytest.mark.skipif(not SHARED.exists(), reason="the real reports are not beside the repository")
def test_reports_without_stars_are_read_without_a_problem() -> None:
    for report in sorted((SHARED / "reports").glob("*.md")):
        article = read(report.read_text(encoding="utf-8"))
        assert article.problems == ()
        assert all(entry.entry.stars is None for entry in article.entries)
