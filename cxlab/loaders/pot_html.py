"""A pot as it shows itself in a notebook: tables, rows, dates, links."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ..errors import CxError
from ..language import _, date, number, percent, told
from .check.freshness import freshness_table
from .check.links import link_table
from .pot.pot_tables import PotTables

__all__ = ["pot_html"]


def pot_html(pot: PotTables) -> str:
    """Return a table with a line per table of the pot; one that cannot be read says why.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> "7,043" in pot_html(open_pot("telco_ibm"))
    True
    """
    ages = freshness_table(pot).set_index("table")
    links = link_table(pot)
    head = [
        _("Table"),
        _("Rows"),
        _("Columns"),
        _("Oldest date"),
        _("Newest date"),
        _("Linked to"),
        _("Owner"),
    ]
    cells = Markup("").join(Markup("<th>{}</th>").format(name) for name in head)
    lines = Markup("").join(_line(pot, table, ages, links) for table in pot.tables)
    title = " · ".join(part for part in (pot.name, pot.company, pot.industry) if part)
    return str(
        Markup("<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
            title, cells, lines
        )
    )


def _line(pot: PotTables, table: str, ages: pd.DataFrame, links: pd.DataFrame) -> Markup:
    try:
        frame = pot.prepared(table).frame
    except CxError as error:
        return Markup("<tr><td>{}</td><td colspan='6'>{}</td></tr>").format(table, told(error))
    age: Any = ages.loc[table]
    found = [
        f"{row['target']} ({percent(row['share'], 0)})"
        for row in links[links["table"] == table].to_dict("records")
    ]
    cells = [
        table,
        number(len(frame)),
        number(frame.shape[1]),
        date(age["oldest"]) if pd.notna(age["oldest"]) else "",
        date(age["newest"]) if pd.notna(age["newest"]) else "",
        ", ".join(found),
        pot.table(table).owner,
    ]
    return Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell) for cell in cells))
