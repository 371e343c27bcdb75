"""Where a text comes from that somebody keeps: who wrote the message, and where it stands."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot import mentions
from bot.call import Call, Reader
from storage import Entry

FENCE = "```"


@dataclass(frozen=True, slots=True)
class Source:
    """A message: its writer's name, "" for the caller's own, and the address that leads to it."""

    author: str
    link: str

    def as_json(self) -> dict[str, str]:
        """The source as a form carries it."""
        return asdict(self)


def source_of(message: Mapping[str, Any], domain: str, call: Call) -> Source:
    """Name the message's writer and its address; `domain` is the workspace's in Slack."""
    ts = message.get("ts")
    link = ""
    if isinstance(ts, str) and ts and call.channel_id:
        link = call.slack.permalink(call.channel_id, ts)
        link = link or _built(domain, call.channel_id, message)
    return Source(_author(message, call), link)


def carried(stated: object) -> Source | None:
    """Read what a form carries; what is not ours counts as nothing."""
    if not isinstance(stated, dict):
        return None
    author, link = stated.get("author"), stated.get("link")
    return Source(author, link) if isinstance(author, str) and isinstance(link, str) else None


def attributed(entry: Entry, source: Source, reader: Reader) -> Entry:
    """Keep with the impressions who wrote them and where, so that every export has it.

    The writer stands before the text too: a digest quotes its first sentence.
    """
    written = entry.impressions
    if source.author and written:
        between = "\n" if written.startswith(FENCE) else " "
        written = reader.say("{name} wrote:", name=source.author) + between + written
    pieces = (written, _origin(source, reader))
    return replace(entry, impressions="\n\n".join(each for each in pieces if each))


def _origin(source: Source, reader: Reader) -> str:
    match source:
        case Source("", ""):
            return ""
        case Source("", link):
            return reader.say("From a message: {link}", link=link)
        case Source(author, ""):
            return reader.say("From a message by {name}.", name=author)
        case _:
            return reader.say(
                "From a message by {name}: {link}", name=source.author, link=source.link
            )


def _author(message: Mapping[str, Any], call: Call) -> str:
    """The writer's name, "" where it is the caller; an app without a user has the name it chose."""
    words = mentions.forwarded(message) or message
    user = words.get("author_id") or words.get("user")
    if user == call.who.user_id:
        return ""
    named = call.slack.names([user])[user] if user and isinstance(user, str) else None
    app = words.get("bot_profile")
    of_app = app.get("name") if isinstance(app, dict) else None
    chosen = (named, words.get("author_name"), words.get("username"), of_app)
    names = (" ".join(each.split()) for each in chosen if isinstance(each, str))
    return next((each for each in names if each), call.reader.say("Anonymous"))


def _built(domain: str, channel_id: str, message: Mapping[str, Any]) -> str:
    """The address as Slack forms it, for conversations where the bot is not let in."""
    ts, thread = str(message.get("ts")), message.get("thread_ts")
    digits = ts.replace(".", "")
    if not domain or not digits.isdecimal():
        return ""
    link = f"https://{domain}.slack.com/archives/{channel_id}/p{digits}"
    return f"{link}?thread_ts={thread}&cid={channel_id}" if thread and thread != ts else link
