"""A file that somebody handed over comes into the log, or is only tried."""

from dataclasses import dataclass

from bot import files
from bot.call import Button, Call, Later, Message, UserError
from bot.formats.problem import NotReadable
from bot.views import files as views
from bot.views.blocks import fit
from bot.views.events import taking_over
from bot.views.files import Report
from storage import NotFound, Store
from storage.log import Loaded

AGAIN = Button("Choose another file", "import")
TRIED = "tried:"  # before the id under which a file is kept that was only tried
CALLED = 100  # UTF-16 units of a file's name


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as the form gives it: where it lies, how large it is (bytes), and what is wanted."""

    name: str
    address: str
    size: int
    event: str = ""
    dry_run: bool = False


def bring_later(call: Call, store: Store, handed: Handed) -> Later:
    """Say that the file is being read; fetching and reading it takes longer than Slack waits."""

    def work() -> Message:
        content = call.slack.download(handed.address, handed.size)
        return _bring(call, store, content, handed)

    return Later(views.reading(fit(handed.name, CALLED), call.reader), work)


def bring_tried(call: Call, store: Store, text: str) -> Later:
    """Import the file that was only tried: `text` is what its button says."""
    kept, _, rest = text.removeprefix(TRIED).partition(" ")
    event, _, name = rest.partition(" ")
    handed = Handed(name, "", 0, event.removeprefix("event:"))

    def work() -> Message:
        try:
            content = store.drafts.get(call.who, kept)
        except NotFound as gone:
            raise UserError(
                "The file is no longer kept. Choose it again.", buttons=(AGAIN,)
            ) from gone
        return _bring(call, store, content.encode(), handed)

    return Later(views.reading(name, call.reader), work)


def _bring(call: Call, store: Store, content: bytes, handed: Handed) -> Message:
    """Import the file and report; an article is its bringer's, whoever that is."""
    team_id, user_id = call.who.team_id, call.who.user_id
    asked = files.Asked(handed.event, user_id, bounded=True)
    try:
        brought = files.read(content, asked, files.known(store, team_id, handed.event))
    except NotReadable as error:
        raise _unreadable(call, handed, error) from error
    only = None if call.slack.is_admin(user_id) else user_id
    loaded = store.transfer.load(team_id, brought.log, dry_run=handed.dry_run, only=only)
    report = Report(
        fit(handed.name, CALLED),
        loaded.events,
        tuple(files.report(brought, loaded, call.reader)),
        authored=brought.log.authored,
    )
    if not handed.dry_run:
        offers = _offers(call, store, loaded)
        return views.imported(report, call.reader, offers)
    kept = store.drafts.keep(call.who, files.decoded(content))
    typed = f"import {TRIED}{kept} event:{handed.event} {fit(handed.name, CALLED)}"
    return views.tried(report, typed, call.reader)


def _offers(call: Call, store: Store, loaded: Loaded) -> list[Button]:
    """The first real event offers to take over what was logged before it."""
    events = loaded.counts.get("events")
    if not (events and events.new):
        return []
    return taking_over(store.events.all(call.who.team_id), call.reader)


def _unreadable(call: Call, handed: Handed, error: NotReadable) -> UserError:
    problem = error.problem
    return UserError(
        "{name} was not imported, and nothing was changed. Line {line}: {sentence}",
        name=fit(handed.name, CALLED),
        line=problem.line,
        sentence=fit(call.reader.say(problem.message, **problem.words), 300),
        buttons=(AGAIN,),
    )
