"""The pot itself: its tables, what their columns mean, what a check finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from cxlab.errors import CxError, UnknownName
from cxlab.lab.code import call, pot_name, program, written
from cxlab.lab.controls import Choice, Control, Explorer
from cxlab.lab.cube import kept
from cxlab.lab.exploration import Exploration
from cxlab.lab.explorers.arguments import twin
from cxlab.lab.words import pot_language
from cxlab.language import N_, _, date, ngettext, number, told, using
from cxlab.loaders import DataPot
from cxlab.text import Text

__all__ = ["POT", "explore_pot"]

TEMPLATE = "data_pot_check"
TABLES, CHECK = "tables", "check"
OVERVIEW = ("table", "file", "rows", "rows_excluded", "oldest", "newest", "state", "owner")
FOUND = ("severity", "table", "column", "finding", "rows", "remedy", "owner")
COLUMNS = ("column", "meaning", "in_file", "kind", "filled", "distinct_values", "values")


@twin()
def explore_pot(pot: DataPot, *, view: str = TABLES, language: str | None = None) -> Exploration:
    """Look at a pot: its tables, the columns of one of them, or what a check finds.

    Parameters
    ----------
    pot
        The pot.
    view
        "tables", "check", or the name of a table whose columns are wanted.
    language
        "en" or "de"; by default the pot's.

    Returns
    -------
    Exploration
        The table is that of `DataPot.files` with `DataPot.freshness`, of `DataPot.columns` or of
        `DataPot.check`; there is no figure.

    Raises
    ------
    UnknownName
        There is no such table or view.

    Examples
    --------
    >>> import cxlab as cx
    >>> found = explore_pot(cx.open_pot("nordlicht"), view="responses", language="en")
    >>> found.table["column"].iloc[0], found.code.splitlines()[-1]
    ('date', 'table = pot.columns("responses")')
    """
    spoken = language or pot_language(pot)
    with using(spoken):
        if view in pot:
            found = _columns(pot, view)
        elif view == CHECK:
            found = _check(pot, spoken)
        elif view == TABLES:
            found = _tables(pot)
        else:
            raise UnknownName(Text("view"), view, [TABLES, CHECK, *pot.tables])
        return Exploration(
            table=found.table, sentence=found.sentence, figure=None, alt="",
            code=program(pot, [f"table = {found.call}"]), template=TEMPLATE,
            parameters={"pot": pot_name(pot), "language": spoken}, language=spoken, columns=found.columns,
        )  # fmt: skip


@dataclass(frozen=True)
class _Found:
    table: pd.DataFrame
    sentence: Markup
    call: str
    columns: tuple[str, ...]


def _tables(pot: DataPot) -> _Found:
    files, ages = pot.files(), pot.freshness()
    table = files.merge(ages, on=["table", "owner"], how="left")
    tables, rows = files["table"].nunique(), int(files["rows"].sum())
    said = [
        ngettext("{n} table", "{n} tables", tables).format(n=number(tables)),
        ngettext("{n} row", "{n} rows", rows).format(n=number(rows)),
    ]
    if ages["oldest"].notna().any():
        span = _("{low} to {high}").format(low=date(ages["oldest"].min()), high=date(ages["newest"].max()))
        said.append(span)
    head = Markup("<p><strong>{}</strong>: {}</p>").format(pot.company or pot.name, ", ".join(said))
    code = 'pot.files().merge(pot.freshness(), on=["table", "owner"], how="left")'
    return _Found(table, head + _paragraph(pot.spec.description), code, _there(table, OVERVIEW))


def _check(pot: DataPot, spoken: str) -> _Found:
    check = kept(pot, ("check", spoken), pot.check)
    verdict = told(check.text).splitlines()[0]
    return _Found(check.table, _paragraph(verdict), "pot.check().table", FOUND)


def _columns(pot: DataPot, table: str) -> _Found:
    found, spec = pot.columns(table), pot.table(table)
    rows = len(pot.prepared(table).frame)
    said = [
        ngettext("{n} row", "{n} rows", rows).format(n=number(rows)),
        ngettext("{n} column", "{n} columns", len(found)).format(n=number(len(found))),
        *([_("owner: {owner}").format(owner=spec.owner)] if spec.owner else []),
    ]
    head = Markup("<p><strong>{}</strong>: {}</p>").format(table, ", ".join(said))
    left_out = [told(note.text) for note in pot.notes(table)]
    items = Markup("").join(Markup("<li>{}</li>").format(note) for note in left_out)
    notes = Markup("<ul>{}</ul>").format(items) if left_out else Markup("")
    sentence = head + _paragraph(spec.description) + notes
    return _Found(found, sentence, call("pot.columns", written(table)), COLUMNS)


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text) if text else Markup("")


def _there(table: pd.DataFrame, columns: Sequence[str]) -> tuple[str, ...]:
    """Return those of the columns in which there is something."""
    return tuple(name for name in columns if name in table and table[name].notna().any())


def _controls(pot: DataPot) -> list[Control]:
    readable = [name for name in pot.tables if _readable(pot, name)]
    columns = [(_("columns of {table}").format(table=name), name) for name in readable]
    return [Choice("view", _("Show"), [(_("tables"), TABLES), (_("what a check finds"), CHECK), *columns])]


def _readable(pot: DataPot, table: str) -> bool:
    try:
        return not pot.prepared(table).faults
    except CxError:
        return False


POT = Explorer("pot", N_("Data pot"), explore_pot, _controls, lambda _pot: True)
