"""Service recovery: how complaints were handled, and what became of the customers afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, in_memory, require
from cxlab.engine.instants import dates_of
from cxlab.errors import BadParameter, BadValue
from cxlab.language import _, ngettext, number, percent
from cxlab.results import protected
from cxlab.stats import adjust_p
from cxlab.text import Text

from ._curve import share_beyond
from ._landmarks import Landmarks, hazard_ratios, in_days
from ._rows import RowNotes, check_options, days_of

__all__ = ["ServiceRecovery", "service_recovery"]

WELL, SLOWLY, ALL = "solved in time", "not solved in time", "all complaints"


@dataclass(frozen=True)
class ServiceRecovery:
    """How complaints were handled and what followed.

    Attributes
    ----------
    handling
        A row per way of handling and metric: handling ("all complaints", "solved in time", "not solved in
        time"), metric ("solved_in_time", "complains_again"), estimate, low, high, complaints, customers,
        note, method, level.
    loyalty
        A row per comparison: handling, versus, metric ("hazard_ratio_of_leaving"), estimate, low, high, p,
        p_adjusted, customers, left, customer_years, note, method, correction, level. Each way of handling and
        all complaints against customers without one, and one way of handling against the other.
    solved_within, window
        Days in which a complaint has to be solved, and days for which it counts.
    """

    handling: pd.DataFrame
    loyalty: pd.DataFrame
    solved_within: float
    window: float

    @property
    def text(self) -> str:
        """Return in one paragraph, in the current language, what the figures say, with what they cannot."""
        shares = self.handling[self.handling["metric"] == "solved_in_time"].dropna(subset=["estimate"])
        days = number(self.solved_within, 0 if self.solved_within == int(self.solved_within) else 1)
        said = [
            ngettext(
                "{share} of complaints are solved within {days} day.",
                "{share} of complaints are solved within {days} days.",
                1 if self.solved_within == 1 else 2,
            ).format(share=percent(share, 0), days=days)
            for share in shares["estimate"]
        ]
        words = {
            WELL: _(
                "After a complaint solved in time customers leave {ratio} times as often ({low} to {high}) "
                "as customers without one."
            ),
            SLOWLY: _(
                "After a complaint not solved in time customers leave {ratio} times as often ({low} to "
                "{high}) as customers without one."
            ),
        }
        compared = self.loyalty[self.loyalty["versus"] == "no complaint"].dropna(subset=["estimate"])
        for handling, *figures in compared[["handling", "estimate", "low", "high"]].to_numpy().tolist():
            ratio, low, high = (number(figure, 1) for figure in figures)
            if handling in words:
                said.append(words[handling].format(ratio=ratio, low=low, high=high))
        return " ".join([*said, self.caution])

    @property
    def caution(self) -> str:
        """Return what the comparison with customers who did not complain cannot tell."""
        return caution()


def caution() -> str:
    """Return what the comparison with customers who did not complain cannot tell."""
    return _(
        "Who complains is another customer than who does not: some had decided to leave already, others "
        "complain because they want to stay. The figures show who is at risk; what good handling achieves "
        "only a test would show in which chance decides who is handled faster."
    )


def service_recovery(
    complaints: Any,
    customers: Any,
    *,
    solved_within: Any = "14 days",
    window: Any = "180 days",
    customer: str = "customer_id",
    created: str = "created",
    resolved: str = "resolved",
    start: str = "signup_date",
    end: str = "end_date",
    observed_from: Any = None,
    observed_until: Any = None,
    min_n: int = 5,
    level: float = 0.95,
    correction: str = "holm",
) -> ServiceRecovery:
    """Compare customers after a complaint solved in time, one that was not, and without a complaint.

    How a complaint was handled is known `solved_within` days after it: only from then on do both ways of
    handling count, for `window` days, and only for customers who are still there. Customers are compared
    month by month at like tenure (see Notes).

    Parameters
    ----------
    complaints
        One row per complaint with customer, `created` and `resolved` (missing: open).
    customers
        One row per customer with `start` and `end` (missing: still there).
    solved_within, window
        Lengths of time: days, "14 days", "336h".
    customer, created, resolved, start, end
        Columns.
    observed_from, observed_until
        First and last day of the time that the complaints cover; by default those of the complaints.
    min_n, level, correction
        Rows of fewer customers are hidden; confidence level; correction of the comparisons.

    Returns
    -------
    ServiceRecovery

    Notes
    -----
    Sequential landmarks: every 30 days each customer is looked at, and leaving before the next look is
    regressed on what is known by then (complementary log-log, so that coefficients are hazard ratios). Nobody
    counts as well served because he stayed long enough for it. Selection remains: see `caution`.

    Raises
    ------
    BadValue
        No complaint has a date and a customer, none of the customers is known, or the time is too short.

    References
    ----------
    van Houwelingen (2007), Scand J Statist 34. Prentice and Gloeckler (1978), Biometrics 34. Smith, Bolton
    and Wagner (1999), Journal of Marketing Research 36 (recovery and selection).

    Examples
    --------
    >>> rng, first = np.random.default_rng(0), pd.Timestamp("2023-01-01")
    >>> came = first + pd.to_timedelta(rng.integers(0, 600, 400), "D")
    >>> complaints = pd.DataFrame({"customer_id": np.arange(400), "created": came})
    >>> complaints["resolved"] = complaints["created"] + pd.to_timedelta(rng.integers(1, 30, 400), "D")
    >>> gone = pd.to_timedelta(rng.exponential(900, 1200), "D").floor("D")
    >>> customers = pd.DataFrame({"customer_id": np.arange(1200), "signup_date": first,
    ...                           "end_date": first + gone})
    >>> found = service_recovery(complaints, customers, observed_until="2024-12-31")
    >>> found.loyalty[["handling", "versus"]].values.tolist()[0]
    ['solved in time', 'no complaint']
    """
    check_options(level, min_n, correction)
    deadline, lasts = days_of(solved_within, "solved_within"), days_of(window, "window")
    names = [customer, created, resolved]
    require(complaints, *names)
    frame = in_memory(complaints, names)
    came = dates_of(frame[created], created)
    usable = came.notna().to_numpy() & as_ids(frame[customer], customer).notna().to_numpy()
    if not usable.any():
        raise BadValue(Text("no complaint has both a date and a customer"))
    frame, came = frame[usable], came[usable]
    first = pd.Timestamp(observed_from) if observed_from is not None else came.min()
    last = pd.Timestamp(observed_until) if observed_until is not None else came.max()
    if last <= first:
        raise BadParameter(Text("observed_until must lie after observed_from"))
    looks = Landmarks.of(customers, customer=customer, start=start, end=end, observed_from=first,
                         observed_until=last)  # fmt: skip
    when = in_days(came, looks.origin)
    done = in_days(dates_of(frame[resolved], resolved), looks.origin)
    until = (last.normalize() - looks.origin) / pd.Timedelta(days=1) + 1
    well = done - when <= deadline
    who = looks.numbers(frame[customer], customer)
    if not (who >= 0).any():
        raise BadValue(Text("no complaint is of a customer in the table of customers"))
    people = pd.factorize(as_ids(frame[customer], customer))[0]
    handling = _handling(when, done, well, people, until, deadline, lasts, level)
    loyalty = _loyalty(looks, who, when, well, deadline, lasts, level, correction)
    return ServiceRecovery(protected(handling, min_n=min_n), protected(loyalty, min_n=min_n), deadline, lasts)


def _handling(
    when: np.ndarray, done: np.ndarray, well: np.ndarray, people: np.ndarray, until: float, deadline: float,
    lasts: float, level: float,
) -> pd.DataFrame:  # fmt: skip
    """Return how many are solved in time, and how many customers complain again, by handling."""
    ended = np.isfinite(done) & (done < until)
    late = share_beyond(np.where(ended, done, until) - when, ended, np.ones(len(when)), deadline,
                        cluster=people, level=level)  # fmt: skip
    in_time = (1 - late[0], 1 - late[2], 1 - late[1])
    again = _next_of_same(when, people)
    known = when + deadline < until  # how it was handled is known
    rows = [(ALL, "solved_in_time", in_time, np.ones(len(when), dtype=bool))]
    for name, mask in ((ALL, known), (WELL, known & well), (SLOWLY, known & ~well)):
        # Only what comes after the handling is known can be owed to it.
        use = mask & ~(again <= when + deadline)
        since = when[use] + deadline
        repeated = np.isfinite(again[use]) & (again[use] < until)
        waited = np.where(repeated, again[use], until) - since
        beyond = share_beyond(waited, repeated, np.ones(use.sum()), lasts, cluster=people[use], level=level)
        rows.append((name, "complains_again", (1 - beyond[0], 1 - beyond[2], 1 - beyond[1]), use))
    table = pd.DataFrame([
        {"handling": name, "metric": metric, "estimate": value[0], "low": value[1], "high": value[2],
         "complaints": int(mask.sum()), "customers": len(np.unique(people[mask]))}
        for name, metric, value, mask in rows
    ])  # fmt: skip
    notes = RowNotes(len(table))
    notes.add(table["estimate"].isna().to_numpy(), Text("not yet known: nobody was watched for so long"))
    table["note"], table["method"], table["level"] = notes.texts, "kaplan-meier", level
    return table


def _next_of_same(when: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Return when the same customer complains the next time, infinite where not."""
    order = np.lexsort((when, people))
    following = np.full(len(when), np.inf)
    same = np.diff(people[order]) == 0
    following[order[:-1][same]] = when[order[1:][same]]
    return following


def _loyalty(
    looks: Landmarks, who: np.ndarray, when: np.ndarray, well: np.ndarray, deadline: float, lasts: float,
    level: float, correction: str,
) -> pd.DataFrame:  # fmt: skip
    """Return hazard ratios of leaving by handling."""
    known = who >= 0
    since = when + deadline
    spans = {
        name: looks.active(who[known & mask], since[known & mask], since[known & mask] + lasts)
        for name, mask in ((WELL, well), (SLOWLY, ~well))
    }
    spans[WELL] &= ~spans[SLOWLY]  # one complaint left unsolved is not made good by another
    fresh = looks.active(who[known], when[known], since[known])
    waiting = {"just complained": fresh & ~spans[WELL] & ~spans[SLOWLY]}
    first = hazard_ratios(looks, spans | waiting, level=level).iloc[:2].assign(versus="no complaint")
    handled = spans[WELL] | spans[SLOWLY]
    among = replace(looks, there=looks.there & handled, left=looks.left & handled)
    second = hazard_ratios(among, {SLOWLY: spans[SLOWLY]}, level=level).assign(versus=WELL)
    any_of_them = {ALL: looks.active(who[known], when[known], when[known] + lasts)}
    third = hazard_ratios(looks, any_of_them, level=level).assign(versus="no complaint")
    table = pd.concat([first, second, third], ignore_index=True).rename(
        columns={"state": "handling", "hazard_ratio": "estimate", "ratio_low": "low", "ratio_high": "high"}
    )
    notes = RowNotes(len(table))
    notes.add(table["estimate"].isna().to_numpy(), Text("too few left for a hazard ratio"))
    table["metric"], table["note"] = "hazard_ratio_of_leaving", notes.texts
    table["p_adjusted"] = adjust_p(table["p"].to_numpy(float), method=correction)
    table["method"], table["correction"], table["level"] = "monthly landmarks", correction, level
    first_ones = ["handling", "versus", "metric", "estimate", "low", "high", "p", "p_adjusted"]
    counts = ["customers", "left", "customer_years"]
    return table[[*first_ones, *counts, "note", "method", "correction", "level"]]
