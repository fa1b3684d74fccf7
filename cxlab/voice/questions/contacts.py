"""Which questions the contacts of a pot ask again and again, and at which touchpoint they could be spared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids
from cxlab.results import protected
from cxlab.stats import wilson

from .recurring import recurring_questions, use_of

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["contact_questions", "questions_by_touchpoint"]

CONTACTS = "tickets"
STATIONS = ("Group stations", "group_stations", "stations")
"""Through how many groups a ticket went, as help desks write it."""

HOURS = {"handling_hours": "hours", "handling_minutes": "minutes"}
ABOUT = ("topic", "subject", "category")
"""Columns that may name a touchpoint, the most exact first."""

COLUMNS = [
    *("touchpoint", "questions", "n", "per_year", "metric", "estimate", "low", "high", "own_data", "use"),
    *("question", "note", "level"),
]


def contact_questions(
    pot: DataPot, *, start: Any = None, end: Any = None, min_n: int = 5, level: float = 0.95, seed: int = 0
) -> pd.DataFrame | None:
    """Rank the recurring questions of a pot's contacts, with the touchpoint that each is about.

    Contacts that are complaints are left out: who complains does not ask. Solved at the first go is a contact
    that was neither opened again nor handed over to another group, as far as the pot says.

    Parameters
    ----------
    pot
        An opened data pot with tickets that have texts and dates.
    start, end
        First and last day of the contacts to use.
    min_n, level, seed
        As for `recurring_questions`.

    Returns
    -------
    DataFrame or None
        As `recurring_questions`; None where no contact has a text. A touchpoint is one that the pot's map of
        processes names, where topic or subject name it; else the category.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> contact_questions(open_pot("telco_ibm")) is None
    True
    """
    if CONTACTS not in pot:
        return None
    role = pot.role(CONTACTS)
    text, time = role.verbatim or "text", role.date
    rows = pot.select(CONTACTS, start=start, end=end)
    if text not in rows or not time or not (rows[text].notna() & rows[time].notna()).any():
        return None
    rows = _without_complaints(pot, rows)
    rows = rows.assign(touchpoint=_touchpoints(pot, rows))
    stations = next((name for name in STATIONS if name in rows), None)
    most = {"reopened": 0, **({stations: 1} if stations else {})}
    handling = next((name for name in HOURS if name in rows), None)
    return recurring_questions(
        rows, text=text, time=time, customer=role.customer or None, handling=handling,
        unit=HOURS.get(handling or "", "hours"), once={name: n for name, n in most.items() if name in rows},
        stations=stations, channel="channel" if "channel" in rows else None, touchpoint="touchpoint",
        min_n=min_n, level=level, seed=seed,
    )  # fmt: skip


def questions_by_touchpoint(found: pd.DataFrame, *, min_n: int = 5, level: float = 0.95) -> pd.DataFrame:
    """Sum recurring questions up by touchpoint: where self-service could spare most contacts.

    Parameters
    ----------
    found
        As `contact_questions` returns it; questions without a touchpoint are left out.
    min_n
        Fewest contacts that a row may rest on.
    level
        Of the limits of the share (Wilson).

    Returns
    -------
    DataFrame
        A row per touchpoint, with most contacts solved at the first go first: questions (how many recur), n
        (contacts with one of them), per_year, metric (solved_at_once) with estimate, low and high, own_data
        (share that names data of the customer's own), use (as in `recurring_questions`), question (the most
        frequent one), note, level.

    Examples
    --------
    >>> found = pd.DataFrame({"touchpoint": ["Bills", "Bills"], "question": ["Where is it?", "Why so late?"],
    ...                       "n": [60, 30], "per_year": [20.0, 10.0], "stability": [0.9, 0.8],
    ...                       "own_data": [0.0, 0.0]})
    >>> questions_by_touchpoint(found)[["touchpoint", "questions", "n", "estimate", "use"]].round(3)
      touchpoint  questions   n  estimate             use
    0      Bills          2  90     0.867  knowledge_base
    """
    known = found[found["n"].notna() & found["touchpoint"].fillna("").ne("")]
    rows = [_touchpoint(str(name), part, level) for name, part in known.groupby("touchpoint")]
    table = pd.DataFrame(rows, columns=COLUMNS)
    solved = table["per_year"] * table["estimate"].fillna(0)
    order = np.lexsort([-table["n"].to_numpy(dtype=float), -solved.to_numpy(dtype=float)])
    return protected(table.iloc[order].reset_index(drop=True), min_n=min_n, by="touchpoint")


def _touchpoint(name: str, part: pd.DataFrame, level: float) -> dict[str, Any]:
    n = part["n"].astype(float)
    solved = float((part["stability"] * n).sum(skipna=False)) / float(n.sum())
    limits = wilson(solved * n.sum(), n.sum(), level=level) if np.isfinite(solved) else None
    low, high = (limits.low, limits.high) if limits else (np.nan, np.nan)
    own = float((part["own_data"] * n).sum() / n.sum())
    use = use_of(solved, (low, high), own) if limits else "open"
    return {
        "touchpoint": name, "questions": len(part), "n": int(n.sum()),
        "per_year": float(part["per_year"].sum()), "metric": "solved_at_once",
        "estimate": solved, "low": low, "high": high, "own_data": own, "use": use,
        "question": str(part["question"].iloc[int(n.to_numpy().argmax())]), "note": "", "level": level,
    }  # fmt: skip


def _without_complaints(pot: DataPot, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the contacts that no complaint of the pot refers to."""
    if "complaints" not in pot or "ticket_id" not in rows or "ticket_id" not in pot["complaints"]:
        return rows
    complained = as_ids(pot["complaints"]["ticket_id"], "ticket_id").dropna().astype(str)
    own = as_ids(rows["ticket_id"], "ticket_id").astype(str)
    return rows[~own.isin(set(complained))]


def _touchpoints(pot: DataPot, rows: pd.DataFrame) -> pd.Series:
    """Return what each contact is about: the touchpoint it names first, else its category."""
    named = pd.Series(pd.NA, index=rows.index, dtype="string")
    processes = pot["processes"] if "processes" in pot else pd.DataFrame()
    if "touchpoint" in processes:
        for column in [name for name in ABOUT if name in rows]:
            named = named.fillna(_named_in(rows[column], processes["touchpoint"].dropna().astype(str)))
    return named.fillna(rows["category"].astype("string")) if "category" in rows else named


def _named_in(texts: pd.Series, names: Iterable[str]) -> pd.Series:
    """Return the name that stands first in each text, as a whole word, whatever its capitals."""
    spelled = {name.strip().casefold(): name.strip() for name in names if name.strip()}
    if not spelled:
        return pd.Series(pd.NA, index=texts.index, dtype="string")
    longest_first = sorted(spelled, key=len, reverse=True)
    pattern = rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)"
    found = texts.astype("string").str.casefold().str.extract(pattern, expand=False)
    return found.map(spelled).astype("string")
