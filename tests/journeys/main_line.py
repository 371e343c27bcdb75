"""The main job, step by step, as four members go it: no page, and any way to the bot.

What Haru reads is in Japanese, so her steps look at codes, numbers and buttons alone.
"""

import json
from typing import Any

from bot.formats import takeaways
from tests.bots import Bot
from tests.journeys import morning
from tests.journeys.acts import PLACE, closed, number, tap, types, values

REPORT = "★★★★ DAT305 | Moving a million rows\n• Compare before you turn it round\nWorth the queue."


def walk(bot: Bot) -> None:
    """Go the whole way, from the first help to the second rating out of the digest."""
    ask_for_help(bot)
    log_with_the_form(bot)
    log_with_one_line(bot)
    rate_by_tapping(bot)
    read_the_best_and_share(bot)
    edit_what_i_wrote(bot)
    delete_and_take_it_back(bot)
    log_and_search_in_japanese(bot)
    open_an_event(bot)
    save_a_message(bot)
    log_from_the_global_shortcut(bot)
    look_at_home(bot)
    write_to_the_bot_itself(bot)
    let_an_admin_delete(bot)
    morning.set_up_the_digest(bot)
    morning.read_the_digest(bot)
    morning.rate_from_the_digest(bot)


def log_of(bot: Bot) -> Any:
    """Everything that the workspace has logged, as our JSON states it."""
    return json.loads(takeaways.write(bot.store.transfer.export(bot.slack.workspace.team_id)))


def ask_for_help(bot: Bot) -> None:
    """The menu leads to every command by tapping."""
    menu = types(bot, "ann", "")
    assert {"add", "top", "help"} <= values(menu)
    commands = menu.button("help").click()
    bot.workers.finish()
    assert "/session rate" in commands.shown
    assert "/session add" in types(bot, "ann", "help add").shown


def log_with_the_form(bot: Bot) -> None:
    """A session that nobody knows is found as a new one, and the answer comes where it began."""
    form = types(bot, "ann", "add").form
    [new] = form.search("session", "NET402 Surviving overloads")
    assert new["value"].startswith("new:")
    form.choose("session", new)
    assert "title" in form.fields
    saved = form.submit(
        stars="5",
        recommended="yes",
        level="400",
        impressions="Start at minute 12.",
        facts="Shed load before the queue grows\n  Not after",
        questions="Q: Does it work across regions?\nA: It does.",
    )
    bot.workers.finish()
    assert not form.is_open
    assert saved.message.is_private
    assert "NET402" in saved.shown
    assert "5.0 (1 rating)" in saved.shown
    named = f"#{number(bot, 'NET402')}"
    assert values(saved) == {f"edit {named}", "undo 1", f"later {named}"}


def log_with_one_line(bot: Bot) -> None:
    """One line is enough, with the subcommand or without."""
    assert "4.0 (1 rating)" in types(bot, "ann", "add OBS204 | Traces without tears 4").shown
    bare = types(bot, "ann", "KEY101 ★★★★★ The quiet on-call rota (recommended)")
    assert "5.0 (1 rating)" in bare.shown
    known = types(bot, "ann", "add").form.search("session", "quiet rota on-call")
    assert str(number(bot, "KEY101")) in {option["value"] for option in known}
    closed(bot, "ann")


def rate_by_tapping(bot: Bot) -> None:
    """Five buttons set the stars; what else was written stays."""
    asked = types(bot, "ann", "rate OBS204")
    at = number(bot, "OBS204")
    assert {f"rate #{at} {stars}" for stars in range(1, 6)} <= values(asked)
    assert "3.0 (1 rating)" in tap(bot, asked, f"rate #{at} 3").shown
    assert "2.0 (1 rating)" in types(bot, "ann", "rate OBS204 2 Slower than I hoped").shown
    asked = tap(bot, types(bot, "ben", "show NET402"), f"rate #{number(bot, 'NET402')}")
    assert "4.0 (2 ratings)" in tap(bot, asked, f"rate #{number(bot, 'NET402')} 3").shown


def read_the_best_and_share(bot: Bot) -> None:
    """The best stand first; shared, everybody in the channel sees them."""
    best = types(bot, "ann", "top")
    assert best.shown.index("KEY101") < best.shown.index("NET402") < best.shown.index("OBS204")
    assert best.message.is_private
    shared = tap(bot, best, "share top page:1")
    assert not shared.message.is_private
    assert "KEY101" in bot.slack.member("ben").reads(PLACE)[-1].shown


def edit_what_i_wrote(bot: Bot) -> None:
    """The form opens with what is stored, and replaces what was changed."""
    form = types(bot, "ann", "edit NET402").form
    assert form.fields["impressions"] == "Start at minute 12."
    assert form.fields["level"] == "400"
    form.submit(impressions="Start at minute 14.")
    bot.workers.finish()
    listed = types(bot, "ben", "show NET402")
    assert "Start at minute 14." in listed.shown
    assert "Start at minute 12." not in listed.shown
    [read] = [each for each in values(listed) if each.startswith("read ")]
    assert "Does it work across regions?" in listed.button(read).click().shown


