"""What a report depends on, as one key: the same key means that the report would be the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import CxError
from ..loaders import open_pot
from ..loaders.pot.parts import files_of
from ..loaders.privacy.keys import KEY_VARIABLE
from ..report.provenance import versions
from ..report.warm import code_key
from ..text import Text
from .plan import PlannedRun

__all__ = ["Keys", "difference", "key_of"]

BLOCK = 1 << 20


class Keys:
    """Keys of the runs of a plan; each file is read once."""

    def __init__(self, today: dt.date, master: Path | None = None) -> None:
        self._today = today.isoformat()
        self._master = master
        self._known: dict[Any, str] = {}

    def of(self, run: PlannedRun) -> str:
        """Return the key of a run; empty where no files tell its data, as on a database's server."""
        return key_of(self.parts(run.template_path, run.pot, run.parameters))

    def parts(self, template: Path, pot: str | None, parameters: dict[str, Any]) -> dict[str, str]:
        """Return what the key is made of, the hash or name of each; nothing where no files tell the data."""
        data = self._data(pot)
        if pot is not None and not data:
            return {}
        return {
            "package": _code(),
            "versions": versions(),
            "master": self._file(self._master) if self._master is not None else "",
            "template": self._file(template),
            "parameters": json.dumps(parameters, sort_keys=True, default=str),
            "pot": data,
            "today": self._today if self._asks_for_today(template, parameters) else "",
        }

    def _asks_for_today(self, template: Path, given: dict[str, Any]) -> bool:
        """Say whether a report is of the day it is made: its template has a parameter for it, left open."""
        from ..report import parameters

        if ("today", template) not in self._known:
            names = [one.name for one in parameters.read(template)] if template.is_file() else []
            self._known["today", template] = "yes" if "today" in names else ""
        return bool(self._known["today", template]) and not given.get("today")

    def _data(self, pot: str | None) -> str:
        if pot not in self._known:
            self._known[pot] = self._of_pot(pot) if pot else ""
        return self._known[pot]

    def _of_pot(self, pot: str) -> str:
        try:
            opened = open_pot(pot)
        except CxError:
            return ""
        tables = opened.spec.tables.values()
        if any(table.url_from for table in tables):
            return ""
        names = sorted({name for table in tables for name in files_of(opened.folder, table)})
        files = (f"{name} {self._file(opened.folder / name)}".encode() for name in names)
        pseudonyms = os.environ.get(KEY_VARIABLE, "").encode()
        return _hash([pseudonyms, self._file(opened.folder / "pot.yml").encode(), *files])

    def _file(self, path: Path) -> str:
        if path not in self._known:
            try:
                with path.open("rb") as file:
                    self._known[path] = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError:
                self._known[path] = "unreadable"
        return self._known[path]


def key_of(parts: dict[str, str]) -> str:
    """Return the key that the parts make; empty without any."""
    return _hash(f"{name} {part}".encode() for name, part in parts.items()) if parts else ""


def difference(wanted: dict[str, str], seen: dict[str, str]) -> Text | None:
    """Say what a worker sees that differs from what the batch has seen; None where nothing does."""
    names = {
        "package": Text("another version of cxlab's files"),
        "versions": Text("other versions of the libraries"),
        "master": Text("another master of the slides"),
        "template": Text("another notebook"),
        "parameters": Text("other parameters"),
        "pot": Text("other files of the pot, or another key of pseudonyms"),
        "today": Text("another day"),
    }
    if wanted and not seen:
        return Text("no pot that could be read")
    return next((names[name] for name, part in wanted.items() if seen.get(name) != part), None)


@cache
def _code() -> str:
    """Return the hash of the package's own files."""
    package = Path(__file__).resolve().parents[1]
    names = [path for path, _size, _time in code_key()]
    return _hash(f"{os.path.relpath(name, package)}".encode() + Path(name).read_bytes() for name in names)


def _hash(parts: Iterable[bytes]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()[:32]
