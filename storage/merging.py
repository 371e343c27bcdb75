"""What becomes of a takeaway when an entry is saved to it; pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from storage.columns import clean
from storage.records import Edit, Entry, Question, Takeaway

FENCE = "```"
TAKEAWAY_FIELDS = frozenset(
    ("stars", "recommended", "attended", "partial", "facts", "impressions", "questions", "raw")
)


def cleaned(entry: Entry) -> Entry:
    """Give the entry as the database will hold it, so that what is stored compares with it."""
    return replace(
        entry,
        title=clean(entry.title),
        facts=tuple(clean(line) for line in entry.facts),
        impressions=clean(entry.impressions),
        questions=tuple(Question(clean(q.question), clean(q.answer)) for q in entry.questions),
        topics=tuple(clean(topic) for topic in entry.topics),
        tags=tuple(clean(tag) for tag in entry.tags),
        speakers=tuple(clean(name) for name in entry.speakers),
    )


def added(stored: Takeaway, entry: Entry, note: str = "") -> Takeaway:
    """Set what the entry states and add its lines; `note` becomes a line of impressions."""
    impressions = add_text(stored.impressions, entry.impressions)
    return replace(
        stored,
        raw=entry.raw or stored.raw,
        stars=stored.stars if entry.stars is None else entry.stars,
        recommended=stored.recommended or entry.recommended,
        facts=add_facts(stored.facts, entry.facts),
        impressions=add_text(impressions, note),
        questions=add_questions(stored.questions, entry.questions),
        attended=entry.attended or stored.attended,
        partial=stored.partial or entry.partial,
    )


def edited(stored: Takeaway, edit: Edit) -> Takeaway:
    """Put the named fields of the edit in the place of the stored ones."""
    stated = {name: getattr(edit.entry, name) for name in edit.fields & TAKEAWAY_FIELDS}
    return replace(stored, **stated)


def add_questions(stored: tuple[Question, ...], new: Iterable[Question]) -> tuple[Question, ...]:
    """Add pairs that are not there; an answer goes to its question where that has none."""
    pairs = list(stored)
    for pair in new:
        open_question = Question(pair.question)
        if pair in pairs or (not pair.answer and any(p.question == pair.question for p in pairs)):
            continue
        if open_question in stored and open_question in pairs:
            pairs[pairs.index(open_question)] = pair
        else:
            pairs.append(pair)
    return tuple(pairs) if stored else tuple(new)


def add_text(stored: str, new: str) -> str:
    """Add lines that are not there behind the others; what stands between fences is one line."""
    if not stored or not new:
        return stored or new
    there = set(_units(stored))
    fresh: list[str] = []
    for unit in _units(new):
        if unit and unit not in there:
            fresh.append(unit)
            there.add(unit)
        elif not unit and fresh and fresh[-1]:
            fresh.append("")
    while fresh and not fresh[-1]:
        fresh.pop()
    return "\n".join([stored, *fresh])


def _units(text: str) -> list[str]:
    """Part text into lines, each pair of fences with what is between them as one."""
    units: list[str] = []
    fenced: list[str] = []
    for line in text.split("\n"):
        if fenced:
            fenced.append(line)
            if line.strip().startswith(FENCE):
                units.append("\n".join(fenced))
                fenced = []
        elif line.strip().startswith(FENCE):
            fenced = [line]
        else:
            units.append(line)
    return units + fenced


@dataclass(slots=True)
class _Fact:
    text: str
    nested: "list[_Fact]"


def add_facts(stored: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """Add facts that are not there; a nested one goes under the fact that it stands under."""
    if not stored or not new:
        return stored or new
    root = _tree(stored)
    _graft(root, _tree(new))
    return tuple(_lines(root, ""))


def _tree(facts: tuple[str, ...]) -> list[_Fact]:
    root: list[_Fact] = []
    levels = [root]
    for line in facts:
        text = line.lstrip(" ")
        depth = min((len(line) - len(text)) // 2, len(levels) - 1)
        fact = _Fact(text, [])
        levels[depth].append(fact)
        levels[depth + 1 :] = [fact.nested]
    return root


def _graft(stored: list[_Fact], new: list[_Fact]) -> None:
    for fact in new:
        same = next((there for there in stored if there.text == fact.text), None)
        if same is None:
            stored.append(fact)
        else:
            _graft(same.nested, fact.nested)


def _lines(facts: list[_Fact], indent: str) -> Iterable[str]:
    for fact in facts:
        yield indent + fact.text
        yield from _lines(fact.nested, indent + "  ")


def entry_json(entry: Entry) -> dict[str, Any]:
    """Write an entry for the log of changes."""
    fields = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    return {**fields, "questions": [[pair.question, pair.answer] for pair in entry.questions]}


def entry_from(stored: dict[str, Any]) -> Entry:
    """Read an entry from the log of changes."""
    lists = {name: tuple(value) for name, value in stored.items() if isinstance(value, list)}
    questions = tuple(Question(*pair) for pair in stored["questions"])
    return Entry(**{**stored, **lists, "questions": questions})
