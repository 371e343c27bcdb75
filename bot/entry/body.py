"""The body of an entry: facts, questions and answers, and impressions, which are the rest."""

from dataclasses import dataclass, field

from bot.entry.known import Known
from bot.entry.outline import Outline
from bot.entry.prefix import BULLET
from bot.entry.questions import Asked, answered_ahead, is_questions_title, read_asked
from bot.entry.shapes import is_quoted, unescaped
from bot.entry.text import cleaned, fences, settled_prose
from storage.records import Question

_INDENT = "  "  # of a fact, for each level of nesting


@dataclass(frozen=True, slots=True)
class Body:
    """What the lines under the details say."""

    facts: tuple[str, ...] = ()
    impressions: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(slots=True)
class _Asking:
    """A question with its answer while their lines come in."""

    question: list[str]
    answer: list[str] | None = None

    @property
    def open(self) -> bool:
        return self.answer is None

    def add(self, line: str) -> None:
        (self.question if self.answer is None else self.answer).append(line)

    def asked(self) -> Question:
        question = settled_lines(self.question)
        return Question(question, settled_lines(self.answer or []))


def settled_lines(lines: list[str]) -> str:
    """Lines of a question or an answer: no empty ones, a tab is a space."""
    return "\n".join(line for line in lines if line.strip()).replace("\t", " ").strip()


def settled_fact(fact: str, above: str | None) -> str:
    """A fact in one line, at most one level deeper than the one above; empty if it is."""
    first, *others = cleaned(fact).split("\n")
    line = " ".join([first.rstrip(), *map(str.strip, others)])
    deepest = level_of(above) + 1 if above is not None else 0
    text = line.replace("\t", " ").strip()
    return _INDENT * min(level_of(line), deepest) + text if text else ""


def read_body(lines: list[str], known: Known) -> Body:
    """Read the lines under the details of an entry."""
    return _Reading(lines, known).body()


@dataclass(slots=True)
class _Reading:
    lines: list[str]
    known: Known
    facts: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    asked: list[_Asking] = field(default_factory=list)
    outline: Outline = field(default_factory=Outline)
    answered: list[bool] = field(default_factory=list)
    # Whether the line before belongs to the last question, and whether nothing but its lines
    # and empty ones has come since it.
    directly_under: bool = False
    just_asked: bool = False

    def body(self) -> Body:
        blocks = fences(self.lines)
        self.answered = self._answered_ahead(blocks)
        index = 0
        while index < len(self.lines):
            if index in blocks:
                end = blocks[index] + 1
                self._rest_of_list()
                self.prose += self.lines[index:end]
                index = end
                continue
            self._read_line(index)
            index += 1
        questions = [asking.asked() for asking in self.asked]
        return Body(
            tuple(self.facts),
            settled_prose(self.prose),
            tuple(asked for asked in questions if asked.question or asked.answer),
        )

    def _answered_ahead(self, blocks: dict[int, int]) -> list[bool]:
        texts = [_without_bullet(line.lstrip())[0] for line in self.lines]
        for start, end in blocks.items():
            texts[start : end + 1] = [""] * (end + 1 - start)
        return answered_ahead(texts)

    def _read_line(self, index: int) -> None:
        line = self.lines[index]
        text = line.lstrip()
        if not text:
            self.prose.append("")
            self.directly_under = False
            return
        content, bulleted = _without_bullet(text)
        plain = unescaped(content, self.known)
        asked = read_asked(content) if plain is None else None
        if asked and self._take_asked(asked, self.answered[index]):
            return
        if bulleted:
            self._take_fact(line, (content if plain is None else plain).strip())
        elif plain is None and is_quoted(text) and not self.outline.holds(line):
            self._rest_of_list()
            self.facts.append(text.strip())
        elif plain is None and is_questions_title(text) and self._question_follows(index):
            self._rest_of_list()
        else:
            self._take_plain(line, text if plain is None else plain)

    def _take_asked(self, asked: Asked, answered: bool) -> bool:
        if asked.kind == "question":
            if not (asked.sure or answered):
                return False
            self._rest_of_list()
            self.asked.append(_Asking([asked.text]))
        else:
            if not (self.asked and self.asked[-1].open and (asked.sure or self.just_asked)):
                return False
            self._rest_of_list()
            self.asked[-1].answer = [asked.text]
        self.directly_under = self.just_asked = True
        return True

    def _take_fact(self, line: str, text: str) -> None:
        depth = self.outline.bullet(line)
        self.directly_under = self.just_asked = False
        if text:
            self._add_fact(depth, text)

    def _take_plain(self, line: str, text: str) -> None:
        indent = line[: len(line) - len(line.lstrip())]
        if self.directly_under:
            self.asked[-1].add(indent + text)
            return
        depth = self.outline.plain(line)
        if depth is not None:
            self._add_fact(depth, text.strip())
            return
        self._rest_of_list()
        self.prose.append(indent + text)

    def _add_fact(self, depth: int, text: str) -> None:
        above = self.facts[-1] if self.facts else None
        self.facts.append(settled_fact(_INDENT * depth + text, above))

    def _rest_of_list(self) -> None:
        """A line of another kind ends a list and what a question's lines may go on with."""
        self.outline.end()
        self.directly_under = self.just_asked = False

    def _question_follows(self, index: int) -> bool:
        for later in range(index + 1, len(self.lines)):
            text = self.lines[later].lstrip()
            if text:
                asked = read_asked(_without_bullet(text)[0])
                opens = asked is not None and (asked.sure or self.answered[later])
                return opens and asked is not None and asked.kind == "question"
        return False


def level_of(fact: str) -> int:
    """How deep a fact is nested."""
    return (len(fact) - len(fact.lstrip(" "))) // len(_INDENT)


def _without_bullet(text: str) -> tuple[str, bool]:
    bullet = BULLET.match(text)
    return (text[bullet.end() :], True) if bullet else (text, False)
