"""Which texts people should code next: those that the model is least sure of, spread over all texts.

References
----------
Settles, B. (2009). Active learning literature survey, University of Wisconsin. Zhdanov, F. (2019). Diverse
mini-batch active learning, arXiv:1901.05954 (uncertain ones first, then one per cluster).
"""

from __future__ import annotations

import warnings

import numpy as np

__all__ = ["choose"]

POOL = 10
"""So many times the wanted number of texts are the uncertain ones among which a spread is sought."""


def choose(latent: np.ndarray, doubt: np.ndarray, free: np.ndarray, n: int, *, seed: int = 0) -> np.ndarray:
    """Return the texts to code next, the most doubtful first.

    Parameters
    ----------
    latent
        Where texts lie, a row per text.
    doubt
        How unsure the model is of each, 0 to 1, times what it is worth to know; equal where nothing is known.
    free
        Which texts can be proposed.
    n
        How many are wanted.
    seed
        Of the clusters.
    """
    from sklearn.cluster import KMeans

    able = np.flatnonzero(free)
    able = able[np.argsort(-doubt[able], kind="stable")][: POOL * n]
    if len(able) <= n:
        return able
    spread = float(np.ptp(doubt[able])) > 0
    weight = np.maximum(doubt[able], 1e-6) if spread else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fewer different places than clusters
        clusters = KMeans(n, n_init=1, random_state=seed).fit(latent[able], sample_weight=weight)
    distance = np.linalg.norm(latent[able] - clusters.cluster_centers_[clusters.labels_], axis=1)
    chosen = []
    for cluster in range(n):
        members = np.flatnonzero(clusters.labels_ == cluster)
        if len(members):
            # The most typical of the cluster; among equally typical ones the most doubtful.
            chosen.append(members[np.lexsort((-doubt[able[members]], distance[members].round(6)))[0]])
    picked = able[np.array(chosen, dtype=int)]
    return picked[np.argsort(-doubt[picked], kind="stable")]
