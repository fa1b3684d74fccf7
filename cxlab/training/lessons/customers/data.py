"""The data of lesson 1: contracts and tickets of a chain of gyms, everybody's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["Data", "make"]

DAY = pd.Timestamp("2025-12-31")
MAPPED = ("App", "Website", "Hotline", "Check-in", "Studio")
UNMAPPED = ("Chat", "WhatsApp")
SILENT = "Newsletter"


@dataclass(frozen=True)
class Data:
    """What three systems know of the customers."""

    day: pd.Timestamp
    "The last day of the year that is reported."
    contracts: pd.DataFrame
    "contract_id, customer_id, kind, start, end (missing: open); some customers have several."
    tickets: pd.DataFrame
    "ticket_id, customer_id (missing or of the old system in some), created, touchpoint; the year's."
    touchpoints: pd.DataFrame
    "touchpoint, process, owner (missing where nobody is named)."


def make(seed: int) -> Data:
    """Make the tables of one trainee.

    Examples
    --------
    >>> make(1).contracts.columns.tolist()
    ['contract_id', 'customer_id', 'kind', 'start', 'end']
    """
    rng = np.random.default_rng([1, seed])
    contracts = _contracts(rng)
    touchpoints = _touchpoints(rng)
    return Data(DAY, contracts, _tickets(rng, contracts, touchpoints), touchpoints)


def _contracts(rng: np.random.Generator) -> pd.DataFrame:
    running, former, future = (int(n + rng.integers(-10, 11)) for n in (430, 150, 24))
    ids = rng.permutation(np.arange(10_001, 10_001 + running + former + future))
    here, gone, soon = np.split(ids, [running, running + former])
    open_end, notice = here[45:], here[:45]
    parts = [
        _rows(rng, open_end, "Member", (-1500, -20)),
        # notice is given, but they train, pay and complain until then
        _rows(rng, notice, "Member", (-1500, -400), (20, 180)),
        _rows(rng, gone, "Member", (-1800, -700), (-650, -5)),
        _rows(rng, soon, "Member", (5, 60)),
        _rows(rng, open_end[: int(rng.integers(50, 70))], "Course", (-300, -10)),
        # back again: an ended contract beside the running one
        _rows(rng, open_end[-int(rng.integers(25, 40)) :], "Member", (-2500, -2000), (-1900, -1600)),
    ]
    table = pd.concat(parts, ignore_index=True).sort_values(["start", "customer_id"], ignore_index=True)
    table.insert(0, "contract_id", np.arange(1, len(table) + 1) + 500_000)
    return table


def _rows(
    rng: np.random.Generator,
    customers: np.ndarray,
    kind: str,
    start: tuple[int, int],
    end: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """Make a contract per customer; `start` and `end` are ranges of days from the last day of the year."""
    n = len(customers)
    ends = (
        pd.Series(pd.NaT, index=range(n), dtype="datetime64[ns]")
        if end is None
        else pd.Series(DAY + pd.to_timedelta(rng.integers(*end, n), unit="D"))
    )
    begins = DAY + pd.to_timedelta(rng.integers(*start, n), unit="D")
    return pd.DataFrame({"customer_id": customers, "kind": kind, "start": begins, "end": ends})


def _touchpoints(rng: np.random.Generator) -> pd.DataFrame:
    owners: list[str | None] = ["Digital", "Digital", "Service", "Operations", "Operations"]
    owners[int(rng.integers(len(owners)))] = None
    processes = ["Digital", "Digital", "Requests", "Visit", "Visit"]
    rows = {"touchpoint": [*MAPPED, SILENT], "process": [*processes, "Campaigns"], "owner": [*owners, None]}
    return pd.DataFrame(rows)


def _tickets(rng: np.random.Generator, contracts: pd.DataFrame, touchpoints: pd.DataFrame) -> pd.DataFrame:
    running = _customers(contracts, (contracts["start"] <= DAY) & ~(contracts["end"] < DAY))
    left = _customers(contracts, contracts["end"].between(DAY - pd.Timedelta(days=365), DAY))
    left = left[~np.isin(left, running)]
    writers = rng.choice(running, round(len(running) * rng.uniform(0.28, 0.34)), replace=False)
    repeated = rng.choice(writers, round(len(writers) * rng.uniform(0.55, 0.75)))
    once_here = rng.choice(left, max(12, round(len(left) * 0.35)), replace=False)
    known = np.concatenate([writers, repeated, once_here]).astype(float)
    n = round(len(known) / rng.uniform(0.80, 0.83))
    missing = round(n * rng.uniform(0.12, 0.14))
    unknown = rng.integers(900_001, 900_500, n - len(known) - missing)  # ids of the system before
    ids = np.concatenate([known, unknown, np.full(missing, np.nan)])
    where = [*MAPPED, rng.choice(UNMAPPED)]
    touchpoint = np.concatenate([where * 3, rng.choice(where, n - 3 * len(where))])
    created = DAY - pd.to_timedelta(np.sort(rng.integers(0, 364, n))[::-1], unit="D")
    return pd.DataFrame(
        {
            "ticket_id": np.arange(70_001, 70_001 + n),
            "customer_id": pd.array(rng.permutation(ids), dtype="Int64"),
            "created": created,
            "touchpoint": rng.permutation(touchpoint),
        }
    )


def _customers(contracts: pd.DataFrame, which: pd.Series) -> np.ndarray:
    return np.sort(contracts.loc[which, "customer_id"].unique())
