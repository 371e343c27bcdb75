"""A workspace in which two people have logged three sessions, for tests of what is read."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.playground import Outcome
from storage import Who
from storage.records import Entry, Profile, Question
from tests.bots import Bot, running

TEAM = "T0LOCAL"
ANN = Who(TEAM, "U0LOCAL")
BEN = Who(TEAM, "U0COLLEAGUE")

OVERLOADS = Entry(
    code="NET402",
    raw="NET402-R1",
    title="Surviving overloads",
    stars=5,
    recommended=True,
    type="Breakout Session",
    topics=("Networking & Content Delivery",),
    recording_url="https://video.example.com/net402",
    facts=("Shed load early", "  before the queue"),
    impressions="Best talk of the week. We should try it.",
    questions=(Question("Does it work across regions?", "It does."),),
    attended="in_person",
)
CHALK = Entry(
    code="COP343", title="Observe everything", stars=4, type="Chalk Talk", impressions="Loud room."
)
BREAKFAST = Entry(title="朝食の会", stars=3, type="Community Activity", facts=("おいしい",))


@contextmanager
def logged(database_url: str) -> Iterator[Bot]:
    """Run the bot; NET402 was rated 5 by Ann and, an hour later, 2 by Ben."""
    with running(database_url) as bot:
        takeaways = bot.store.takeaways
        takeaways.add(ANN, [OVERLOADS, CHALK])
        takeaways.add(BEN, [BREAKFAST])
        bot.clock.forward(hours=1)
        takeaways.add(BEN, [Entry(code="NET402", stars=2, impressions="Too loud. I left.")])
        bot.store.people.save_profile(ANN, Profile(ANN.user_id, role="SRE", company="Example"))
        yield bot


def typed(bot: Bot, text: str, who: str = "ann") -> Outcome:
    """Type a subcommand in a channel."""
    return bot.slack.member(who).types(f"/session {text}", channel="general")


def number(bot: Bot, reference: str) -> int:
    """The number of a session."""
    return bot.store.sessions.resolve(TEAM, reference).matches[0].number
