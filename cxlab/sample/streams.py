"""Random numbers: one stream per mechanism, so that changing one mechanism moves no other."""

from __future__ import annotations

from zlib import crc32

import numpy as np

__all__ = ["stream"]


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator of one mechanism; its numbers depend on the seed and on its own name only.

    Examples
    --------
    >>> float(stream(1, "churn").random()) == float(stream(1, "churn").random())
    True
    >>> float(stream(1, "churn").random()) == float(stream(1, "survey").random())
    False
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(crc32(name.encode()),)))
