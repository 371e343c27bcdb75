"""The pages that a browser shows when the app is installed."""

import base64
import hashlib
from dataclasses import dataclass, replace
from html import escape
from http import HTTPStatus

from bot.call import Reader

STYLE = (
    "body{font:1.1rem/1.6 system-ui,sans-serif;color:#1d1c1d;background:#f4f4f1;margin:0}"
    "main{max-width:34rem;margin:12vh auto 0;padding:2rem;background:#fff;border-radius:.8rem}"
    "h1{font-size:1.5rem;line-height:1.3;margin:0 0 1rem}"
    "a{display:inline-block;margin-top:.6rem;padding:.6rem 1.1rem;border-radius:.4rem;"
    "background:#1d3557;color:#fff;text-decoration:none}"
    "a:focus-visible{outline:3px solid #457b9d;outline-offset:2px}"
    "code{overflow-wrap:anywhere}"
    "@media(prefers-color-scheme:dark){body{background:#1a1d21;color:#e8e8e8}"
    "main{background:#222529}a{background:#8ecae6;color:#10222e}}"
)
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# Nothing is loaded, no script runs, no form sends, nobody frames it.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
AGAIN = "install"  # beside the address that Slack leads back to


@dataclass(frozen=True, slots=True)
class Page:
    """What a browser shows; `leads_to` is where its one button goes."""

    status: HTTPStatus
    title: str
    text: str
    button: str = ""
    leads_to: str = ""
    reason: str = ""

    def html(self, language: str) -> str:
        """Write the page; whatever stands in it is text."""
        parts = [f"<h1>{escape(self.title)}</h1>", f"<p>{escape(self.text)}</p>"]
        if self.reason:
            parts.append(f"<p><code>{escape(self.reason)}</code></p>")
        if self.button:
            parts.append(f'<a href="{escape(self.leads_to)}">{escape(self.button)}</a>')
        return (
            f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(self.title)}</title><style>{STYLE}</style></head>"
            f"<body><main>{''.join(parts)}</main></body></html>\n"
        )


def on_the_way(address: str, reader: Reader) -> Page:
    """For a browser that does not follow to Slack by itself."""
    return Page(
        HTTPStatus.FOUND,
        reader.say("Slack asks you next"),
        reader.say("Slack shows what the app may do, and asks into which workspace it comes."),
        reader.say("Go to Slack"),
        address,
    )


def installed(team: str, leads_to: str, reader: Reader) -> Page:
    """The end of it."""
    text = reader.say(
        "Type {command} in Slack: the menu has everything. Everyone in the workspace can use it at"
        " once.",
        command=reader.command,
    )
    title = reader.say("The app is installed in {team}", team=team)
    return Page(HTTPStatus.OK, title, text, leads_to and reader.say("Open Slack"), leads_to)


def declined(reader: Reader) -> Page:
    """The person said no."""
    text = reader.say("You told Slack not to install the app. Nothing was changed.")
    return _again(HTTPStatus.OK, reader.say("Not installed"), text, reader)


def expired(reader: Reader) -> Page:
    """Slack's answer came too late."""
    text = reader.say("An installation has to be finished within ten minutes. Begin it anew.")
    return _again(HTTPStatus.BAD_REQUEST, reader.say("That took too long"), text, reader)


def used(reader: Reader) -> Page:
    """The page was loaded a second time."""
    text = reader.say(
        "This address works once, and was opened before. If the app is in your workspace, all is"
        " well; if not, begin anew."
    )
    return _again(HTTPStatus.BAD_REQUEST, reader.say("Already used"), text, reader)


def other_browser(reader: Reader) -> Page:
    """The browser has not begun this, or keeps no cookie."""
    text = reader.say(
        "The installation was begun in another browser, or this one keeps no cookies. For your"
        " safety it ends here. Begin it anew, and stay in one browser."
    )
    return _again(HTTPStatus.BAD_REQUEST, reader.say("Not the same browser"), text, reader)


def unknown(reader: Reader) -> Page:
    """The address is not one that Slack made of ours."""
    text = reader.say("Something is missing in this address. Begin the installation anew.")
    return _again(HTTPStatus.BAD_REQUEST, reader.say("This address is not complete"), text, reader)


def organization(reader: Reader) -> Page:
    """The app was installed in a whole organization, which it is not made for."""
    text = reader.say(
        "The app works in single workspaces. Begin anew, and choose one workspace instead of the"
        " whole organization."
    )
    title = reader.say("Not for a whole organization")
    return _again(HTTPStatus.BAD_REQUEST, title, text, reader)


def refused(reason: str, reader: Reader) -> Page:
    """Slack gave no token."""
    text = reader.say(
        "Slack did not finish the installation. Begin it anew; if it happens again, tell whoever"
        " runs the app this reason:"
    )
    page = _again(HTTPStatus.BAD_GATEWAY, reader.say("Slack said no"), text, reader)
    return replace(page, reason=reason)


def unreachable(reader: Reader) -> Page:
    """Slack did not answer."""
    text = reader.say("Slack did not answer, so the app is not installed. Begin anew in a minute.")
    return _again(HTTPStatus.BAD_GATEWAY, reader.say("Slack is not there"), text, reader)


def away(reader: Reader) -> Page:
    """The database does not answer."""
    text = reader.say(
        "The app's database does not answer, so nothing was saved. Begin anew in a minute."
    )
    return _again(HTTPStatus.SERVICE_UNAVAILABLE, reader.say("Not now"), text, reader)


def _again(status: HTTPStatus, title: str, text: str, reader: Reader) -> Page:
    return Page(status, title, text, reader.say("Begin anew"), AGAIN)
