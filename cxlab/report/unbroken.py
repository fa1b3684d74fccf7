"""Numbers keep their units beside them: no line of a page breaks between 12 and days, or within n = 379."""

from __future__ import annotations

import re

from markupsafe import Markup

__all__ = ["unbroken"]

UNITS = (
    r"(?:percentage )?points?|days?|hours?|weeks?|months?|years?|h|answers"
    r"|(?:Prozentp|P)unkte?n?|Tage?n?|Stunden?|Std\.|Wochen?|Monate?n?|Jahre?n?|Antworten|%|€"
)
"""What may follow a number, in the languages of the reports."""

GAPS = re.compile(
    rf"(?<=\d) (?=(?:{UNITS})(?!\w))|(?<=\bn) (?== ?\d)|(?<=\bn[ \N{{NO-BREAK SPACE}}]=) (?=\d)"
)
TEXT = re.compile(r"(<[^>]*>)|([^<]+)")


def unbroken(html: Markup) -> Markup:
    r"""Return HTML with no-break spaces between numbers and their units; tags are left as they are.

    Examples
    --------
    >>> str(unbroken(Markup("<b>12 days</b>, n = 379")))
    '<b>12\xa0days</b>, n\xa0=\xa0379'
    """

    def bound(found: re.Match[str]) -> str:
        return found[1] or GAPS.sub("\N{NO-BREAK SPACE}", found[2])

    return Markup(TEXT.sub(bound, str(html)))  # noqa: S704  (clean already; only spaces change)
