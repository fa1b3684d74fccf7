"""The options that all results have: which are refused, in the same words everywhere."""

from __future__ import annotations

from numbers import Real

from ..errors import BadParameter
from ..stats import CORRECTIONS
from ..text import Text

__all__ = ["check_correction", "check_options"]


def check_options(level: float, min_n: float, correction: str = "none") -> None:
    """Refuse a confidence level outside 0..1, a negative number of people, and an unknown correction.

    Raises
    ------
    BadParameter
        With what was expected and what was found.

    Examples
    --------
    >>> check_options(0.95, 5, "holm")
    >>> check_options(95, 5)
    Traceback (most recent call last):
    cxlab.errors.BadParameter: level must lie between 0 and 1, e.g. 0.95; found 95
    """
    if not isinstance(level, Real) or not 0 < level < 1:
        raise BadParameter(Text("level must lie between 0 and 1, e.g. 0.95; found {level}", level=str(level)))
    if not isinstance(min_n, Real) or not min_n >= 0:
        raise BadParameter(Text("min_n must be 0 or more; found {min_n}", min_n=str(min_n)))
    check_correction(correction)


def check_correction(correction: str) -> None:
    """Refuse a correction for several comparisons that is not known.

    Raises
    ------
    BadParameter
        With those that are known.
    """
    if correction not in CORRECTIONS:
        names = ", ".join(CORRECTIONS)
        raise BadParameter(
            Text("correction {name} is not known; available: {names}", name=repr(correction), names=names)
        )
