"""A person installs the app in a browser, as it stands: cookies, redirects and pages."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.support.ui import WebDriverWait

from tests import sites
from tests.journeys.window import PATIENCE
from tests.tenants import HERE, THERE, Tenancy, tenancy

pytestmark = [pytest.mark.browser, pytest.mark.engines("sqlite")]


@contextmanager
def served(bot: Tenancy) -> Iterator[str]:
    """Serve the bot's pages on a port; gives their address."""
    with sites.served(bot.web) as address:
        bot.slack.change_app(redirect_urls=(f"{address}/slack/oauth_redirect",))
        yield address


@pytest.fixture
def bot(database_url: str) -> Iterator[Tenancy]:
    with tenancy(database_url) as running:
        yield running


def press(chromium: Chrome, label: str) -> None:
    chromium.find_element("xpath", f"//button[text()='{label}']").click()


def choose(chromium: Chrome, person: str) -> None:
    """Choose who installs, once the page that asks is there."""
    waiting = WebDriverWait(chromium, PATIENCE, 0.05)
    waiting.until(
        lambda page: page.find_elements("xpath", f"//option[contains(text(), '{person}')]")
    )[0].click()


def arrives(chromium: Chrome, heading: str) -> bool:
    """Wait for the page with that heading, while the one before goes."""
    waiting = WebDriverWait(
        chromium, PATIENCE, 0.05, (NoSuchElementException, StaleElementReferenceException)
    )
    return waiting.until(
        lambda page: page.find_element("css selector", "h1").text == heading, f"No {heading!r}."
    )


def test_allow_at_slack_leads_to_the_end_and_a_reload_installs_nothing(
    chromium: Chrome, bot: Tenancy
) -> None:
    with served(bot) as address:
        chromium.get(f"{address}/slack/install")
        choose(chromium, "Ada · Other")
        press(chromium, "Allow")
        assert arrives(chromium, "The app is installed in Other")
        assert bot.store.installs.teams() == (THERE,)
        chromium.refresh()
        assert arrives(chromium, "Already used")
        chromium.find_element("link text", "Begin anew").click()
        choose(chromium, "Ada · Local")
        press(chromium, "Allow")
        assert arrives(chromium, "The app is installed in Local")
        assert bot.store.installs.teams() == (HERE, THERE)
        # The policy let the page's own style through.
        main = chromium.find_element("css selector", "main")
        assert main.value_of_css_property("max-width") == "544px"  # 34 rem


def test_cancel_at_slack_is_told_and_an_unknown_cookie_ends_it(
    chromium: Chrome, bot: Tenancy
) -> None:
    with served(bot) as address:
        chromium.get(f"{address}/slack/install")
        press(chromium, "Cancel")
        assert arrives(chromium, "Not installed")
        chromium.get(f"{address}/slack/install")
        led_to = bot.person("ada").allows(chromium.current_url)
        chromium.delete_all_cookies()
        # Cookies of the bot's address are deleted from a page of it.
        chromium.get(f"{address}/slack/oauth_redirect?error=access_denied")
        chromium.delete_all_cookies()
        chromium.get(led_to)
        assert arrives(chromium, "Not the same browser")
        assert bot.store.installs.teams() == ()
