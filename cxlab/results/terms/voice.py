"""Columns and metrics of the room voice."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

COLUMNS = {
    "topic": Column(N_("No."), "count"),
    "label": Column(N_("Topic"), "text"),
    "word": Column(N_("Word"), "text"),
    "texts": Column(N_("Texts"), "count"),
    "jaccard": Column(N_("Stability"), "share"),
    "agreement": Column(N_("Samples that agree"), "share"),
    "count_versus": Column(N_("Number compared with"), "count"),
    "similarity": Column(N_("Common word sequences"), "share"),
    "duplicate_group": Column(N_("Group of like texts"), "count"),
    "quote": Column(N_("In their words"), "text"),
}

METRICS = {
    "topic_share": Metric(N_("Share that speaks of it"), "share"),
    "word_share": Metric(N_("Share that uses the word"), "share"),
}
