"""A Japanese member is answered in Japanese, at every door and in every refusal."""

import re
import string
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest

from bot.locale import translate, translate_many
from bot.playground import Form, Outcome, Person
from tests.bots import Bot
from tests.logged import logged
from tests.messages import extracted

pytestmark = pytest.mark.engines("sqlite")

HARU = "haru"
UNSEEN = {"action_id", "block_id", "value", "type", "callback_id", "private_metadata", "url"}
SENTENCE = 4  # words from which English is no name, code or command
TAPPED = 250  # buttons in a journey

# What is typed behind the command, parted by bars; ⏎ begins a new line.
TYPED = """
ヘルプ | ヘルプ 追加 | ヘルプ ダイジェスト | ヘルプ プロフィール
追加 NET402 4 すごく良い話 | 追加 ABC123 4 なぞの話 | NEW101 5⏎★4 COP343⏎- メモ
追加 NET402 6 | 追加 ★★★★ | 追加 event:all NET402 5 | 追加 event:ない NET402 5 | 評価 NET402
評価 COP343 5 良かった | 評価 NET402 9 | 評価 なにか | 評価 | 評価 NET402 なし | 取消
取消 x | 取消 999 | move 999 #1 | instead 999 NET402 5 | draft x | トップ | トップ 99
トップ 3 recorded | トップ level:900 | トップ level:x | トップ foo:bar | トップ lvl:3
トップ stars:9 | トップ by:@nobody | トップ since:abc | トップ recorded:no | トップ level:
トップ event:all event:general | トップ by:me role:sre unwatched since:2d
トップ level:300+ stars:4+ type:talk topic:ai | トップ since:5h | トップ event:ない
詳細 NET402 | 詳細 朝食 | 詳細 NOPE99 | 詳細 NET999 | 詳細 | 詳細 #99 | read NET402 by:@ann
read COP343 by:@haru | 検索 loud | 検索 ないない | 検索 | 検索 loud event:all | 自分
自分 未完成 | 自分 ほか | 自分 level:300 | 編集 NET402 | 編集 朝食 | 編集 NOPE99
削除 NET402 | 削除 NET402 by:@ann | 削除 NET402 by:@ann by:@ben | 削除 朝食 | あとで
あとで NET402 | あとで NET402 | 視聴済み COP343 | 視聴済み COP343 4 | あとで | イベント
イベント use ない | イベント new | イベント foo | イベント use general | ダイジェスト
ダイジェスト on | ダイジェスト on 99 | ダイジェスト on 09:00 EST
ダイジェスト on 09:00 Atlantis | ダイジェスト on 09:00 ないよ | ダイジェスト foo
ダイジェスト on 09:00 lang:fr | ダイジェスト on 09:00 unwatched | ダイジェスト off
ダイジェスト on 09:00 #nowhere | ダイジェスト preview ほか | ダイジェスト preview
ダイジェスト on 09:00 London recommended | ダイジェスト | ダイジェスト preview | 統計
統計 event:all level:900 | 出力 foo | プロフィール | プロフィール @ann | プロフィール @ben
share NET402 | share | share top level:900 | forget-me | forget-me x | トッポ | ほげほげ
検策 loud | 取込 | 取込 ほか | forget-me はい | forget-me はい
"""
SAID = ("NET402 5 とても良い", "何かを書いた", "ヘルプ", "★★★★★★★ NET402")


@pytest.fixture(scope="module", autouse=True)
def sentences() -> tuple[str, ...]:
    """Every English sentence, read before a bot runs.

    Python 3.11 refuses to parse while another thread does, be it for the lines of a traceback.
    """
    return _sentences()


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with logged(database_url) as started:
        yield started


def test_no_answer_to_a_japanese_member_holds_an_english_sentence(bot: Bot) -> None:
    assert english(typed_journey(bot, HARU)) == []


def test_no_answer_by_tapping_holds_an_english_sentence(bot: Bot) -> None:
    assert english(tapped_journey(bot, HARU)) == []


def test_no_form_of_a_japanese_member_holds_an_english_sentence(bot: Bot) -> None:
    assert english(forms_journey(bot, HARU)) == []


def test_a_japanese_digest_holds_no_english_sentence(bot: Bot) -> None:
    haru = bot.slack.member(HARU)
    haru.types("/session ダイジェスト on 10:00 lang:ja", "general")
    bot.clock.forward(days=1)
    bot.tick()
    seen = [text for message in haru.reads("general") for text in texts(message.blocks)]
    seen += shown(haru.types("/session ダイジェスト", "general"))
    assert any("ダイジェスト 2026/03/03" in text for text in seen)
    assert any("投稿しました。" in text for text in seen)
    assert english(seen) == []


def test_the_same_journey_in_english_is_found_to_be_english(bot: Bot) -> None:
    assert english(typed_journey(bot, "ann"))


