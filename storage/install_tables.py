"""The tables of where the app is installed, beside those of `storage.tables`."""

from sqlalchemy import Column, PrimaryKeyConstraint, Table

from storage.columns import CleanText, Moment
from storage.table_parts import metadata, team, words

# `token` and `refresh_token` are sealed: what is here opens with the keys of the installation
# alone. `edition` names one pair of them, so that what was learnt of another pair changes nothing.
# `renewing_until` is when the claim of whoever renews them runs out; `trouble` is why nobody can.
installations = Table(
    "installations",
    metadata,
    team(),
    words("team"),
    words("enterprise_id"),
    words("app_id"),
    words("bot_id"),
    words("bot_user_id"),
    words("installed_by"),
    words("scopes"),
    words("token"),
    words("refresh_token"),
    Column("expires_at", Moment),
    Column("installed_at", Moment, nullable=False),
    words("edition"),
    Column("renewing_until", Moment),
    words("trouble"),
    PrimaryKeyConstraint("team_id"),
)

# States of OAuth that were used, by their hash. Nobody knows yet for which workspace one is, so
# that `team_id` is "" in all of them: every table has its key begin alike.
used_states = Table(
    "oauth_states",
    metadata,
    team(),
    Column("state", CleanText, nullable=False),
    Column("expires_at", Moment, nullable=False),
    PrimaryKeyConstraint("team_id", "state"),
)
