"""Tables that were read already, kept as Parquet by the content of their files: a batch reads each pot once.

Off unless somebody names a folder (`keeping_tables`): a batch does, for its own processes and their kernels.
What is kept is looked at once after writing: where a table would not come back exactly as it was, it is read
from its files every time. A table of a database's server is never kept, for nobody sees its content change.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...atomic import replace_file
from .kept_values import NotKept, decoded, encoded
from .prepare import Prepared

if TYPE_CHECKING:
    from .pot_tables import PotTables

__all__ = ["VARIABLE", "content_key", "keeping_tables", "kept_table", "kept_value"]

VARIABLE = "CXLAB_KEPT_TABLES"
"""Names the folder; a kernel inherits it from its run."""

ROWS = "__file_row__"
MOST_FILES = 10_000


@contextmanager
def keeping_tables(folder: str | Path) -> Iterator[None]:
    """Keep tables that are read in a folder, and take them from there; with an empty name as ever.

    Examples
    --------
    >>> import tempfile
    >>> from cxlab.loaders import open_pot
    >>> with tempfile.TemporaryDirectory() as folder, keeping_tables(folder):
    ...     first = open_pot("sfo_airport_2017")["comments"]
    ...     again = open_pot("sfo_airport_2017")["comments"]
    ...     first.equals(again), any(Path(folder).iterdir())
    (True, True)
    """
    before = os.environ.get(VARIABLE)
    try:
        os.environ[VARIABLE] = str(folder)
        yield
    finally:
        if before is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = before


def kept_table(pot: PotTables, slot: tuple[str, str], read: Callable[[], Prepared]) -> Prepared:
    """Return a table as it was read before from the same content, or read it and keep it.

    Parameters
    ----------
    pot : PotTables
    slot : (str, str)
        Name of the table, and the language of its labels.
    read : callable
        Reads it from its files.
    """
    place = _place(pot, "table", *slot)
    if place is None:
        return read()
    with suppress(OSError, ValueError, KeyError, TypeError):
        return _load(place)
    made = read()
    with suppress(OSError, ValueError, TypeError, NotKept):
        _keep(place, made)
    return made


def kept_value(pot: PotTables, names: tuple[str, ...], make: Callable[[], Any]) -> Any:
    """Return what was made before of the same content, or make it and keep it."""
    place = _place(pot, "value", *names)
    if place is None:
        return make()
    path = place.with_suffix(".json")
    with suppress(OSError, ValueError, KeyError, TypeError):
        return decoded(json.loads(path.read_text(encoding="utf-8")))
    made = make()
    with suppress(OSError, ValueError, TypeError, NotKept):
        text = json.dumps(encoded(made))
        _write(path, lambda waiting: waiting.write_text(text, encoding="utf-8"))
    return made


def _place(pot: PotTables, *names: str) -> Path | None:
    """Return where something made of a pot is kept, or None where nothing is."""
    folder, content = os.environ.get(VARIABLE), content_key(pot)
    if not folder or not content:
        return None
    key = hashlib.sha256(json.dumps([content, *names]).encode()).hexdigest()[:40]
    return Path(folder) / key


def content_key(pot: PotTables) -> str:
    """Return the hash of what a pot's tables are made of: pot.yml, files, code, versions.

    Empty where nothing is to be kept, and for tables of a server, which may change unseen.

    Examples
    --------
    >>> import tempfile
    >>> from cxlab.loaders import open_pot
    >>> with tempfile.TemporaryDirectory() as folder, keeping_tables(folder):
    ...     len(content_key(open_pot("sfo_airport_2017")))
    64
    """
    if not os.environ.get(VARIABLE):
        return ""
    if not hasattr(pot, "_content_key"):
        pot._content_key = _content_of(pot)  # type: ignore[attr-defined]
    return str(pot._content_key)  # type: ignore[attr-defined]


def _content_of(pot: PotTables) -> str:
    from .parts import files_of

    tables = pot.spec.tables.values()
    if any(table.url_from for table in tables):
        return ""
    found = hashlib.sha256(pot.spec.model_dump_json().encode())
    found.update(f"{pd.__version__} {np.__version__} {_code()}".encode())
    for name in sorted({name for table in tables for name in files_of(pot.folder, table)}):
        found.update(f"{name}\0".encode())
        with suppress(OSError), (pot.folder / name).open("rb") as file:
            found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()


def _code() -> str:
    """Return size and time of change of the files that read tables: other code may read another table."""
    package = Path(__file__).resolve().parents[1]
    files = sorted(package.rglob("*.py"))[:MOST_FILES]
    return str([(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files])


def _keep(place: Path, made: Prepared) -> None:
    """Write a table, if it comes back as it is."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if ROWS in made.frame or not all(type(name) is str for name in made.frame.columns):
        raise NotKept(ROWS)
    rest: dict[str, Any] = {"notes": made.notes, "reading": made.reading, "columns": dict(made.columns)}
    rest |= {"attrs": dict(made.frame.attrs), "nan": _missing_as_nan(made.frame)}
    about = json.dumps(encoded(rest))
    frame = made.frame.copy(deep=False)
    frame.attrs = {}
    frame[ROWS] = np.asarray(made.file_rows)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"cxlab": about.encode()})

    def write(waiting: Path) -> None:
        pq.write_table(table, waiting, compression="lz4")
        if not _same(_load_from(waiting), made):
            raise NotKept("comes back as something else")

    _write(place.with_suffix(".parquet"), write)


def _missing_as_nan(frame: pd.DataFrame) -> list[str]:
    """Return the columns of objects whose missing values are numbers: Parquet would give None back."""
    objects = [name for name in frame.columns if frame[name].dtype == object]
    return [
        name for name in objects if any(type(value) is float for value in frame[name][frame[name].isna()])
    ]


def _load(place: Path) -> Prepared:
    return _load_from(place.with_suffix(".parquet"))


def _load_from(path: Path) -> Prepared:
    import pyarrow.parquet as pq

    table = pq.read_table(path, use_threads=False, partitioning=None)
    about = decoded(json.loads(table.schema.metadata[b"cxlab"]))
    frame = table.to_pandas(use_threads=False)
    rows = frame.pop(ROWS).to_numpy()
    for name in about["nan"]:
        frame[name] = frame[name].where(frame[name].notna(), np.nan)
    frame.attrs = about["attrs"]
    return Prepared(frame, rows, about["notes"], about["reading"], about["columns"])


def _same(found: Prepared, made: Prepared) -> bool:
    """Say whether a table came back exactly: values, their types, order, notes and what is known of it."""
    one, other = found.frame, made.frame
    if list(one.columns) != list(other.columns) or not one.index.equals(other.index):
        return False
    for name in one.columns:
        if one[name].dtype != other[name].dtype or not one[name].equals(other[name]):
            return False
        if one[name].dtype == object and list(map(type, one[name])) != list(map(type, other[name])):
            return False
    rest = (found.notes, dict(found.reading), dict(found.columns), found.frame.attrs.keys())
    return rest == (made.notes, dict(made.reading), dict(made.columns), made.frame.attrs.keys()) and (
        np.array_equal(found.file_rows, made.file_rows)
    )


def _write(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file so that it is there as a whole or not at all, for this user alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(path, write)
