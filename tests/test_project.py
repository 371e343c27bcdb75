"""The files that hold the project together agree with each other."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT, SETTINGS

LOCKS = ("requirements.txt", "requirements-dev.txt")
OLD_PYTHON = """#!/bin/sh
case "$2" in *print*) echo 3.9; exit 0;; *) exit 1;; esac
"""
PYTHON_WITHOUT_VENV = """#!/bin/sh
case "$2" in *print*) echo 3.12; exit 0;; *ensurepip*) exit 1;; *) exit 0;; esac
"""


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: str) -> dict[str, str]:
    """Return each package of a lock file with the text of its hashes."""
    found = re.findall(
        r"^([\w.-]+)\S*==\S+[^\n]*\\\n((?:    --hash=.*\n)*)", read(lock), re.MULTILINE
    )
    return {normal(name): hashes for name, hashes in found}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_the_lock_is_a_version_or_its_hash(lock: str) -> None:
    version = re.compile(r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==[\w.!+]+( ; [^\\]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    for line in read(lock).splitlines():
        assert version.fullmatch(line) or digest.fullmatch(line)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_the_lock_has_hashes(lock: str) -> None:
    versions = re.findall(r"^\S+==\S+", read(lock), re.MULTILINE)
    with_hashes = re.findall(r"^\S+==\S+[^\n]*\\\n    --hash=", read(lock), re.MULTILINE)
    assert len(versions) == len(with_hashes) == read(lock).count("==") - read(lock).count(" == ")
    assert pinned(lock)


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    runtime, development = (set(pinned(lock)) for lock in LOCKS)
    assert names(project["dependencies"]) <= runtime
    extras = project["optional-dependencies"]
    assert names(extras["dev"]) - {project["name"]} <= development
    assert names(extras["pictures"]) <= development


@pytest.mark.parametrize("lock", LOCKS)
def test_what_packages_ask_of_each_other_is_locked_with_its_extras(lock: str) -> None:
    """Without them pip may take a newer version that was never locked, and refuse it."""
    extras = locked_extras(lock)
    asked = [each for name in extras for each in asked_by(name, extras[name])]
    assert asked
    missing = {str(each) for each in asked if not each.extras <= extras[normal(each.name)]}
    assert missing == set()


def locked_extras(lock: str) -> dict[str, set[str]]:
    """Give the extras with which each package of a lock file that is installed is locked."""
    found = re.findall(r"^([\w.-]+)(?:\[(\S+)\])?==", read(lock), re.MULTILINE)
    installed = {normal(each.name) for each in distributions()}
    return {name: set(filter(None, said.split(","))) for name, said in found if name in installed}


def asked_by(name: str, extras: set[str]) -> list[Requirement]:
    """Give what an installed package needs here, with these extras of its own."""
    asked = [Requirement(each) for each in requires(name) or ()]
    return [
        each
        for each in asked
        if any(not each.marker or each.marker.evaluate({"extra": it}) for it in extras | {""})
    ]


def test_what_the_program_imports_is_a_dependency_of_its_own() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    # The local workspace speaks Socket Mode with the tests alone, who bring this for it.
    mine = names(project["dependencies"]) | {"websockets"}
    mine |= names(project["optional-dependencies"]["pictures"])
    known = sys.stdlib_module_names | {"bot", "storage"}
    homes = packages_distributions()
    for package in ("bot", "storage"):
        for file in (ROOT / package).rglob("*.py"):
            for module in imported(file) - known:
                owners = {normal(owner) for owner in homes.get(module, [])}
                assert owners & mine, f"{file} imports {module}"


def imported(file: Path) -> set[str]:
    """Return the top-level names of the modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=aliases):
                found |= {alias.name.partition(".")[0] for alias in aliases}
            case ast.ImportFrom(module=str(module), level=0):
                found.add(module.partition(".")[0])
    return found


def names(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements}


def test_development_runs_the_versions_that_people_get() -> None:
    runtime, development = (
        set(re.findall(r"^\S+==\S+", read(lock), re.MULTILINE)) for lock in LOCKS
    )
    assert runtime <= development


def test_make_lists_every_target() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert {"help", "demo", "test", "lint", "format", "bench"} <= targets
    assert {line.split()[0] for line in make().stdout.splitlines()[1:]} == targets


def test_the_checks_can_be_started() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=True)


def test_the_example_settings_are_settings() -> None:
    lines = re.findall(r"^(?:# )?([A-Z_]+)=", read(".env.example"), re.MULTILINE)
    assert "SLACK_BOT_TOKEN" in lines
    assert [name for name in lines if not SETTINGS.fullmatch(name)] == []


@pytest.mark.parametrize("package", ["bot", "storage"])
def test_every_file_of_a_package_is_shipped(package: str) -> None:
    shipped = tomllib.loads(read("pyproject.toml"))["tool"]["setuptools"]["package-data"][package]
    folder = ROOT / package
    listed = {file for pattern in shipped for file in folder.glob(pattern)}
    files = {
        file
        for file in folder.rglob("*")
        if file.is_file() and file.suffix != ".py" and "__pycache__" not in file.parts
    }
    assert files <= listed
    folders = {file.parent for file in folder.rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_an_old_python_is_told_in_one_sentence(tmp_path: Path) -> None:
    run = make("demo", PYTHON=program(tmp_path, OLD_PYTHON))
    assert run.returncode != 0
    assert said(run) == (
        f"Session bot needs Python 3.11 or newer; found only {tmp_path}/python 3.9: "
        "install one, or name it with make PYTHON=/path/to/python3.12."
    )


def test_a_missing_python_is_told_in_one_sentence(tmp_path: Path) -> None:
    run = make("test", PYTHON=str(tmp_path / "python"))
    assert run.returncode != 0
    assert said(run) == (
        "Session bot needs Python 3.11 or newer; found none: "
        "install one, or name it with make PYTHON=/path/to/python3.12."
    )


def test_a_python_without_venv_is_told_in_one_sentence(tmp_path: Path) -> None:
    run = make("test", PYTHON=program(tmp_path, PYTHON_WITHOUT_VENV))
    assert run.returncode != 0
    assert said(run) == (
        f"Session bot found {tmp_path}/python 3.12 without its venv module: "
        "install it (on Debian and Ubuntu: apt install python3-venv) and run make again."
    )


def test_a_skip_is_a_failure_where_everything_is_required(tmp_path: Path) -> None:
    tests = tmp_path / "test_skips.py"
    tests.write_text(
        "import pytest\n"
        "def test_browser(): pytest.skip('no chromium here')\n"
        "def test_article(): pytest.skip('../shared/data is not here')\n"
        "@pytest.mark.xfail\n"
        "def test_known(): assert False\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", os.devnull, "-p", "tests.conftest", "-ra", tests],
        cwd=ROOT,
        env={**os.environ, "REQUIRE_ALL": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed, 1 skipped, 1 xfailed" in run.stdout
    assert "REQUIRE_ALL is set, and this was not run: Skipped: no chromium here" in run.stdout


def program(folder: Path, text: str) -> str:
    file = folder / "python"
    file.write_text(text)
    file.chmod(0o755)
    return str(file)


def make(*targets: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run make as if nothing was installed yet."""
    settings = [f"{name}={value}" for name, value in variables.items()]
    return subprocess.run(
        ["make", "--no-print-directory", *targets, *settings, "VENV=build/no-such-folder"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


def said(run: subprocess.CompletedProcess[str]) -> str:
    """Return what make printed, less its own closing line."""
    lines = (run.stdout + run.stderr).splitlines()
    return "\n".join(line for line in lines if not line.startswith("make: ***"))
