"""What a report stands on: the pot, its files with hashes, what was left out or is wrong, versions."""

from __future__ import annotations

import platform
import re
from contextlib import suppress
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from ..errors import CxError
from ..language import _, ngettext, number, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from ..loaders import DataPot
    from ..loaders.pot.prepare import Note

__all__ = ["PACKAGES", "collect", "notice", "portable", "versions", "without_places", "written"]

CHECK = "data_pot_check"
"""The template that says more of what a check found, and needs no notice of it."""

SHOWN = 3

PACKAGES = (
    "cxlab",
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
    "duckdb",
    "narwhals",
    "matplotlib",
    "papermill",
)


def collect(pot: DataPot) -> dict[str, Any]:
    """Return the pot's name, its files, what was left out of them and what is wrong, ready for JSON."""
    return {
        "pot": str(pot.name),
        "files": _records(pot.files(), ("table", "file", "sha256", "rows", "rows_excluded")),
        "exclusions": [
            {
                "table": table,
                "column": note.column,
                "effect": note.effect,
                "reason": told(note.reason),
                "what": told(note.text),
                "rows": note.rows,
            }
            for table, note in excluded(pot)
        ],
        "errors": [
            {"table": found.table, "column": found.column, "finding": told(found.finding)}
            for found in pot.check().findings
            if found.severity == "error"
        ],
    }


def excluded(pot: DataPot) -> Iterator[tuple[str, Note]]:
    """Yield table and note of everything that was left out of a table that can be read."""
    for table in pot.tables:
        with suppress(CxError):  # the check tells of tables that cannot be read
            yield from ((table, note) for note in pot.notes(table))


def notice(errors: list[dict[str, str]], *, template: str) -> str:
    """Return what to know of the data before a figure is read: the errors of its check, or nothing.

    Examples
    --------
    >>> found = {"table": "responses", "column": "nps", "finding": "outside 0 to 10: 12 (3)"}
    >>> notice([found], template="nps_analysis").split(" Figures")[0]
    'The data check found 1 error: responses.nps: outside 0 to 10: 12 (3).'
    """
    if not errors or template == CHECK:
        return ""
    shown = [
        ": ".join([".".join(filter(None, (e["table"], e["column"]))), e["finding"]]) for e in errors[:SHOWN]
    ]
    if len(errors) > SHOWN:
        shown.append(_("and {n} more").format(n=number(len(errors) - SHOWN)))
    sentence = ngettext(
        "The data check found {n} error: {errors}. "
        "Figures of this report may be wrong; the report “{check}” says what to mend.",
        "The data check found {n} errors: {errors}. "
        "Figures of this report may be wrong; the report “{check}” says what to mend.",
        len(errors),
    )
    return sentence.format(n=number(len(errors)), errors="; ".join(shown), check=CHECK)


def written(name: str, value: Any) -> str:
    """Return a parameter's value as the report's readers write it, with every decimal that it has.

    Examples
    --------
    >>> written("level", 0.95), written("window", 45.0), written("steps", ["a", "b"]), written("group", "")
    ('0.95', '45', 'a, b', '–')
    """
    if value is None or value in ("", []):
        return "–"
    value = portable(value)
    if isinstance(value, list):
        return ", ".join(written("", item) for item in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        exponent = Decimal(repr(value)).normalize().as_tuple().exponent
        return number(value, max(-int(exponent), 0))
    return str(value)


def portable(value: Any) -> Any:
    """Return a value without where it lies on this machine, which is nobody else's business.

    Examples
    --------
    >>> portable(["/home/jo/pots/crm", "phone", 5])
    ['crm', 'phone', 5]
    """
    if isinstance(value, list | tuple):
        return [portable(item) for item in value]
    if isinstance(value, dict):
        return {name: portable(item) for name, item in value.items()}
    if isinstance(value, Path | str) and (PurePosixPath(value).is_absolute() or PureWindowsPath(value).drive):
        parts = re.split(r"[\\/]+", str(value).rstrip("/\\"))
        return parts[-1]
    return str(value) if isinstance(value, Path) else value


def without_places(text: str, settings: dict[str, Any]) -> str:
    """Return a text without the folders that the settings name, of which their last part is left.

    Examples
    --------
    >>> without_places("/home/jo/crm/pot.yml: no such file", {"pot": "/home/jo/crm"})
    'crm/pot.yml: no such file'
    """
    for value in settings.values():
        if isinstance(value, str) and len(short := portable(value)) < len(value):
            text = text.replace(value.rstrip("/"), short)
    return text


def versions() -> str:
    """Return the versions that the figures depend on, as one line.

    Examples
    --------
    >>> versions().startswith("cxlab ")
    True
    """
    found = [f"{name} {_version(name)}" for name in PACKAGES]
    return ", ".join([*found, f"Python {platform.python_version()}"])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from a folder that is not installed
        return "?"


def _records(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    numbers = {"rows", "rows_excluded"}
    return [
        {name: int(row[name] or 0) if name in numbers else str(row[name] or "") for name in columns}
        for row in frame.to_dict("records")
    ]
