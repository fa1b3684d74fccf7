"""What a pot says of its complaints: table, columns, the time they cover, and what they can come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxlab.engine import as_ids
from cxlab.errors import BadPot, MissingColumn
from cxlab.text import Text

from ._exposure import Exposure, exposure_of
from ._landmarks import id_text

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["ObservedComplaints", "observed_complaints"]

TABLES = ("complaints", "tickets")
CAUSES = ("cause", "reason", "topic", "category")
PLACES = ("region", "state", "country", "site", "branch", "store", "area", "boarding_area", "location")
PLACE_NAMES = re.compile(
    r"(\w*region|bundesland|kanton|land|\w*gebiet|bezirk|standort|niederlassung|gesch(ä|ae)ftsstelle|filiale"
    r"|\w*markt|laden|station|klinik|werk|flughafen)",
    re.IGNORECASE,
)
"""What such columns are called in German exports."""
RESOLVED = ("resolved", "closed", "sent_to_company")
BESIDE = ("tickets", "events", "orders", "responses")
QUIET = pd.Timedelta(days=31)
"""Tables whose dates tell that the data go on, and how long at most complaints may be missing meanwhile."""

TEXT = "text"
"""The column with what a customer wrote."""

COARSER = "category"
"""The column that groups causes: it says nothing more where causes are looked at themselves."""

RESERVED = frozenset({
    "alpha", "base", "category", "centre", "complaints", "component", "correction", "count", "customers",
    "dimension", "dispersion", "estimate", "every", "excess", "exposure", "high", "level", "low", "metric",
    "method", "note", "per", "phase", "rank", "ratio", "rules", "signal", "size", "up", "down", "z",
})  # fmt: skip
"""Columns of results, whose names a column to split by cannot have."""

MOST_VALUES = 200
"""Values of a column to split by; with more it names single cases rather than groups."""


@dataclass(frozen=True)
class ObservedComplaints:
    """Complaints of a pot, ready for the functions of this room.

    Attributes
    ----------
    frame
        One row per complaint that has a cause (and, where there are dates, a date).
    table
        The table of the pot.
    cause, time, place, customer, resolved
        Its columns; empty where there is none. Columns to split by that are called as results call one of
        theirs (category) have an underscore behind their names.
    dimensions
        Columns in whose combinations a change is looked for: cause, place, and what else the pot splits by.
    first, last
        First and last day that the complaints cover; None without dates.
    exposure
        What complaints can come from.
    excluded
        How many complaints could not be used, by reason.
    """

    frame: pd.DataFrame
    table: str
    cause: str
    time: str
    place: str
    customer: str
    resolved: str
    dimensions: tuple[str, ...]
    first: pd.Timestamp | None
    last: pd.Timestamp | None
    exposure: Exposure
    excluded: dict[str, int] = field(default_factory=dict)

    @property
    def causes(self) -> int:
        """Return how many causes there are."""
        return int(self.frame[self.cause].nunique())

    @property
    def places(self) -> int:
        """Return how many places there are, 0 where no column tells them apart."""
        return int(self.frame[self.place].nunique()) if self.place else 0

    @property
    def days(self) -> int:
        """Return how many days the complaints cover, 0 without dates."""
        return 0 if self.first is None or self.last is None else (self.last - self.first).days + 1

    def outside(self, spots: pd.DataFrame) -> pd.DataFrame:
        """Return the complaints without those that belong to hot spots, which have been told already.

        Parameters
        ----------
        spots
            `hot_spots` of this place, cause and time.
        """
        return self.frame[~self._inside(spots)]

    def texts_of(self, spots: pd.DataFrame) -> pd.DataFrame | None:
        """Return what the complaints of the first hot spot say, beside others about the same cause.

        Parameters
        ----------
        spots
            `hot_spots` of this place, cause and time; of one that is hidden nothing is told.

        Returns
        -------
        DataFrame or None
            who (the customer, else a name for the row), text, part ("inside" or "outside" the hot spot); not
            redacted. None where nothing rose or the complaints have no texts.
        """
        known = spots[spots["complaints"].notna()].head(1)
        if known.empty or TEXT not in self.frame or self.frame[TEXT].isna().all():
            return None
        cause = known.iloc[0].get(self.cause)
        same = self.frame[self.cause] == cause if cause else pd.Series(True, index=self.frame.index)
        rows = self.frame[same & self.frame[TEXT].notna()]
        part = self._inside(known)[rows.index].map({True: "inside", False: "outside"})
        who = pd.Series([f"row {place}" for place in rows.index], rows.index, dtype="string")
        if self.customer:
            who = rows[self.customer].astype("string").fillna(who)
        return pd.DataFrame({"who": who, "text": rows[TEXT], "part": part})

    def _inside(self, spots: pd.DataFrame) -> pd.Series:
        """Return which complaints belong to hot spots."""
        inside = pd.Series(False, index=self.frame.index)
        for row in spots.to_dict("records"):
            day = self.frame[self.time].dt.normalize()
            own = day.between(row["first_day"], row["last_day"])
            for column in filter(None, (self.place, self.cause)):  # a pot may know neither
                own &= (self.frame[column] == row[column]) if row.get(column) else True
            inside |= own
        return inside


def observed_complaints(
    pot: DataPot,
    *,
    table: str = "",
    cause: str = "",
    place: str = "",
    dimensions: Sequence[str] = (),
    exposure: str = "auto",
    start: Any = None,
    end: Any = None,
) -> ObservedComplaints:
    """Return the complaints of a pot with what is known of them.

    Parameters
    ----------
    pot
        An opened data pot.
    table
        Table of the complaints; by default complaints, else tickets.
    cause, place
        Columns; by default the first known one (cause, reason, topic, category; region, state, site, Filiale
        ...) with several values. A place that only customers have is taken from their table.
    dimensions
        Further columns to split by; by default the segments that the pot names for the table.
    exposure
        "customers" (years of customers), "orders", "responses" (who was asked), "time" (days), or "auto":
        the first of these that the pot has.
    start, end
        First and last day of the complaints to use.

    Returns
    -------
    ObservedComplaints

    Raises
    ------
    BadPot
        The pot has neither complaints nor tickets, no complaint is left, or none has a cause.
    MissingColumn
        A column that was named is not there.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> complaints = observed_complaints(open_pot("nordlicht"))
    >>> complaints.cause, complaints.place, complaints.exposure.kind, len(complaints.frame)
    ('cause', 'region', 'customers', 899)
    """
    name = table or next((one for one in TABLES if one in pot), "")
    if not name:
        raise BadPot(Text("the pot has no table of complaints or tickets: {names}", names=pot.tables))
    frame = pot.select(name, start=start, end=end)
    _require(frame, [cause, *dimensions], name)
    role = pot.role(name)
    time, customer = role.date or "", role.customer or ""
    cause = cause or _first_with_values(frame, (*CAUSES, *role.segments))
    if not cause or frame[cause].notna().sum() == 0:
        raise BadPot(
            Text("no row of {table} has a cause; name its column in the parameter cause", table=name)
        )
    place = place or _first_with_values(frame, _places(frame), least=1)
    frame, place = _with_place(pot, frame, place, customer)
    _require(frame, [place], name)
    frame, excluded = _usable(frame, cause, time)
    if frame.empty:
        raise BadPot(Text("no row of {table} has a cause and a date", table=name))
    first, last = _covered(pot, frame, time, start, end)
    more = dimensions or [one for one in role.segments if one != COARSER or cause == COARSER]
    split = _to_split(frame, [place, cause, *more])
    units = exposure_of(pot, frame, exposure, place=place, first=first, last=last)
    resolved = next((one for one in RESOLVED if one in frame), "")
    named = {column: own_name(column) for column in {cause, place, *split}}
    return ObservedComplaints(
        frame.rename(columns=named), name, own_name(cause), time, own_name(place), customer, resolved,
        tuple(own_name(column) for column in split), first, last, units.renamed(named), excluded,
    )  # fmt: skip


def own_name(column: str) -> str:
    """Return what a column is called in results: with an underscore where they have one of that name.

    Examples
    --------
    >>> own_name("region"), own_name("category")
    ('region', 'category_')
    """
    return f"{column}_" if column in RESERVED else column


def _require(frame: pd.DataFrame, names: Iterable[str], table: str) -> None:
    for name in names:
        if name and name not in frame:
            raise MissingColumn(name, frame.columns, where=table)


def _places(frame: pd.DataFrame) -> list[str]:
    """Return the names of columns that say where a customer or a complaint is from, canonical ones first."""
    return [*PLACES, *(str(name) for name in frame.columns if PLACE_NAMES.fullmatch(str(name)))]


def _first_with_values(frame: pd.DataFrame, names: Iterable[str], least: int = 2) -> str:
    """Return the first of these columns with so many values; else the first that has any."""
    there = [name for name in names if name in frame and frame[name].notna().any()]
    several = [name for name in there if least <= frame[name].nunique() <= MOST_VALUES]
    return next(iter([*several, *there]), "")


def _with_place(pot: DataPot, frame: pd.DataFrame, place: str, customer: str) -> tuple[pd.DataFrame, str]:
    """Return the complaints with their place, which may stand with the customers only."""
    if place in frame or not customer or "customers" not in pot:
        return frame, place
    people = pot["customers"]
    place = place or _first_with_values(people, _places(people))
    if not place or place not in people or "customer_id" not in people:
        return frame, place
    ids = id_text(as_ids(people["customer_id"], "customer_id"))
    known = pd.Series(people[place].to_numpy(), index=ids)
    known = known[~known.index.duplicated()]
    found = known.reindex(id_text(as_ids(frame[customer], customer))).to_numpy()
    return frame.assign(**{place: found}), place


def _usable(frame: pd.DataFrame, cause: str, time: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the complaints with a cause and a date, and how many have not."""
    excluded: dict[str, int] = {}
    for column, reason in ((cause, Text("no cause")), (time, Text("no date"))):
        if column and (lacking := frame[column].isna()).any():
            excluded[reason] = int(lacking.sum())
            frame = frame[~lacking]
    return frame.reset_index(drop=True), excluded


