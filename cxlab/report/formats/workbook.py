"""A report as a workbook: overview, findings, tables with their values, results, methods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import pandas as pd

from ...language import _, date
from ...results import findings_frame
from ..columns import columns_of
from ..table_values import values_of
from .appendix import data_rows, excluded_rows, how_computed
from .document import Document, named_table
from .sheets import LETTERS, fill_table, free_title, height_of, put, widen

__all__ = ["write_workbook"]

FINDING_COLUMNS = (
    "rank",
    "sentence",
    "certainty",
    "direction",
    "action",
    "owner",
    "process",
    "touchpoint",
    "impact",
    "impact_metric",
    "metric",
    "dimension",
    "group",
    "period",
    "period_versus",
    "value",
    "value_versus",
    "estimate",
    "low",
    "high",
    "n",
    "p_adjusted",
)
RESULT_COLUMNS = ("metric", "dimension", "group", "period", "estimate", "low", "high", "level", "n", "note")
TITLE_SIZE, LINE_WIDTH = 14, 110


def write_workbook(document: Document) -> bytes:
    """Return the report as an Excel workbook."""
    from openpyxl import Workbook

    book = Workbook()
    overview = book.active
    overview.title = free_title(_("Overview"), [])
    places: list[tuple[str, str]] = []
    if document.findings:
        places.append(_findings_sheet(book, document))
    for section, table in document.tables():
        name = named_table(section, table)
        sheet = book.create_sheet(free_title(name, book.sheetnames))
        notes = [str(row["sentence"]) for row in section.findings]
        _table_sheet(sheet, name, table["columns"], [str(section.title.striptags()), *notes])
        places.append((sheet.title, name))
    if document.results:
        places.append(_results_sheet(book, document))
    places.append(_computed_sheet(book, document))
    _overview(overview, document, places)
    for sheet in book.worksheets:
        _for_print(sheet)
    book.properties.title, book.properties.creator = document.title, "cxlab"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _overview(sheet: Any, document: Document, places: Sequence[tuple[str, str]]) -> None:
    """Write the answer, and where everything else is."""
    from openpyxl.styles import Font

    answer = document.answer
    row = _lines(sheet, 1, [document.title], size=TITLE_SIZE)
    about = answer.get("population") or document.about["pot"]
    as_of = answer.get("as_of") or date(document.about["created_at"], "long")
    row = _lines(sheet, row, [f"{about} · {as_of}", *document.notices], wrap=True) + 1
    if answer:
        row = _lines(sheet, row, [_headline(answer)], size=TITLE_SIZE)
        row = _lines(sheet, row, [*(one["text"] for one in answer["changes"]), answer["target"]]) + 1
    if first := document.first_findings():
        row = _lines(sheet, row, [_("What happened?")], bold=True)
        row = (
            _lines(
                sheet, row, [f"{place}. {one['sentence']}" for place, one in enumerate(first, 1)], wrap=True
            )
            + 1
        )
    row = _lines(sheet, row, [_("Contents")], bold=True)
    for place, (title, name) in enumerate(places, start=row):
        cell = put(sheet, place, 1, name, font=Font(name=LETTERS, color="FF1F5FA8", underline="single"))
        cell.hyperlink = f"#'{title.replace(chr(39), chr(39) * 2)}'!A1"
    sheet.column_dimensions["A"].width = LINE_WIDTH


def _headline(answer: dict[str, Any]) -> str:
    limits = f" ({answer['limits']})" if answer["limits"] else ""
    return f"{answer['label']}: {answer['value']}{limits}"


def _lines(
    sheet: Any,
    row: int,
    texts: Iterable[str],
    *,
    size: int = 11,
    bold: bool | None = None,
    wrap: bool = False,
) -> int:
    """Write texts below each other, leave out empty ones, and return the next free row."""
    from openpyxl.styles import Alignment, Font

    thick = size > 11 if bold is None else bold
    around = Alignment(vertical="top", wrap_text=wrap)
    for text in filter(None, texts):
        if wrap:
            sheet.row_dimensions[row].height = height_of(str(text), LINE_WIDTH)
        put(sheet, row, 1, str(text), font=Font(name=LETTERS, size=size, bold=thick), alignment=around)
        row += 1
    return row


def _table_sheet(sheet: Any, name: str, columns: Sequence[dict[str, Any]], notes: Sequence[str] = ()) -> None:
    """Write a table below its name and what was said about it."""
    row = _lines(sheet, 1, [name], size=TITLE_SIZE)
    row = _lines(sheet, row, [note for note in dict.fromkeys(notes) if note != name])
    fill_table(sheet, row + 1, columns)


def _findings_sheet(book: Any, document: Document) -> tuple[str, str]:
    frame = pd.DataFrame(document.findings).reindex(columns=list(FINDING_COLUMNS))
    frame = frame.astype({name: kind for name, kind in findings_frame([]).dtypes.items() if name in frame})
    return _frame_sheet(book, _("Findings"), frame)


def _results_sheet(book: Any, document: Document) -> tuple[str, str]:
    frame = pd.DataFrame(document.results).reindex(columns=list(RESULT_COLUMNS))
    days = pd.to_datetime(frame["period"].replace("", None), format="%Y-%m-%d", errors="coerce")
    if days.notna().any() and days.notna().sum() == frame["period"].ne("").sum():
        frame["period"] = days
    return _frame_sheet(book, _("All results"), frame.infer_objects())


def _frame_sheet(book: Any, name: str, frame: pd.DataFrame) -> tuple[str, str]:
    sheet = book.create_sheet(free_title(name, book.sheetnames))
    kept = [column for column in frame.columns if not (frame[column].isna() | frame[column].eq("")).all()]
    _table_sheet(sheet, name, values_of(frame, columns_of(frame, kept))["columns"])
    return sheet.title, name


def _computed_sheet(book: Any, document: Document) -> tuple[str, str]:
    """Write what the figures stand on: data, what was left out, parameters, the run."""
    name = _("How this was computed")
    sheet = book.create_sheet(free_title(name, book.sheetnames))
    row = _lines(sheet, 1, [name], size=TITLE_SIZE) + 1
    about: list[tuple[str, list[tuple[str, ...]]]] = [
        (_("Data"), data_rows(document)),
        (_("What was left out, and why"), excluded_rows(document)),
        (_("Run"), how_computed(document)),
    ]
    cells: list[tuple[str, ...]] = []
    for heading, rows in about:
        if len(rows) > 1:
            row = _lines(sheet, row, [heading], bold=True)
            for told in rows:
                for column, text in enumerate(told, start=1):
                    put(sheet, row, column, text)
                row += 1
            row += 1
            cells += rows
    wide = max((len(told) for told in cells), default=0)
    padded = [told + ("",) * (wide - len(told)) for told in cells]
    widen(sheet, [{"heading": "", "values": list(column)} for column in zip(*padded, strict=True)])
    return sheet.title, name


def _for_print(sheet: Any) -> None:
    """Let a sheet fit the width of a page, with its name and number below."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
    sheet.sheet_view.showGridLines = False
