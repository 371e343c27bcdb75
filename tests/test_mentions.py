"""What Slack makes of people, channels and addresses, read as the writer saw it."""

import pytest

from bot import mentions


def names(_: object) -> dict[str, str]:
    return {"U1": "Ann"}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("top by:<@U1> level:300+", "top by:<@U1> level:300+"),
        ("digest on 09:00 <#C1|general>", "digest on 09:00 <#C1|general>"),
        ("a &amp; b &lt;c&gt; &amp;lt; & d", "a & b <c> &lt; & d"),
        ("recording: <https://a.example/x>", "recording: https://a.example/x"),
        ("see <https://a.example/x|the page>", "see the page (https://a.example/x)"),
        ("recording: <https://a.example/x|the page>", "recording: https://a.example/x"),
        ("write <mailto:a@b.example|a@b.example>", "write a@b.example"),
        ("<!here> <!subteam^S1|@team>", "@here @team"),
        ("*not bold* :star:", "*not bold* :star:"),
    ],
)
def test_a_commands_text(sent: str, read: str) -> None:
    assert mentions.in_command(sent) == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("top by:<@U1>", "top by:<@U1>"),
        ("digest on 09:00 <#C1|general>", "digest on 09:00 <#C1|general>"),
        ("add *NET402* 5\n&lt;b&gt; &amp; _more_", "add NET402 5\n<b> & more"),
        ("see <https://a.example|the page>", "see the page (https://a.example)"),
    ],
)
def test_a_messages_text(sent: str, read: str) -> None:
    assert mentions.in_message({"text": sent}) == read


def test_what_is_kept_names_people_and_channels_as_text() -> None:
    text = "by <@U1>, <@U2|ben> and <@U3> in <#C1|general> and <#C2|>"
    assert mentions.named(text, names) == "by @Ann, @ben and @U3 in #general and #C2"


def test_nobody_is_asked_where_nobody_is_mentioned() -> None:
    def fail(_: object) -> dict[str, str]:
        raise AssertionError

    assert mentions.named("no <b>one</b> in <#C1|general>", fail) == "no <b>one</b> in #general"
