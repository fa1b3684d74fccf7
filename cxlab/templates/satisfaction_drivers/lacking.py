"""Why a section has nothing to say: what the data would need for it."""

from __future__ import annotations

from ...language import _

__all__ = ["lacking"]


def lacking(what: str) -> str:
    """Return the reason why a section is left out.

    Parameters
    ----------
    what : {"groups", "employees", "promises", "kinds"}

    Examples
    --------
    >>> lacking("employees")
    'No survey of employees asks what customers think of the same aspects.'
    """
    return {
        "groups": _("The answers have neither channels nor two years to compare."),
        "employees": _("No survey of employees asks what customers think of the same aspects."),
        "promises": _("No survey asks for promise (expectation) and experience of the same aspect."),
        "kinds": _("The ratings have fewer than four steps: bad, middling and top cannot be told apart."),
    }[what]
