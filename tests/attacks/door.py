"""The door under attack: the whole bot behind a real port, and what it logs."""

import io
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from bot import logs
from bot.playground.state import Refusal
from bot.running import THREADS
from bot.web.server import Server
from tests import loggers
from tests.bots import Bot, running
from tests.logged import ANN, CHALK, OVERLOADS
from tests.refusing import log_of
from tests.wire import Heard, request, say, signed

CANARY = "canary-that-nobody-may-log"
REFUSED = tuple(range(400, 500))
STRANGE = "https://collector.example.com/answers"  # An answer must not go there.
TEAM, USER = "T0LOCAL", "U0LOCAL"


Pieces = Callable[[str], bytes | Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Attack:
    """A request with its name; `pieces` writes it, given the signing secret.

    `statuses` are the answers that will do: a refusal, unless it is well-formed nonsense that Slack
    signed. Where `is_closed` is true, a connection that is only closed will do too.
    """

    name: str
    pieces: Pieces
    statuses: tuple[int, ...] = REFUSED
    is_closed: bool = False


class Door:
    """The bot's port, its signing secret and its log."""

    def __init__(self, bot: Bot, port: int, log: io.StringIO) -> None:
        self.bot = bot
        self.port = port
        self.log = log
        self.secret = bot.settings.signing_secret
        self.kept = log_of(bot)
        self.seen = 0  # refusals of Slack

    def meets(self, attack: Attack) -> Heard:
        """Attack, and give what came back."""
        return say(self.port, attack.pieces(self.secret))

    def types(self, text: str, **fields: str) -> Heard:
        """Type a command, as Slack sends it."""
        return say(self.port, slack(self.secret, urlencode(command(text) | fields).encode()))

    def trouble(self, attack: Attack, heard: Heard) -> str:
        """Say what is wrong with how an attack was met; "" where nothing is."""
        fits = heard.status in attack.statuses or (attack.is_closed and not heard.statuses)
        wrong = {
            f"answered {heard.text[:200]!r}": not fits,
            "a 5xx": any(status >= 500 for status in heard.statuses),
            "a traceback": "Traceback" in heard.text,
            self.log_of_it(): True,
            "something was changed": log_of(self.bot) != self.kept,
        }
        return "; ".join(name for name, is_wrong in wrong.items() if is_wrong and name)

    def log_of_it(self) -> str:
        """Say what the log has of what was sent since; "" where it has nothing."""
        self.bot.workers.finish()
        logged = self.log.getvalue()
        self.log.seek(0)
        self.log.truncate()
        if CANARY in logged or "Traceback" in logged:
            return f"the body or a traceback in the log: {logged[-2000:]}"
        if " ERROR " in logged or " CRITICAL " in logged:
            return f"an error in the log: {logged[-2000:]}"
        return ""

    def refused(self) -> list[Refusal]:
        """What Slack would not have taken of the bot since this was last asked."""
        new = self.bot.slack.refusals[self.seen :]
        self.seen += len(new)
        return [each for each in new if each.error not in self.bot.expected]


def command(text: str = f"search {CANARY}") -> dict[str, str]:
    """The fields of a slash command."""
    return {
        "token": "old",
        "team_id": TEAM,
        "team_domain": "local",
        "channel_id": "C0GENERAL",
        "channel_name": "general",
        "user_id": USER,
        "user_name": "ann",
        "command": "/session",
        "text": text,
        "api_app_id": "A0LOCAL",
        "response_url": STRANGE,
    }


def slack(secret: str, body: bytes, content_type: str = "", **headers: str) -> bytes:
    """Write a request that Slack signed; headers may be added or take the place of others."""
    stated = signed(secret, body, content_type) if content_type else signed(secret, body)
    added = {name.replace("_", "-"): value for name, value in headers.items()}
    return request(body, stated | added)


def sent(body: bytes, content_type: str = "", **headers: str) -> Pieces:
    """Have Slack sign a body and send it."""
    return lambda secret: slack(secret, body, content_type, **headers)


@contextmanager
def under_attack(database_url: str) -> Iterator[Door]:
    """Run the bot on a port of its own, with something logged, and its log as operators see it."""
    with running(database_url) as bot, _logging() as log:
        bot.store.takeaways.add(ANN, [OVERLOADS, CHALK])
        bot.expect_refusals("invalid_trigger_id", "message_not_found")
        server = Server(bot.web, "127.0.0.1", 0, THREADS)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield Door(bot, server.port, log)
        finally:
            server.stop()
            thread.join(15)
            assert not thread.is_alive()


@contextmanager
def _logging() -> Iterator[io.StringIO]:
    """Log what an installation logs at its most talkative."""
    stream = io.StringIO()
    with loggers.lent():
        logs.configure("DEBUG", "text", stream)
        yield stream
