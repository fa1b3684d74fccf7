"""Shrinkage after Fay and Herriot: R's figures, the laws, and what it must refuse."""

import numpy as np
import pytest

from cxlab.errors import BadValue
from cxlab.stats.fay_herriot import fay_herriot
from cxlab.stats.interval_p import interval_p

Y = [3.1, 3.9, 4.4, 2.8, 3.6, 3.0, 4.1, 3.3, 2.5, 3.9]
PSI = [0.04, 0.09, 0.25, 0.02, 0.16, 0.05, 0.36, 0.09, 0.04, 0.12]
X = np.column_stack([np.ones(10), [1, 0] * 5])

# R 4.2.2, base only; y, psi as above, X <- cbind(1, c(1,0,1,0,1,0,1,0,1,0))
# ll <- function(A){V<-A+psi; G<-t(X/V)%*%X; b<-solve(G,t(X/V)%*%y); r<-y-X%*%b
#   .5*(sum(log(V))+log(det(G))+sum(r^2/V))};  A <- optimize(ll, c(0,5), tol=1e-12)$minimum
# G<-solve(t(X/V)%*%X); b<-G%*%(t(X/V)%*%y); g<-A/V; g*y+(1-g)*(X%*%b)
# sqrt(g*psi+(1-g)^2*diag(X%*%G%*%t(X))+2*psi^2/V^3*(2/sum(V^-2)))
A_REML = 0.303193151
EBLUP = [3.13288672, 3.77202930, 3.94001710, 2.83347348, 3.52475276, 3.04826254, 3.71033747, 3.30936638,
         2.60281819, 3.74146812]  # fmt: skip
RMSE = [0.197588935, 0.285898257, 0.422400322, 0.140703530, 0.362724389, 0.219102880, 0.467688751,
        0.285898257, 0.197588935, 0.322477976]  # fmt: skip
# the same times Yoshimori and Lahiri's factor: ll(A) - log(atan(sum(A/V))) / 10
A_ADJUSTED = 0.3034727559


def test_r_agrees():
    found = fay_herriot(Y, PSI, X, adjusted=False)
    assert found.between == pytest.approx(A_REML, abs=1e-6)
    assert found.estimate == pytest.approx(EBLUP, abs=1e-6)
    assert found.se == pytest.approx(RMSE, abs=1e-6)
    assert fay_herriot(Y, PSI, X).between == pytest.approx(A_ADJUSTED, abs=1e-6)


def test_the_variance_between_is_never_taken_to_be_none():
    flat = [3.0, 3.1, 2.9, 3.0, 3.05, 2.95]
    mean = np.ones((6, 1))
    assert fay_herriot(flat, [0.3] * 6, mean, adjusted=False).between == pytest.approx(0, abs=1e-6)
    assert fay_herriot(flat, [0.3] * 6, mean).between > 0.01


def test_the_less_it_rests_on_the_more_it_moves():
    found = fay_herriot([3.0, 4.0, 5.0, 5.0], [0.01, 0.01, 0.01, 1.0], np.ones((4, 1)))
    assert found.weight[3] < found.weight[2]
    assert found.estimate[3] < found.estimate[2] < 5


def test_too_few_to_learn_from_and_bad_input():
    assert fay_herriot([1.0, 2.0, 3.0], [0.1] * 3, np.ones((3, 1))) is None
    with pytest.raises(BadValue, match="one variance above 0"):
        fay_herriot([1.0, 2.0, 3.0, 4.0], [0.1, 0.1, 0.1, 0.0], np.ones((4, 1)))


def test_p_of_an_interval_is_that_of_its_test():
    # Altman and Bland 2011, on the log scale: HR 0.81 (0.70 to 0.94), z = 2.80, p = 0.005
    p = interval_p(np.log(0.81), np.log(0.70), np.log(0.94))
    assert p == pytest.approx(0.005, abs=0.001)
    assert np.isnan(interval_p(1.0, 1.0, 1.0))
