"""Why a section has nothing to say: what the data would need for it."""

from __future__ import annotations

from ...language import _

__all__ = ["lacking"]


def lacking(what: str) -> str:
    """Return the reason why a section is left out.

    Parameters
    ----------
    what : {"periods", "targets", "history", "channels", "measures", "agreed", "kpis"}

    Examples
    --------
    >>> lacking("targets")
    'pot.yml names no target for these KPIs (targets:).'
    """
    return {
        "periods": _("No KPI has two comparable periods."),
        "targets": _("pot.yml names no target for these KPIs (targets:)."),
        "history": _("No KPI has a history of two periods."),
        "channels": _("No column says by which channel."),
        "measures": _("The data pot has no measures.yml with measures that were taken."),
        "agreed": _("No table has an agreed rhythm (refresh_days in pot.yml), or all data are in time."),
        "kpis": _("The data hold every KPI that this report knows."),
    }[what]
