"""Which table a file feeds: every kind is tried, the one with the most columns of its own wins."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..tables.contracts import KINDS, Rule
from ..tables.plain_names import plain_name
from .columns import GROUPED, Column, is_grouping, named_like
from .vocabulary import CASES, HINTS, OWN_KEY, PATTERNS, PERSONAL

__all__ = ["MAIN_DATES", "candidates", "kind_of", "map_columns"]

OWN: dict[str, dict[str, int]] = {
    "complaints": {"complaint_id": 6, "cause": 2, "category": 1, "text": 1, "company": 1, "created": 1},
    "tickets": {"ticket_id": 5, "created": 2, "resolved": 1, "first_response": 1, "reopened": 1},
    "orders": {"order_id": 5, "amount": 2, "date": 1},
    "events": {"event": 3, "timestamp": 3, "event_id": 1},
    "reviews": {"review_id": 5, "company": 2, "rating": 2, "text": 1},
    "employees": {"employee_id": 5, "team": 3, "nps": 4, "rating": 2, "response_id": 2, "verbatim": 1},
    "ratings": {"response_id": 2, "item": 3, "rating": 3},
    "comments": {"response_id": 2, "code": 2, "text": 3, "question": 1},
    "responses": {"nps": 4, "csat": 3, "ces": 3, "response_id": 2, "verbatim": 1, "weight": 1}
    | {"sus_1": 4, "umux_1": 4, "task_success": 3},
    "customers": {
        "signup_date": 4,
        "end_date": 1,
        "tenure_months": 4,
        "churned": 2,
        "segment": 1,
        "customer_id": 2,
    },
    "processes": {"process": 3, "owner": 2, "touchpoint": 2, "target_hours": 2},
}
"""How much a column says for a kind of table."""

UNKNOWN = (
    Rule("customer_id", "id"),
    Rule("response_id", "id"),
    Rule("date", "date"),
    Rule("segment", "text"),
)
"""What is looked for in a table of no known kind."""

HINT = 3
ENOUGH = 4
MAIN_DATES = ("date", "created", "timestamp")
GROUPS = 3
SCORES = ("nps", "csat", "ces", "rating")


def kind_of(columns: list[Column], file: str) -> str | None:
    """Return the kind of table, or None if it is none of those with a contract."""
    scores: dict[str, int] = {}
    name = plain_name(file)
    for kind, weights in OWN.items():
        hint = HINT if re.search(HINTS[kind], name) else 0
        mapped = map_columns(columns, kind)
        bare = set() if hint else _bare(mapped, columns)  # "ID" says nothing where the file's name does not
        mapped = {column: source for column, source in mapped.items() if source not in bare}
        contract = KINDS[kind]
        if any(rule.required and rule.column not in mapped for rule in contract.rules):
            continue
        if contract.any_of and not set(contract.any_of) & mapped.keys():
            continue
        if kind in ("customers", "complaints", "tickets") and not _own_key(columns, mapped, contract.key):
            continue
        shown = HINT if any(re.search(HINTS[kind], column.plain) for column in columns) else 0
        if (
            kind == "customers"
            and "customer_id" not in mapped
            and not {"tenure_months", "churned"} <= mapped.keys()
        ):
            continue  # without ids only a table of who left after how long is one
        if kind == "employees" and not (hint or shown or "employee_id" in mapped):
            continue
        size = 2 if kind in ("ratings", "comments") and len(columns) <= 6 else 0
        found = sum(weight for column, weight in weights.items() if column in mapped)
        scores[kind] = found + hint + size + (shown if kind in ("complaints", "employees") else 0)
    best = max(scores, key=lambda kind: scores[kind], default=None)
    return best if best is not None and scores[best] >= ENOUGH else None


def map_columns(
    columns: list[Column], kind: str | None, known: dict[str, str] | None = None
) -> dict[str, str]:
    """Return canonical column -> name in the file, for a kind of table; `known` columns come first."""
    found = dict(known or {})
    rules = list(KINDS[kind].rules) if kind else [*UNKNOWN]
    rules += [Rule(name, "text") for name in PERSONAL]
    open_names = {column.name for column in columns} - set(found.values())
    for rule in rules:
        if rule.column in found:
            continue
        best = _best([c for c in columns if c.name in open_names], rule)
        if best is not None:
            found[rule.column] = best.name
            open_names.discard(best.name)
    if kind == "events" and "customer_id" not in found:
        cases = [c.name for c in columns if c.name in open_names and c.is_coded and not c.is_unique]
        cases = [name for name in cases if re.fullmatch(CASES, plain_name(name))]
        if cases:
            found["customer_id"] = cases[0]
            open_names.discard(cases[0])
    own = _own(columns, kind, found, open_names) if kind else None
    if kind and own:
        found[KINDS[kind].key[0]] = own
        open_names.discard(own)
    for rule in rules:  # a single date needs no telling name
        dates = [column for column in columns if column.is_date and column.name in open_names]
        main = rule.kind == "date" and rule.column in MAIN_DATES
        if main and rule.column not in found and len(dates) == 1 and not _has_date(found, columns):
            found[rule.column] = dates[0].name
            open_names.discard(dates[0].name)
    return _without_collisions(found, columns)


def _best(columns: list[Column], rule: Rule) -> Column | None:
    """Return the column that fits a rule and is called so, else the one whose question is."""
    found = candidates(columns, rule)
    if rule.column not in SCORES:
        return max(found, key=lambda column: named_like(column, rule.column), default=None)
    return max(found, key=lambda c: (named_like(c, rule.column), _answers(c)), default=None)


def candidates(columns: list[Column], rule: Rule) -> list[Column]:
    """Return the columns that could be what a rule asks for, by name or question and by their values.

    What was made from a score (its group, its top box) is none where the score itself is there.
    """
    if rule.column not in PATTERNS:
        return []
    found = [column for column in columns if named_like(column, rule.column) and column.fits(rule)]
    if rule.column not in SCORES:
        return found
    return [column for column in found if not _made_from_score(column, columns)]


def _made_from_score(column: Column, columns: list[Column]) -> bool:
    others = [other for other in columns if other is not column]
    if GROUPED.search(column.plain) and any(_answers(other) > _answers(column) for other in others):
        return any(is_grouping(column, other) for other in others) or _answers(column) <= GROUPS
    return _answers(column) <= GROUPS and any(is_grouping(column, other) for other in others)


def _answers(column: Column) -> int:
    """Return how many different values from 0 to 10 it holds."""
    answers = column.answers
    return 0 if answers is None else int(((answers >= 0) & (answers <= 10)).sum())


def _own(columns: list[Column], kind: str, found: dict[str, str], open_names: set[str]) -> str | None:
    """Return the column that is called ID or number and nothing else, for a table that lacks its key."""
    key = KINDS[kind].key
    if len(key) != 1 or key[0] in found:
        return None
    return next((c.name for c in columns if c.name in open_names and _is_bare(c) and c.is_unique), None)


def _bare(mapped: dict[str, str], columns: list[Column]) -> set[str]:
    names = {column.name for column in columns if _is_bare(column)}
    return names & set(mapped.values())


def _is_bare(column: Column) -> bool:
    return bool(column.is_key and re.fullmatch(OWN_KEY, column.plain))


def _has_date(found: dict[str, str], columns: list[Column]) -> bool:
    dates = {column.name for column in columns if column.is_date}
    return any(name in dates for name in found.values())


def _own_key(columns: list[Column], mapped: dict[str, str], key: Iterable[str]) -> bool:
    """Tell whether the table's own key, where it has one, tells its rows apart."""
    names = [mapped[column] for column in key if column in mapped]
    return not names or any(column.is_unique for column in columns if column.name in names)


def _without_collisions(found: dict[str, str], columns: list[Column]) -> dict[str, str]:
    """Leave out what would give two columns the same name."""
    names = {column.name for column in columns}
    sources = set(found.values())
    return {
        canonical: name
        for canonical, name in found.items()
        if canonical == name or canonical not in names or canonical in sources
    }
