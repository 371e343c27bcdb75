"""A file in and a file out, in the browser: tried, imported, exported, seen in Home."""

from pathlib import Path

import pytest

from tests.journeys.window import Window

pytestmark = pytest.mark.browser

ANN, HARU, GENERAL = "U0LOCAL", "U0JAPAN", "C0GENERAL"

REPORT = """# What I saw

## Chalk Talk [not recorded]

### ★★★★★ OPN310 | Paging without pain (recommended)

Pages are expensive, at night above all.

## Community Activity

### ★★★ dinner on the terrace
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "trip report.md"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_a_report_comes_in_and_goes_out_again(window: Window, report: Path) -> None:
    window.look(ANN, GENERAL)
    _try_it_first(window, report)
    _import_it(window)
    _export_it(window)
    window.goes_to("home")
    window.waits(lambda: "OPN310 Paging without pain" in window.text())
    window.shot("43-home")
    assert not window.all(".refusals"), window.text()
    assert window.faults() == []


def test_the_form_on_a_phone_in_japanese(window: Window, report: Path) -> None:
    window.resize(375, 780)
    window.look(HARU, GENERAL)
    window.types("/session 取込")
    window.one("dialog[open] input[type=file]").send_keys(str(report))
    window.waits(lambda: "trip report.md" in window.text())
    window.shot("44-import-form-ja")
    assert window.overflows() == []
    window.submits()
    window.message("trip report.md", "general")
    window.shot("45-imported-ja")
    assert window.overflows() == []
    assert window.faults() == []


def _try_it_first(window: Window, report: Path) -> None:
    window.types("/session import")
    window.form("Import a file")
    window.one("dialog[open] input[type=file]").send_keys(str(report))
    window.waits(lambda: "trip report.md" in window.text())
    window.finds("Event", "summit-2026", "New event: summit-2026")
    window.ticks("Only tell me what would come of it")
    window.shot("40-import-form")
    window.submits()
    window.closed()
    window.message("Would import trip report.md into summit-2026.", "2 new")
    window.shot("41-tried")


def _import_it(window: Window) -> None:
    window.presses("Import it")
    window.message("Imported trip report.md into summit-2026.")


def _export_it(window: Window) -> None:
    window.types("/session export md event:summit-2026")
    window.message("A Markdown file comes to your direct messages with me")
    dm = window.runs(
        "return [...document.querySelectorAll('.places button')]"
        ".map((each) => each.dataset.place).find((place) => place.startsWith('D'))"
    )
    window.goes_to(dm)
    window.waits(lambda: "summit-2026.md" in window.text())
    window.shot("42-exported")
