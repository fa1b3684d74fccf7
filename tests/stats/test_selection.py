"""What is quoted because it is significant: the effect given that."""

import numpy as np
import pytest

from cxlab.errors import BadValue
from cxlab.stats.selection import given_significance


@pytest.mark.parametrize("effect", [0.5, 2.0, 3.5])
def test_of_significant_estimates_half_lie_below_the_effect_and_limits_cover_it(effect):
    # Simulation: 400 normal estimates beyond 1.96; the plain ones lie above an effect of 2 in 8 of 10.
    z = np.random.default_rng(int(10 * effect)).normal(effect, 1, 20_000)
    kept = z[z > 1.96][:400]
    found = [given_significance(value, 1.0, threshold=1.96) for value in kept]
    above = np.mean([one.estimate > effect for one in found])
    covered = np.mean([one.low <= effect <= one.high for one in found])
    assert above == pytest.approx(0.5, abs=0.08 if effect > 1 else 0.2)
    assert covered > 0.93


def test_far_from_the_threshold_nothing_changes():
    found = given_significance(-8.0, 1.0, threshold=1.96)
    assert found.estimate == pytest.approx(-8.0, abs=1e-3)
    assert (found.low, found.high) == pytest.approx((-9.96, -6.04), abs=1e-2)


def test_what_is_not_significant_has_no_such_estimate():
    with pytest.raises(BadValue, match="standard errors"):
        given_significance(1.0, 1.0, threshold=1.96)
