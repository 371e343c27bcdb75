"""What is written is read again, whatever people put in the fields."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import get_args

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.entry import (
    NOTHING_KNOWN,
    EntryRefused,
    Known,
    canonical,
    code_key,
    parse,
    parse_entries,
    render,
    type_name,
)
from bot.entry.known import Nothing
from storage.records import Attended, Availability, Entry, Question


class Camp(Nothing):
    """An event with a catalogue of odd codes and some titles."""

    has_catalogue = True
    topics: Collection[str] = ("Bread, Butter, & Jam", "Tents、Poles")
    types: Sequence[str] = ("Keynote", "Campfire Round", "Other")
    codes = frozenset({"aa01", "card10", "net402", "5", "ws"})

    def is_code(self, code: str) -> bool:
        return code_key(code) in self.codes

    def titles(self, code: str | None) -> Sequence[str]:
        return ("3 ways to page", "Retries in Web 3", "Ship it !", "3") if code else ("Web 3",)


# Pieces of the grammar, so that chance meets its shapes more often than letters.
PIECES = (
    "★", "☆", "⭐", "\ufe0f", ":star:", "4", "7", "0", "４", "/5", "/10", "星", "つ",
    "stars", ".", "NET402", "net402", "ＮＥＴ４０２", "AA-01", "card10", "-R2", "-S3",
    "CVE-2018-18292", "UTF-16", "NET 402", "|", "：", ":", "-", "—", "–", " ", "  ",
    "\u3000", "\t", "\n", "\n\n", "\r\n", "\u2028", "\x00", "\\", "\\\\", "•", "・",
    "◦", "▪︎", "- ", "* ", "+ ", "1. ", "#", "## ", ">", "> ", '"', "“", "”", "「",
    "」", "Q ", "Q: ", "Q1 ", "Q.", "Ｑ：", "質問：", "質問 ", "A ", "A: ", "回答：",
    "Q&A", "```", "Level 300", "レベル", "Topics: ", "トピック：", "Type: Keynote",
    "配信: ", "recorded", "配信あり", "(recommended)", "(オススメ)", "（おすすめ）",
    "recommended", "オススメ", "!", "！", "[NEW]", "[REPEAT", "]", "[", "Keynote",
    "Chalk Talks", "Keynote [recorded]", "おわりに", "属性", ",", "、", "é", "e\u0301",
    "\u200f", "\u200d", "🎉", "👩‍💻", "\ud800", "ﾄ", "ß", "3 ways to page", "Web 3",
    "Ship it", "word", "語", "https://example.com/v",
)  # fmt: skip
ragged = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14).map("".join)
lines = st.lists(ragged, max_size=4).map("\n".join)
TOPICS = (*Camp.topics, "Bread", "Butter", "& Jam")
TAGS = ("NEW LAUNCH", "TOP 5 !", "A 4/5 B")

entries = st.builds(
    Entry,
    code=st.none() | ragged | st.sampled_from(["NET402", "NET-404", "AA-01", "CARD10", "X"]),
    raw=st.none() | st.sampled_from(["NET402-R2", "COP343-R-SC4", "AA-01", "net402-new"]),
    title=ragged,
    tags=st.lists(ragged | st.sampled_from(["NEW LAUNCH", "TOP 5 !", "A 4/5 B"]), max_size=3).map(
        tuple
    ),
    stars=st.none() | st.integers(0, 6),
    recommended=st.booleans(),
    type=st.none() | st.sampled_from(["Keynotes", "builder’s session", "Campfire round", "?"]),
    level=st.none() | st.integers(-1, 10_000),
    topics=st.lists(ragged | st.sampled_from(TOPICS), max_size=4).map(tuple),
    speakers=st.lists(ragged, max_size=3).map(tuple),
    availability=st.none() | st.sampled_from(get_args(Availability)),
    recording_url=st.none() | ragged | st.just("https://example.com/watch?v=1"),
    attended=st.none() | st.sampled_from(get_args(Attended)),
    partial=st.booleans(),
    facts=st.lists(ragged | ragged.map("  ".__add__), max_size=5).map(tuple),
    impressions=lines,
    questions=st.lists(st.builds(Question, lines, lines), max_size=3).map(tuple),
)
events = st.sampled_from([NOTHING_KNOWN, Camp()])
often = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@often
@given(entries, st.sampled_from(["en", "ja"]), events)
def test_an_entry_is_read_as_it_was_written(entry: Entry, language: str, known: Known) -> None:
    settled = canonical(entry, known)
    assume(settled.code or settled.title)
    if not type_name(settled.type or "", known):
        settled = replace(settled, type=None)  # which only a known type is read as
    assert parse(render(entry, language, known), known) == settled


@settings(often, max_examples=120)
@given(entries, events)
def test_settling_twice_changes_nothing(entry: Entry, known: Known) -> None:
    settled = canonical(entry, known)
    assert canonical(settled, known) == settled


@settings(often, max_examples=80)
@given(entries, events)
def test_no_escape_can_be_left_out(entry: Entry, known: Known) -> None:
    settled = canonical(entry, known)
    # A lone fence is escaped so that none of another entry closes it; a code that stands for a
    # title may be read as none.
    assume(settled.title and "```" not in render(settled, known=known))
    text = render(settled, known=known)
    for place, letter in enumerate(text):
        if letter == "\\":
            assert not reads_as(text[:place] + text[place + 1 :], parse(text, known), known)


def reads_as(text: str, entry: Entry, known: Known) -> bool:
    try:
        return parse(text, known) == entry
    except EntryRefused:
        return False


@often
@given(lines, events, st.booleans())
def test_any_text_is_read_or_refused(text: str, known: Known, quick: bool) -> None:
    try:
        read = parse_entries(text, known, quick=quick)
    except EntryRefused:
        return
    for entry in read:
        assert entry.code or entry.title
        settled = canonical(entry, known)
        assert parse(render(entry, "en", known), known) == settled
