"""A PostgreSQL server of the test's own: made, started and removed by it."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

PASSWORD = "s3cret/W0rd@41"
NAMES = ("initdb", "pg_ctl", "postgres")


def programs() -> Path | None:
    """Return the folder of the server's programs: Debian keeps them beside the path."""
    places = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)
    places += os.environ["PATH"].split(os.pathsep)
    return next((Path(p) for p in places if all(os.access(Path(p) / name, os.X_OK) for name in NAMES)), None)


def lacking() -> str:
    """Return why no server can be started here, or ""."""
    if programs() is None:
        return "no PostgreSQL server on this machine (apt-get install postgresql)"
    return "" if find_spec("psycopg") else "psycopg is not installed (pip install cxlab[postgres])"


def _user() -> str | None:
    """Return whom the server runs as: it refuses to be root's."""
    if os.geteuid():
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


@contextmanager
def server() -> Iterator[int]:
    """Start a server on a free local port with the user "analyst", and give the port."""
    bin_, user = programs(), _user()
    assert bin_ is not None
    folder = Path(tempfile.mkdtemp(prefix="cxpg-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def call(*words: object) -> None:
        subprocess.run(
            [str(word) for word in words], user=user, check=True, cwd=folder, timeout=120,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    try:
        (folder / "pw").write_text(PASSWORD)
        if user:
            for path in (folder, folder / "pw"):
                shutil.chown(path, user)
        access = ("-U", "analyst", "-A", "scram-sha-256", f"--pwfile={folder / 'pw'}")
        call(bin_ / "initdb", "-D", folder / "data", *access, "-N", "--no-locale", "-E", "UTF8")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=8MB"
        try:
            call(bin_ / "pg_ctl", "-w", "-D", folder / "data", "-l", folder / "log", "-o", options, "start")
            yield port
        finally:
            call(bin_ / "pg_ctl", "-m", "immediate", "-D", folder / "data", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
