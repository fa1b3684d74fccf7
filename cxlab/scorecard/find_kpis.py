"""Which KPIs a pot holds: looked for in its tables, each ready to be computed for any days and any group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from cxlab.errors import CxError, UnknownName, said_by
from cxlab.text import Text

from .from_customers import complaints, contacts, retention
from .from_service import disputed, first_contact, first_response, resolution, timely
from .from_survey import ces_kpi, csat_kpi, nps_kpi, sus_kpi, task_kpi, umux_kpi
from .kpi import Kpi
from .look import Look

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["KPIS", "find_kpis", "kpis_seen", "lacking_kpis"]

KPIS: dict[str, Callable[[Look], Kpi | Text]] = {
    "nps": nps_kpi,
    "csat": csat_kpi,
    "ces": ces_kpi,
    "first_response_hours": first_response,
    "resolution_hours": resolution,
    "first_contact_resolution": first_contact,
    "timely_share": timely,
    "disputed_share": disputed,
    "complaints_per_100_customers": complaints,
    "contacts_per_100_customers": contacts,
    "retention_rate": retention,
    "sus": sus_kpi,
    "umux_lite": umux_kpi,
    "task_success": task_kpi,
}
"""Every KPI in the order of a scorecard, and how it is looked for: found, or the reason why not."""


def find_kpis(
    pot: DataPot,
    *,
    only: Sequence[str] = (),
    date_from: str | dt.date | None = None,
    date_to: str | dt.date | None = None,
    longest: str = "year",
    ces_direction: str = "easy",
    fcr_days: float = 7,
    min_n: int = 5,
    level: float = 0.95,
) -> list[Kpi]:
    """Return the KPIs that a pot holds, with their targets and comparable periods.

    Looked for are NPS, CSAT, CES and the questions on a website (SUS, UMUX-Lite, task success) in the
    answers; first response, resolution and first-contact resolution in the tickets; complaints and contacts
    per customer; retention; timely answers and disputes in a register of complaints.

    Parameters
    ----------
    pot : DataPot
    only : list of str
        Names of KPIs; empty: all. A target of pot.yml is found by the same name.
    date_from, date_to : date or str, optional
        Days to use.
    longest : {"year", "quarter", "month"}
        Longest period of the headline.
    ces_direction : {"easy", "effort"}
        What a high answer on effort means.
    fcr_days : float
        Days without a further contact after which a request counts as resolved at first contact.
    min_n, level
        Fewest people a figure may rest on; confidence level.

    Raises
    ------
    UnknownName
        A name of `only` is no KPI.

    Examples
    --------
    >>> import cxlab as cx
    >>> [kpi.metric for kpi in find_kpis(cx.open_pot("consumer_finance_cfpb"))]
    ['timely_share', 'disputed_share']
    """
    for name in only:
        if name not in KPIS:
            raise UnknownName("KPI", name, KPIS)
    look = Look(
        pot, date_from=date_from, date_to=date_to, longest=longest, ces_direction=ces_direction,
        fcr_days=fcr_days, min_n=min_n, level=level,
    )  # fmt: skip
    return kpis_seen(look, only)


def kpis_seen(look: Look, only: Sequence[str] = ()) -> list[Kpi]:
    """Return what `find_kpis` does, from a look into the pot.

    Examples
    --------
    >>> import cxlab as cx
    >>> [kpi.metric for kpi in kpis_seen(Look(cx.open_pot("sfo_airport_2017")))]
    ['nps']
    """
    found = [_tried(name, look) for name in only or KPIS]
    return [kpi for kpi in found if isinstance(kpi, Kpi)]


def lacking_kpis(pot: DataPot, kpis: Sequence[Kpi], *, ces_direction: str = "easy") -> pd.DataFrame:
    """Return the KPIs that a pot does not hold, and what it would need for them.

    Parameters
    ----------
    pot : DataPot
    kpis : list of Kpi
        What `find_kpis` found.
    ces_direction
        As for `find_kpis`.

    Returns
    -------
    DataFrame
        metric, reason.

    Examples
    --------
    >>> import cxlab as cx
    >>> pot = cx.open_pot("telco_ibm")
    >>> lacking_kpis(pot, find_kpis(pot)).iloc[0].tolist()
    ['nps', 'no table of answers with the column nps']
    """
    there = {kpi.metric for kpi in kpis} | {"retention_rate" for kpi in kpis if kpi.metric == "share_stayed"}
    look = Look(pot, ces_direction=ces_direction)
    found = {name: _tried(name, look) for name in KPIS if name not in there}
    rows = [(name, reason) for name, reason in found.items() if isinstance(reason, Text)]
    return pd.DataFrame(rows, columns=["metric", "reason"])


def _tried(name: str, look: Look) -> Kpi | Text:
    """Return a KPI that can be computed, or why it cannot: a scorecard does not stop at one bad column."""
    try:
        found = KPIS[name](look)
        if isinstance(found, Kpi):
            found.value(found.latest)
    except CxError as error:
        return Text("cannot be computed: {reason}", reason=said_by(error))
    return found
