"""Long and strange texts in the form: nothing is cut, nothing comes alive."""

from collections.abc import Iterator

import pytest

from storage import Entry
from tests.bots import Bot, running
from tests.takeaway_forms import block_ids, chosen, opened, submitted
from tests.writing import TEAM, kept, types, who


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


def test_a_text_over_3000_characters_is_split_and_put_together_again(bot: Bot) -> None:
    lines = [f"{number} 会議で話されたこと🎉" for number in range(400)]
    bot.store.takeaways.add(
        who(bot), [Entry(title="Long", facts=tuple(lines), impressions="\n".join(lines), stars=4)]
    )
    form = opened(bot, "edit long")
    ids = block_ids(form)
    assert ids[ids.index("facts") : ids.index("facts") + 2] == ["facts", "facts_2"]
    assert "impressions_2" in ids
    before = kept(bot)
    assert "Nothing new" in submitted(form).shown
    assert kept(bot) == before
    form = opened(bot, "edit long")
    last = [each for each in block_ids(form) if each.startswith("facts")][-1]
    submitted(form, **{last: f"{form.fields[last]}\n• one more"})
    assert kept(bot).facts == (*before.facts, "one more")
    assert kept(bot).impressions == before.impressions


@pytest.mark.parametrize("text", ["漢" * 40_000, "word " * 8_000, "🎉\n" * 20_000])
def test_what_no_form_holds_is_left_as_it_is(bot: Bot, text: str) -> None:
    bot.store.takeaways.add(who(bot), [Entry(title="Long", impressions=text, stars=4)])
    before = kept(bot)
    form = opened(bot, "edit long")
    assert "It stays as it is" in form.shown or "impressions_2" in block_ids(form)
    submitted(form, stars="2")
    assert kept(bot).impressions == before.impressions
    assert kept(bot).stars == 2


@pytest.mark.parametrize(
    "facts",
    [
        ("- x", "\\- x", "\\\\- x", '"quoted"', "Q: not a question", "\\Q: no", "★★ NET402"),
        ("one", "  two", "    three", "  four", "five"),
        ("  begins nested",),
        ("```", "1. a", "> b", "# c", "Level 400", "Keynote"),
        ("a\u3000b", "\u3000", "A: answer", "Q&A"),
        ("x" * 3500,),
    ],
)
def test_facts_read_back_as_they_were_shown(bot: Bot, facts: tuple[str, ...]) -> None:
    bot.store.takeaways.add(who(bot), [Entry(title="Facts", facts=facts, stars=4)])
    before = kept(bot)
    form = opened(bot, "edit facts")
    assert "Nothing new" in submitted(form).shown
    form = opened(bot, "edit facts")
    if "facts" in block_ids(form):
        submitted(form, facts=f"{form.fields['facts']}\nlast")
        assert kept(bot).facts == (*before.facts, "last")
    else:
        submitted(form, stars="1")
        assert kept(bot).facts == before.facts


@pytest.mark.parametrize(
    "impressions",
    ["- a\n• b\n\nQ: c\nA: d", "```\n  code\n\n\n★★ NET402\n```", "\\- x", '"all quoted"', "★★★★"],
)
def test_impressions_are_shown_and_kept_as_they_are(bot: Bot, impressions: str) -> None:
    bot.store.takeaways.add(who(bot), [Entry(title="Words", impressions=impressions, stars=4)])
    form = opened(bot, "edit words")
    assert form.fields["impressions"] == impressions
    submitted(form, impressions=f"{impressions}\n\nlast")
    assert kept(bot).impressions == f"{impressions}\n\nlast"


def test_a_stored_link_that_no_field_holds_is_left_as_it_is(bot: Bot) -> None:
    url = "https://example.com/" + "x" * 3000
    bot.store.takeaways.add(who(bot), [Entry(title="Link", recording_url=url, stars=4)])
    form = opened(bot, "edit link")
    assert "recording_url" not in block_ids(form)
    submitted(form, stars="2", title="Linked")
    assert bot.store.sessions.get(TEAM, 1).recording_url == url


HOSTILE = [
    "<!channel> <@U0COLLEAGUE> <#C0GENERAL|general> *bold*",
    "\u202egnidaer thgir\u202c \u200f",
    "a\x00b\x07c\x1bd",
    "{session} {0} %s {}",
    "\ud800 lone",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_into_any_field_comes_alive(bot: Bot, words: str) -> None:
    bot.slack.hostile_marks = ("<!channel>", "<@U0COLLEAGUE>")
    form = chosen(opened(bot), f"NET402 {words}")
    text = dict.fromkeys(("impressions", "facts", "topics", "title"), words)
    answer = submitted(form, stars="4", questions=f"Q: {words}\nA: {words}", **text)
    assert "★★★★☆ 4 – good" in answer.shown
    form = opened(bot, "edit NET402")
    assert "Nothing new" in submitted(form).shown
    types(bot, "mine")
    types(bot, "show NET402")
