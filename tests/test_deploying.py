"""The files that put the bot into production: their linters, their schemas, and that they agree."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import VARIABLES
from bot.web.server import DRAIN, Web
from tests import images
from tests.conftest import ROOT

DEPLOY = ROOT / "docs" / "deploy"
COMPOSE = ROOT / "compose.yaml"
KUBERNETES = DEPLOY / "kubernetes.yaml"
UNIT = DEPLOY / "session-bot.service"
OLDEST = "1.29"  # Kubernetes; the newest is what the validator takes by itself
WORST = 2.0  # systemd's own scale of what a service may do, from 0 to 10


def program(name: str) -> str:
    """Find a program of the environment in which the tests run."""
    return str(Path(sys.executable).parent / name)


def checked(*command: str | Path) -> str:
    """Run a linter to its end, and give what it says of a file that is wrong."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr or "failed"


LINTERS: Mapping[str, tuple[str | Path, ...]] = {
    "Dockerfile": (program("hadolint"), ROOT / "Dockerfile"),
    "compose.yaml": (
        program("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", COMPOSE,
    ),
    "kubernetes.yaml": (program("kubernetes-validate"), "--strict", KUBERNETES),
    "kubernetes.yaml of old": (
        program("kubernetes-validate"), "--strict", "-k", OLDEST, KUBERNETES,
    ),
    "the hosted checks": (
        program("check-jsonschema"), "--builtin-schema", "vendor.github-workflows",
        ROOT / ".github" / "workflows" / "ci.yml",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LINTERS)
def test_the_linter_of_its_kind_finds_nothing(name: str) -> None:
    assert checked(*LINTERS[name]) == ""


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("Dockerfile", "USER 10001:10001", "RUN cd /tmp && sudo ls"),
        ("compose.yaml", "condition: service_healthy", "condition: service_is_fine"),
        ("kubernetes.yaml", "replicas: 2", "replica: 2"),
        ("the hosted checks", "runs-on:", "run-on:"),
    ],
)
def test_the_linter_finds_what_is_wrong(name: str, old: str, new: str, tmp_path: Path) -> None:
    *command, file = LINTERS[name]
    text = Path(file).read_text()
    assert old in text
    wrong = tmp_path / Path(file).name
    wrong.write_text(text.replace(old, new))
    assert checked(*command, wrong) != ""


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that is there, as systemd looks for it."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze on this machine")
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text().replace("/opt/session-bot/bin/session-bot", "/bin/true"))
    return copy


def test_systemd_takes_the_unit_and_finds_it_well_locked_up(unit: Path) -> None:
    assert checked("systemd-analyze", "verify", unit) == ""
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", unit],
        capture_output=True, text=True, timeout=60, check=True,
    ).stdout  # fmt: skip
    (exposure,) = re.findall(r"Overall exposure level .*: ([\d.]+)", told)
    assert float(exposure) < WORST
    unit.write_text(unit.read_text().replace("ExecStart=", "ExecStarts="))
    assert checked("systemd-analyze", "verify", unit) != ""


