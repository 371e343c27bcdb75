"""A text that becomes the form's: its entry, and the session that it names."""

from dataclasses import dataclass, replace

from bot.call import Call, Reader
from bot.commands.unreadable import unreadable
from bot.entry import EntryRefused, Known, base_code, parse, parse_entries, render
from bot.entry.body import read_body
from bot.entry.heading import read_heading
from bot.entry.text import cleaned
from bot.forms.takeaway.inputs import KEPT, NEW, OPTION_VALUE, Choice, new_choice, session_choice
from bot.views.blocks import length
from storage import Entry, Session, Store
from storage.folding import fold, title_key

# What an entry may state without a field of the form.
UNSHOWN = ("raw", "tags", "speakers")


@dataclass(frozen=True, slots=True)
class Read:
    """A text as the form takes it; without a session its entry has neither code nor title.

    `refused` tells why the first line is no heading, where it looks like one. `others` counts
    further entries, whose text stands among the impressions.
    """

    entry: Entry
    refused: EntryRefused | None = None
    others: int = 0


def read(text: str, known: Known) -> Read:
    """Read a text; all of it is body where its first line has neither stars nor a code."""
    try:
        first, *others = parse_entries(text, known)
    except EntryRefused as refused:
        return Read(_refused(text, known, refused), refused=refused)
    if first.stars is None and not _has_code(text, known):
        return Read(_body(text, known))
    rest = [first.impressions, *(render(each) for each in others)]
    impressions = "\n\n".join(part for part in rest if part)
    return Read(replace(first, impressions=impressions), others=len(others))


def heading(text: str, known: Known) -> Entry:
    """Read what was typed for a new session as a heading.

    Raises:
        UserError: it names no session.
    """
    try:
        return parse(" ".join(text.split()), known)
    except EntryRefused as refused:
        raise unreadable(refused, field="session") from refused


def choice(entry: Entry, call: Call, store: Store, event: str | None) -> Choice | None:
    """The known session that the entry names, else a new one, else none."""
    if not (entry.code or entry.title):
        return None
    found = _known_session(entry, call, store, event)
    if found:
        return session_choice(found)
    typed = render(Entry(code=entry.code, raw=entry.raw, title=entry.title, tags=entry.tags))
    line = typed.partition("\n")[0]
    fits = length(NEW + line) <= OPTION_VALUE
    return new_choice(line, call.reader, "" if fits else KEPT + store.drafts.keep(call.who, line))


def noted(entry: Entry, session: Session) -> Entry:
    """Read the words behind a known session's code as a note where they are not its title."""
    if not entry.title or session.title in ("", session.code):
        return entry
    if fold(entry.title) in fold(session.title):
        return entry
    lines = [entry.title, entry.impressions]
    return replace(entry, title="", impressions="\n".join(line for line in lines if line))


def has_details(entry: Entry) -> bool:
    """Whether the entry states details of the session that the form has fields for."""
    stated = (entry.type, entry.level, entry.topics, entry.availability, entry.recording_url)
    return any(stated)


def unshown(entry: Entry, *, titled: bool) -> set[str]:
    """What the entry states and no field shows; `titled` where the form has the title's."""
    names = UNSHOWN if titled else (*UNSHOWN, "title")
    return {name for name in names if getattr(entry, name)}


def notes(read_: Read, reader: Reader) -> tuple[str, ...]:
    """What is to be known of a text that was not taken as it stood."""
    if read_.refused:
        return (unreadable(read_.refused).sentence(reader), reader.say("All of it is below."))
    if read_.others:
        return (
            reader.say_many(
                "The text holds {count} more entry: it stands below the impressions."
                " To log all of them at once, paste the text after {command} add.",
                "The text holds {count} more entries: they stand below the impressions."
                " To log all of them at once, paste the text after {command} add.",
                read_.others,
                command=reader.command,
            ),
        )
    return ()


def _body(text: str, known: Known) -> Entry:
    body = read_body(cleaned(text).split("\n"), known)
    return Entry(facts=body.facts, impressions=body.impressions, questions=body.questions)


def _refused(text: str, known: Known, refused: EntryRefused) -> Entry:
    """All of the text as body, under the code that it names besides what was refused."""
    body = _body(text, known)
    line = refused.text.replace(refused.word, " ", 1) if refused.word else ""
    try:
        named = read_heading(line, known)
    except EntryRefused:
        return body
    return replace(body, code=named.raw and base_code(named.raw), raw=named.raw)


def _has_code(text: str, known: Known) -> bool:
    first = next((line for line in cleaned(text).split("\n") if line.strip()), "")
    try:
        return read_heading(first, known).raw is not None
    except EntryRefused:
        return False


def _known_session(entry: Entry, call: Call, store: Store, event: str | None) -> Session | None:
    """The session by its code, else by its whole title."""
    found = store.sessions.resolve(call.who.team_id, entry.code or entry.title, event).matches
    if entry.code:
        return found[0] if len(found) == 1 else None
    same = [each for each in found if title_key(each.title) == title_key(entry.title)]
    return same[0] if len(same) == 1 else None
