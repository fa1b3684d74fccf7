"""What one look at the data gives: table, sentence, figure, the code that makes them, and the parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxlab.language import using

__all__ = ["Exploration"]


@dataclass(frozen=True)
class Exploration:
    """One view of a pot, as an explorer shows it and a notebook can repeat it.

    Attributes
    ----------
    table
        The tidy frame that `code` gives.
    sentence
        What it means, in `language`: the sentences that the report says.
    figure
        Draws it and returns the Axes; None where there is nothing to draw.
    alt
        What the figure shows, for those who cannot see it; its values are told after it.
    code
        Python that gives `table`, runnable as it stands.
    template
        The report that says the same.
    parameters
        What that report takes to say it: `cxlab run` and a plan accept them.
    language
        In which language all of this is written.
    columns
        Which columns of the table are worth seeing, in which order; None takes those that a report shows.
    headings
        Column name to heading, where it is to be another one than the vocabulary has.
    caption
        What stands above the table.
    min_n
        Fewest people that a figure may rest on.
    """

    table: pd.DataFrame
    sentence: Markup
    figure: Callable[[], Any] | None
    alt: str
    code: str
    template: str
    parameters: Mapping[str, Any]
    language: str = "en"
    columns: tuple[str, ...] | None = None
    headings: Mapping[str, str] = field(default_factory=dict)
    caption: str = ""
    min_n: int = 5
    currency: str = field(default="", repr=False)

    def _repr_html_(self) -> str:
        """Show sentence and table in a notebook."""
        return str(self.sentence + self.table_html())

    def table_html(self) -> Markup:
        """Return the table as a report shows it, small groups hidden."""
        from cxlab.report.tables import table_html

        with using(self.language):
            return table_html(
                self.table, caption=self.caption or None, columns=self.columns, headings=self.headings,
                min_n=self.min_n,
                currency=self.currency,
            )  # fmt: skip

    def save(self, path: str | Path) -> Path:
        """Write the parameters with which a report says the same; `cxlab run --parameters FILE` makes it.

        Parameters
        ----------
        path
            File to write, from the working folder; one that is there is replaced as a whole or not at all.

        Raises
        ------
        BadParameter
            It cannot be written.
        """
        from cxlab.report.parameter_file import write_parameter_file

        given = {name: value for name, value in self.parameters.items() if name != "pot"}
        pot = self.parameters.get("pot")
        return write_parameter_file(path, template=self.template, pot=pot, parameters=given)

    def figure_html(self) -> Markup:
        """Return the figure as ``<img>`` with its values as alternative text; nothing where there is none."""
        from cxlab.report.notebook import figure_html

        if self.figure is None:
            return Markup("")
        with using(self.language):
            return figure_html(self.figure(), alt=self.alt)
