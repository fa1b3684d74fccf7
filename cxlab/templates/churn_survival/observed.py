"""Who was observed, and for how long: by dates, by tenures, or by purchases where nobody signs off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import pandas as pd

from ...errors import BadParameter, BadPot, BadValue, MissingColumn
from ...report.own_names import own_names
from ...results import label
from .industry import DAYS_PER_MONTH, industry_gap, purchases

if TYPE_CHECKING:
    from ...loaders import DataPot

__all__ = ["Observed", "observe"]

Days = tuple[pd.Timestamp, pd.Timestamp]
MOSTLY = 0.5  # of the lost who bought once only: their tenure is the gap itself
OWN = ("entry", "duration", "event", "reason", "excluded")


def cluster_of(frame: pd.DataFrame) -> str | None:
    """Return the first id of customers or accounts that occurs more than once: several contracts of one."""
    ids = (name for name in ("customer_id", "account_id") if name in frame)
    return next((name for name in ids if frame[name].dropna().duplicated().any()), None)


@dataclass(frozen=True)
class Observed:
    """Customers as survival analysis needs them, and where that comes from.

    Attributes
    ----------
    frame
        A row per customer: the columns of the pot, entry, duration (months), event, with dates also excluded
        and reason; the traits under the names that readers know.
    kind
        "dates" (start and end), "purchases" (lost after a gap without any) or "tenure" (months, no dates).
    days
        First and last day of observation; None without dates.
    traits
        Columns of the frame that may go with leaving.
    single
        Traits that have one value only and explain nothing, under the names that readers know.
    gap_days, log
        With purchases: the gap after which a customer counts as lost, and when customers bought.
    told
        Whether the days were given, rather than read off the data.
    cohort
        Whether no customer came later than the gap after the first day: then all begin with their first
        purchase, and nobody is left out for purchases that may lie before the data.
    outcomes
        Segments of the pot that tell who left, so that they cannot explain it; not among the traits.
    blanks
        Customers whose empty cell in the column of leavers was taken for "still there".
    """

    frame: pd.DataFrame
    kind: Literal["dates", "purchases", "tenure"]
    days: Days | None
    traits: list[str]
    single: list[str]
    gap_days: float | None = None
    log: pd.DataFrame | None = None
    told: bool = False
    cohort: bool = False
    outcomes: tuple[str, ...] = ()
    blanks: int = 0

    @property
    def ruled(self) -> bool:
        """Whether the rule decides when customers leave: most of the lost bought once, so all at the gap."""
        if self.kind != "purchases":
            return False
        usable = self.frame[self.frame["duration"].notna()]
        gone = usable[usable["event"].fillna(False).astype(bool)]
        return not len(gone) or float((gone["purchases"] == 1).mean()) >= MOSTLY

    @property
    def dated(self) -> bool:
        """Whether there are dates."""
        return self.days is not None

    @property
    def start(self) -> str:
        """Column of the first day of a customer."""
        return "first" if self.kind == "purchases" else "signup_date"

    @property
    def group(self) -> str:
        """The first trait with few levels; empty if there is none."""
        return next((name for name in self.traits if _few(self.frame[name])), "")

    @property
    def active(self) -> pd.DataFrame:
        """Customers who have not left."""
        gone = self.frame["event"].fillna(False).astype(bool)
        return self.frame[self.frame["duration"].notna() & ~gone]

    @property
    def cluster(self) -> str | None:
        """Column of rows that belong together: the customer's, else the account's id, where it repeats."""
        return cluster_of(self.frame)

    def split(self, cut: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return customers as known at the cut, and those active then with what came after.

        The later ones have tenure (reached at the cut), duration and event (since the cut).
        """
        from ...survival import temporal_split

        assert self.days is not None
        if self.kind == "purchases":
            return self._split_purchases(cut)
        bare = self.frame.drop(columns=[name for name in OWN if name in self.frame])
        first, last = self.days
        return temporal_split(bare, cut=cut, observed_until=last, observed_from=first, unit="months")

    def _split_purchases(self, cut: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame]:
        assert self.days is not None
        assert self.gap_days is not None
        assert self.log is not None
        then = _lost(self.log, (self.days[0], cut), self.gap_days, cohort=self.cohort)
        traits = self.frame[["customer_id", *self.traits]]
        past = then.merge(traits, on="customer_id", how="left")
        there = past.loc[past["duration"].notna() & ~past["event"].fillna(False).astype(bool)]
        now = self.frame[["customer_id", "duration", "event"]]
        later = there[["customer_id", "duration", *self.traits]].rename(columns={"duration": "tenure"})
        later = later.merge(now, on="customer_id")
        return past, later.assign(duration=later["duration"] - later["tenure"])

    def triangle_frame(self) -> pd.DataFrame:
        """Return the first and the last day of each customer, as a retention triangle needs them."""
        if self.kind == "dates":
            return self.frame[["signup_date", "end_date"]]
        lived = pd.to_timedelta(self.frame["duration"] * DAYS_PER_MONTH, unit="D").dt.round("s")
        gone = self.frame["event"].fillna(False).astype(bool)
        end = (self.frame["first"] + lived).where(gone)
        known = self.frame["duration"].notna()
        return pd.DataFrame({"signup_date": self.frame["first"], "end_date": end})[known]