def compose() -> Mapping[str, Any]:
    """Read the services of compose.yaml."""
    read: Mapping[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    return read


def kubernetes(kind: str) -> Mapping[str, Any]:
    """Read the one object of a kind."""
    (found,) = (each for each in yaml.safe_load_all(KUBERNETES.read_text()) if each["kind"] == kind)
    return dict(found)


def pod() -> Mapping[str, Any]:
    """Read what each replica is."""
    return dict(kubernetes("Deployment")["spec"]["template"]["spec"])


def test_the_bot_waits_for_the_migration_and_that_for_the_database() -> None:
    services = compose()
    assert services["migrate"]["depends_on"]["database"]["condition"] == "service_healthy"
    waits = services["bot"]["depends_on"]["migrate"]["condition"]
    assert waits == "service_completed_successfully"
    assert (services["migrate"]["command"], services["bot"]["command"]) == (["migrate"], ["run"])
    assert services["migrate"]["restart"] == "no"
    (migrate,) = pod()["initContainers"]
    (bot,) = pod()["containers"]
    assert (migrate["args"], bot["args"]) == (["migrate"], ["run"])
    assert migrate["envFrom"] == bot["envFrom"]


def test_a_second_replica_finds_no_port_or_name_taken() -> None:
    bot = compose()["bot"]
    assert not {"ports", "container_name", "network_mode"} & set(bot)
    assert kubernetes("Deployment")["spec"]["replicas"] == 2
    assert "volumes" not in bot
    # SQLite is one machine's: what has replicas has PostgreSQL.
    assert bot["environment"]["DATABASE_URL"].startswith("postgresql://")


def grace() -> Iterator[float]:
    """Tell each way's seconds between SIGTERM and the end."""
    yield float(compose()["bot"]["stop_grace_period"].removesuffix("s"))
    (pause,) = re.findall(r"sleep\((\d+)\)", KUBERNETES.read_text())
    yield pod()["terminationGracePeriodSeconds"] - int(pause)
    (stated,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT.read_text(), re.MULTILINE)
    yield float(stated)


def test_each_way_leaves_the_bot_the_time_that_it_takes_to_stop() -> None:
    assert min(grace()) >= 4 * DRAIN


def test_the_probes_ask_for_pages_that_are_there() -> None:
    (bot,) = pod()["containers"]
    routes = Web({}, lambda: True).routes
    probed = {name: bot[name]["httpGet"]["path"] for name in bot if name.endswith("Probe")}
    assert probed == {
        "readinessProbe": "/readyz", "livenessProbe": "/healthz", "startupProbe": "/healthz",
    }  # fmt: skip
    assert set(probed.values()) <= set(routes)
    (port,) = bot["ports"]
    assert kubernetes("ConfigMap")["data"]["PORT"] == str(port["containerPort"])


def test_nobody_is_root_and_nothing_is_written_beside_the_data() -> None:
    *_, last = images.stages(ROOT / "Dockerfile")
    user = pod()["securityContext"]["runAsUser"]
    assert last.one("USER").split(":")[0] == str(user)
    for container in (*pod()["initContainers"], *pod()["containers"]):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"requests", "limits"} <= set(container["resources"])
    bot = compose()["bot"]
    assert (bot["read_only"], bot["cap_drop"]) == (True, ["ALL"])


def test_each_setting_that_is_stated_is_one_that_the_bot_reads() -> None:
    stated = set(kubernetes("ConfigMap")["data"]) | set(compose()["bot"]["environment"])
    stated |= set(re.findall(r"from-literal=([A-Z_]+)=", (ROOT / "docs/deployment.md").read_text()))
    assert stated - {"POSTGRES_PASSWORD", "PUBLIC_HOST"} <= set(VARIABLES)


def test_no_secret_stands_in_a_file_of_the_repository() -> None:
    for file in (COMPOSE, KUBERNETES, UNIT, DEPLOY / "Caddyfile"):
        assert not re.search(r"xox[abp]-|xapp-|password: *[a-z0-9]", file.read_text()), file
    read = {each.get("secretRef", {}).get("name") for each in pod()["containers"][0]["envFrom"]}
    assert "session-bot" in read
    assert compose()["bot"]["env_file"] == ".env"
    assert "EnvironmentFile=/etc/session-bot.env" in UNIT.read_text().splitlines()


def test_only_what_slack_asks_for_is_public() -> None:
    (rule,) = kubernetes("Ingress")["spec"]["rules"]
    assert [path["path"] for path in rule["http"]["paths"]] == ["/slack"]
    assert re.findall(r"handle (\S+) \{", (DEPLOY / "Caddyfile").read_text()) == ["/slack/*"]
    assert "ports" not in compose()["database"]
