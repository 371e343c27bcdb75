"""One request to the loopback server: Web API, response_urls, files, and the page with its own API.

    /api/METHOD          the Web API, form or JSON, bearer token
    /oauth/v2/authorize  the page where a person allows an installation
    /response/ID         a response_url
    /files/upload/ID     the second step of an upload
    /files/ID/NAME       `url_private`, bearer token with files:read
    /_playground/…       what the page asks and does; see `page_api`
    /…                   the page's own files, from `page/`

Only this machine can connect, and a page of another origin is turned away: the Host must be this
server's, an Origin too, and the page's API takes JSON alone.
"""

from __future__ import annotations

import json
import mimetypes
import urllib.parse
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.playground import authorize_page, oauth, page_api, responses, web_api
from bot.playground.state import File, Json
from bot.playground.web_api import ApiAnswer
from bot.playground.web_api.call import ApiCall
from bot.playground.workspace import Workspace

if TYPE_CHECKING:
    from bot.playground.server import Server
    from bot.playground.service import LocalSlack

PAGE = Path(__file__).parent / "page"
MOST_BYTES = 64 * 1024 * 1024
POLICY = (
    "default-src 'self'; img-src 'self' https: data:; style-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
NO_FILE = b"<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in</body></html>"


class Handler(BaseHTTPRequestHandler):
    """One request; each connection carries one."""

    server: Server
    timeout = 30  # seconds for a client to send its request

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer(b"")

    def do_POST(self) -> None:
        """Answer a POST."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            self._send_json({"error": "the body is too large"}, 413)
            return
        self._answer(self.rfile.read(int(length)))

    def log_message(self, *_: Any) -> None:
        """Say nothing: a test or a demo has its own log."""

    def _answer(self, body: bytes) -> None:
        if not self._is_from_here():
            self._send_json({"error": "this workspace is driven from its own page only"}, 403)
            return
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        try:
            match path.split("/")[1:]:
                case ["api", method]:
                    self._api(method, body)
                case ["response", url_id] if self.command == "POST":
                    self._response(url_id, body)
                case ["oauth", "v2", "authorize"]:
                    self._authorize(body)
                case ["files", "upload", name] if self.command == "POST":
                    self._upload(name, body)
                case ["files", name, _]:
                    self._download(name)
                case ["_playground", "file"]:
                    self._page_file()
                case ["_playground", *rest]:
                    self._page_api("/".join(rest), body)
                case _:
                    self._static(path)
        except ConnectionError:
            self.close_connection = True  # the other side has gone; nobody is left to tell

    def _is_from_here(self) -> bool:
        hosts = {f"{name}:{self.server.server_port}" for name in ("127.0.0.1", "localhost")}
        origin = self.headers.get("Origin")
        # A link on another page may lead to this one, which is all that a navigation does.
        from_elsewhere = self.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
        led_to = urllib.parse.urlsplit(self.path).path in ("/", oauth.PATH)
        followed = self.headers.get("Sec-Fetch-Mode") == "navigate" and led_to
        return (
            self.headers.get("Host") in hosts
            and (origin is None or origin in {f"http://{host}" for host in hosts})
            and (not from_elsewhere or followed)
        )

    # Slack

    def _api(self, method: str, body: bytes) -> None:
        slack = self.server.slack
        token, args = self._arguments(body)
        if args is None:
            self._send_json({"ok": False, "error": "invalid_json"})
            return
        token = token or str(args.pop("token", ""))
        if method == "apps.connections.open":
            self._send_json(_socket_address(slack, token))
            return
        if method == "oauth.v2.access":
            self._send_answer(
                web_api.answer_oauth(slack, args, self.headers["Authorization"] or "")
            )
            return
        workspace = slack.workspace_of(token)
        if workspace is None:
            self._send_json({"ok": False, "error": slack.trouble_with(token)})
            return
        if method not in web_api.METHODS:
            self._send_json({"ok": False, "error": "unknown_method", "req_method": method})
            return
        self._send_answer(web_api.answer(ApiCall(slack, workspace, method, args)))

    def _response(self, url_id: str, body: bytes) -> None:
        slack = self.server.slack

        def post() -> ApiAnswer:
            status, words = responses.post(slack, url_id, _json(body))
            return ApiAnswer(words, status)

        self._send_answer(web_api.with_faults(slack, "response_url", post))

    def _send_answer(self, answer: ApiAnswer) -> None:
        if answer.after:
            self.server.owner.stopping.wait(answer.after)
        if answer.body is None:
            self.close_connection = True
        elif isinstance(answer.body, str):
            self._send(answer.body.encode(), answer.status, "text/plain; charset=utf-8")
        else:
            self._send_json(answer.body, answer.status, answer.headers)

    def _authorize(self, body: bytes) -> None:
        form = urllib.parse.parse_qs(body.decode("utf-8", "replace"))
        shown = authorize_page.answer(self.server.slack, self.path, form or None)
        self._send(shown.page, shown.status, "text/html; charset=utf-8", shown.headers)

    def _upload(self, name: str, body: bytes) -> None:
        _, file = self._found(name)
        if file is None or file.completed or len(body) != file.size:
            self._send(b"failed", 400, "text/plain; charset=utf-8")
            return
        file.content = body
        self._send(f"OK - {len(body)}".encode(), 200, "text/plain; charset=utf-8")

    def _download(self, name: str) -> None:
        """Give a file's bytes; without the right token a page to sign in, with status 200."""
        workspace, file = self._found(name)
        opened = self.server.slack.workspace_of(self._bearer())
        reads = opened is not None and "files:read" in opened.granted_scopes
        if file is None or opened is not workspace or not reads:
            self._send(NO_FILE, 200, "text/html; charset=utf-8")
            return
        self._send(file.content, 200, _content_type(file.name))

    def _found(self, name: str) -> tuple[Workspace, File] | tuple[None, None]:
        """The file that `TEAM-FILE` names, with its workspace."""
        team_id, _, file_id = name.partition("-")
        workspace = self.server.slack.workspaces.get(team_id)
        file = workspace.files.get(file_id) if workspace else None
        return (workspace, file) if workspace and file else (None, None)

    def _bearer(self) -> str:
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""

    def _arguments(self, body: bytes) -> tuple[str, Json | None]:
        """The token in the header, and the call's arguments from address and body."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        if self.headers.get_content_type() == "application/json" and body:
            given = _json(body)
            return self._bearer(), None if given is None else query | given
        form = urllib.parse.parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return self._bearer(), query | dict(form)

    # The page

    def _page_api(self, path: str, body: bytes) -> None:
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        asked = _json(body) if self.command == "POST" else query
        if self.command == "POST" and self.headers.get_content_type() != "application/json":
            asked = None
        if asked is None:
            self._send_json({"error": "the body must be a JSON object"}, 400)
            return
        status, answer = page_api.answer(self.server.slack, self.command, path, asked)
        self._send_json(answer, status)

    def _page_file(self) -> None:
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        file = page_api.file_for(self.server.slack, query)
        if file is None:
            self._send(b"There is no such file here.\n", 404, "text/plain; charset=utf-8")
            return
        name = urllib.parse.quote(file.name)
        # Never shown in the page's own origin: what a file holds is anybody's.
        offered = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        self._send(file.content, 200, "application/octet-stream", offered)

    def _static(self, path: str) -> None:
        file = (PAGE / (path.lstrip("/") or "index.html")).resolve()
        if not file.is_relative_to(PAGE) or not file.is_file():
            self._send(b"There is no such page here.\n", 404, "text/plain; charset=utf-8")
            return
        self._send(file.read_bytes(), 200, _content_type(file.name))

    # Answers

    def _send_json(
        self, body: Json, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        content = json.dumps(body).encode()
        self._send(content, status, "application/json; charset=utf-8", headers)

    def _send(
        self, content: bytes, status: int, content_type: str, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        sent = {
            "Content-Type": content_type,
            "Content-Length": str(len(content)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": POLICY,
        }
        for name, value in (sent | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _socket_address(slack: LocalSlack, token: str) -> Json:
    if token != slack.app_token:
        return {"ok": False, "error": "invalid_auth" if token else "not_authed"}
    return {"ok": True, "url": slack.sockets.open()}


def _json(body: bytes) -> Json | None:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None


def _content_type(name: str) -> str:
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed
