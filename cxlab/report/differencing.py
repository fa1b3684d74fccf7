"""Whether an earlier report of the same data, together with this one, gives away the few they differ by."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from ..language import _, date, number
from ..results import NOTHING_HIDDEN

__all__ = ["told_apart"]

KEYS = ("metric", "dimension", "group", "period")
MOST = 200
"Reports beside this one that are looked at, the latest first."


def told_apart(rows: Iterable[dict[str, Any]], about: dict[str, Any], folder: Path) -> str:
    """Return a warning where an earlier report beside this one rests on almost the same people.

    Two reports whose groups differ by a few people give these people's answers away: what is left of the one
    after subtracting the other. Compared are the recorded results of the same template and pot in the folders
    beside this one, whatever their language.

    Parameters
    ----------
    rows
        The results to be recorded.
    about
        The run: template, pot, min_n.
    folder
        Where the report is to be written.

    Returns
    -------
    str
        One paragraph in the current language; empty where nothing follows from the two.
    """
    least = int(about["min_n"])
    if least <= NOTHING_HIDDEN:
        return ""
    now = _sizes(rows)
    for path, changed in _earlier(folder, about):
        before = _read(path, changed, about["template"], about["pot"])
        close = [key for key in now if key in before and 0 < abs(now[key] - before[key][0]) < least]
        if close:
            when = before[close[0]][1]
            return _(
                "Some figures rest on almost the same people as those of the report of {day} beside this "
                "one: they differ by fewer than {n}. Whoever holds both can compute what these few said or "
                "did. Pass on only one of them, or report whole periods only."
            ).format(day=date(when), n=number(least))
    return ""


def _sizes(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, ...], int]:
    """Return on how many people each recorded figure rests."""
    return {
        tuple(str(row[name] or "") for name in KEYS): int(row["n"]) for row in rows if not _missing(row["n"])
    }


def _missing(value: Any) -> bool:
    return value is None or value != value or value is pd.NA


def _earlier(folder: Path, about: dict[str, Any]) -> list[tuple[Path, int]]:
    """Return the results beside this report and in its own folder, the latest first."""
    found = [folder / "results.parquet", *folder.parent.glob("*/results.parquet")]
    dated = []
    for path in dict.fromkeys(found):
        try:
            of = path.with_name("run.json")
            if _of_what(of, of.stat().st_mtime_ns) == (about["template"], about["pot"]):
                dated.append((path.stat().st_mtime_ns, path))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # no report of ours
    return [(path, changed) for changed, path in sorted(dated, reverse=True)[:MOST]]


@lru_cache(maxsize=4096)
def _of_what(path: Path, _changed: int) -> tuple[str, str]:
    """Return template and pot of a run; remembered as long as its file does not change."""
    run = json.loads(path.read_text(encoding="utf-8"))
    return run["template"], run["pot"]


@lru_cache(maxsize=1024)
def _read(path: Path, _changed: int, template: str, pot: str) -> dict[tuple[str, ...], tuple[int, Any]]:
    """Return on how many people each figure of an earlier report rests, and of when it is."""
    try:
        frame = pd.read_parquet(path)
        kept = frame[(frame["template"] == template) & (frame["pot"] == pot)]
        return {
            tuple(str(row[name] or "") for name in KEYS): (int(row["n"]), row["created_at"])
            for row in kept.to_dict("records")
            if not _missing(row["n"])
        }
    except (OSError, ValueError, KeyError):
        return {}
