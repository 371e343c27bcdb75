"""What a database holds, byte by byte."""

import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine import make_url

from tests import postgres


def everything(url: str) -> bytes:
    """The database as bytes: the file with all that lies beside it, or a dump."""
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        file = Path(target.database or "")
        return b"".join(part.read_bytes() for part in sorted(file.parent.glob(f"{file.name}*")))
    program = shutil.which("pg_dump") or postgres.found_programs() / "pg_dump"
    return subprocess.run([program, "--dbname", url], check=True, capture_output=True).stdout


def traces(url: str, *words: str) -> list[str]:
    """Those of the words that the database still holds."""
    found = everything(url)
    return [word for word in words if word.encode() in found]
