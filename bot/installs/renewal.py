"""Tokens that end after hours are renewed ahead of it, by one process at a time.

A refresh token is good once, and Slack's answer is the only place where the next one stands. So a
renewal is claimed before Slack is asked, whoever waits for it has it go on without them, and an
answer that the database does not take is held and written as soon as it does. What remains is a
process that is killed between the answer and the write, or an answer that is lost on its way: then
the token at hand is used to its end, and the workspace has to install the app anew; the log says so
from the first refusal on, and so does `doctor`.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

from bot.call import UserError
from bot.installs.oauth import Granted, NotGranted, SlackOAuth
from bot.installs.vault import Locked, Vault
from bot.locale import N_
from storage.errors import Unavailable
from storage.install_records import Kept, Tokens
from storage.installs import Installs

log = logging.getLogger(__name__)

AHEAD = timedelta(hours=2)  # of the end of a token, at which it is renewed by itself
LAST = timedelta(minutes=1)  # before its end, after which a token is not begun to be used
PATIENCE = 1.5  # seconds that a person waits for a renewal
LOOK_EVERY = 0.1  # seconds between two looks at what another process does
LOOKS = 120  # together longer than Slack is waited for
AT_ONCE = 4  # renewals of a tick; as many threads are left to those who wait
EVERY = timedelta(minutes=1)  # between two looks for tokens that end


class NotNow(UserError):
    """The token has ended and is not renewed yet; trying again helps."""

    def __init__(self) -> None:
        super().__init__(N_("Slack did not answer. Try again in a minute."))


class NotAnyMore(UserError):
    """The token has ended and Slack gives no other."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The bot's access to this workspace has ended. Whoever may install apps here opens"
                " /slack/install at the bot's address."
            )
        )


class Renewal:
    """Renews the tokens of all workspaces."""

    def __init__(
        self,
        installs: Installs,
        vault: Vault,
        oauth: SlackOAuth,
        clock: Callable[[], datetime],
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._installs = installs
        self._vault = vault
        self._oauth = oauth
        self._clock = clock
        self._pause = pause
        self._pool = ThreadPoolExecutor(2 * AT_ONCE, thread_name_prefix="renewal")
        self._under_way: dict[str, Future[Kept]] = {}
        self._unwritten: dict[str, tuple[Kept, Tokens]] = {}
        self._lock = Lock()
        self._looked_at: datetime | None = None

    def current(self, kept: Kept) -> Kept:
        """Give an install whose token can be used, renewed where it is about to end.

        Raises:
            NotNow: The renewal takes longer than a person waits.
            NotAnyMore: Slack gives no other token.
        """
        kept = self._with_unwritten(kept)
        ends_at = kept.install.tokens.expires_at
        if ends_at is None or self._clock() < ends_at - LAST:
            return kept
        try:
            return self._begun(kept).result(PATIENCE)
        except TooLate:
            raise NotNow from None

    def run_due(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Renew what ends soon, and give how many were; looks once a minute."""
        self._write_unwritten()
        now = self._clock()
        if self._looked_at is not None and timedelta(0) <= now - self._looked_at < EVERY:
            return 0
        self._looked_at = now
        due = self._installs.ending(now + AHEAD)
        renewed = 0
        for start in range(0, len(due), AT_ONCE):
            if stopping():
                break
            renewed += sum(self._pool.map(self._renews, due[start : start + AT_ONCE]))
        return renewed

    def close(self) -> None:
        """Let what is under way finish."""
        self._pool.shutdown()
        self._write_unwritten()

    def _renews(self, kept: Kept) -> bool:
        """Renew for nobody in particular; what another process has begun is left to it."""
        try:
            if not self._installs.claim_renewal(kept):
                return False
            self._ask(kept)
        except (UserError, Unavailable):
            return False  # The log has it, and the next look tries again.
        return True

    def _begun(self, kept: Kept) -> Future[Kept]:
        """Begin a renewal, or join the one of the same workspace."""
        team_id = kept.install.team_id
        with self._lock:
            future = self._under_way.get(team_id)
            if future is None:
                future = self._pool.submit(self._renew, kept)
                self._under_way[team_id] = future
                future.add_done_callback(lambda _: self._under_way.pop(team_id, None))
            return future

    def _renew(self, kept: Kept) -> Kept:
        if kept.trouble:
            raise NotAnyMore
        if not self._installs.claim_renewal(kept):
            return self._others(kept)
        self._ask(kept)
        found = self._installs.find(kept.install.team_id)
        if found is None:
            raise NotAnyMore
        return self._with_unwritten(found)

    def _ask(self, kept: Kept) -> None:
        """Ask Slack for the next tokens, and write them down."""
        team_id = kept.install.team_id
        try:
            granted = self._oauth.refresh(self._refresh_token(kept))
        except NotGranted as refusal:
            self._not_granted(kept, refusal)
            raise (NotAnyMore if refusal.final else NotNow) from refusal
        except Locked:
            self._installs.not_renewed(kept)
            raise NotNow from None
        tokens = self._sealed(team_id, granted)
        with self._lock:
            self._unwritten[team_id] = (kept, tokens)
        self._write_unwritten()
        log.info("A workspace's token was renewed.")

    def _others(self, kept: Kept) -> Kept:
        """Wait for the renewal that another process, or another look of this one, has begun."""
        for _ in range(LOOKS):
            found = self._installs.find(kept.install.team_id)
            if found is None:
                raise NotAnyMore
            if found.edition != kept.edition:
                return found
            if found.trouble:
                raise NotAnyMore
            self._pause(LOOK_EVERY)
        raise NotNow

    def _not_granted(self, kept: Kept, refusal: NotGranted) -> None:
        team_id, ends_at = kept.install.team_id, kept.install.tokens.expires_at
        if refusal.final:
            log.error(
                "The token of workspace %s can't be renewed (%s): have the app installed there"
                " anew before it ends at %s.",
                team_id,
                refusal.reason,
                ends_at,
            )
        else:
            log.warning("A token is not renewed yet: %s.", refusal.reason)
        self._installs.not_renewed(kept, refusal.reason if refusal.final else "")

    def _refresh_token(self, kept: Kept) -> str:
        sealed = kept.install.tokens.refresh_token
        if sealed is None:
            raise NotGranted("token_expired")
        return self._vault.open(kept.install.team_id, sealed)

    def _sealed(self, team_id: str, granted: Granted) -> Tokens:
        return sealed_tokens(self._vault, team_id, granted, self._clock())

    def _with_unwritten(self, kept: Kept) -> Kept:
        with self._lock:
            held = self._unwritten.get(kept.install.team_id)
        if held is None or held[0].edition != kept.edition:
            return kept
        return replace(kept, install=replace(kept.install, tokens=held[1]))

    def _write_unwritten(self) -> None:
        """Write down what Slack gave and the database did not take."""
        with self._lock:
            held = list(self._unwritten.items())
        for team_id, (kept, tokens) in held:
            try:
                self._installs.renewed(kept, tokens)
            except Unavailable:
                log.warning("A renewed token waits for the database.")
                return
            with self._lock:
                if self._unwritten.get(team_id) == (kept, tokens):
                    del self._unwritten[team_id]


def sealed_tokens(vault: Vault, team_id: str, granted: Granted, now: datetime) -> Tokens:
    """Seal what Slack gave just now."""
    refresh = vault.seal(team_id, granted.refresh_token) if granted.refresh_token else None
    return Tokens(vault.seal(team_id, granted.token), refresh, granted.ends_at(now))