def observe(
    pot: DataPot,
    *,
    traits: Sequence[str] = (),
    tenure: str = "tenure_months",
    left: str = "churned=Yes",
    gap_days: float | None = None,
    observed_from: str | dt.date | None = None,
    observed_until: str | dt.date | None = None,
) -> Observed:
    """Read off the pot who was a customer for how long.

    Contracts go by signup_date and end_date; where nobody signs off (no ends, an industry without contracts,
    or a given gap) by a table of purchases; else by a column of tenures in months and one that says who left.

    Parameters
    ----------
    pot
    traits
        Columns of the customers; empty: the segments that the pot names.
    tenure, left
        Column of the tenure in months, and "column=value" that says who left.
    gap_days
        Days without a purchase after which a customer counts as lost; None: those of the industry.
    observed_from, observed_until
        Days between which ends (or purchases) are in the data; None: as the dates say.

    Raises
    ------
    MissingColumn
        A trait is not in the table of customers.
    BadPot
        The pot holds neither dates nor tenures nor purchases.
    BadParameter
        A trait that was asked for tells who left.
    """
    seen = _observe(pot, traits, tenure, left, gap_days, (_day(observed_from), _day(observed_until)))
    return _without_outcomes(seen, named=bool(traits))


def _observe(
    pot: DataPot,
    traits: Sequence[str],
    tenure: str,
    left: str,
    gap_days: float | None,
    given: tuple[pd.Timestamp | None, pd.Timestamp | None],
) -> Observed:
    customers = pot["customers"]
    if "customer_id" not in customers:  # nobody to find again, but every row is a customer
        customers = customers.assign(customer_id=range(1, len(customers) + 1))
    for name in traits:
        if name not in customers:
            raise MissingColumn(name, customers.columns, where="the table of customers (parameter traits)")
    customers, wanted = own_names(customers, list(traits) or list(pot.role("customers").segments))
    table = purchases(pot)
    gap = gap_days or industry_gap(pot)
    ends = {"signup_date", "end_date"} <= set(customers)
    if gap_days is not None and table is None:
        raise BadParameter(
            "gap_days is given, but the pot has no table of purchases with customers and dates"
        )
    if table is not None and gap and (gap_days or not ends or customers["end_date"].isna().all()):
        return _by_purchases(customers, table, gap, given, wanted)
    if ends:
        return _by_dates(customers, given, wanted)
    if tenure in customers:
        return _by_tenure(customers, tenure, left, wanted)
    raise BadPot(
        f"the table of customers has neither signup_date and end_date nor {tenure!r} and {left!r}; nor is "
        "there a table of purchases and a gap (gap_days) after which a customer counts as lost; map the "
        "columns in pot.yml"
    )


def _by_dates(
    customers: pd.DataFrame, given: tuple[pd.Timestamp | None, pd.Timestamp | None], traits: list[str]
) -> Observed:
    from ...survival import durations, observation_window

    starts = customers["signup_date"]
    if customers["end_date"].isna().all():
        if starts.isna().all():
            raise BadValue("column 'signup_date' holds no date, so nobody's tenure is known")
        seen = (starts.min(), starts.max())
    else:
        seen = observation_window(customers)
    days = (given[0] or seen[0], given[1] or seen[1])
    why = "end_reason" if "end_reason" in customers else None
    taken = customers.drop(columns=[name for name in OWN if name in customers and name not in traits])
    frame = durations(taken, observed_from=days[0], observed_until=days[1], reason=why, unit="months")
    return _made(frame, "dates", days, traits, told=all(given))


def _by_purchases(
    customers: pd.DataFrame,
    log: pd.DataFrame,
    gap: float,
    given: tuple[pd.Timestamp | None, pd.Timestamp | None],
    traits: list[str],
) -> Observed:
    log = log.assign(customer_id=_text(log["customer_id"]))
    days = (given[0] or log["timestamp"].min().normalize(), given[1] or log["timestamp"].max().normalize())
    known = customers.assign(customer_id=_text(customers["customer_id"])).drop_duplicates("customer_id")
    cohort = given[0] is None and _one_cohort(log, days, gap)
    lost = _lost(log, days, gap, cohort=cohort)
    clash = [name for name in lost.columns if name in known and name != "customer_id" and name not in traits]
    frame = lost.merge(known.drop(columns=clash), on="customer_id", how="left")
    return _made(frame, "purchases", days, traits, gap_days=gap, log=log, told=all(given), cohort=cohort)


