"""The main job from the first help to the digest, over HTTP and over Socket Mode."""

from pathlib import Path

import pytest

from tests.bots import running
from tests.journeys import main_line


def test_a_team_logs_reads_and_gets_its_digest(database_url: str) -> None:
    with running(database_url) as bot:
        main_line.walk(bot)


@pytest.mark.engines("sqlite")
def test_socket_mode_leads_to_the_same_log(database_url: str, tmp_path: Path) -> None:
    with running(database_url, "socket") as bot:
        main_line.walk(bot)
        assert bot.slack.sockets.connected == 1
        logged = main_line.log_of(bot)
    with running(f"sqlite:///{tmp_path / 'other.db'}") as bot:
        main_line.walk(bot)
        assert main_line.log_of(bot) == logged
