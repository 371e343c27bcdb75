"""Of which reasons people have been told: each is told once, until a digest arrives."""

from typing import Any

from sqlalchemy import Connection, select, update

from storage.database import Database
from storage.digest_records import Subscription
from storage.digest_tables import subscriptions


class Told:
    """The reasons that are written down with each digest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def once(self, subscription: Subscription, reason: str) -> bool:
        """Note that the person who set it up is told of a reason; False where they were before."""

        def write(db: Connection) -> bool:
            told = db.execute(
                select(subscriptions.c.told).where(_of(subscription)).with_for_update()
            ).scalar_one()
            if reason in told:
                return False
            db.execute(update(subscriptions).where(_of(subscription)).values(told=[*told, reason]))
            return True

        return self._database.write(write)

    def take_back(self, subscription: Subscription, reason: str) -> None:
        """Note that after all nobody was told of a reason."""

        def write(db: Connection) -> None:
            asked = select(subscriptions.c.told).where(_of(subscription)).with_for_update()
            others = [each for each in db.execute(asked).scalar_one() if each != reason]
            db.execute(update(subscriptions).where(_of(subscription)).values(told=others))

        self._database.write(write)


def _of(subscription: Subscription) -> Any:
    return (subscriptions.c.team_id == subscription.team_id) & (
        subscriptions.c.channel_id == subscription.channel_id
    )
