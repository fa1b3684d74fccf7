"""What a table of each kind must and may hold: canonical columns, their types and ranges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from ...errors import some_of
from ...text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandera.pandas as pa

__all__ = ["KINDS", "Contract", "Rule", "breaches", "contract_for"]

Kind = Literal["id", "text", "number", "whole", "date"]
CODES_SHOWN = 10
DATE_COLUMNS = ("date", "timestamp", "created", "signup_date")


@dataclass(frozen=True)
class Rule:
    """One canonical column: its kind of value, whether it must be there, and the range of numbers."""

    column: str
    kind: Kind
    required: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Contract:
    """The columns of a kind of table, its key, and the columns of which at least one must be there."""

    rules: tuple[Rule, ...] = ()
    key: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    order: tuple[tuple[str, str], ...] = ()
    "Pairs of dates of which the first cannot be after the second."


def _rules(required: str, optional: str) -> tuple[Rule, ...]:
    """Read "name:kind" words; a number may carry its range as "nps:number:0:10"."""
    rules = []
    for words, must in ((required, True), (optional, False)):
        for word in words.split():
            name, kind, *ends = word.split(":")
            low, high = ([float(end) if end else None for end in ends] + [None, None])[:2]
            rules.append(Rule(name, kind, must, low, high))  # type: ignore[arg-type]
    return tuple(rules)


_SCORES = "nps:whole:0:10 csat:number ces:number"
_USABILITY = (
    " ".join(f"sus_{k}:whole:1:5" for k in range(1, 11))
    + " umux_1:whole:1:7 umux_2:whole:1:7 task_success:whole:0:1"
)
_WHO = "customer_id:id account_id:id segment:text channel:text touchpoint:text"
KINDS: dict[str, Contract] = {
    "customers": Contract(
        _rules(
            "",
            "customer_id:id account_id:id segment:text signup_date:date end_date:date end_reason:text"
            " tenure_months:number:0 churned:text",
        ),
        key=("customer_id",),
        any_of=("customer_id", "signup_date", "tenure_months"),
        order=(("signup_date", "end_date"),),
    ),
    "responses": Contract(
        _rules(
            "",
            f"response_id:id {_WHO} date:date timestamp:date {_SCORES} weight:number:0 verbatim:text"
            f" language:text {_USABILITY}",
        ),
        key=("response_id",),
        any_of=("nps", "csat", "ces", "sus_1", "umux_1", "task_success"),
    ),
    "ratings": Contract(_rules("response_id:id item:text rating:number", ""), key=("response_id", "item")),
    "comments": Contract(
        _rules("response_id:id text:text", "question:text code:text"),
    ),
    "events": Contract(
        _rules(
            "customer_id:id event:text timestamp:date",
            "event_id:id channel:text touchpoint:text value:number",
        ),
        key=("event_id",),
    ),
    "tickets": Contract(
        _rules(
            "ticket_id:id created:date",
            f"{_WHO} first_response:date resolved:date category:text reopened:text text:text",
        ),
        key=("ticket_id",),
        order=(("created", "first_response"), ("created", "resolved"), ("first_response", "resolved")),
    ),
    "complaints": Contract(
        _rules(
            "created:date",
            f"complaint_id:id ticket_id:id {_WHO} category:text cause:text company:text text:text"
            " resolved:date sent_to_company:date",
        ),
        key=("complaint_id",),
        order=(("created", "resolved"),),
    ),
    "orders": Contract(
        _rules(
            "order_id:id customer_id:id date:date",
            "account_id:id amount:number quantity:number:0 channel:text",
        ),
        key=("order_id",),
    ),
    "reviews": Contract(
        _rules("company:text rating:number", "review_id:id aspect:text date:date channel:text text:text"),
        key=("review_id",),
    ),
    "employees": Contract(
        _rules(
            "", f"response_id:id employee_id:id date:date team:text {_SCORES} rating:number:0 verbatim:text"
        ),
        key=("response_id",),
        any_of=("nps", "csat", "ces", "rating"),
    ),
    "processes": Contract(
        _rules("process:text owner:text", "touchpoint:text target_hours:number:0"),
    ),
}


def contract_for(kind: str) -> Contract:
    """Return the contract of that kind of table; a kind without one asks for nothing."""
    return KINDS.get(kind, Contract())


@dataclass(frozen=True)
class Breach:
    """A column that breaks its contract: how, and in which rows (positions)."""

    column: str
    check: str
    finding: str
    positions: tuple[int, ...]


def breaches(
    frame: pd.DataFrame, contract: Contract, *, scale: dict[str, tuple[float, float]] | None = None
) -> list[Breach]:
    """Hold a table to its contract and return every breach, all of them at once.

    Parameters
    ----------
    frame
        A table in canonical columns.
    contract
        What `contract_for` returns.
    scale
        Declared lowest and highest score per column; overrides the contract's own range.

    Examples
    --------
    >>> answers = pd.DataFrame({"nps": [9, 12, 3]})
    >>> [(b.finding, b.positions) for b in breaches(answers, contract_for("responses"))]
    [('outside 0 to 10: 12 (1)', (1,))]
    """
    import pandera.pandas as pa

    scale = scale or {}
    found = []
    if contract.any_of and not set(contract.any_of) & set(frame.columns):
        found.append(
            Breach(
                contract.any_of[0],
                "required",
                Text("none of {columns} is there", columns=", ".join(contract.any_of)),
                (),
            )
        )
    try:
        _schema(contract, scale).validate(frame.reset_index(drop=True), lazy=True)
    except pa.errors.SchemaErrors as errors:
        ranges = {rule.column: _range(rule, scale) for rule in contract.rules} | scale
        plain = frame.reset_index(drop=True)
        found += [_breach(error, plain, ranges) for error in errors.schema_errors]
    return found


def _schema(contract: Contract, scale: dict[str, tuple[float, float]]) -> pa.DataFrameSchema:
    import pandera.pandas as pa

    columns = {}
    ruled = {rule.column for rule in contract.rules}
    extra = tuple(Rule(column, "number") for column in scale if column not in ruled)
    for rule in contract.rules + extra:
        checks = [pa.Check(holds, name=name) for name, holds in _HOLDS.get(rule.kind, {}).items()]
        low, high = _range(rule, scale)
        if low is not None or high is not None:
            checks.append(pa.Check(_within(low, high), name="range"))
        columns[rule.column] = pa.Column(None, checks, nullable=True, required=rule.required)
    return pa.DataFrameSchema(columns)


def _range(rule: Rule, scale: dict[str, tuple[float, float]]) -> tuple[float | None, float | None]:
    return scale.get(rule.column, (rule.low, rule.high))


def _is_number(series: pd.Series) -> pd.Series:
    return series.isna() | pd.to_numeric(series, errors="coerce").notna()


def _is_whole(series: pd.Series) -> pd.Series:
    return (pd.to_numeric(series, errors="coerce").fillna(0) % 1).eq(0)


def _is_date(series: pd.Series) -> pd.Series:
    held = pd.api.types.is_datetime64_any_dtype(series)
    return pd.Series(series.isna() | held, index=series.index)


def _within(low: float | None, high: float | None) -> Callable[[pd.Series], pd.Series]:
    def check(series: pd.Series) -> pd.Series:
        numbers = pd.to_numeric(series, errors="coerce")
        outside = pd.Series(False, index=series.index)
        if low is not None:
            outside |= numbers < low
        return ~(outside | (numbers > high) if high is not None else outside)

    return check


FINDINGS = {
    "not a number": Text("not a number"),
    "not a whole number": Text("not a whole number"),
    "not a date": Text("not a date"),
}
_HOLDS: dict[str, dict[str, Callable[[pd.Series], pd.Series]]] = {
    "number": {"not a number": _is_number},
    "whole": {"not a number": _is_number, "not a whole number": _is_whole},
    "date": {"not a date": _is_date},
}


def _breach(error: Any, frame: pd.DataFrame, ranges: dict[str, tuple[float | None, float | None]]) -> Breach:
    if error.check_output is None:
        return Breach(str(error.failure_cases), "required", Text("the column is missing"), ())
    column, check = str(error.schema.name), str(error.check.name)
    failed = error.check_output[~error.check_output.astype(bool)].index
    finding = FINDINGS.get(check, Text())
    if check == "range":
        low, high = ranges[column]
        values = pd.to_numeric(frame.loc[failed, column]).value_counts().sort_index()
        shown = [f"{value:g} ({count})" for value, count in values.head(CODES_SHOWN).items()]
        finding = _span(low, high, some_of(shown, len(values) - len(shown)))
    return Breach(column, check, finding, tuple(int(position) for position in failed))


def _span(low: float | None, high: float | None, codes: str) -> Text:
    if low is None:
        return Text("above {high:g}: {codes}", high=high, codes=codes)
    if high is None:
        return Text("below {low:g}: {codes}", low=low, codes=codes)
    return Text("outside {low:g} to {high:g}: {codes}", low=low, high=high, codes=codes)