def test_a_command_is_offered_by_its_japanese_name(bot: Bot) -> None:
    said = bot.slack.member(HARU).types("/session トッポ", "general")
    assert "「トップ」のことですか" in said.shown
    assert "top" in bot.slack.member(HARU).types("/session ヘルプ トップ", "general").shown


def typed_journey(bot: Bot, name: str) -> list[str]:
    """What is seen by who types every command, and says things to the bot."""
    person = bot.slack.member(name)
    seen = home(person)
    for text in TYPED.replace("\n", "|").split("|"):
        typed = text.strip().replace("⏎", "\n")
        seen += shown(person.types(f"/session {typed}", "general"))
        if person.form:
            person.form.close()
    for text in SAID:
        outcome = person.acting()
        person.says(text)
        seen += shown(outcome.waits())
    return seen + home(person)


def tapped_journey(bot: Bot, name: str) -> list[str]:
    """What is seen by who taps each kind of button once, from the menu and from Home on."""
    person = bot.slack.member(name)
    person.types("/session 追加 ABC123 4 なぞの話", "general")
    first = person.types("/session 追加 NET402 4 すごく良い話", "general")
    seen = [*shown(first), *home(person)]
    waiting = [*first.buttons, *person.home.buttons]
    waiting += person.types("/session", "general").buttons
    waiting += person.types("/session ダイジェスト", "general").buttons
    known: set[str] = set()
    while waiting and len(known) < TAPPED:
        button = waiting.pop(0)
        kind = re.sub(r"\d+", "0", f"{button.value} {button.label}")
        if kind in known or button.value.startswith("forget-me"):
            continue
        known.add(kind)
        outcome = button.click()
        seen += shown(outcome)
        if person.form:
            person.form.close()
        else:
            waiting += outcome.buttons
    assert len(known) > 30
    return seen


def forms_journey(bot: Bot, name: str) -> list[str]:
    """What is seen in forms: fresh, prefilled from a message, refused, and saved."""
    person = bot.slack.member(name)
    written = person.says("★★★★ NET402\n感想です\n\n★★★ COP343\nもう一つ", "general")
    form = opened(person.uses_message_shortcut("save_as_takeaway", written))
    seen = looked_at(form)
    form.close()
    wrong = person.says("★★★★★★★ NET402\n感想です", "general")
    form = opened(person.uses_message_shortcut("save_as_takeaway", wrong))
    seen += looked_at(form)
    form.close()
    form = opened(person.types("/session 編集 NET402", "general"))
    seen += looked_at(form)
    for given in ({"questions": "何でもない行"}, {"questions": None, "recording_url": "ftp://x y"}):
        seen += shown(form.submit(**given)) + looked_at(form)
    seen += shown(form.submit(recording_url=None, impressions="良い", stars="5"))
    form = opened(person.uses_shortcut("log_session"))
    seen += looked_at(form)
    form.close()
    form = opened(person.types("/session イベント new", "general"))
    for key in ("大会 2026", "general", "all"):
        seen += shown(form.submit(name="大会", key=key)) + looked_at(form)
    return seen + shown(form.submit(name="大会", key="taikai-2026"))


def opened(outcome: Outcome) -> Form:
    """The form that is open now."""
    form = outcome.person.form
    assert form is not None
    return form


def home(person: Person) -> list[str]:
    """All that stands in Home."""
    view = person.opens_home()
    person.workspace.wait_until(lambda: view.blocks, 5)
    return texts(view.blocks)


def shown(outcome: Outcome) -> list[str]:
    """Every text of an outcome: of its messages, and of the form that it opened."""
    seen = [text for message in outcome.messages for text in texts([message.text, message.blocks])]
    form = outcome.person.form
    return seen + (looked_at(form) if form else [])


def looked_at(form: Form) -> list[str]:
    """Every text of a form, with what stands in red."""
    return [*texts(form.view.payload), *form.errors.values()]


def texts(payload: Any) -> list[str]:
    """Every string of a payload that a person sees."""
    if isinstance(payload, str):
        return [payload]
    if isinstance(payload, dict):
        return [text for key, each in payload.items() if key not in UNSEEN for text in texts(each)]
    return [text for each in payload for text in texts(each)] if isinstance(payload, list) else []


def english(seen: Iterable[str]) -> list[str]:
    """The texts that hold a sentence, or a part of one, as it is written in the code."""
    found = {text for text in seen for each in _sentences() if each in text}
    return sorted(found)


@cache
def _sentences() -> tuple[str, ...]:
    return tuple(_parts())


def _parts() -> Iterator[str]:
    """The parts of four words and more between a template's words, unless Japanese has them too."""
    for message in extracted():
        forms = [message.id] if isinstance(message.id, str) else list(message.id)
        for form in forms:
            japanese = translate("ja", form), translate_many("ja", forms[0], forms[-1], 1)
            for text, *_ in string.Formatter().parse(form):
                enough = len(re.findall(r"[A-Za-z’']+", text)) >= SENTENCE
                if enough and not any(text in each for each in japanese):
                    yield text.strip()
