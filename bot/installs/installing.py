"""`/slack/install` and `/slack/oauth_redirect`: how the app comes into a workspace."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from bot.call import Reader
from bot.installs.oauth import Granted, NotGranted, SlackOAuth
from bot.installs.renewal import sealed_tokens
from bot.installs.spoken import language_for
from bot.installs.states import (
    LIVES,
    BadState,
    Expired,
    OtherBrowser,
    States,
    Used,
    is_browser,
    new_browser,
)
from bot.installs.vault import Vault
from bot.views import installing as views
from bot.views.installing import Page
from storage.errors import Unavailable
from storage.install_records import Install
from storage.installs import Installs

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"
# With this prefix a browser takes the cookie from this host alone, over TLS. It is marked Secure on
# any host: behind a proxy the bot can't tell its own from that of a developer, and the browsers
# that people develop with take it from localhost too.
COOKIE = "__Host-session-bot-install"
LARGEST = 4096  # characters of what comes in an address
HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", views.POLICY),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("Vary", "Accept-Language, Cookie"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
)


@dataclass(frozen=True, slots=True)
class Came:
    """What a browser came with."""

    asked: Mapping[str, str]
    browser: str
    reader: Reader


class Installing:
    """The two pages; `changed` is told of each workspace whose tokens are new."""

    def __init__(
        self,
        oauth: SlackOAuth,
        vault: Vault,
        installs: Installs,
        clock: Callable[[], datetime],
        changed: Callable[[str], None],
    ) -> None:
        self._oauth = oauth
        self._vault = vault
        self._installs = installs
        self._clock = clock
        self._changed = changed
        self._states = States(vault, installs, clock)

    def routes(self, command: str) -> "dict[str, WSGIApplication]":
        """The pages by their path; they name the command."""
        return {
            INSTALL: _page(command, self._begin),
            REDIRECT: _page(command, self._end),
        }

    def _begin(self, came: Came) -> tuple[Page, list[tuple[str, str]]]:
        # One word for all of a browser's tabs, so that each of them can be finished.
        browser = came.browser or new_browser()
        address = self._oauth.asking(self._states.begin(browser))
        kept = f"{COOKIE}={browser}; Path=/; Max-Age={int(LIVES.total_seconds())}"
        cookie = ("Set-Cookie", f"{kept}; Secure; HttpOnly; SameSite=Lax")
        return views.on_the_way(address, came.reader), [("Location", address), cookie]

    def _end(self, came: Came) -> tuple[Page, list[tuple[str, str]]]:
        page = self._ended(came)
        # What an address states, anybody may have written.
        reason = "" if came.asked.get("error") else page.reason
        words = ("An installation ended with status %s: %s.", page.status.value, reason or "-")
        log.log(_level(came, page), *words)
        return page, []

    def _ended(self, came: Came) -> Page:
        reader, code = came.reader, came.asked.get("code", "")
        error = _word(came.asked.get("error", ""))
        if error == "access_denied":
            return views.declined(reader)
        try:
            if not error and not code:
                return views.unknown(reader)
            self._states.take(came.asked.get("state", ""), came.browser)
            return views.refused(error, reader) if error else self._installed(code, reader)
        except BadState as trouble:
            return _bad_state(trouble, reader)
        except NotGranted as refusal:
            if refusal.reason == "unreachable":
                return views.unreachable(reader)
            return views.refused(_word(refusal.reason), reader)
        except Unavailable:
            return views.away(reader)

    def _installed(self, code: str, reader: Reader) -> Page:
        granted = self._oauth.exchange(code)
        if not granted.team_id:
            return views.organization(reader)
        self._installs.save(self._install(granted))
        self._changed(granted.team_id)
        return views.installed(granted.team, self._oauth.app_in(granted), reader)

    def _install(self, granted: Granted) -> Install:
        return Install(
            team_id=granted.team_id,
            team=granted.team,
            bot_user_id=granted.bot_user_id,
            tokens=sealed_tokens(self._vault, granted.team_id, granted, self._clock()),
            bot_id=self._oauth.bot_id(granted.token),
            app_id=granted.app_id,
            enterprise_id=granted.enterprise_id,
            installed_by=granted.installed_by,
            scopes=granted.scopes,
        )


def _level(came: Came, page: Page) -> int:
    """Keep pages that anybody can ask for without end from filling the log."""
    declined = came.asked.get("error") == "access_denied"
    return logging.DEBUG if declined or page.status is HTTPStatus.BAD_REQUEST else logging.INFO


def _bad_state(trouble: BadState, reader: Reader) -> Page:
    match trouble:
        case Expired():
            return views.expired(reader)
        case OtherBrowser():
            return views.other_browser(reader)
        case Used():
            return views.used(reader)
        case _:
            return views.unknown(reader)


def _page(
    command: str, show: Callable[[Came], tuple[Page, list[tuple[str, str]]]]
) -> "WSGIApplication":
    def respond(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET":
            start_response("405 Method Not Allowed", [("Allow", "GET"), ("Content-Length", "0")])
            return [b""]
        came = _came(environ, command)
        page, headers = show(came)
        body = page.html(came.reader.language).encode()
        length = ("Content-Length", str(len(body)))
        start_response(f"{page.status.value} {page.status.phrase}", [*HEADERS, *headers, length])
        return [body]

    return respond


def _came(environ: "WSGIEnvironment", command: str) -> Came:
    language = language_for(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    reader = Reader(language, command=command)
    return Came(_asked(environ.get("QUERY_STRING", "")), _browser(environ), reader)


def _asked(query: str) -> dict[str, str]:
    """Read what an address states; what states too much states nothing."""
    try:
        stated = parse_qs(query[:LARGEST], max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[0] for name, values in stated.items() if len(values) == 1}


def _browser(environ: "WSGIEnvironment") -> str:
    """Read by which word this browser is known; "" where by none."""
    try:
        cookie = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(COOKIE)
    except CookieError:
        return ""
    return cookie.value if cookie is not None and is_browser(cookie.value) else ""


def _word(reason: str) -> str:
    """Give Slack's word for what went wrong, as far as it is one."""
    return reason if re.fullmatch(r"[a-z][a-z0-9_]{0,60}", reason) else reason and "unknown"
