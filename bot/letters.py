"""What the bot tells people by itself, in its own direct messages: each thing once at the most."""

import logging
from collections.abc import Callable
from datetime import datetime

from bot.call import Message, Reader
from bot.digest import Press, telling
from bot.posting import OutcomeOpen, Passing, PostError, Posting
from bot.views import letters as views
from storage import Who
from storage.letters import Letter, Trouble

log = logging.getLogger(__name__)

APART = 0.25  # seconds between two letters; Slack takes several hundred a minute of a workspace
AGAIN = 60  # seconds after which what was not sent is tried again, where Slack names no time

Pause = Callable[[float], object]
Told = Callable[[str, str], None]


class Postman:
    """Looks once a minute for what is to be told, and brings what is due.

    `told` hears of each letter's kind, and whether it is sent, waits, is open or refused.
    """

    def __init__(
        self,
        press: Press,
        clock: Callable[[], datetime],
        pause: Pause,
        told: Told = lambda _kind, _outcome: None,
    ) -> None:
        self._press = press
        self._store = press.store
        self._clock = clock
        self._pause = pause
        self._told = told
        self._collected_at: datetime | None = None

    def run_due(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Bring letters until none is due, and give their number."""
        minute = self._clock().replace(second=0, microsecond=0)
        if minute != self._collected_at:
            self._store.letters.collect()
            self._collected_at = minute
        brought = 0
        while not stopping() and (letter := self._store.letters.claim()):
            try:
                self._bring(letter)
            except Exception:
                # It may be out already, so that it is not tried again; the others are.
                log.exception("A letter of kind %s stopped.", letter.kind)
            brought += 1
            self._pause(APART)
        return brought

    def _bring(self, letter: Letter) -> None:
        posting = self._press.workspaces(letter.who.team_id)
        if posting is not None and letter.trouble is not None:
            self._tell_of(letter, letter.trouble, posting)
            return
        message = self._written(letter)
        if posting is None or message is None:
            return
        outcome = self._sent(letter, posting, message)
        self._told(letter.kind, outcome)

    def _tell_of(self, letter: Letter, trouble: Trouble, posting: Posting) -> None:
        """Tell what could not be told when it happened, where it still holds."""
        team_id, channel_id = letter.who.team_id, trouble.channel_id
        found = self._store.digests.get(team_id, channel_id)
        last = self._store.digests.last_runs(team_id, [channel_id]).get(channel_id)
        if found is None or last is None or last.reason != trouble.reason:
            return
        done = telling.told(self._press, posting, found, trouble)
        if done.outcome == "waits":
            self._store.letters.again(letter, done.wait)
        if done.outcome != "known":
            self._told(letter.kind, done.outcome)

    def _sent(self, letter: Letter, posting: Posting, message: Message) -> str:
        try:
            posting.tell(letter.who.user_id, message)
        except Passing as error:
            log.info("A letter of kind %s waits: %s.", letter.kind, error.reason)
            self._store.letters.again(letter, error.wait or AGAIN)
            return "waits"
        except OutcomeOpen as error:
            log.warning("A letter of kind %s may be out: %s.", letter.kind, error.reason)
            return "open"
        except PostError as error:
            log.warning("A letter of kind %s was refused: %s.", letter.kind, error.reason)
            return "refused"
        return "sent"

    def _written(self, letter: Letter) -> Message | None:
        """Render what still holds now; None where nothing of it does."""
        who, store = letter.who, self._store
        if letter.kind == "recordings":
            watches = store.watching.list(who)
            told = [each for each in watches if each.session.number in letter.sessions]
            return views.recordings(told, self._reader(who)) if told else None
        lacking = store.takeaways.mine(who, incomplete=True, event=letter.event, limit=views.SHOWN)
        if not lacking.items:
            return None
        return views.nudge(store.events.get(who.team_id, letter.event), lacking, self._reader(who))

    def _reader(self, who: Who) -> Reader:
        """Write in the language that the person chose, else has in Slack."""
        known = self._store.people.known(who.team_id, [who.user_id]).get(who.user_id)
        chosen = self._store.people.language(who)
        return Reader(
            chosen or (known.language if known else "en"),
            known.timezone if known else "UTC",
            self._press.command,
        )
