"""Complaints, slow answers and scores before leaving."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from markupsafe import Markup

from ...language import _
from .._html import bullets, paragraph, together

if TYPE_CHECKING:
    from ...survival import ChurnDrivers

__all__ = ["driver_names", "drivers"]


def driver_names(found: ChurnDrivers) -> list[str]:
    """Return the names of the contacts as rows of a figure."""
    names = {
        "complaint": _("complaint"),
        "slow_answer": _("slow answer"),
        "detractor_score": _("detractor score (rather than a better one)"),
        "answered": _("any survey answer (rather than none)"),
    }
    return [names[driver] for driver in found.table["driver"]]


def drivers(found: ChurnDrivers | None, *, reason: str = "", tables: Collection[str] = ()) -> Markup:
    """Say how much more often customers leave after a contact, with the caution.

    Parameters
    ----------
    found : ChurnDrivers or None
        None where the pot has no complaints, tickets or scores with dates, or they tell nothing.
    reason : str
        The reason for leaving that was looked at; empty: all.
    tables : collection of str
        The tables of contacts that the pot has.
    """
    if found is None:
        return paragraph(
            _("The pot holds no complaints, tickets or scores with dates that could be set against leaving.")
            if not tables else
            _(
                "Complaints, tickets and scores are there, but too few of them touch customers who left, or "
                "their dates and scores cannot be set against those of the customers."
            )
        )  # fmt: skip
    from ...survival.contacts.drivers import caution

    rows = found.table.loc[found.table["driver"] != "answered", "interpretation"].tolist()
    which = (
        _("Leaving means here: leaving for the reason “{reason}”.").format(reason=reason) if reason else ""
    )
    return together(paragraph(which) if which else Markup(""), bullets(rows), paragraph(caution()))