def delete_and_take_it_back(bot: Bot) -> None:
    """Nothing goes without a confirmation, and Undo brings it back."""
    at = number(bot, "OBS204")
    row = types(bot, "ann", "mine").button(f"delete #{at} yes")
    assert row.confirm
    row.click(agree=False)
    assert f"delete #{at} yes" in values(types(bot, "ann", "mine"))
    tap(bot, types(bot, "ann", "delete OBS204"), f"delete #{at} yes")
    assert f"delete #{at} yes" not in values(types(bot, "ann", "mine"))
    assert "OBS204" in types(bot, "ann", "undo").shown
    assert "Slower than I hoped" in types(bot, "ann", "show OBS204").shown
    assert f"edit #{at}" not in values(types(bot, "ben", "mine incomplete"))
    assert f"edit #{number(bot, 'KEY101')}" in values(types(bot, "ann", "mine incomplete"))


def log_and_search_in_japanese(bot: Bot) -> None:
    """Every word of the command may be Japanese, of any width."""
    saved = types(bot, "haru", "追加 CHK115 | 小さなチームの障害対応 星4\n・振り返りは30分")
    assert "CHK115" in saved.shown
    found = types(bot, "haru", "検索 障害")
    assert "小さなチームの障害対応" in found.shown
    assert f"show #{number(bot, 'CHK115')}" in values(found)
    assert "KEY101" in types(bot, "haru", "ﾄｯﾌﾟ ３").shown
    assert "振り返りは30分" in types(bot, "ben", "search ﾘ返ﾘ").shown


def open_an_event(bot: Bot) -> None:
    """The first event takes over what was logged before; `use` goes to another and back."""
    form = types(bot, "ada", "event new").form
    made = form.submit(name="Lighthouse Days", key="lighthouse-2026", timezone="London")
    bot.workers.finish()
    [take] = [value for value in values(made) if value.startswith("event take")]
    tap(bot, made, take)
    assert "KEY101" in types(bot, "ben", "top event:lighthouse-2026").shown
    form = types(bot, "ada", "event new").form
    form.submit(name="Harbour Week", key="harbour-2026", timezone="Tokyo")
    bot.workers.finish()
    used = types(bot, "ben", "event use harbour-2026")
    assert "KEY101" not in types(bot, "ann", "top").shown
    [undo] = [value for value in values(used) if value.startswith("event use")]
    tap(bot, used, undo)
    assert "KEY101" in types(bot, "ann", "top").shown


def save_a_message(bot: Bot) -> None:
    """A message in a channel becomes the form's text."""
    ben = bot.slack.member("ben")
    form = ben.uses_message_shortcut("save_as_takeaway", ben.says(REPORT, PLACE)).form
    assert form.fields["stars"] == "4"
    assert "Compare before you turn it round" in form.fields["facts"]
    saved = form.submit()
    bot.workers.finish()
    assert "DAT305" in saved.shown
    assert "4.0 (1 rating)" in saved.shown


def log_from_the_global_shortcut(bot: Bot) -> None:
    """The shortcut has no channel, so its answer comes by direct message."""
    haru = bot.slack.member("haru")
    form = haru.uses_shortcut("log_session").form
    form.choose("session", form.search("session", "AIM201 答えの出どころ")[0])
    form.submit(stars="3", impressions="出典が大事")
    bot.workers.finish()
    assert "AIM201" in haru.reads()[-1].shown


def look_at_home(bot: Bot) -> None:
    """Home logs, edits and shows; what was done there is seen there."""
    ann = bot.slack.member("ann")
    home = ann.opens_home()
    bot.workers.finish()
    assert {"add", "top", f"edit #{number(bot, 'KEY101')}"} <= {b.value for b in home.buttons}
    form = home.button("add").click().form
    form.choose("session", form.search("session", "WRK220 Build a queue")[0])
    form.submit(stars="3")
    bot.workers.finish()
    assert ann.form is None
    assert "WRK220" in home.shown
    details = home.button(f"show #{number(bot, 'KEY101')}").click().form
    assert "The quiet on-call rota" in details.shown
    details.close()
    form = home.button(f"edit #{number(bot, 'WRK220')}").click().form
    form.submit(impressions="The laptops were slow.")
    bot.workers.finish()
    assert "The laptops were slow." in home.shown


def write_to_the_bot_itself(bot: Bot) -> None:
    """A message to the bot is read as if the command stood before it, or with it."""
    ben = bot.slack.member("ben")
    ben.types("★★★★★ KEY101\nWe could do the alert review on Mondays.")
    bot.workers.finish()
    assert "5.0 (2 ratings)" in ben.reads()[-1].shown
    for top in ("top", "/session top"):
        ben.types(top)
        bot.workers.finish()
        assert "KEY101" in ben.reads()[-1].shown
    ben.types("add")
    bot.workers.finish()
    form = ben.reads()[-1].button("add").click().form
    form.close()


def let_an_admin_delete(bot: Bot) -> None:
    """An admin may delete what someone else wrote, others may not."""
    command = "delete DAT305 by:@ben"
    assert values(types(bot, "ann", command)) == set()
    asked = types(bot, "ada", command)
    [confirmed] = values(asked)
    tap(bot, asked, confirmed)
    assert not bot.store.takeaways.of_session("T0LOCAL", number(bot, "DAT305"))
