"""Statistics on small arrays: intervals, weights, clusters, tests, decomposition, life tables.

Numbers or arrays in, arrays out; everything on its natural scale (a share is 0..1, a net score -1..1);
nothing here knows what the numbers are about.

- shares: `share`, `wilson`, `proportion_difference`
- net score of a trinomial: `net_score`, `net_variance`, `net_se`, `cautious_se`, `net_interval`
  (`adjusted_wald`, `iterative_score`, `wald`); also the difference of two categories of one sample
- weights and clusters: `kish_n`, `weighted_mean`, `weighted_mean_of_categories`, `cluster_mean`;
  `weighted_n` and `clustered_n` turn their standard errors into effective counts for the intervals above
- means and pairs: `mean_interval`, `t_interval`, `paired_difference`
- bootstrap: `bootstrap_counts`, `bootstrap_clusters`
 - agreement of coders: `krippendorff_alpha`
- comparisons: `difference`, `net_difference`, `adjust_p`; of several ratios or intervals: `ratio_contrast`,
  `recovered_contrast`
- planning: `margin_of_error`, `sample_size`, `sample_size_difference`
- change split in two: `rate_mix`, `net_rate_mix`
- competing events: `cumulative_incidence`, `incidence_at`, `incidence_quantile`
- over time: `time_slope`, `change_point`
- durations: `product_limit`, `log_log_limits`, `survival_at`, `survival_quantile`
"""

from ._base import Interval, above_rounding, critical, two_sided_p
from .agreement import MEASUREMENTS, Agreement, krippendorff_alpha
from .bootstrap import bootstrap_clusters, bootstrap_counts
from .compare import CORRECTIONS, Difference, adjust_p, difference, net_difference
from .contrasts import ratio_contrast, recovered_contrast
from .decompose import RateMix, net_rate_mix, rate_mix
from .incidence import Incidence, cumulative_incidence, incidence_at, incidence_quantile
from .lifetable import LifeTable, Quantiles, log_log_limits, product_limit, survival_at, survival_quantile
from .means import Estimate, mean_interval, paired_difference, t_interval
from .power import margin_of_error, sample_size, sample_size_difference
from .proportions import proportion_difference, share, wilson
from .time_trend import ChangePoint, Slope, change_point, time_slope
from .trinomial import (
    METHODS,
    adjusted_wald,
    cautious_se,
    iterative_score,
    net_interval,
    net_score,
    net_se,
    net_variance,
    wald,
)
from .weights import (
    ClusterMean,
    WeightedMean,
    cluster_mean,
    clustered_n,
    kish_n,
    weighted_mean,
    weighted_mean_of_categories,
    weighted_n,
)

__all__ = [
    "CORRECTIONS",
    "MEASUREMENTS",
    "METHODS",
    "Agreement",
    "ChangePoint",
    "ClusterMean",
    "Difference",
    "Estimate",
    "Incidence",
    "Interval",
    "LifeTable",
    "Quantiles",
    "RateMix",
    "Slope",
    "WeightedMean",
    "above_rounding",
    "adjust_p",
    "adjusted_wald",
    "bootstrap_clusters",
    "bootstrap_counts",
    "cautious_se",
    "change_point",
    "cluster_mean",
    "clustered_n",
    "critical",
    "cumulative_incidence",
    "difference",
    "incidence_at",
    "incidence_quantile",
    "iterative_score",
    "kish_n",
    "krippendorff_alpha",
    "log_log_limits",
    "margin_of_error",
    "mean_interval",
    "net_difference",
    "net_interval",
    "net_rate_mix",
    "net_score",
    "net_se",
    "net_variance",
    "paired_difference",
    "product_limit",
    "proportion_difference",
    "rate_mix",
    "ratio_contrast",
    "recovered_contrast",
    "sample_size",
    "sample_size_difference",
    "share",
    "survival_at",
    "survival_quantile",
    "t_interval",
    "time_slope",
    "two_sided_p",
    "wald",
    "weighted_mean",
    "weighted_mean_of_categories",
    "weighted_n",
    "wilson",
]
