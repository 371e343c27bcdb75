"""What someone asks to see: filters, words, and which page of it."""

from dataclasses import dataclass, replace

from bot import filters
from bot.call import Call, UserError
from bot.views.sessions import Listing
from storage import Store
from storage.records import Filter

ALL_EVENTS = "all"


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter that holds the words too; `page` is None where no button turned to it."""

    filter: Filter
    page: int | None

    @property
    def turned(self) -> bool:
        """Whether a button of the very message asks, whose place the answer takes."""
        return self.page is not None

    @property
    def in_all_events(self) -> bool:
        """Whether sessions of several events may come together."""
        return self.filter.event == ALL_EVENTS


def asked(call: Call, store: Store) -> Asked:
    """Read the text of a call as filters, words and a page.

    Raises:
        UserError: A filter that there isn't, or a value that it can't take.
    """
    page, text = filters.take_page(call.text)
    found, words = filters.parse(
        text, call.who.user_id, lambda name: store.people.named(call.who.team_id, name)
    )
    return Asked(replace(found, words=words), page)


def only_event(call: Call, store: Store, wanted: Asked) -> None:
    """Refuse the filters that a command can't use, and an event that nobody knows."""
    other = replace(wanted.filter, event=None, words=())
    if other != Filter():
        raise UserError(
            "{filters} can't be used here; event:KEY can.",
            filters=filters.describe(other, call.reader, called(call, other)),
        )
    if wanted.filter.event and not wanted.in_all_events:
        store.events.get(call.who.team_id, wanted.filter.event)


def listing(call: Call, wanted: Asked, title: str, command: str, size: int) -> Listing:
    """How the answer is headed, and what its buttons type; the query stays in sight."""
    said = filters.describe(wanted.filter, call.reader, called(call, wanted.filter))
    typed = f"{command} {filters.text(wanted.filter)}".strip()
    return Listing(title, typed, said, wanted.page or 1, size)


def called(call: Call, wanted: Filter) -> dict[str, str]:
    """The names of the people in a filter."""
    return dict(call.slack.names(wanted.by)) if wanted.by else {}
