"""From a text to its entries."""

from bot.entry.body import read_body
from bot.entry.codes import base_code
from bot.entry.details import Detail, read_detail
from bot.entry.heading import read_heading
from bot.entry.known import NOTHING_KNOWN, Known
from bot.entry.openings import opens_entry
from bot.entry.refused import EntryRefused
from bot.entry.text import cleaned, fences
from storage.records import Entry


def parse(text: str, known: Known = NOTHING_KNOWN, *, quick: bool = False) -> Entry:
    """Read a text that is one entry.

    `quick` is the one-line `add`, where a bare digit may be the last word.

    Raises:
        EntryRefused: names no session, has stars that are not 1 to 5, or is several entries.
    """
    entries = parse_entries(text, known, quick=quick)
    if len(entries) > 1:
        raise EntryRefused("several_entries")
    return entries[0]


def parse_entries(
    text: str, known: Known = NOTHING_KNOWN, *, quick: bool = False
) -> tuple[Entry, ...]:
    """Read a text of one entry or several.

    Raises:
        EntryRefused: for the first entry that can't be read, with its line.
    """
    lines = cleaned(text).split("\n")
    starts = _starts(lines, known)
    if not starts:
        raise EntryRefused("no_session")
    one_line = len([line for line in lines if line.strip()]) == 1
    ends = [*starts[1:], len(lines)]
    return tuple(
        read_entry(lines[start:end], start + 1, known, quick=quick and one_line)
        for start, end in zip(starts, ends, strict=True)
    )


def read_entry(lines: list[str], number: int, known: Known, *, quick: bool = False) -> Entry:
    """Read the lines of one entry, its heading first; the heading is line `number`."""
    try:
        heading = read_heading(lines[0], known, quick=quick)
    except EntryRefused as refused:
        raise refused.at(number) from None
    details, rest = _details(lines[1:], known)
    raw = details.code or heading.raw
    if not raw and not heading.title:
        raise EntryRefused("no_session", number, lines[0])
    body = read_body(rest, known)
    return Entry(
        code=base_code(raw) if raw else None,
        raw=raw,
        # A heading that is nothing but the code gives no title besides.
        title="" if heading.title == raw else heading.title,
        tags=heading.tags,
        stars=heading.stars,
        recommended=heading.recommended,
        type=details.type,
        level=details.level,
        topics=details.topics,
        speakers=details.speakers,
        availability=details.availability,
        recording_url=details.recording_url,
        attended=details.attended,
        partial=details.partial,
        facts=body.facts,
        impressions=body.impressions,
        questions=body.questions,
    )


def _starts(lines: list[str], known: Known) -> list[int]:
    """The lines at which entries begin: the first with words, then each that opens the next."""
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return []
    starts = [first]
    blocks = fences(lines, first + 1)
    index = first + 1
    while index < len(lines):
        if index in blocks:
            index = blocks[index]
        elif opens_entry(lines[index], known):
            starts.append(index)
        index += 1
    return starts


def _details(lines: list[str], known: Known) -> tuple[Detail, list[str]]:
    """Read the details next under the heading; the first other line ends them."""
    stated = Detail()
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        detail = read_detail(line, known)
        if detail is None:
            return stated, lines[index:]
        stated = Detail(
            level=stated.level if detail.level is None else detail.level,
            topics=stated.topics + detail.topics,
            type=detail.type or stated.type,
            speakers=stated.speakers + detail.speakers,
            code=detail.code or stated.code,
            attended=detail.attended or stated.attended,
            partial=detail.partial or stated.partial,
            availability=detail.availability or stated.availability,
            recording_url=detail.recording_url or stated.recording_url,
        )
    return stated, []
