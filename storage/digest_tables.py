"""The tables of digests, beside those of `storage.tables`."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, PrimaryKeyConstraint, Table

from storage.columns import CleanText, Json, Moment, Number
from storage.table_parts import counted, listed, metadata, switch, team, words

# A channel keeps its row when its digest is off: what it was shown stays known. `hour` is HH:MM,
# `told` the reasons for which the person who set it up has been told.
subscriptions = Table(
    "digest_subscriptions",
    metadata,
    team(),
    Column("channel_id", CleanText, nullable=False),
    words("channel_name"),
    switch("private"),
    switch("active"),
    words("hour"),
    words("timezone"),
    words("language"),
    Column("filter", Json, nullable=False, server_default="{}"),
    words("set_up_by"),
    Column("set_up_at", Moment, nullable=False),
    Column("since", Moment, nullable=False),
    Column("next_run_at", Moment),
    listed("told"),
    PrimaryKeyConstraint("team_id", "channel_id"),
)
# The tick asks over all workspaces, so that these two indexes do not begin with one.
Index("ix_digest_subscriptions_next_run_at", subscriptions.c.next_run_at)

# `claim` is the token of whoever works on the run; the claim runs out at `attempt_at`, which is
# null once the run is settled. `look_cursor` is the page at which a look-up stopped.
runs = Table(
    "digest_runs",
    metadata,
    team(),
    Column("run_id", CleanText, nullable=False),
    Column("channel_id", CleanText, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("day_ends_at", Moment, nullable=False),
    words("state"),
    words("reason"),
    counted("attempts"),
    words("claim"),
    Column("attempt_at", Moment),
    words("look_cursor"),
    PrimaryKeyConstraint("team_id", "run_id"),
    ForeignKeyConstraint(
        ["team_id", "channel_id"],
        ["digest_subscriptions.team_id", "digest_subscriptions.channel_id"],
        ondelete="CASCADE",
    ),
)
Index("uq_digest_runs_due", runs.c.team_id, runs.c.channel_id, runs.c.due_at, unique=True)
Index("ix_digest_runs_attempt_at", runs.c.attempt_at)

# A message of a run: 0 is the parent, the others its thread. `sending` may have reached Slack.
# At `update_at` it is rendered anew, or the claim of whoever does so runs out.
parts = Table(
    "digest_parts",
    metadata,
    team(),
    Column("run_id", CleanText, nullable=False),
    Column("part", Number, nullable=False),
    words("state"),
    words("ts"),
    Column("sent_at", Moment, nullable=False),
    Column("update_at", Moment),
    PrimaryKeyConstraint("team_id", "run_id", "part"),
    ForeignKeyConstraint(
        ["team_id", "run_id"], ["digest_runs.team_id", "digest_runs.run_id"], ondelete="CASCADE"
    ),
)

Index("ix_digest_parts_update_at", parts.c.update_at)

# What a run shows, fixed at its claim; `part` is null for what has not been sent.
shown_sessions = Table(
    "digest_sessions",
    metadata,
    team(),
    Column("run_id", CleanText, nullable=False),
    Column("position", Number, nullable=False),
    Column("session", Number, nullable=False),
    Column("part", Number),
    PrimaryKeyConstraint("team_id", "run_id", "position"),
    ForeignKeyConstraint(
        ["team_id", "run_id"], ["digest_runs.team_id", "digest_runs.run_id"], ondelete="CASCADE"
    ),
)
Index("ix_digest_sessions_session", shown_sessions.c.team_id, shown_sessions.c.session)

# The takeaways that made a session news for the channel, with the last run that chose them. One
# that was deleted and brought back by Undo stays shown, so that its row outlives it.
chosen = Table(
    "digest_takeaways",
    metadata,
    team(),
    Column("channel_id", CleanText, nullable=False),
    Column("session", Number, nullable=False),
    Column("user_id", CleanText, nullable=False),
    Column("run_id", CleanText, nullable=False),
    switch("shown"),
    PrimaryKeyConstraint("team_id", "channel_id", "session", "user_id"),
    ForeignKeyConstraint(
        ["team_id", "channel_id"],
        ["digest_subscriptions.team_id", "digest_subscriptions.channel_id"],
        ondelete="CASCADE",
    ),
)
Index("ix_digest_takeaways_run", chosen.c.team_id, chosen.c.run_id)

# Sessions of digests whose takeaways have changed since.
marks = Table(
    "digest_marks",
    metadata,
    team(),
    Column("session", Number, nullable=False),
    Column("marked_at", Moment, nullable=False),
    PrimaryKeyConstraint("team_id", "session"),
)
Index("ix_digest_marks_marked_at", marks.c.marked_at)

# Which process serves a workspace's digests until when; see storage.digest_holds.
holds = Table(
    "digest_holds",
    metadata,
    team(),
    words("holder"),
    Column("until", Moment, nullable=False),
    PrimaryKeyConstraint("team_id"),
)