def _one_cohort(log: pd.DataFrame, days: Days, gap: float) -> bool:
    """Return whether new customers come at the beginning only, though the data goes on for longer than a gap.

    Where customers come all along, the chance that none comes in all the time after the gap is next to none.
    """
    first = log.groupby("customer_id")["timestamp"].min()
    late = days[0] + pd.Timedelta(days=gap)
    return bool(days[1] > late) and not bool((first >= late).any())


def _lost(log: pd.DataFrame, days: Days, gap: float, *, cohort: bool = False) -> pd.DataFrame:
    from ...survival import inactivity_durations

    until = days[1] + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    since = None if cohort else days[0]
    return inactivity_durations(log, observed_from=since, observed_until=until, gap_days=gap, unit="months")


def _by_tenure(customers: pd.DataFrame, tenure: str, left: str, traits: list[str]) -> Observed:
    months = pd.to_numeric(customers[tenure], errors="coerce")
    frame = customers.assign(entry=0.0, duration=months.where(months >= 0), event=_left(customers, left))
    blank = customers[left.partition("=")[0]].isna() & frame["event"].notna()
    return replace(_made(frame, "tenure", None, traits), blanks=int(blank.sum()))


def _without_outcomes(seen: Observed, *, named: bool) -> Observed:
    """Put aside the traits that tell who left; refuse them where they were asked for by name."""
    from ...loaders.customers.outcomes import outcome_reason

    frame = seen.frame
    gone = frame["end_date"].notna() if "end_date" in frame else frame["event"].fillna(value=False)
    reasons = {name: outcome_reason(name, frame[name], gone.astype(bool)) for name in seen.traits}
    found = [name for name, reason in reasons.items() if reason]
    if found and named:
        raise BadParameter(
            f"{found[0]!r} cannot be a trait (parameter traits): {reasons[found[0]]}; a forecast from it "
            "would be of the past. Leave it out, or give its value as it was when the customer came"
        )
    return replace(seen, traits=[n for n in seen.traits if n not in found], outcomes=tuple(found))


def _left(customers: pd.DataFrame, left: str) -> pd.Series:
    """Return who left, by "column=value"; a column that is true or false needs no value."""
    from ...loaders.customers.outcomes import who_left

    column, _equals, value = left.partition("=")
    if column not in customers:
        raise MissingColumn(column, customers.columns, where="the table of customers (parameter left)")
    values = customers[column]
    gone = who_left(values, value)
    if gone is None:
        found = sorted(map(str, values.dropna().unique()))
        shown = ", ".join(found) if len(found) <= 5 else f"{len(found):,} different ones"
        raise BadParameter(
            f"column {column!r} never holds {value!r}; values found: {shown}; name the value of those who "
            f"left, as in left={column}=Yes"
        )
    return gone


def _made(
    frame: pd.DataFrame,
    kind: Literal["dates", "purchases", "tenure"],
    days: Days | None,
    traits: list[str],
    *,
    gap_days: float | None = None,
    log: pd.DataFrame | None = None,
    told: bool = False,
    cohort: bool = False,
) -> Observed:
    """Name the traits as readers know them; put those aside that have one value only."""
    names = {name: name if name.endswith("_") else label(name) for name in traits}
    free = {old: new for old, new in names.items() if new not in frame.columns}
    frame = frame.assign(**{new: frame[old] for old, new in free.items()})
    shown = [free.get(name, name) for name in traits]
    if not frame["duration"].notna().any():
        raise BadValue(_nobody(kind, gap_days))
    usable = frame.loc[frame["duration"].notna(), shown]
    single = [str(name) for name, levels in usable.nunique().items() if levels < 2]
    varied = [name for name in shown if name not in single]
    return Observed(frame, kind, days, varied, single, gap_days, log, told, cohort)


def _nobody(kind: str, gap_days: float | None) -> str:
    """Return why nobody's tenure is known."""
    if kind == "purchases":
        return (
            f"nobody's tenure is known: every customer was first seen within {gap_days:g} days of the first "
            "purchase in the data, so that earlier purchases may be missing. Name the day from which all "
            "purchases are in the data (observed_from), or a shorter gap (gap_days)"
        )
    return "nobody's tenure is known: no row has a usable begin and a time observed"


def _few(values: pd.Series) -> bool:
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return not numeric and values.nunique() <= 12


def _text(values: pd.Series) -> pd.Series:
    return values.astype("string").str.strip()


def _day(day: str | dt.date | None) -> pd.Timestamp | None:
    return None if day is None else pd.Timestamp(day)
