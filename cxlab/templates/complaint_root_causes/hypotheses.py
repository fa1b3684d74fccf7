"""What people hold for the reasons, and what the findings say of each."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, ngettext, number
from .._html import fill, paragraph

__all__ = ["hypotheses_columns", "hypotheses_text", "hypotheses_title"]

COLUMNS = ["bone", "place", "why", "status", "proposed", "because", "owner", "measure"]


def hypotheses_columns(linked: pd.DataFrame) -> list[str]:
    """Return the columns of the table of hypotheses that hold anything."""
    return [name for name in COLUMNS if linked[name].astype(str).str.strip().ne("").any()]


def hypotheses_title(linked: pd.DataFrame) -> str:
    """Return how many of the hypotheses the data support and refute."""
    supported, refuted = (int((linked["proposed"] == one).sum()) for one in ("supported", "refuted"))
    if not supported and not refuted:
        return _("Possible reasons: the data decide none of {n}").format(n=number(len(linked)))
    return _("Possible reasons: {supported} of {n} supported by the data, {refuted} refuted").format(
        supported=number(supported), refuted=number(refuted), n=number(len(linked))
    )


def hypotheses_text(linked: pd.DataFrame | None) -> Markup | str:
    """Say what is left to people, and where they decided otherwise than the data."""
    if linked is None or linked.empty:
        return ""
    still = linked[(linked["status"] == "open") & (linked["proposed"] == "open")]
    differ = linked[linked["people_differ"]]
    said = []
    if len(still):
        text = ngettext(
            "{n} hypothesis can be decided by people only: the data hold nothing on it.",
            "{n} hypotheses can be decided by people only: the data hold nothing certain on them.",
            len(still),
        )
        said.append(fill(text, n=number(len(still))))
    otherwise = _("“{why}” was decided otherwise than the data say: look at it again.")
    said += [fill(otherwise, why=why) for why in differ["why"]]
    said.append(fill(_("What people wrote into causes.yml stays as it is.")))
    return paragraph(*said)
