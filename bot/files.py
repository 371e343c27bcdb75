"""Files in and out, whoever brings them: which format it is, and what the import reports."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.call import Reader
from bot.entry import NOTHING_KNOWN, Known
from bot.formats import article, table, takeaways
from bot.formats.bounds import require_few, require_letters
from bot.formats.problem import NotReadable, Problem
from bot.locale import N_
from storage import Store
from storage.errors import NotFound
from storage.log import Count, Loaded, Log, LoggedEvent, LoggedSession, LoggedTakeaway, Subject
from storage.records import Event

PROBLEMS_SHOWN = 20
KINDS = ("md", "csv", "json")
LARGEST = 10 * 1024 * 1024  # bytes; a form of Slack's takes no larger file

_SUBJECTS: dict[Subject, str] = {
    "events": N_("Events: {new} new, {changed} changed, {unchanged} unchanged"),
    "types": N_("Session types: {new} new, {changed} changed, {unchanged} unchanged"),
    "sessions": N_("Sessions: {new} new, {changed} changed, {unchanged} unchanged"),
    "takeaways": N_("Takeaways: {new} new, {changed} changed, {unchanged} unchanged"),
    "profiles": N_("Profiles: {new} new, {changed} changed, {unchanged} unchanged"),
    "watching": N_("Watch lists: {new} new, {changed} changed, {unchanged} unchanged"),
}


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as it was read: its log, what could not be read, and how many lines were left out."""

    log: Log
    problems: tuple[Problem, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever imports says about the file; a `bounded` one comes through Slack."""

    event: str = ""
    user: str = ""
    format: str = ""
    bounded: bool = False


def read(content: bytes, asked: Asked, known: Known) -> Brought:
    """Read a file of any format that is known here.

    Raises:
        NotReadable: It is of none, holds no session or too much; with the first of its problems.
    """
    text = decoded(content)
    if asked.bounded:
        require_letters(text)
    kind = asked.format or ("json" if takeaways.is_it(text) else "article")
    brought = _json(text, asked) if kind == "json" else _article(text, asked, known)
    if not any(each.sessions for each in brought.log.events):
        if brought.problems:
            first = brought.problems[0]
            raise NotReadable(first.message, first.line, **first.words)
        raise NotReadable(N_("The file holds no session."))
    return brought


def known(store: Store, team_id: str, event: str) -> Known:
    """Give what the event knows, nothing where the import will make it."""
    try:
        if event:
            store.events.get(team_id, event)
    except NotFound:
        return NOTHING_KNOWN
    return store.sessions.known(team_id, event or None)


def decoded(content: bytes) -> str:
    """Read the bytes as UTF-8, or as UTF-16 where they begin with its mark.

    Raises:
        NotReadable: They are neither.
    """
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise NotReadable(N_("This is no text in UTF-8 or UTF-16."), line) from error


def report(brought: Brought, loaded: Loaded, reader: Reader) -> Iterator[str]:
    """Tell line by line what an import did, or would do."""
    for subject, template in _SUBJECTS.items():
        count = loaded.counts.get(subject, Count())
        if count != Count():
            yield reader.say(
                template, new=count.new, changed=count.changed, unchanged=count.unchanged
            )
    if loaded.withheld:
        yield reader.say_many(
            "{count} takeaway, profile or watch list line of others was left out.",
            "{count} takeaways, profiles and watch list lines of others were left out.",
            loaded.withheld,
        )
    if brought.left_out:
        yield reader.say_many(
            "{count} line outside of entries was left out.",
            "{count} lines outside of entries were left out.",
            brought.left_out,
        )
    yield from problems(brought.problems, reader)


def problems(found: tuple[Problem, ...], reader: Reader) -> Iterator[str]:
    """Name the lines that could not be read."""
    for problem in found[:PROBLEMS_SHOWN]:
        sentence = reader.say(problem.message, **problem.words)
        yield reader.say("Line {line}: {sentence}", line=problem.line, sentence=sentence)
    if len(found) > PROBLEMS_SHOWN:
        yield reader.say_many(
            "… and {count} more.", "… and {count} more.", len(found) - PROBLEMS_SHOWN
        )


def written(log: Log, kind: str, language: str) -> str:
    """Write the log in json, csv or md."""
    writers: dict[str, Callable[[], str]] = {
        "json": lambda: takeaways.write(log),
        "csv": lambda: table.write(log),
        "md": lambda: article.write(log, language),
    }
    return writers[kind]()


def _json(text: str, asked: Asked) -> Brought:
    found = takeaways.read(text, bounded=asked.bounded)
    log = found.log
    if asked.event:
        if len(log.events) > 1:
            raise NotReadable(N_("The file holds several events: import it without naming one."), 1)
        log = _as_event(log, asked.event)
    return Brought(log, found.problems)


def _as_event(log: Log, key: str) -> Log:
    """Bring the file's one event in under another key."""
    events = tuple(replace(each, event=replace(each.event, key=key)) for each in log.events)
    watching = tuple(replace(each, event=key) for each in log.watching)
    return replace(log, events=events, watching=watching)


def _article(text: str, asked: Asked, known: Known) -> Brought:
    found = article.read(text, known)
    if asked.bounded:
        require_few(_lists(found))
    sessions = tuple(
        LoggedSession(each.entry, frozenset(), takeaways=(LoggedTakeaway(asked.user, each.entry),))
        for each in found.entries
    )
    event = Event(asked.event, asked.event, types=found.types)
    profile = (replace(found.profile, user=asked.user),) if found.profile else ()
    log = Log((LoggedEvent(event, sessions),), profile, authored=True)
    return Brought(log, found.problems, found.left_out)


def _lists(found: article.Article) -> Iterator[tuple[str, int, int]]:
    """Give what an article holds by name, length and line."""
    yield "types", len(found.types), 1
    for each in found.entries:
        yield "sessions", 1, each.line
        for name in ("facts", "questions", "topics", "tags", "speakers"):
            yield name, len(getattr(each.entry, name)), each.line
