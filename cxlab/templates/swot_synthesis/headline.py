"""The answer: how many entries of each field, from how many findings, and what limits them."""

from __future__ import annotations

import pandas as pd

from ...competitors import CompanyScores
from ...language import _, ngettext, number
from ...loaders import DataPot
from ...report import Headline, fits, list_templates
from ...results import metric_label
from ...swot_analysis import Swot
from .words import FIELD_NAMES, aspect_name

__all__ = [
    "counts",
    "empty",
    "evidence_table",
    "headline",
    "lacking",
    "left_findings",
    "next_steps",
    "recorded",
]


SAID = ("competitors.own", "competitors.position", "competitors.selection", "competitors.mix",
        "drivers.quadrant", "swot.measure")  # fmt: skip
"""What the entries say already: the first screen does not say the evidence beside them."""


def counts(found: Swot) -> pd.DataFrame:
    """Return how many entries each field has, and all, as recorded results."""
    sizes = found.entries.groupby("swot_field").size()
    rows = [(name, int(sizes.get(name, 0))) for name in FIELD_NAMES]
    table = pd.DataFrame(rows, columns=["swot_field", "estimate"]).assign(metric="swot_entries")
    table = table[["swot_field", "metric", "estimate"]]
    return table.assign(low=float("nan"), high=float("nan"), n=table["estimate"])


def headline(found: Swot, *, company: str, reports: int, today: str = "", selected: bool = False) -> Headline:
    """Return what stands at the top of the page.

    Parameters
    ----------
    found : Swot
    company : str
    reports : int
        From how many earlier reports findings came.
    today : str
        The newest day of the evidence, in words.
    selected : bool
        Whether reviews differ from the own survey: levels of ratings are then not those of all customers.
    """
    sizes = found.entries["swot_field"].value_counts()
    label = " · ".join(_(name) for name in FIELD_NAMES.values())
    value = " · ".join(number(int(sizes.get(name, 0))) for name in FIELD_NAMES)
    return Headline(
        population=_("{company} · product and service, own findings and competitors").format(company=company),
        label=label,
        value=value,
        as_of=today,
        notes=[_basis(found, reports), *([_selection()] if selected else []), *_judged(found)][:2],
        one_each=True,
        says=SAID,
    )


def _basis(found: Swot, reports: int) -> str:
    n = int(found.entries["n_findings"].sum())
    if not n:
        return _(
            "No finding enters yet: run the other reports and name their folder in the parameter findings."
        )
    text = ngettext("Each entry rests on findings: {n} in all", "Each entry rests on findings: {n} in all", n)
    beside = (
        _("; earlier reports were not given.")
        if not reports
        else ngettext(
            " from {k} earlier report and this one.", " from {k} earlier reports and this one.", reports
        )
    )
    return text.format(n=number(n)) + beside.format(k=number(reports))


def _selection() -> str:
    return _("Reviewers are no sample of all customers: differences between companies count, not levels.")


def _judged(found: Swot) -> list[str]:
    n = int(found.entries["judgement"].sum())
    if not n:
        return []
    return [ngettext("{n} entry is a judgement.", "{n} entries are judgements.", n).format(n=number(n))]


def left_findings(found: Swot) -> str:
    """Say how many findings have no field, and why."""
    if found.not_entered.empty:
        return ""
    from ...language import told

    parts = [
        f"{told(row['reason'])} ({number(row['n_findings'])})" for row in found.not_entered.to_dict("records")
    ]
    return _("Findings without a field: {parts}.").format(parts="; ".join(parts))


def empty(found: Swot, scope: str) -> bool:
    """Return whether a scope has no entry."""
    return not (found.entries["scope"] == scope).any()


def lacking(what: str) -> str:
    """Say why a section is left out."""
    texts = {
        "reviews": _("The data hold no reviews with a company and a rating: nothing is said of competitors."),
        "register": _("The data hold no register of complaints about several companies."),
        "one company": _("All rows are about one company: there is no competitor to compare with."),
        "items": _("The data hold no ratings of single aspects beside an overall score."),
        "tows": _("No inner and outer entry share an aspect or a process, so that there is no pair."),
        "measures": _("No entry names an action, and swot.yml of the pot holds no measure."),
        "earlier": _("There is no earlier synthesis of these data to compare with."),
        "conflicts": _("No source calls strong what another calls weak."),
        "findings": _("No finding enters: neither earlier reports nor competitors say anything certain."),
        "product": _("No finding concerns the product alone."),
        "service": _("No finding concerns the service alone."),
        "both": _("No finding concerns product and service alike."),
    }
    return texts[what]


def recorded(*scores: CompanyScores | None) -> list[pd.DataFrame]:
    """Return the scores of companies that are kept as results."""
    names = ["company", "aspect", "metric", "estimate", "low", "high", "n", "note", "level"]
    return [one.table[names] for one in scores if one is not None]


def evidence_table(found: Swot) -> pd.DataFrame:
    """Return what each entry rests on: finding, report, how its priority came about."""
    rows = found.entries
    about = [
        aspect_name(row["aspect"]) if row["aspect"] else row["group"] or metric_label(row["metric"])
        for row in rows.to_dict("records")
    ]
    names = [
        "swot_field",
        "scope",
        "priority",
        "relative_impact",
        "certainty",
        "freshness",
        "n_findings",
        "judgement",
    ]
    source = rows["source"].where(rows["source"] != "", _("this report"))
    return rows[names].assign(source=source, about=about)[["about", *names, "source"]]


def next_steps(found: Swot, data: DataPot) -> str:
    """Say which reports fit the data and would give findings, where none has entered."""
    if found.entries["n_findings"].sum():
        return ""
    names = [one.name for one in list_templates() if fits(one, data) and not one.needs.any_pot]
    if not names:
        return _("None of the other reports fits these data.")
    text = _(
        "These reports fit the data and would give findings: {names}. Run them into one folder and name it "
        "in the parameter findings; what people know can be written into swot.yml of the data pot."
    )
    return text.format(names=", ".join(names))
