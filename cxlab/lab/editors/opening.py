"""What an analyst calls to edit: texts to be coded, swot.yml, the five whys."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxlab.errors import BadPot, BadValue, MissingColumn
from cxlab.lab.words import pot_language
from cxlab.loaders import DataPot, known_people, open_pot
from cxlab.text import Text

if TYPE_CHECKING:
    from cxlab.lab.editors.causes_editor import CausesEditor
    from cxlab.lab.editors.labelling_widget import LabellingWidget
    from cxlab.lab.editors.swot_editor import SwotEditor

__all__ = ["edit_causes", "edit_swot", "label_texts"]

TABLES = ("complaints", "tickets", "responses", "reviews")


def label_texts(
    pot: DataPot | str | Path,
    *,
    table: str = "",
    coder: str = "",
    first: Iterable[object] = (),
    folder: str | Path | None = None,
    language: str | None = None,
) -> LabellingWidget:
    """Code the texts of a table by hand: one key for each text, each code on the disk at once.

    Codes are those of ``codes.yml``; what is decided stands in ``labels.csv`` beside it, by a fingerprint of
    the text. `cxlab.voice.code_pot_texts` learns from it, and so does the report on complaints.

    Parameters
    ----------
    pot
        A pot, its folder, or the name of a bundled one.
    table
        The table with the texts; by default the first of complaints, tickets, responses and reviews that has
        some.
    coder
        Who codes: initials are enough.
    first
        Texts to begin with, such as ``coding.proposals["text"]``.
    folder
        Where ``codes.yml`` lies; by default the folder of the pot.
    language
        "en" or "de"; by default the pot's.

    Raises
    ------
    BadPot
        No table has texts, or there is no ``codes.yml`` (`cxlab.voice.draft_code_frame` writes a first one).

    Examples
    --------
    >>> import tempfile
    >>> import cxlab as cx
    >>> folder = tempfile.mkdtemp()
    >>> _ = cx.voice.draft_code_frame(folder, ["Abrechnung", "Preis"])
    >>> shown = label_texts("nordlicht", coder="EK", folder=folder)
    >>> shown.work.total > 500
    True
    """
    from cxlab.lab.editors.labelling import start_labelling
    from cxlab.lab.editors.labelling_widget import LabellingWidget

    opened = _opened(pot)
    name = table or next((one for one in TABLES if one in opened and _text_of(opened, one)), "")
    column = _text_of(opened, name) if name else None
    if column is None:
        raise BadPot(Text("the pot {name} has no table with texts of customers", name=opened.name))
    spoken = language or pot_language(opened)
    work = start_labelling(
        opened[name][column], folder or opened.folder, coder=str(coder), first=_listed("first", first),
        known=known_people(opened),
        language=spoken,
    )  # fmt: skip
    return LabellingWidget(work, language=spoken)


def edit_swot(pot: DataPot | str | Path, *, language: str | None = None) -> SwotEditor:
    """Edit ``swot.yml`` of a pot: what only people know; comments and order of the file stay.

    Examples
    --------
    >>> edit_swot("nordlicht").kind.value
    'entries'
    """
    from cxlab.lab.editors.swot_editor import SwotEditor

    opened = _opened(pot)
    return SwotEditor(opened.folder, language=language or pot_language(opened))


def edit_causes(
    pot: DataPot | str | Path, *, problem: str = "", findings: Any = None, language: str | None = None
) -> CausesEditor:
    """Edit ``causes.yml`` of a pot: the five whys; comments and order of the file stay.

    Parameters
    ----------
    pot
        A pot, its folder, or the name of a bundled one.
    problem
        What is to be explained, where there is no file yet.
    findings
        Findings of earlier reports, offered as evidence: a frame with the column finding, or their names.
    language
        "en" or "de"; by default the pot's.

    Examples
    --------
    >>> len(edit_causes("nordlicht").chosen.options)
    13
    """
    from cxlab.lab.editors.causes_editor import CausesEditor

    opened = _opened(pot)
    names = [] if findings is None else _finding_names(findings)
    spoken = language or pot_language(opened)
    return CausesEditor(opened.folder, problem=str(problem), findings=names, language=spoken)


def _finding_names(findings: Any) -> list[str]:
    """Return the names of findings: of a table of them, or a list of names."""
    if hasattr(findings, "columns"):
        if "finding" not in findings.columns:
            raise MissingColumn("finding", findings.columns)
        return sorted({str(one) for one in findings["finding"]})
    return sorted(map(str, _listed("findings", findings)))


def _listed(name: str, given: Any) -> list[Any]:
    """Return what was given as a list; a single text is no list of its letters."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise BadValue(Text("{name}: expected a list, found {found}", name=name, found=type(given).__name__))
    return list(given)


def _opened(pot: Any) -> DataPot:
    return pot if isinstance(pot, DataPot) else open_pot(pot)


def _text_of(pot: DataPot, table: str) -> str | None:
    """Return the column of a table with what customers wrote."""
    there = pot.prepared(table).frame.columns
    named = pot.role(table).verbatim
    return named if named in there else next((name for name in ("text", "verbatim") if name in there), None)
