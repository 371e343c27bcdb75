"""`import` and `export` on the command line."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main

REPORT = """# What I saw

## About me

- role: SRE
- likes queues

## Chalk Talk [not recorded]

- a whiteboard and twenty people

### ★★★★★ OPN310-R2 | Paging without pain (recommended)

- Level 300
- Topics: Paging, Queues

It was good.

- pages are expensive
  - at night

Q: Does it scale?

A: It does.

## Community Activities

### ★★★ dinner on the terrace

Warm, with \\<b> jokes.
"""


@pytest.fixture(autouse=True)
def database(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "report.md"
    path.write_text(REPORT, encoding="utf-8")
    return str(path)


def _exported(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(["export", *arguments]) == 0
    return capsys.readouterr().out


def _lasting(exported: str) -> Any:
    """Give what an export says, times apart."""
    return json.loads(
        exported,
        object_hook=lambda found: {
            name: value for name, value in found.items() if name not in ("created_at", "updated_at")
        },
    )


def test_a_trip_report_becomes_the_log(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", report, "--event", "opsconf-2026"]) == 0
    said = capsys.readouterr().out
    assert "workspace T0LOCAL, opsconf-2026, written by U0LOCAL." in said
    assert "Sessions: 2 new, 0 changed, 0 unchanged" in said
    (event,) = json.loads(_exported(capsys))["events"]
    assert (event["key"], event["current"]) == ("opsconf-2026", True)
    assert [kind["name"] for kind in event["types"]][:2] == ["Chalk Talk", "Community Activity"]
    talk, dinner = event["sessions"]
    assert (talk["code"], talk["level"], talk["topics"]) == ("OPN310", 300, ["Paging", "Queues"])
    (written,) = talk["takeaways"]
    assert written["facts"] == ["pages are expensive", "  at night"]
    assert written["questions"] == [{"question": "Does it scale?", "answer": "It does."}]
    assert dinner["takeaways"][0]["impressions"] == "Warm, with <b> jokes."


def test_a_second_import_changes_nothing(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", report])
    before = _exported(capsys)
    assert main(["import", report]) == 0
    said = capsys.readouterr().out
    assert "Takeaways: 0 new, 0 changed, 2 unchanged" in said
    assert _exported(capsys) == before


def test_a_dry_run_reports_and_keeps_nothing(
    report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", report, "--event", "opsconf-2026", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "Sessions: 2 new" in said
    assert "Nothing was saved: this was a dry run." in said
    assert json.loads(_exported(capsys))["events"] == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_markdown_comes_in_as_it_went_out(
    report: str, language: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    main(["import", report, "--event", "opsconf-2026"])
    markdown = str(tmp_path / "out.md")
    assert main(["export", "--format", "md", "--lang", language, "-o", markdown]) == 0
    here = _lasting(_exported(capsys))
    assert (
        main(["import", markdown, "--event", "opsconf-2026", "--team", "T2", "--as", "U0LOCAL"])
        == 0
    )
    assert _lasting(_exported(capsys, "--team", "T2")) == here


def test_markdown_changes_nothing_where_it_came_from(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Keynote\n★★★ KEY201 | No level stated\nGood.\n", "utf-8")
    main(["import", str(tmp_path / "a.txt")])
    markdown = str(tmp_path / "out.md")
    main(["export", "--format", "md", "-o", markdown])
    capsys.readouterr()
    assert main(["import", markdown]) == 0
    assert "Sessions: 0 new, 0 changed, 1 unchanged" in capsys.readouterr().out


def test_a_takeaway_that_was_given_no_code_is_the_same_in_each_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    takeaway = {"user": "U0LOCAL", "stars": 4}
    session = {"code": "KEY201", "title": "Fire", "takeaways": [takeaway]}
    log = {"format": "session-takeaways/1", "events": [{"key": "camp", "sessions": [session]}]}
    (tmp_path / "log.json").write_text(json.dumps(log), "utf-8")
    main(["import", str(tmp_path / "log.json")])
    here = _exported(capsys)
    (tmp_path / "here.json").write_text(here, "utf-8")
    main(["export", "--format", "md", "-o", str(tmp_path / "here.md")])
    for name in ("here.json", "here.md"):
        assert main(["import", str(tmp_path / name), "--event", "camp"]) == 0
        assert "Takeaways: 0 new, 0 changed, 1 unchanged" in capsys.readouterr().out
    assert _exported(capsys) == here
    there = ["--team", "T2", "--as", "U0LOCAL"]
    assert main(["import", str(tmp_path / "here.md"), "--event", "camp", *there]) == 0
    assert [
        each["takeaways"][0]["code"]
        for team in ("T0LOCAL", "T2")
        for each in json.loads(_exported(capsys, "--team", team))["events"][0]["sessions"]
    ] == ["KEY201", "KEY201"]


def test_json_comes_in_as_it_went_out(
    report: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    main(["import", report, "--event", "opsconf-2026"])
    path = tmp_path / "log.json"
    path.write_text(_exported(capsys), encoding="utf-8")
    assert main(["import", str(path), "--team", "T2"]) == 0
    assert _exported(capsys, "--team", "T2") == path.read_text(encoding="utf-8")


def test_an_export_of_nothing_is_a_valid_file_that_brings_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for kind in ("json", "csv", "md"):
        path = tmp_path / f"nothing.{kind}"
        path.write_text(_exported(capsys, "--format", kind), encoding="utf-8")
        assert main(["import", str(path)]) == 1
        assert "The file holds no session. Nothing was changed." in capsys.readouterr().err
    assert json.loads((tmp_path / "nothing.json").read_text(encoding="utf-8"))["events"] == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"Nothing in here is a session.\n", "The file holds no session."),
        (b"", "The file holds no session."),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "This is no text in UTF-8 or UTF-16."),
        (b'{"format": "session-takeaways/9", "events": []}', "is not known here"),
        (b'{"format": "session-takeaways/1", "events": [', "This is no valid JSON."),
        (
            b'{"format": "session-takeaways/1",\n"events": [{"key": "a", "timezone": "Mars/B"}]}',
            "Line 2: There is no time zone “Mars/B”.",
        ),
    ],
)
def test_a_file_that_is_not_understood_changes_nothing(
    content: bytes, why: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "bad"
    path.write_bytes(content)
    assert main(["import", str(path)]) == 1
    said = capsys.readouterr().err
    assert why in said
    assert "Nothing was changed." in said
    assert json.loads(_exported(capsys))["events"] == []


@pytest.mark.parametrize(
    "key", ["ALL", "my camp", "a\\nb", "<!channel>", "a--b", "鍵", "k" * 41, "k" * 200_000]
)
def test_a_key_that_nobody_could_type_is_refused_with_its_line(
    key: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "log.json"
    event = f'{{"key": "{key}", "sessions": [{{"title": "Paging"}}]}}'
    path.write_text(f'{{"format": "session-takeaways/1", "events": [\n{event}]}}')
    assert main(["import", str(path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("session-bot: Line 2: “")
    assert "” is no key: it has up to 40 small letters, digits and hyphens." in said
    assert len(said) < 200
    assert main(["import", str(path), "--event", key.replace(" ", "!")]) == 1
    assert "An event's key has up to 40" in capsys.readouterr().err
    assert json.loads(_exported(capsys))["events"] == []


def test_a_format_of_any_length_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "log.json"
    path.write_text('{"format": "session-takeaways/' + "9\\n" * 50_000 + '", "events": []}')
    assert main(["import", str(path)]) == 1
    assert len(capsys.readouterr().err) < 200


def test_what_is_missing_is_one_sentence(
    report: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["import", str(tmp_path / "no-such-file")]) == 1
    assert "can't be read" in capsys.readouterr().err
    assert main(["import", report, "--team", "T9"]) == 1
    assert "--as USER" in capsys.readouterr().err
    main(["import", report])
    assert main(["export", "--event", "generl"]) == 1
    assert "Nearest: general." in capsys.readouterr().err
    assert main(["export", "-o", str(tmp_path)]) == 1
    assert "can't be written" in capsys.readouterr().err


def test_several_workspaces_have_to_be_named(
    report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", report, "--team", "T1", "--as", "U1"])
    main(["import", report, "--team", "T2", "--as", "U1"])
    capsys.readouterr()
    assert main(["export"]) == 2
    assert "--team: T1, T2" in capsys.readouterr().err


def test_utf_16_and_windows_lines_are_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "report.md"
    path.write_bytes(REPORT.replace("\n", "\r\n").encode("utf-16"))
    assert main(["import", str(path)]) == 0
    assert "Sessions: 2 new" in capsys.readouterr().out


def test_the_real_article_is_in_the_bot_and_comes_out_without_loss(
    shared_data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    article = str(shared_data / "article" / "reinvent-2023.ja.txt")
    assert main(["import", article, "--event", "reinvent-2023"]) == 0
    first = _exported(capsys)
    assert main(["import", article, "--event", "reinvent-2023"]) == 0
    assert _exported(capsys) == first
    document = json.loads(first)
    sessions = document["events"][0]["sessions"]
    written = [takeaway for session in sessions for takeaway in session["takeaways"]]
    assert len(written) == 25
    assert Counter(each["stars"] for each in written) == {5: 9, 4: 9, 3: 4, 2: 3}
    assert sum(each["recommended"] for each in written) == 2
    assert sum(len(each["questions"]) for each in written) == 14
    assert len({session["type"] for session in sessions}) == 6
    assert "SRE" in document["profiles"][0]["about"]
    markdown = str(tmp_path / "article.md")
    assert main(["export", "--format", "md", "--lang", "ja", "-o", markdown]) == 0
    again = ["import", markdown, "--event", "reinvent-2023", "--team", "T2", "--as", "U0LOCAL"]
    assert main(again) == 0
    assert _lasting(_exported(capsys, "--team", "T2")) == _lasting(first)
