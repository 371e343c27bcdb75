"""Every case of the contract: a text and what it means."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.entry import NOTHING_KNOWN, EntryRefused, Known, parse, parse_entries
from bot.entry.known import Nothing

CASES = json.loads(Path(__file__).with_name("entry_examples.json").read_text(encoding="utf-8"))


@dataclass
class TitlesKnown(Nothing):
    """An event that knows these titles of every session."""

    known: Sequence[str] = ()

    def titles(self, code: str | None) -> Sequence[str]:  # noqa: ARG002 - the protocol's
        return self.known


def meaning(case: dict[str, Any], entry: Any) -> dict[str, Any]:
    stated = asdict(entry)
    return {name: json.loads(json.dumps(stated[name])) for name in case}


@pytest.mark.parametrize("case", CASES["headings"], ids=lambda case: case["add"])
def test_a_heading_means_what_the_contract_says(case: dict[str, Any]) -> None:
    known: Known = TitlesKnown(case["known"]) if "known" in case else NOTHING_KNOWN
    if case.get("refused"):
        with pytest.raises(EntryRefused):
            parse(case["add"], known, quick=True)
        return
    assert meaning(case["entry"], parse(case["add"], known, quick=True)) == case["entry"]


@pytest.mark.parametrize("case", CASES["bodies"], ids=lambda case: case["text"][23:50])
def test_a_body_means_what_the_contract_says(case: dict[str, Any]) -> None:
    assert meaning(case["entry"], parse(case["text"])) == case["entry"]


@pytest.mark.parametrize("case", CASES["several"], ids=lambda case: case["because"][:30])
def test_several_entries_in_one_text_are_parted(case: dict[str, Any]) -> None:
    entries = parse_entries(case["text"])
    assert len(entries) == len(case["entries"])
    for stated, entry in zip(case["entries"], entries, strict=True):
        assert meaning(stated, entry) == stated
