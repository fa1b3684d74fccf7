"""Columns that results of several rooms have."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

from .metrics import KANO

__all__ = ["COLUMNS", "METRICS"]

COLUMNS = {
    # what a row speaks of
    "metric": Column(N_("Measure"), "text"),
    "factor": Column(N_("Split by"), "column"),
    "dimension": Column(N_("Split by"), "column"),
    "group": Column(N_("Group"), "own", words={"total": N_("total"), "all": N_("all")}),
    "versus": Column(
        N_("Compared with"),
        "own",
        words={"rest": N_("all others"), "previous": N_("the period before"), "all": N_("all")},
    ),
    "category": Column(N_("Category"), "own", words=KANO),
    "reference": Column(N_("Compared with"), "own"),
    "segment": Column(N_("Segment"), "own"),
    "period": Column(N_("Period"), "own"),
    "period_versus": Column(N_("Period compared with"), "own"),
    # its figures
    "estimate": Column(N_("Estimate"), "metric"),
    "low": Column(N_("Lower limit"), "metric"),
    "high": Column(N_("Upper limit"), "metric"),
    "se": Column(N_("Standard error"), "metric", technical=True),
    "value": Column(N_("Value"), "metric"),
    "value_versus": Column(N_("Value compared with"), "metric"),
    "share": Column(N_("Share"), "share"),
    "share_versus": Column(N_("Share compared with"), "share"),
    "score": Column(N_("Score"), "score"),
    "rank": Column(N_("Rank"), "count"),
    # how many it rests on
    "n": Column(N_("n"), "count"),
    "n_versus": Column(N_("n compared with"), "count"),
    "n_eff": Column(N_("Effective answers"), "number"),
    "clusters": Column(N_("Clusters"), "count"),
    "customers": Column(N_("Customers"), "count"),
    "count": Column(N_("Number"), "count"),
    "events": Column(N_("Events"), "count"),
    "missing": Column(N_("No valid answer"), "count", technical=True),
    "rows": Column(N_("Rows"), "count"),
    # how sure it is
    "statistic": Column(N_("Test statistic"), "number", technical=True),
    "df": Column(N_("Degrees of freedom"), "number", technical=True),
    "p": Column(N_("p"), "p"),
    "p_adjusted": Column(N_("p, corrected"), "p"),
    "correction": Column(
        N_("Correction"),
        "text",
        technical=True,
        words={"holm": "Holm", "bh": "Benjamini-Hochberg", "none": N_("none")},
    ),
    "level": Column(N_("Confidence level"), "level", technical=True),
    "note": Column(N_("Note"), "note"),
    "method": Column(N_("Method"), "text", technical=True),
    "window": Column(N_("Window"), "own", technical=True),
    "currency": Column(N_("Currency"), "text", technical=True),
    "unit": Column(N_("Unit"), "own", technical=True),
    # whose it is
    "customer_id": Column(N_("Customer"), "id"),
    "event": Column(N_("Event"), "own"),
    "touchpoint": Column(N_("Touchpoint"), "own"),
    "process": Column(N_("Process"), "own"),
    "owner": Column(N_("Owner"), "own"),
    "channel": Column(N_("Channel"), "own"),
}
METRICS = {"share": Metric(N_("Share"), "share")}
