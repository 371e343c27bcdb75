"""How things stand at the moment in which Prometheus asks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.metrics import PREFIX
from bot.workers import Workers
from storage import Store
from storage.errors import StorageError


@dataclass(frozen=True, slots=True)
class Gauges(Collector):
    """What is read off the store and the workers; `waiting` counts requests without a thread."""

    store: Store
    workers: Workers
    waiting: Callable[[], int]

    def collect(self) -> Iterator[Metric]:
        """Give each figure; what only the database knows is left out while it does not answer."""
        yield InfoMetricFamily(f"{PREFIX}_build", "The program.", {"version": version()})
        yield from self._work()
        yield from self._connections()
        try:
            self.store.ping()
            installs = self.store.installs.count()
        except StorageError:
            yield _gauge("database_up", "Whether the database answers.", 0)
            return
        yield _gauge("database_up", "Whether the database answers.", 1)
        yield _gauge("installations", "Workspaces that installed the bot.", installs)

    def describe(self) -> Iterator[Metric]:
        """Tell nothing beforehand: the registry would ask the database to learn the names."""
        return iter(())

    def _work(self) -> Iterator[Metric]:
        running, waiting = self.workers.load()
        work = GaugeMetricFamily(
            f"{PREFIX}_work", "Work that goes on after an answer was given.", labels=["state"]
        )
        work.add_metric(["running"], running)
        work.add_metric(["waiting"], waiting)
        yield work
        yield _gauge("http_waiting", "Requests that wait for a thread.", self.waiting())

    def _connections(self) -> Iterator[Metric]:
        now = self.store.connections()
        yield _gauge("database_connections_in_use", "Connections in use.", now.in_use)
        yield _gauge("database_connections_size", "Connections that the pool may hold.", now.size)
        yield CounterMetricFamily(
            f"{PREFIX}_database_connection_timeouts",
            "Waits for a connection that were in vain.",
            now.timeouts,
        )


def register(registry: CollectorRegistry, gauges: Gauges) -> None:
    """Have a registry ask for the figures, and for those of Python and of the process."""
    registry.register(gauges)
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)


def version() -> str:
    """Name the version of the program; "" where it runs from a checkout without being installed."""
    try:
        return metadata.version("session-bot")
    except metadata.PackageNotFoundError:
        return ""


def _gauge(name: str, tells: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{PREFIX}_{name}", tells, value)
