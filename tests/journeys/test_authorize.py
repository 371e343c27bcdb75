"""The local Slack's page that asks before an app comes into a workspace, in a browser."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.support.ui import WebDriverWait

from bot.playground import LocalSlack, demo_team
from bot.web.server import Web
from tests import sites
from tests.journeys.gallery import MANIFEST
from tests.journeys.window import PATIENCE

pytestmark = pytest.mark.browser


@pytest.fixture
def back() -> Iterator[str]:
    """The app's own page, to which Slack leads back."""
    path = "/slack/oauth_redirect"
    with sites.served(Web({path: sites.page("Welcome back.")}, lambda: True)) as address:
        yield address + path


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
