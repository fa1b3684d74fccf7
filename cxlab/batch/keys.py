"""What a report depends on, as one key: the same key means that the report would be the same."""

from __future__ import annotations

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
from .plan import Plan, PlannedRun

__all__ = ["Keys"]

BLOCK = 1 << 20


class Keys:
    """Keys of the runs of a plan; each file is read once."""

    def __init__(self, plan: Plan) -> None:
        self._common = [_code(), versions(), _hash([os.environ.get(KEY_VARIABLE, "").encode()])]
        self._today = plan.today.isoformat()
        self._known: dict[Any, str] = {}

    def of(self, run: PlannedRun) -> str:
        """Return the key of a run; empty where no files tell its data, as on a database's server."""
        data = self._data(run.pot)
        if run.pot is not None and not data:
            return ""
        parameters = json.dumps(run.parameters, sort_keys=True, default=str)
        parts = [*self._common, self._file(run.template_path), parameters, data]
        if self._asks_for_today(run):
            parts.append(self._today)
        return _hash(part.encode() for part in parts)

    def _asks_for_today(self, run: PlannedRun) -> bool:
        """Say whether a report is of the day it is made: its template has a parameter for it, left open."""
        from ..report import parameters

        if ("today", run.template_path) not in self._known:
            names = [one.name for one in parameters.read(run.template_path)]
            self._known["today", run.template_path] = "yes" if "today" in names else ""
        return bool(self._known["today", run.template_path]) and not run.parameters.get("today")

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
        return _hash([self._file(opened.folder / "pot.yml").encode(), *files])

    def _file(self, path: Path) -> str:
        if path not in self._known:
            try:
                with path.open("rb") as file:
                    self._known[path] = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError:
                self._known[path] = "unreadable"
        return self._known[path]


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
