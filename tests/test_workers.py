"""Work that nobody waits for: workspaces take turns with it, and a stop lets it finish."""

import threading
from concurrent.futures import Future

import pytest

from bot.turns import party, working_for
from bot.workers import MOST, THREADS, Workers

PATIENCE = 10  # seconds after which a test gives up


def test_a_workspace_with_much_to_do_leaves_threads_for_another() -> None:
    may_end, begun = threading.Event(), threading.Semaphore(0)

    def long() -> str:
        begun.release()
        assert may_end.wait(PATIENCE)
        return party()

    with Workers() as workers:
        with working_for("flood"):
            flood = [workers.submit(long) for _ in range(3 * THREADS)]
        for _ in range(MOST):
            assert begun.acquire(timeout=PATIENCE)
        with working_for("calm"):
            assert workers.submit(party).result(PATIENCE) == "calm"
        assert workers.load() == (MOST, 3 * THREADS - MOST)
        may_end.set()
        assert {each.result(PATIENCE) for each in flood} == {"flood"}


def test_what_work_sets_going_counts_as_that_of_the_same() -> None:
    inner: list[Future[str]] = []
    with Workers() as workers:
        with working_for("T1"):
            workers.submit(lambda: inner.append(workers.submit(party)))
        workers.finish()
    assert [each.result() for each in inner] == ["T1"]


def test_a_stop_waits_for_what_was_submitted_and_takes_no_more() -> None:
    done: list[int] = []
    with Workers() as workers, working_for("T1"):
        for at in range(5 * THREADS):
            workers.submit(done.append, at)
    assert sorted(done) == list(range(5 * THREADS))
    with pytest.raises(RuntimeError):
        workers.submit(done.append, -1)
    assert -1 not in done


def test_what_fails_is_logged_and_the_next_is_done(caplog: pytest.LogCaptureFixture) -> None:
    with Workers() as workers:
        failed = workers.submit(lambda: 1 // 0)
        assert workers.submit(lambda: 1).result(PATIENCE) == 1
        workers.finish()
    assert isinstance(failed.exception(), ZeroDivisionError)
    assert "Work in the background failed." in caplog.text
