"""The data pot: one folder with a pot.yml, its tables in canonical columns, and what is known of them."""

from __future__ import annotations

import pandas as pd

from .check.check import PotCheck, check_pot
from .check.duplicates import duplicate_table
from .check.freshness import freshness_table
from .check.impossible_dates import impossible_table
from .check.links import link_table, orphan_table
from .check.measures import quality_tables
from .customers.links import customer_ids
from .pot.column_table import column_table
from .pot.pot_tables import PotTables
from .pot.sources import exclusion_table, file_table
from .pot_html import pot_html

__all__ = ["DataPot"]


class DataPot(PotTables):
    """An opened data pot. `pot["responses"]` is a table, read when first asked for."""

    def _repr_html_(self) -> str:
        """Show tables, rows, dates and links in a notebook, in the current language."""
        return pot_html(self)

    def files(self) -> pd.DataFrame:
        """Return table, file, sha256, rows, excluded, reasons, owner: where every figure comes from.

        A table that cannot be read has no rows and the reason why.
        """
        return file_table(self)

    def columns(self, table: str) -> pd.DataFrame:
        """Return what each column of a table means, where it is from, how full it is and what it holds.

        Returns
        -------
        DataFrame
            column, meaning (the question that was asked, else the column's own name), in_file (its name in
            the file), kind, filled (share of rows), distinct_values, values. Of values that may be one
            person's nothing is told: none of personal columns, ids and free texts, none that fewer than
            5 rows have; of other numbers the range of nine tenths.

        Raises
        ------
        UnknownName
            The pot has no such table.

        Examples
        --------
        >>> from cxlab.loaders import open_pot
        >>> found = open_pot("nordlicht").columns("responses").set_index("column")
        >>> found.loc["nps", "values"]
        '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10'
        >>> found.loc["email", ["kind", "values"]].tolist()
        ['personal', '']
        """
        return column_table(self, table)

    def exclusions(self) -> pd.DataFrame:
        """Return table, column, effect (row excluded or value missing), reason, rows, example_rows.

        Nothing is dropped silently: what is not here was not left out.
        """
        return exclusion_table(self)

    def links(self) -> pd.DataFrame:
        """Return how many rows of each table find their counterpart, customers above all.

        Customers are found by customer_id, then account_id, then e-mail (compared as keyed hashes).

        Returns
        -------
        DataFrame
            table, owner, key, target, rows, linked, share (of rows), and the rows that do not link by reason:
            missing_key, unknown_key, other_spelling (blanks, capitals, leading zeros), ambiguous.

        Examples
        --------
        >>> from cxlab.loaders import open_pot
        >>> open_pot("sfo_airport_2017").links()[["table", "target", "share"]]
              table     target  share
        0   ratings  responses    1.0
        1  comments  responses    1.0
        """
        return link_table(self)

    def orphans(self) -> pd.DataFrame:
        """Return table, owner, key, target, reason, rows, example_rows, remedy: rows that do not link."""
        return orphan_table(self)

    def customer_ids(self, table: str) -> pd.Series:
        """Return the customer each row of a table belongs to, in its index; missing where none is found."""
        return customer_ids(self, table)

    def freshness(self, *, today: object = None) -> pd.DataFrame:
        """Return owner, table, column, oldest, newest, age_days, refresh_days, state: the age of the data."""
        return freshness_table(self, today)

    def duplicates(self) -> pd.DataFrame:
        """Return table, owner, kind, columns, rows, example_rows: what stands twice.

        Kinds are "same id" (the key), "same in every column" (where there is no key), "same in every
        column but one", and "same customer, day and text" under another id; kinds that a table has no columns
        for are left out.
        """
        return duplicate_table(self)

    def impossible_dates(self, *, today: object = None) -> pd.DataFrame:
        """Return table, owner, reason, columns, rows, example_rows: dates that cannot be.

        Reasons are "in the future", "before the company was founded" (or "before 1950", where pot.yml does
        not say when that was) and "before the customer signed up". Visits and other events from before it are
        those of prospects, and an end_date that lies ahead is a notice given: neither is impossible.
        """
        return impossible_table(self, today)

    def quality(self, *, today: object = None) -> list[pd.DataFrame]:
        """Return the check in figures, to be recorded: findings in all and per table, the shares that link.

        Examples
        --------
        >>> from cxlab.loaders import open_pot
        >>> open_pot("telco_ibm").quality()[1][["table", "metric", "estimate", "n"]]
               table    metric  estimate     n
        0  customers  findings       0.0  7043
        """
        return quality_tables(self.check(today=today).table, self.files(), self.links())

    def check(self, *, today: object = None) -> PotCheck:
        """Look over every table and link: see `cxlab.loaders.check.check_pot`."""
        return check_pot(self, today=today)
