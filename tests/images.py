"""A Dockerfile followed by hand, in a folder: there is not a Docker engine everywhere."""

import fnmatch
import json
import os
import shutil
import subprocess
import venv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

HOME = "/opt/session-bot"  # what the build stage hands over
STAYS = "/data"


@dataclass
class Stage:
    """The instructions from one FROM to the next."""

    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def all(self, instruction: str) -> list[str]:
        """Give what follows each instruction of a kind."""
        return [stated for name, stated in self.steps if name == instruction]

    def one(self, instruction: str) -> str:
        """Give what follows the only one of a kind."""
        (stated,) = self.all(instruction)
        return stated

    def variables(self) -> dict[str, str]:
        """Read the environment that it sets."""
        pairs = (pair.partition("=") for stated in self.all("ENV") for pair in stated.split())
        return {name: value for name, _, value in pairs}


def stages(dockerfile: Path) -> list[Stage]:
    """Read a Dockerfile of the plain kind: no heredocs, no shell form of commands."""
    lines = (line for line in dockerfile.read_text().splitlines() if not line.startswith("#"))
    text = "\n".join(lines).replace("\\\n", " ")
    found: list[Stage] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, stated = line.partition(" ")
        if name == "FROM":
            found.append(Stage(stated))
        elif found:
            # Docker keeps the blanks of a joined line; no shell and no list minds them.
            found[-1].steps.append((name, " ".join(stated.split())))
    return found


def context(root: Path) -> Iterator[Path]:
    """Name the files that `.dockerignore` lets into the build, relative to the root."""
    lines = (root / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder, name).relative_to(root)
            if _is_let_in(path, rules):
                yield path


def _is_let_in(path: Path, rules: list[str]) -> bool:
    let_in = True
    names = [str(each) for each in (path, *path.parents) if each.name]
    for rule in rules:
        pattern = rule.removeprefix("!")
        if any(_matches(name, pattern) for name in names):
            let_in = rule.startswith("!")
    return let_in


def _matches(name: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatch.fnmatchcase(Path(name).name, pattern.removeprefix("**/"))
    # A star of Docker's stays within one folder.
    return "/" not in name and fnmatch.fnmatchcase(name, pattern)


@dataclass
class Built:
    """What a build left in a folder."""

    folder: Path
    environment: Mapping[str, str]
    given: list[Path]

    @property
    def home(self) -> Path:
        """The environment with the bot in it."""
        return self.folder / HOME.strip("/")

    @property
    def stays(self) -> Path:
        """The folder of the volume."""
        return self.folder / STAYS.strip("/")

    def command(self, stated: str) -> list[str]:
        """Give a command in exec form, as it is run here."""
        program, *arguments = json.loads(stated)
        return [str(self.home / "bin" / program), *arguments]


def build(root: Path, folder: Path) -> Built:
    """Follow both stages; what needs root, such as making the user, is left out.

    Raises:
        subprocess.CalledProcessError: A step failed, with its output.
    """
    first, last = stages(root / "Dockerfile")
    source = folder / "source"
    source.mkdir(parents=True)
    # The Python of the base image.
    base = folder / "base"
    venv.create(base, with_pip=True)
    given = sorted(context(root))
    for name, stated in first.steps:
        match name:
            case "COPY":
                _copy(root, given, source, stated)
            case "RUN":
                _run(stated.replace(HOME, f"{folder}{HOME}"), source, base)
    built = Built(folder, last.variables(), given)
    built.stays.mkdir()
    return built


def _copy(root: Path, given: list[Path], source: Path, stated: str) -> None:
    *wanted, target = stated.split()
    for each in wanted:
        files = [path for path in given if path.is_relative_to(each)]
        if not files:
            raise FileNotFoundError(f"{each} is not given to the build")
        for path in files:
            to = source / target / (each if target.endswith("/") else path.relative_to(each))
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / path, to)


def _run(command: str, source: Path, base: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    path = f"{base / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    subprocess.run(
        ["sh", "-ec", command],
        cwd=source,
        env=kept | {"PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=True,
    )
