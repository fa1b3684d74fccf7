"""Customers as survival analysis needs them, and where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from cxlab.errors import BadValue
from cxlab.language import told
from cxlab.text import Text

from ..forecast.splits import temporal_split
from ..notebook_html import result_html
from .purchases import lost_customers

__all__ = ["DAYS_PER_MONTH", "OWN_COLUMNS", "Days", "FollowUp"]

Days = tuple[pd.Timestamp, pd.Timestamp]
DAYS_PER_MONTH = 365.25 / 12
MOSTLY = 0.5  # of the lost who bought once only: their tenure is the gap itself
OWN_COLUMNS = ("entry", "duration", "event", "reason", "excluded")
FEW_CATEGORIES = 12


@dataclass(frozen=True)
class FollowUp:
    """Who was a customer for how long, as `observed_customers` reads it off a pot.

    Attributes
    ----------
    frame
        A row per customer: the columns of the pot, entry, duration (months), event; with dates also excluded
        and reason.
    kind
        "dates" (start and end), "purchases" (lost after a gap without any) or "tenure" (months, no dates).
    days
        First and last day of observation; None without dates.
    traits
        Columns of the frame that may go with leaving.
    constant_traits
        Traits that have one value only and explain nothing.
    gap_days, purchases
        With purchases: the gap after which a customer counts as lost, and when customers bought.
    days_given
        Whether the days were given, rather than read off the data.
    one_cohort
        Whether no customer came later than the gap after the first day: then all begin with their first
        purchase, and nobody is left out for purchases that may lie before the data.
    outcomes
        Segments of the pot that tell who left, so that they cannot explain it; not among the traits.
    blank_outcomes
        Customers whose empty cell in the column of leavers was taken for "still there".
    """

    frame: pd.DataFrame
    kind: Literal["dates", "purchases", "tenure"]
    days: Days | None
    traits: list[str]
    constant_traits: list[str]
    gap_days: float | None = None
    purchases: pd.DataFrame | None = None
    days_given: bool = False
    one_cohort: bool = False
    outcomes: tuple[str, ...] = ()
    blank_outcomes: int = 0

    def _repr_html_(self) -> str:
        return result_html(
            self.text, pd.DataFrame({"trait": self.traits}), ["trait"]
        )  # nobody's row is shown

    @property
    def text(self) -> str:
        """What the follow-up rests on, in the current language."""
        return told(
            Text(
                "{n} customers whose tenure is known, {left} of whom left; tenure is in months.",
                n=len(self.usable),
                left=int(self.usable["event"].fillna(value=False).astype(bool).sum()),
            )
        )

    @property
    def usable(self) -> pd.DataFrame:
        """Customers whose tenure is known."""
        return self.frame[self.frame["duration"].notna()]

    @property
    def left(self) -> pd.Series:
        """Which rows of the frame are customers who left."""
        return self.frame["event"].fillna(value=False).astype(bool)

    @property
    def active(self) -> pd.DataFrame:
        """Customers who have not left."""
        return self.frame[self.frame["duration"].notna() & ~self.left]

    @property
    def set_by_rule(self) -> bool:
        """Whether the rule decides when customers leave: most of the lost bought once, so all at the gap."""
        if self.kind != "purchases":
            return False
        gone = self.frame[self.frame["duration"].notna() & self.left]
        return not len(gone) or float((gone["purchases"] == 1).mean()) >= MOSTLY

    @property
    def dated(self) -> bool:
        """Whether there are dates."""
        return self.days is not None

    @property
    def start_column(self) -> str:
        """Column of the first day of a customer."""
        return "first_purchase" if self.kind == "purchases" else "signup_date"

    @property
    def groupings(self) -> list[str]:
        """Traits with few categories, by which customers can be split."""
        return [name for name in self.traits if _few(self.frame[name])]

    @property
    def cluster(self) -> str | None:
        """Column of rows that belong together: the customer's, else the account's id, where it repeats."""
        return cluster_of(self.frame)

    @property
    def years(self) -> float | None:
        """Years of observation; None without dates."""
        if self.days is None:
            return None
        return max((self.days[1] - self.days[0]).days + 1, 1) / 365.25

    def dates(self) -> pd.DataFrame:
        """First and last day of each customer (signup_date, end_date), with the traits.

        Raises
        ------
        BadValue
            The pot holds no dates.
        """
        if self.days is None:
            raise BadValue(
                Text("the pot holds tenures but no dates, so nobody's first and last day is known")
            )
        if self.kind == "dates":
            known = [name for name in ("customer_id", "account_id") if name in self.frame]
            return self.frame[["signup_date", "end_date", *known, *self.traits]]
        lived = pd.to_timedelta(self.frame["duration"] * DAYS_PER_MONTH, unit="D").dt.round("s")
        end = (self.frame["first_purchase"] + lived).where(self.left)
        dates = pd.DataFrame({"signup_date": self.frame["first_purchase"], "end_date": end})
        return dates.join(self.frame[self.traits])[self.frame["duration"].notna()]

    def split(self, cut: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return customers as known at the cut, and those active then with what came after.

        The later ones have tenure (reached at the cut), duration and event (since the cut).

        Raises
        ------
        BadValue
            The pot holds no dates.
        """
        if self.days is None:
            raise BadValue(Text("customers can be split at a day only where there are dates"))
        if self.kind == "purchases":
            return self._split_purchases(cut)
        bare = self.frame.drop(columns=[name for name in OWN_COLUMNS if name in self.frame])
        first, last = self.days
        return temporal_split(bare, cut=cut, observed_until=last, observed_from=first, unit="months")

    def _split_purchases(self, cut: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame]:
        assert self.days is not None
        assert self.gap_days is not None
        assert self.purchases is not None
        then = lost_customers(self.purchases, (self.days[0], cut), self.gap_days, one_cohort=self.one_cohort)
        traits = self.frame[["customer_id", *self.traits]]
        past = then.merge(traits, on="customer_id", how="left")
        there = past.loc[past["duration"].notna() & ~past["event"].fillna(value=False).astype(bool)]
        now = self.frame[["customer_id", "duration", "event"]]
        later = there[["customer_id", "duration", *self.traits]].rename(columns={"duration": "tenure"})
        later = later.merge(now, on="customer_id")
        return past, later.assign(duration=later["duration"] - later["tenure"])


def cluster_of(frame: pd.DataFrame) -> str | None:
    """Return the first id of customers or accounts that occurs more than once: several contracts of one."""
    ids = (name for name in ("customer_id", "account_id") if name in frame)
    return next((name for name in ids if frame[name].dropna().duplicated().any()), None)


def _few(values: pd.Series) -> bool:
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return not numeric and values.nunique() <= FEW_CATEGORIES
