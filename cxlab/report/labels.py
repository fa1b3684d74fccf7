"""What columns and metrics are called: the vocabulary of `cxlab.results`."""

from ..results import label, metric_label

__all__ = ["label", "metric_label"]
