"""What is shipped: the wheel and the image, followed by hand, run outside the checkout."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bot.manifest import manifest
from bot.playground import LocalSlack
from bot.settings import VARIABLES
from tests import images
from tests.shells import ROOT, killed, reached, status, stopped

PAGE = ("/", "/css/base.css", "/js/main.js", "/js/words_ja.js")
SECRET = ("TOKEN", "SECRET", "PASSWORD", "KEY")


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> images.Built:
    """The image, as far as it can be built without an engine and without root."""
    folder = tmp_path_factory.mktemp("image")
    try:
        return images.build(ROOT, folder)
    except subprocess.CalledProcessError as failed:
        if "No matching distribution found" in failed.output or "onnection" in failed.output:
            pytest.skip("the locked packages can't be had from here")
        pytest.fail(failed.output)


@pytest.fixture
def variables(image: images.Built) -> dict[str, str]:
    """The image's environment, on free ports and with the volume's place of here."""
    here = {"HOST": "127.0.0.1", "PORT": "0", "LOG_FORMAT": "text", "PATH": os.defpath}
    url = image.environment["DATABASE_URL"].replace(images.STAYS, str(image.stays))
    return dict(image.environment) | here | {"DATABASE_URL": url, "HOME": str(image.stays)}


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(manifest("/session", "https://bot.example.com")) as running:
        yield running


def run(
    image: images.Built, variables: Mapping[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of the image to its end, in the folder of its volume."""
    command = image.command(images.stages(ROOT / "Dockerfile")[-1].one("ENTRYPOINT"))
    return subprocess.run(
        [*command, *arguments], cwd=image.stays, env=variables, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


def test_the_build_is_given_the_program_and_its_locks_alone() -> None:
    given = {path.parts[0] for path in images.context(ROOT)}
    locks = {"requirements.txt", "requirements-dev.txt"}
    assert given == {"bot", "storage", "pyproject.toml", "README.md", "LICENSE"} | locks


def test_no_database_setting_or_bytecode_gets_into_the_build(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_bytes((ROOT / ".dockerignore").read_bytes())
    for name in ("bot/app.py", "bot/.env", "bot/x.db", "bot/x.db-wal", "bot/__pycache__/x.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".env").touch()
    assert list(images.context(tmp_path)) == [Path("bot/app.py")]


def test_the_image_is_run_by_an_ordinary_user_who_gets_the_signals() -> None:
    *_, last = images.stages(ROOT / "Dockerfile")
    assert last.one("USER") == "10001:10001"
    assert last.one("STOPSIGNAL") == "SIGTERM"
    # In exec form: a shell in between would keep the signal for itself.
    assert (last.one("ENTRYPOINT"), last.one("CMD")) == ('["session-bot"]', '["run"]')
    assert last.one("VOLUME") == last.one("WORKDIR") == images.STAYS


def test_no_layer_holds_a_secret_or_a_setting_that_nobody_reads() -> None:
    found = images.stages(ROOT / "Dockerfile")
    stated = {name for stage in found for name in stage.variables()}
    assert [name for name in stated if any(word in name for word in SECRET)] == []
    of_the_bot = {name for name in stated if not name.startswith("PYTHON")} - {"PATH"}
    assert of_the_bot <= set(VARIABLES)
    assert found[-1].variables()["HOST"] == "0.0.0.0"  # noqa: S104  # A container's only way out.


def test_the_wheel_brings_all_that_is_not_python_too(image: images.Built) -> None:
    (packages,) = image.home.glob("lib/python*/site-packages")
    given = {path for path in image.given if path.parts[0] in ("bot", "storage")}
    assert {path for path in given if not (packages / path).is_file()} == set()
    assert {".po", ".html", ".css", ".js"} <= {path.suffix for path in given}
    assert [path for path in given if path.parent == Path("storage/migrations/versions")]
    assert not (image.home / "bin" / "pip").exists()


def test_the_installed_bot_migrates_and_serves_slack_far_from_the_checkout(
    image: images.Built, variables: dict[str, str], slack: LocalSlack
) -> None:
    variables |= {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
    }
    assert "Migrated the database from nothing" in run(image, variables, "migrate").stdout
    command = image.command(images.stages(ROOT / "Dockerfile")[-1].one("ENTRYPOINT"))
    process = subprocess.Popen(
        [*command, "run"], cwd=image.stays, env=variables, stderr=subprocess.PIPE, text=True
    )
    try:
        port = reached(slack, process)
        ann = slack.member("ann")
        ann.types("/session add KEY101 5 From a wheel", "general")
        haru = slack.member("haru")
        assert "(1件)" in haru.types("/session show KEY101", "general").shown
        assert _health(image, port) == 0
        code, log = stopped(process, signal.SIGTERM)
    finally:
        killed(process)
    assert (code, "Traceback" in log) == (0, False)
    assert _health(image, port) != 0


def _health(image: images.Built, port: int) -> int:
    """Ask as the image's HEALTHCHECK does; its exit code."""
    _, _, stated = images.stages(ROOT / "Dockerfile")[-1].one("HEALTHCHECK").partition("CMD ")
    done = subprocess.run(
        image.command(stated), env={"PORT": str(port)}, capture_output=True, check=False
    )
    return done.returncode


def test_the_installed_demo_has_its_page(
    image: images.Built, variables: dict[str, str], tmp_path: Path
) -> None:
    command = image.command(images.stages(ROOT / "Dockerfile")[-1].one("ENTRYPOINT"))
    process = subprocess.Popen(
        [*command, "demo", "--port", "0"],
        cwd=tmp_path,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        port = int(address.rstrip("/").rpartition(":")[2])
        assert [path for path in PAGE if status(port, path) != 200] == []
        process.send_signal(signal.SIGTERM)
        process.stdout.close()
        assert process.wait(20) == 0
    finally:
        killed(process)
