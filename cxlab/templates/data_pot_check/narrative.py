"""Sentences and findings of the data check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from ...language import _, date, ngettext, number, percent, told
from ...loaders import CheckFinding, PotCheck
from ...report import Headline
from ...results import Finding
from .._html import fill

__all__ = ["all_clear", "findings", "headline", "nothing_to_do"]

TOPICS = ("fault", "stale", "orphans", "duplicates", "dates")


def findings(
    check: PotCheck, files: pd.DataFrame, links: pd.DataFrame, *, wanted: float
) -> dict[str, list[Finding]]:
    """Return what has to be settled, by topic; one finding per table and column, one for all that is too old.

    Impact is in rows: those concerned, or where it is an error all of the table, since no figure of it
    holds. Rows that find no customer are told of where fewer than `wanted` of a table do.
    """
    size = files.groupby("table")["rows"].sum()
    poor = set(links.loc[links["share"] < wanted, "table"])
    grouped: dict[tuple[str, str, str], list[CheckFinding]] = {}
    for one in check.findings:
        if one.severity != "info" and (one.topic != "orphans" or one.table in poor):
            grouped.setdefault((one.topic, one.table, one.column), []).append(one)
    found: dict[str, list[Finding]] = {topic: [] for topic in TOPICS}
    for (topic, table, _column), same in grouped.items():
        found[topic].append(_finding(same, rows=int(size.get(table, 0))))
    if len(found["stale"]) > 1:
        found["stale"] = [
            _stale([one for one in check.findings if one.topic == "stale" and one.severity != "info"])
        ]
    return found


def _stale(late: list[CheckFinding]) -> Finding:
    """Put all tables that are older than agreed into one finding, one line each."""
    lines = [fill("<strong>{place}</strong>: {said}", place=_place(one), said=_said(one)) for one in late]
    head = ngettext("{n} table is older than agreed:", "{n} tables are older than agreed:", len(late))
    return Finding(
        finding="data.stale",
        metric="rows",
        dimension="table",
        sentence=fill(head, n=number(len(late))) + Markup("<br>") + Markup("<br>").join(lines),
        direction="weakness",
        certainty="shown",
        impact_metric="rows",
        owner=", ".join(dict.fromkeys(one.owner for one in late if one.owner)),
        action=_("ask for newer exports"),
    )


def _finding(same: list[CheckFinding], *, rows: int) -> Finding:
    """Put what was found in one column of a table into one finding."""
    first = same[0]
    wrong = any(one.severity == "error" for one in same)
    concerned = [one.rows for one in same if one.rows]
    impact = rows if wrong else max(concerned, default=0)
    said = [_said(one) for one in same]
    remedies = dict.fromkeys(told(one.remedy) for one in same if one.remedy)
    return Finding(
        finding=f"data.{first.topic}",
        metric="rows",
        dimension="table",
        group=_place(first),
        sentence=fill("<strong>{place}</strong>: {said}", place=_place(first), said="; ".join(said)),
        direction="weakness",
        certainty="shown",
        value=float(sum(concerned)) if concerned else None,
        n=rows,
        impact=float(impact) if impact else None,
        impact_metric="rows",
        owner=first.owner,
        action=f"{_place(first)}: {'; '.join(remedies)}" if remedies else "",
    )


def _said(one: CheckFinding) -> str:
    return told(one.what).removeprefix(f"{_place(one)}: ")


def _place(one: CheckFinding) -> str:
    return f"{one.table}.{one.column}" if one.column else one.table


def all_clear(topic: str, found: Iterable[Finding], *, wanted: float = 1.0) -> str:
    """Return the sentence for a topic about which nothing was found, "" where something was."""
    if list(found):
        return ""
    return {
        "fault": _("Nothing stands out: types, scales, keys and values are as they should be."),
        "stale": _("No table is older than agreed."),
        "orphans": _("Every table finds at least {share} of its rows.").format(share=percent(wanted, 0)),
        "duplicates": _("There are no duplicates, by id or by content."),
        "dates": _("No date lies in the future or before the company or the customer was there."),
    }[topic]


def nothing_to_do() -> str:
    """Return why there is no list of what to do."""
    return _("There is nothing to do.")


def headline(check: PotCheck, files: pd.DataFrame, *, today: dt.date | None) -> Headline:
    """Return the answer: whether the data can be used."""
    tables, rows = files["table"].nunique(), int(files["rows"].sum())
    severities = [one.severity for one in check.findings]
    errors, warnings = severities.count("error"), severities.count("warning")
    size = ngettext("{n} table", "{n} tables", tables).format(n=number(tables))
    lines = ngettext("{n} row", "{n} rows", rows).format(n=number(rows))
    value = _("yes") if not errors + warnings else _("yes, with reservations") if check.ok else _("not yet")
    return Headline(
        population=f"{check.pot} · {size}, {lines}",
        label=_("Verdict"),
        value=value,
        as_of=date(today or dt.date.today()),
        notes=[
            ngettext("{n} error", "{n} errors", errors).format(n=number(errors)) + ", ",
            ngettext("{n} warning", "{n} warnings", warnings).format(n=number(warnings)) + ".",
        ],
    )
