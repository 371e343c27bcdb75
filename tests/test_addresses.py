"""The bot sends to Slack's own addresses alone."""

import pytest

from bot.addresses import is_slacks, takes_answers

SLACK = "https://slack.com/api/"


@pytest.mark.parametrize(
    "address",
    ["https://slack.com/x", "https://files.slack.com/x", "https://hooks.slack-gov.com:443/x"],
)
def test_slacks_own_hosts_are_its(address: str) -> None:
    assert is_slacks(address, SLACK)
    assert takes_answers(address, SLACK)


@pytest.mark.parametrize(
    "address",
    [
        "http://slack.com/x",
        "https://slack.com.evil.example/",
        "https://notslack.com/",
        "https://slack.com@evil.example/",
        r"https://evil.example\@slack.com/",
        "https://evil.example@slack.com/",
        "https://evil.example#.slack.com",
        "https://evil.example/.slack.com",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[/",
        "https://slack.com:0/",
        "https://slack.com:x/",
        "file:///etc/passwd",
        "//slack.com/x",
        "",
    ],
)
def test_no_other_address_is_taken_for_slacks(address: str) -> None:
    assert not is_slacks(address, SLACK)
    assert not takes_answers(address, SLACK)
