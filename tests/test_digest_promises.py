"""What README promises of digests, row by row, is held by tests of behaviour."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"

HAS_LEFT = "test_once_the_one_who_set_it_up_has_left_an_admin_is_told_and_may_take_it_over"
RAN_AHEAD = "test_a_clock_that_ran_ahead_takes_no_day_but_those_that_it_posted_on"

# Of each row, by how it begins: the tests that hold the bot to it.
HELD_BY = {
    "the bot was down at the hour": [
        "test_digest_clock.test_a_machine_that_slept_through_the_hour_makes_it_up_once",
    ],
    "it was down the whole day": [
        "test_digest_storage.test_a_missed_run_is_made_up_on_its_day_and_a_missed_day_with_the_next",
    ],
    "the process is killed while it posts": [
        "test_drill_kill.test_a_kill_at_any_step_of_a_run",
        "test_drill_kill.test_a_second_kill_at_any_step_of_the_look_up",
        "test_digest.test_a_fault_neither_doubles_nor_loses",
        "test_drills.test_three_replicas_on_postgresql_lose_and_double_nothing",
        "test_drills.test_three_processes_that_are_killed_lose_and_double_nothing",
    ],
    "the history can't be read": [
        "test_digest.test_what_nobody_can_look_up_is_skipped_told_and_comes_the_next_day",
    ],
    "Slack is busy or away": [
        "test_digest.test_the_pauses_slack_asks_for_are_kept",
        "test_digest.test_a_slack_that_is_down_is_tried_until_the_day_is_over",
    ],
    "Slack is slow in one workspace": [
        "test_digest_crew.test_a_slow_workspace_holds_up_no_other",
    ],
    "several replicas run": [
        "test_digest_holds.test_a_workspace_is_served_by_one_process_until_that_one_rests_or_dies",
        "test_digest_holds.test_no_process_asks_in_a_workspace_while_slack_wants_a_pause",
        "test_digest_crew.test_replicas_keep_the_pace_of_a_workspace_together",
        "test_digest_crew.test_replicas_share_the_work_and_double_nothing",
    ],
    "the digest is deleted while its thread is on its way": [
        "test_digest.test_nothing_is_left_in_the_channel_where_the_parent_was_deleted",
    ],
    "the channel is archived": [
        "test_digest.test_a_refusal_is_told_once_and_tried_again_the_next_day",
        "test_digest.test_another_channel_is_not_held_up",
        "test_digest.test_a_token_that_is_gone_ends_the_run_until_the_next_day",
    ],
    "Slack is away when somebody is to be told": [
        "test_digest_trouble.test_who_could_not_be_told_is_told_as_soon_as_slack_answers",
        "test_digest_trouble.test_what_is_mended_is_not_told_any_more",
    ],
    "that person has left": [
        f"test_digest_trouble.{HAS_LEFT}",
        "test_digest_trouble.test_an_admin_who_can_t_be_told_is_followed_by_the_next",
    ],
    "the hour does not exist": [
        "test_zones.test_each_local_date_has_one_run",
        "test_digest_changes.test_each_local_date_with_news_has_its_digest",
    ],
    "hour, zone or channel are changed": [
        "test_digest_changes.test_each_local_date_has_one_digest_at_most",
        "test_digest_clock.test_a_clock_that_is_set_back_gives_no_second_digest",
        "test_digest_clock.test_a_retry_of_a_clock_that_ran_ahead_gives_a_day_no_second_digest",
    ],
    "the clock ran ahead and is set back": [
        "test_digest_clock.test_a_clock_that_ran_ahead_takes_no_day_of_the_channel",
        "test_digest_clock.test_a_day_that_was_missed_while_the_clock_ran_ahead_is_made_up",
        f"test_digest_changes.{RAN_AHEAD}",
    ],
}


def rows() -> Iterator[str]:
    """Give the first column of the table."""
    text = (
        README.read_text(encoding="utf-8").partition("\n## The digest\n")[2].partition("\n## ")[0]
    )
    for found in re.finditer(r"^\| (.+?) \| .+ \|$", text, re.MULTILINE):
        if found[1] != "when":
            yield found[1]


def test_each_row_of_the_table_is_held_by_tests() -> None:
    for row in rows():
        assert [begin for begin in HELD_BY if row.startswith(begin)], row


@pytest.mark.parametrize("begin", HELD_BY)
def test_each_promise_stands_in_the_table_and_its_tests_exist(begin: str) -> None:
    assert [row for row in rows() if row.startswith(begin)] != []
    for name in HELD_BY[begin]:
        module, _, test = name.partition(".")
        assert callable(getattr(import_module(f"tests.{module}"), test)), name
