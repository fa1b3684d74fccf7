"""Why a section has nothing to say: what the data would need for it."""

from __future__ import annotations

from ...language import _

__all__ = ["lacking"]


def lacking(what: str) -> str:
    """Return the reason why a section is left out.

    Parameters
    ----------
    what : {"dates", "groups", "invitations", "accounts", "comments", "topics", "design"}

    Examples
    --------
    >>> lacking("dates")
    'The answers have no dates.'
    """
    return {
        "dates": _("The answers have no dates."),
        "groups": _("No column of the answers to compare by is named."),
        "invitations": _("No invitations can be matched with the answers."),
        "accounts": _("No column says to which account an answer belongs."),
        "comments": _("The answers hold no comments that may be shown."),
        "topics": _("Too few comments to tell what promoters and detractors speak of differently."),
        "design": _("The answers have neither weights nor clusters."),
    }[what]
