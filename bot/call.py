"""The vocabulary of the bot: who asks (Call), who reads (Reader), what is answered (Reply)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.locale import N_, translate, translate_many
from storage.records import Who

Block = dict[str, Any]
Door = Literal["slash", "button", "home", "dm", "form", "shortcut"]


@dataclass(frozen=True, slots=True)
class Reader:
    """The one an answer is written for: language, zone (IANA) and the command's name."""

    language: str = "en"
    timezone: str = "UTC"
    command: str = "/session"

    def say(self, message: str, **words: object) -> str:
        """Give the message in the reader's language, its words filled in and tuples listed."""
        said = {
            name: self.listed(word) if isinstance(word, tuple) else word
            for name, word in words.items()
        }
        return translate(self.language, message).format(**said)

    def say_many(self, one: str, many: str, count: int, **words: object) -> str:
        """Give the form of the message that fits the count, which fills `{count}`."""
        form = translate_many(self.language, one, many, count)
        return form.format(count=count, **words)

    def together(self, sentences: Iterable[str]) -> str:
        """Put sentences one behind the other: Japanese has no space between them."""
        between = "" if self.language == "ja" else " "
        return between.join(each for each in sentences if each)

    def listed(self, items: Iterable[str]) -> str:
        """Part things from one another as the reader's language does."""
        return translate(self.language, N_(", ")).join(items)


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack says of a member; the name is to be shown as text."""

    user_id: str
    name: str
    language: str = "en"
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation as Slack describes it; `member` tells whether the bot is in it.

    `open` tells whether the bot may post there all the same.
    """

    channel_id: str
    name: str
    member: bool
    private: bool = False
    direct: bool = False
    archived: bool = False
    open: bool = False


class Slack(Protocol):
    """What a command may ask of Slack; each call may take up to a second."""

    def within(self, seconds: float) -> "Slack":
        """Give the same Slack for questions about names and addresses that share this time."""

    def person(self, user_id: str) -> Person:
        """Tell about a member; a stranger is named by the id."""

    def names(self, user_ids: Collection[str]) -> Mapping[str, str]:
        """Name people as text, by id."""

    def is_admin(self, user_id: str) -> bool:
        """Tell whether the member is an admin or owner of the workspace, asked anew."""

    def channel(self, channel_id: str) -> Channel | None:
        """Describe a channel, None where the bot can't see it."""

    def channels_of(self, user_id: str) -> Collection[str] | None:
        """Name the channels that a person is in, as far as the bot sees; None: no answer."""

    def hidden_from(self, user_id: str, channel_ids: Collection[str]) -> Collection[str]:
        """Name those of the channels that are private or gone, and that the person is not in.

        One of which Slack does not tell in time is none of them.
        """

    def permalink(self, channel_id: str, ts: str) -> str:
        """Give the address of a message, "" where the bot can't see it."""

    def download(self, address: str, size: int) -> bytes:
        """Fetch a file that somebody handed over; `size` in bytes is what Slack says of it."""

    def forget(self, user_id: str) -> None:
        """Forget what is remembered of a person besides the storage."""


@dataclass(frozen=True, slots=True)
class Button:
    """A typed command to tap: `command` is the text after the slash command."""

    label: str
    command: str
    style: Literal["primary", "danger"] | None = None
    confirm: "Confirm | None" = None
    spoken: str | None = None


@dataclass(frozen=True, slots=True)
class Confirm:
    """The question before a button acts, already in the reader's language."""

    title: str
    text: str
    confirm: str
    deny: str


class UserError(Exception):
    """A refusal that the person is shown: a sentence with the next step.

    `message` is a template for `Reader.say`, `words` fill it. `typed` is repeated as plain text
    with a button that opens the form with all of it; `buttons` are offered besides: their labels
    are translated where they are messages, and stay where they are names. `field` names the
    form's field that is at fault.
    """

    def __init__(
        self,
        message: str,
        /,
        *,
        typed: str = "",
        buttons: tuple[Button, ...] = (),
        field: str | None = None,
        **words: object,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.words = words
        self.typed = typed
        self.buttons = buttons
        self.field = field

    def sentence(self, reader: Reader) -> str:
        """Give the refusal in the reader's language."""
        return reader.say(self.message, **self.words)


@dataclass(frozen=True, slots=True)
class Message:
    """Blocks with the whole content as text for screen readers.

    `public` is for all in the channel. `replaces` takes the place of the message whose button was
    tapped; otherwise the answer stands below it.
    """

    text: str
    blocks: tuple[Block, ...]
    public: bool = False
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Modal:
    """A form to open; it has to be opened within three seconds of the tap."""

    view: Block


@dataclass(frozen=True, slots=True)
class File:
    """A file for the caller's DM, below a message that says what it is.

    `alt` tells a picture in words, of which Slack takes 1,000 characters.
    """

    message: Message
    name: str
    content: bytes
    title: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Work that takes longer than Slack waits: `first` is said at once, then the work's answer."""

    first: Message
    work: Callable[[], Message | File]


Reply = Message | Modal | File | Later


@dataclass(frozen=True, slots=True)
class Call:
    """One subcommand with its text, however it came in.

    `text` is what follows the subcommand, as it was typed, entities of Slack decoded but
    `<@U…>` and `<#C…|name>` left as they are. `channel_id` is where it was typed, None from Home
    and shortcuts.
    """

    who: Who
    reader: Reader
    slack: Slack
    name: str
    text: str = ""
    door: Door = "slash"
    channel_id: str | None = None

    @property
    def words(self) -> list[str]:
        """The text, parted at spaces."""
        return self.text.split()
