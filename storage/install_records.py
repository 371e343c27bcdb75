"""Records of where the app is installed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

# A token as it may be kept: encrypted, by whoever has the keys. The storage has none.
Sealed = NewType("Sealed", str)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A bot token; one that ends by itself has a time and what gives the next one, good once."""

    token: Sealed = field(repr=False)
    refresh_token: Sealed | None = field(default=None, repr=False)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Install:
    """The app in one workspace, as Slack tells it when it is installed."""

    team_id: str
    team: str
    bot_user_id: str
    tokens: Tokens
    bot_id: str = ""
    app_id: str = ""
    enterprise_id: str = ""
    installed_by: str = ""
    scopes: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An install as it is kept; `edition` names its tokens, `trouble` is why they can't be renewed.

    `trouble` is Slack's own word.
    """

    install: Install
    installed_at: datetime
    edition: str
    trouble: str = ""
