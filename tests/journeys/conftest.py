"""A browser for the journeys: Debian's Chromium and its driver."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from tests.journeys.window import Window

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en",
)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser without a window, with a profile of its own, or a skip that says why not."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not browser or not driver:
        pytest.skip("chromium and chromedriver are not here (Debian: chromium, chromium-driver)")
    options = ChromeOptions()
    options.binary_location = browser
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    running = Chrome(options, Service(driver))
    try:
        yield running
    finally:
        running.quit()


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Where pictures go: the folder that SCREENSHOTS names, else one that is thrown away."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    """The address of a demo of its own."""
    command = [sys.executable, "-m", "bot", "demo", "--port", "0"]
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    running = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    with running:
        assert running.stdout
        yield running.stdout.readline().split()[-1].rstrip("/")
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0


@pytest.fixture
def window(chromium: Chrome, demo: str, screenshots: Path) -> Iterator[Window]:
    yield Window(chromium, demo, screenshots)
    # The page is left before its workspace is stopped, else it would wait for an answer.
    chromium.get("about:blank")
