"""What is planted about complaints, and what else their report may state."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .company import Companion, Fact, Judge, judged_rows, rows

DAYS = 7
"""Days by which the weeks that are named may miss those that were planted."""

OTHER = "Sonstiges"
"""What complaints are coded as whose cause was not recognised: those of the fault among them."""


def topic_labels(company: Companion) -> dict[str, str]:
    """Return what each topic is called in the exports."""
    from cxlab.sample.vocabulary import vocabulary

    topics = vocabulary(company.truth["made_with"]["industry"]).topics
    return {topic.name: topic.label["de"] for topic in topics}


def _span(row: Any) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, last = str(row.period).split("/")
    return pd.Timestamp(first), pd.Timestamp(last)


def _weeks_off(row: Any, company: Companion) -> int:
    """Return by how many days the farther end of a rise misses the planted one."""
    planted = company.truth["process_fault"]
    ends = zip(_span(row), (planted["first_day"], planted["last_day"]), strict=True)
    return max(abs((one - pd.Timestamp(day)).days) for one, day in ends)


def _first_rise(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the rise that the report names first."""
    found = rows(findings, "complaints.rise")
    return found.sort_values("rank").head(1) if len(found) else found


def fault(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that region, topic and weeks of the process fault are named first."""
    planted = company.truth["process_fault"]
    topic = topic_labels(company)[planted["topic"]]

    def right(row: Any) -> bool:
        return bool(
            row.group == planted["region"] and row.aspect == topic and _weeks_off(row, company) <= DAYS
        )

    return judged_rows(_first_rise(findings), right)


def fault_owner(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that process and owner of the fault are those of the map of touchpoints."""
    import cxlab as cx

    topic = topic_labels(company)[company.truth["process_fault"]["topic"]]
    owners = cx.open_pot(company.folder)["processes"]
    row = owners[owners["touchpoint"] == topic].iloc[0]
    return judged_rows(
        _first_rise(findings),
        lambda one: (
            one.owner == row["owner"] and one.process == row["process"] and row["owner"] in one.sentence
        ),
    )


def leaving(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that customers are said to leave more often after a complaint."""
    found = rows(findings, "complaints.recovery", group="all complaints")
    return judged_rows(found, lambda row: row.estimate > 1)


def _rise(row: Any, company: Companion) -> bool:
    planted = company.truth["process_fault"]
    topics = {topic_labels(company)[planted["topic"]], OTHER}
    first, last = _span(row)
    overlap = min(last, pd.Timestamp(planted["last_day"])) - max(first, pd.Timestamp(planted["first_day"]))
    return bool(row.group == planted["region"] and row.aspect in topics and overlap.days >= DAYS)


def _localised(row: Any, company: Companion) -> bool:
    """Judge a change of the years: one that the fault does not explain was not planted."""
    planted = company.truth["process_fault"]
    named = {planted["region"], topic_labels(company)[planted["topic"]]}
    return bool(named & set(str(row.group).split(", ")))


def _cause(row: Any, company: Companion) -> bool:
    from cxlab.sample.vocabulary import vocabulary

    topics = vocabulary(company.truth["made_with"]["industry"]).topics
    most = max(topic.complaints for topic in topics)
    return row.group in {topic.label["de"] for topic in topics if topic.complaints == most}


FACTS = (
    Fact("Complaints: region, topic and weeks of the process fault", fault),
    Fact("Complaints: process and owner of the fault", fault_owner),
    Fact("Complaints: customers leave more often after one", leaving),
)
JUDGES: dict[str, Judge] = {
    "complaints.rise": _rise,
    "complaints.localised": _localised,
    "complaints.cause": _cause,
    "complaints.driver": lambda _row, _company: False,  # channels and topics are drawn independently
    "complaints.recovery": lambda row, _company: bool(row.estimate > 1),
}
