"""Any frame in, small pandas frame out: the one aggregation layer, Narwhals over pandas, DuckDB."""

from cxlab.engine.chains import Chains, first_chains
from cxlab.engine.cluster_pairs import ClusterPairs, cluster_pairs
from cxlab.engine.clusters import cluster_classes, cluster_sums
from cxlab.engine.collect import in_memory
from cxlab.engine.elapsed import active_counts, dates_seen, elapsed
from cxlab.engine.ids import as_ids
from cxlab.engine.lifetimes import exits_and_entries, lifetimes
from cxlab.engine.logs import EventLog, event_log
from cxlab.engine.means import covariances, means_and_variances
from cxlab.engine.once import Counted, counted_once, once
from cxlab.engine.period import Every, HasValue, Period, has_value, period
from cxlab.engine.recontacts import recontact_clusters
from cxlab.engine.scan import SIZE_FOR_DUCKDB, columns, holds_text, require
from cxlab.engine.suggest import suggest_period
from cxlab.engine.tally import By, Key, as_keys, label_of, tally

__all__ = [
    "SIZE_FOR_DUCKDB",
    "By",
    "Chains",
    "ClusterPairs",
    "Counted",
    "EventLog",
    "Every",
    "HasValue",
    "Key",
    "Period",
    "active_counts",
    "as_ids",
    "as_keys",
    "cluster_classes",
    "cluster_pairs",
    "cluster_sums",
    "columns",
    "counted_once",
    "covariances",
    "dates_seen",
    "elapsed",
    "event_log",
    "exits_and_entries",
    "first_chains",
    "has_value",
    "holds_text",
    "in_memory",
    "label_of",
    "lifetimes",
    "means_and_variances",
    "once",
    "period",
    "recontact_clusters",
    "require",
    "suggest_period",
    "tally",
]