def _covered(
    pot: DataPot, frame: pd.DataFrame, time: str, start: Any, end: Any
) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """Return from when to when there would have been complaints, had there been any.

    A quiet week at either end is known to be one where other tables of the pot go on; but for no longer than
    complaints have been missing in between, else they were not yet, or no longer, recorded.
    """
    if not time:
        return None, None
    days = _naive(frame[time])
    first, last = own = days.min(), days.max()
    quiet = min(QUIET, days.dt.normalize().drop_duplicates().sort_values().diff().max())
    for name in BESIDE:
        role = pot.role(name).date if name in pot and len(days) > 1 else None
        if role:
            other = _naive(pot[name][role])
            first = min(first, other[other >= own[0] - quiet].min())
            last = max(last, other[other <= own[1] + quiet].max())
    first = pd.Timestamp(start) if start is not None else first
    last = pd.Timestamp(end) if end is not None else last
    return first.normalize(), last.normalize()


def _naive(dates: pd.Series) -> pd.Series:
    return dates.dt.tz_localize(None) if dates.dt.tz is not None else dates


def _to_split(frame: pd.DataFrame, names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns in which complaints differ, each once."""
    wanted = [name for name in dict.fromkeys(names) if name and name in frame]
    return tuple(name for name in wanted if 2 <= frame[name].nunique() <= MOST_VALUES)
