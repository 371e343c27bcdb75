"""The workspace of the demo: who is in it, and where they talk."""

from __future__ import annotations

from collections.abc import Callable

from bot.playground.state import Member
from bot.playground.workspace import BOT_USER, Workspace

TEAM = "T0LOCAL"
ATTENDEE = "U0LOCAL"
MEMBERS = (
    Member(ATTENDEE, "ann", "Ann Archer", "Ann", title="Attendee"),
    Member(
        "U0COLLEAGUE",
        "ben",
        "Ben Brook",
        "Ben",
        "en-GB",
        "Europe/London",
        title="Colleague at home",
    ),
    Member(
        "U0ADMIN",
        "ada",
        "Ada Admin",
        "Ada",
        tz="America/New_York",
        title="Workspace admin",
        is_admin=True,
        is_owner=True,
    ),
    Member("U0JAPAN", "haru", "春野 はる", "はる", "ja-JP", "Asia/Tokyo", title="Attendee"),
)


def demo_team(clock: Callable[[], float], team_id: str = TEAM, name: str = "Local") -> Workspace:
    """An attendee, a colleague, an admin and a Japanese member, with their channels.

    The bot is in `general` and `conference`; it has to be invited to the others. A second such
    workspace has the same people's and channels' ids, as those of one organisation may.
    """
    workspace = Workspace(team_id, name, clock)
    for member in MEMBERS:
        workspace.add_member(Member(**vars(member)))
    everybody = {member.id for member in MEMBERS}
    workspace.add_channel("C0GENERAL", "general", members=everybody | {BOT_USER})
    workspace.add_channel("C0CONF", "conference", members=everybody | {BOT_USER})
    workspace.add_channel("C0RANDOM", "random", members=everybody)
    workspace.add_channel("G0LEADS", "leads", "private", {"U0ADMIN", ATTENDEE})
    workspace.add_channel("C0OLD", "conference-2022", members=everybody | {BOT_USER})
    workspace.channels["C0OLD"].is_archived = True
    return workspace
