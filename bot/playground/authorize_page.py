"""Slack's page that asks a person whether an app may come into their workspace."""

from __future__ import annotations

import urllib.parse
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from bot.playground.oauth import Asked, CannotAsk
from bot.playground.state import Member
from bot.playground.workspace import Workspace

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack

FRAME = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/css/base.css"><link rel="stylesheet" href="/css/authorize.css">
</head><body><main class="authorize">{inside}</main></body></html>
"""


@dataclass(frozen=True)
class Shown:
    """What the browser gets: a page, or where it is led."""

    page: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def answer(slack: LocalSlack, address: str, form: Mapping[str, Sequence[str]] | None) -> Shown:
    """Ask, or take the answer that was given in the form."""
    try:
        asked = slack.oauth.asked(address)
        if form is None:
            return _asking(slack, asked)
        return Shown(status=302, headers={"Location": _led_to(slack, address, asked, form)})
    except CannotAsk as error:
        words = f"<h1>Something went wrong</h1><p>{escape(str(error))}</p>"
        return Shown(_page("Slack", words), 400)


def _led_to(
    slack: LocalSlack, address: str, asked: Asked, form: Mapping[str, Sequence[str]]
) -> str:
    if form.get("answer") != ["allow"]:
        return slack.oauth.cancel(address)
    team_id, _, member = form.get("as", [""])[0].partition("/")
    workspace = slack.workspaces.get(team_id)
    if workspace is None or member not in workspace.members:
        raise CannotAsk("There is no such member.")
    declined = asked.scopes - set(form.get("scope", []))
    return slack.oauth.allow(address, workspace, member, declined)


def _asking(slack: LocalSlack, asked: Asked) -> Shown:
    app = slack.app
    title = f"{app.name} asks to come into a workspace"
    people = "".join(_team(w, asked.team) for w in slack.workspaces.values())
    inside = (
        f'<h1>{escape(title)}</h1><form method="post">'
        f'<p><label>Install as <select name="as">{people}</select></label></p>'
        f"<p>It will be able to use:</p><ul>{_scopes(asked.scopes, app.optional_scopes)}</ul>"
        '<p class="answers"><button name="answer" value="cancel">Cancel</button> '
        '<button class="primary" name="answer" value="allow">Allow</button></p></form>'
    )
    parts = urllib.parse.urlsplit(asked.leads_to)
    # Browsers hold the redirect after a form to the page's policy as well.
    policy = (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {parts.scheme}://{parts.netloc}"
    )
    return Shown(_page(title, inside), headers={"Content-Security-Policy": policy})


def _team(workspace: Workspace, wanted: str) -> str:
    people = [member for member in workspace.members.values() if not member.is_bot]
    first = people[0].id if people and workspace.team_id == wanted else ""
    options = "".join(_person(workspace, member, member.id == first) for member in people)
    return f'<optgroup label="{escape(workspace.name)}">{options}</optgroup>'


def _person(workspace: Workspace, member: Member, selected: bool) -> str:
    value = escape(f"{workspace.team_id}/{member.id}")
    words = escape(f"{member.shown_name} · {workspace.name}")
    return f'<option value="{value}"{" selected" if selected else ""}>{words}</option>'


def _scopes(asked: Collection[str], optional: Collection[str]) -> str:
    return "".join(_scope(scope, scope in optional) for scope in sorted(asked))


def _scope(scope: str, optional: bool) -> str:
    """One scope; a needed one can't be unticked, and goes along hidden."""
    name = escape(scope)
    if optional:
        box = f'<input type="checkbox" name="scope" value="{name}" checked>'
        return f"<li><label>{box} {name} (optional)</label></li>"
    return f'<li>{name}<input type="hidden" name="scope" value="{name}"></li>'


def _page(title: str, inside: str) -> bytes:
    return FRAME.format(title=escape(title), inside=inside).encode()
