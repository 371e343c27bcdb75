"""The bot tokens of one workspace: which of them live, and what Slack says of the others."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field

LIVES = 12 * 60 * 60  # seconds that a token lives where the app rotates them
MOST_ALIVE = 2


@dataclass(frozen=True)
class BotToken:
    """A bot token; one that rotates ends by itself and comes with what gives the next one."""

    words: str = field(repr=False)
    ends_at: float = math.inf
    refresh: str = field(default="", repr=False)


class Tokens:
    """The tokens that the app got for one workspace; without rotation there is one at a time."""

    def __init__(self, team_id: str) -> None:
        self._team_id = team_id
        self._alive: list[BotToken] = []
        self._gone: dict[str, str] = {}
        self._spent: set[str] = set()
        self._count = 0
        self._lock = threading.Lock()

    @property
    def current(self) -> str:
        """The newest token; "" where the app has none."""
        return self._alive[-1].words if self._alive else ""

    def give(self, now: float, rotates: bool) -> BotToken:
        """The token that an installation gets: a new one, or the one that holds for ever."""
        with self._lock:
            if not rotates and self._alive and not self._alive[-1].refresh:
                return self._alive[-1]
            return self._new(now, rotates)

    def refresh(self, refresh: str, now: float) -> BotToken | None:
        """The next token for a refresh token, which is good once; None where it is not."""
        with self._lock:
            known = any(token.refresh == refresh for token in self._alive)
            if not refresh or not known or refresh in self._spent:
                return None
            self._spent.add(refresh)
            return self._new(now, rotates=True)

    def revoke(self) -> None:
        """End every token at once, as an uninstallation does."""
        with self._lock:
            self._gone |= {token.words: "account_inactive" for token in self._alive}
            self._alive.clear()

    def trouble_with(self, words: str, now: float) -> str | None:
        """Slack's error for a token; "" for one that lives, None for one of another workspace."""
        with self._lock:
            for token in self._alive:
                if token.words == words:
                    return "" if now < token.ends_at else "token_expired"
            return self._gone.get(words)

    def _new(self, now: float, rotates: bool) -> BotToken:
        self._count += 1
        number = "" if self._count == 1 else f"-{self._count}"
        name = f"{self._team_id}-local{number}"
        token = BotToken(f"xoxb-{name}")
        if rotates:
            token = BotToken(f"xoxe.xoxb-1-{name}", now + LIVES, f"xoxe-1-{name}")
        self._alive.append(token)
        for older in self._alive[:-MOST_ALIVE] if rotates else self._alive[:-1]:
            self._alive.remove(older)
            self._gone[older.words] = "token_revoked"
        return token
