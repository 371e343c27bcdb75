"""The local Slack's page that asks before an app comes into a workspace, in a browser."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.support.ui import WebDriverWait

from bot.playground import LocalSlack, demo_team
from tests.journeys.gallery import MANIFEST
from tests.journeys.window import PATIENCE

pytestmark = pytest.mark.browser


class Landing(BaseHTTPRequestHandler):
    """The app's own page, to which Slack leads back."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Welcome back.")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def back() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Landing)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/slack/oauth_redirect"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("button", "comes"), [("Allow", "code"), ("Cancel", "error")])
def test_each_answer_leads_the_browser_back(
    chromium: Chrome, back: str, button: str, comes: str
) -> None:
    with LocalSlack(MANIFEST, workspaces=(demo_team,), installed=False) as slack:
        slack.change_app(redirect_urls=(back,))
        query = {
            "client_id": slack.app.client_id,
            "scope": "commands,chat:write",
            "redirect_uri": back,
            "state": "s1",
        }
        chromium.get(f"{slack.authorize_url}?{urlencode(query)}")
        chromium.find_element("xpath", f"//button[text()='{button}']").click()
        waiting = WebDriverWait(chromium, PATIENCE, 0.05)
        assert waiting.until(lambda page: "Welcome back." in page.page_source)
        answer = parse_qs(urlsplit(chromium.current_url).query)
        assert answer["state"] == ["s1"]
        assert comes in answer
