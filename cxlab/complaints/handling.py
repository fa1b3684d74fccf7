"""How complaints of a pot were handled, what followed, and what their causes cost, as far as the pot says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxlab.errors import BadValue, MissingColumn

from .impact import CauseImpact, cause_impact
from .observed_complaints import ObservedComplaints
from .recovery import ServiceRecovery, service_recovery
from .sla import sla_breaches

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = [
    "complaint_costs",
    "complaint_recovery",
    "complaint_sla",
    "in_whole_days",
    "process_targets",
    "solved_within",
]

DEFAULT, WINDOW = "14 days", "90 days"
"""Within which a complaint should be solved, where no process has a target; how long it is looked at."""

VALUES = ("yearly_value", "annual_value", "customer_value")
"""Columns of customers that say what one is worth in a year."""


def process_targets(observed: ObservedComplaints, processes: pd.DataFrame | None) -> dict[str, float]:
    """Return the target in hours of each cause whose process has one; capitals and blanks do not matter.

    Parameters
    ----------
    observed
        As `observed_complaints` returns them.
    processes
        The pot's map with touchpoint and target_hours; None: no targets.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> from cxlab.complaints import observed_complaints
    >>> pot = open_pot("nordlicht")
    >>> process_targets(observed_complaints(pot), pot["processes"])["Preis"]
    72.0
    """
    if processes is None or not {"touchpoint", "target_hours"} <= set(processes):
        return {}
    hours = pd.to_numeric(processes["target_hours"], errors="coerce")
    known = processes[hours > 0].assign(_hours=hours)
    known = known.assign(_key=known["touchpoint"].astype(str).str.strip().str.casefold())
    by_key = known.drop_duplicates("_key").set_index("_key")["_hours"]
    causes = observed.frame[observed.cause].drop_duplicates()
    keys = causes.astype(str).str.strip().str.casefold()
    return {cause: float(by_key[key]) for cause, key in zip(causes, keys, strict=True) if key in by_key.index}


def in_whole_days(observed: ObservedComplaints) -> bool:
    """Tell whether complaints and solutions have days only, no time of day.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> from cxlab.complaints import observed_complaints
    >>> in_whole_days(observed_complaints(open_pot("nordlicht")))
    True
    """
    dates = [observed.frame[name].dropna() for name in (observed.time, observed.resolved) if name]
    return all(bool((one == one.dt.normalize()).all()) for one in dates)


def _measured(observed: ObservedComplaints, hours: float) -> float:
    """Return the hours beyond which a target is missed for sure, as far as the dates tell.

    From one day to the next may be one hour or 47: where there are days only, a target is missed for sure
    after more days than it has, the last of them begun.
    """
    return 24.0 * math.ceil(hours / 24) if in_whole_days(observed) else hours


def solved_within(observed: ObservedComplaints, targets: Mapping[str, float]) -> str:
    """Return the target that most complaints have, as a length of time; 14 days where there is none.

    Of dates without a time of day whole days count.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> from cxlab.complaints import observed_complaints
    >>> pot = open_pot("nordlicht")
    >>> complaints = observed_complaints(pot)
    >>> solved_within(complaints, process_targets(complaints, pot["processes"]))
    '48h'
    """
    hours = observed.frame[observed.cause].map(targets).dropna()
    return f"{_measured(observed, float(hours.mode().iloc[0])):g}h" if len(hours) else DEFAULT


def complaint_sla(
    observed: ObservedComplaints, targets: Mapping[str, float], *, min_n: int = 5, level: float = 0.95
) -> pd.DataFrame | None:
    """Return `sla_breaches` by cause against the targets of their processes; None where nothing can be said.

    Where dates have no time of day, only complaints that took longer for sure are beyond their target.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> from cxlab.complaints import observed_complaints
    >>> pot = open_pot("nordlicht")
    >>> complaints = observed_complaints(pot)
    >>> len(complaint_sla(complaints, process_targets(complaints, pot["processes"])))
    11
    """
    if not observed.resolved or not observed.time or not targets:
        return None
    hours = {cause: f"{_measured(observed, value):g}h" for cause, value in targets.items()}
    try:
        return sla_breaches(
            observed.frame, target=hours, start=observed.time, end=observed.resolved, by=observed.cause,
            customer=observed.customer or None, min_n=min_n, level=level,
        )  # fmt: skip
    except BadValue:
        return None


def complaint_recovery(
    pot: DataPot, observed: ObservedComplaints, *, within: Any = DEFAULT, window: Any = WINDOW,
    min_n: int = 5, level: float = 0.95,
) -> ServiceRecovery | None:  # fmt: skip
    """Return `service_recovery` of a pot; None where it has no dates of solutions or of customers.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> from cxlab.complaints import observed_complaints
    >>> pot = open_pot("nordlicht")
    >>> complaint_recovery(pot, observed_complaints(pot)).window
    90.0
    """
    if not (observed.resolved and observed.time and observed.customer) or "customers" not in pot:
        return None
    try:
        return service_recovery(
            observed.frame, pot["customers"], solved_within=within, window=window, customer=observed.customer,
            created=observed.time, resolved=observed.resolved, observed_from=observed.first,
            observed_until=observed.last, min_n=min_n, level=level,
        )  # fmt: skip
    except (BadValue, MissingColumn):
        return None


def complaint_costs(
    pot: DataPot, observed: ObservedComplaints, *, value: str = "", goodwill: str = "goodwill",
    hours: str = "handling_hours", hour_cost: float | None = None, min_n: int = 5, level: float = 0.95,
) -> CauseImpact | None:  # fmt: skip
    """Return `cause_impact` of a pot with whatever of customers, answers, hours and goodwill it has.

    Parameters
    ----------
    pot, observed
        The pot, and its complaints as `observed_complaints` returns them.
    value
        Column of customers that says what one is worth in a year; by default yearly_value and its like.
    goodwill, hours
        Columns of the complaints, used where they are there.
    hour_cost
        What an hour of handling costs.
    min_n, level
        As for `cause_impact`.

    Returns
    -------
    CauseImpact or None
        None where the complaints name no customer or no time.

    Raises
    ------
    MissingColumn
        The customers have no column `value`.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> from cxlab.complaints import observed_complaints
    >>> pot = open_pot("nordlicht")
    >>> complaint_costs(pot, observed_complaints(pot)).table["metric"].iloc[0]
    'money'
    """
    if not (observed.customer and observed.time):
        return None
    customers, responses = (pot[name] if name in pot.tables else None for name in ("customers", "responses"))
    if value and (customers is None or value not in customers):
        raise MissingColumn(value, [] if customers is None else customers, where="the table of customers")
    named = [value] if value else VALUES
    worth = next((name for name in named if customers is not None and name in customers), None)
    options: dict[str, Any] = {
        "cause": observed.cause, "customer": observed.customer, "created": observed.time,
        "responses": responses, "hour_cost": hour_cost,
        "goodwill": goodwill if goodwill in observed.frame else None,
        "hours": hours if hours in observed.frame else None, "observed_from": observed.first,
        "observed_until": observed.last, "min_n": min_n, "level": level,
    }  # fmt: skip
    try:
        return cause_impact(observed.frame, customers=customers, value=worth, **options)
    except BadValue:  # customers in several rows, or too short a time to see who leaves
        return cause_impact(observed.frame, **options)
