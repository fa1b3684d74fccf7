"""Words that explorers share: findings as sentences, names of columns and of options."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import pandas as pd
from markupsafe import Markup

from cxlab.language import LANGUAGES, _, percent, told
from cxlab.loaders import DataPot
from cxlab.report.records import headline_text, rows_of
from cxlab.results import Finding, protected_rows
from cxlab.results.wording import label

__all__ = [
    "correction_options",
    "figure_in_words",
    "in_sentences",
    "level_options",
    "pot_language",
    "trait_options",
]


def in_sentences(found: Sequence[Finding]) -> Markup:
    """Return findings as a report shows them: one as a paragraph, several as a list.

    Examples
    --------
    >>> one = Finding(finding="nps.group", metric="nps", sentence="West is lower.", direction="weakness",
    ...     certainty="shown")
    >>> print(in_sentences([one]))
    <p>West is lower.</p>
    """
    if len(found) == 1:
        return Markup("<p>{}</p>").format(found[0].sentence)
    items = Markup("").join(Markup("<li>{}</li>").format(one.sentence) for one in found)
    return Markup("<ul>{}</ul>").format(items) if items else Markup("")


def pot_language(pot: DataPot) -> str:
    """Return the language of a pot as far as there are texts of ours in it, else English."""
    return pot.language if pot.language in LANGUAGES else LANGUAGES[0]


def figure_in_words(result: pd.DataFrame, *, min_n: int = 5) -> Markup:
    """Return the figure of all, as the page of a report has it: "NPS 39.8 (37.2 to 42.4), n = 2,746".

    Parameters
    ----------
    result
        One row of a metric without groups.
    min_n
        Fewest people that it may rest on.
    """
    if pd.isna(result["estimate"].iloc[0]):
        return Markup("<p>{}</p>").format(told(result["note"].iloc[0]))
    row = rows_of(protected_rows(result, min_n=min_n))[0]
    return Markup("<p><strong>{}</strong></p>").format(headline_text(row))


def trait_options(columns: Iterable[str]) -> list[tuple[str, Hashable]]:
    """Return columns with what they are called."""
    return [(_capital(label(name)), name) for name in columns]


def correction_options() -> list[tuple[str, Hashable]]:
    """Return the corrections for several comparisons, the default first."""
    return [(_("Holm"), "holm"), (_("Benjamini-Hochberg"), "bh"), (_("none"), "none")]


def level_options() -> list[tuple[str, Hashable]]:
    """Return the confidence levels that templates offer, the default first."""
    return [(percent(level, 0), level) for level in (0.95, 0.8, 0.9, 0.99)]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
