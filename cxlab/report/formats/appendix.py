"""What figures stand on, as rows of texts: the same in the workbook and on the last slides."""

from __future__ import annotations

from ...language import _, date, number
from ..provenance import written
from .document import Document

__all__ = ["data_rows", "excluded_rows", "how_computed"]

Row = tuple[str, ...]


def data_rows(document: Document) -> list[Row]:
    """Return headings, then table, file, rows, rows excluded and fingerprint of each file."""
    heads = (_("Table"), _("File"), _("Rows"), _("Rows excluded"), _("Fingerprint (SHA-256)"))
    files = document.about["files"]
    rows = [
        (one["table"], one["file"], number(one["rows"]), number(one["rows_excluded"]), one["sha256"][:16])
        for one in files
    ]
    return [heads, *rows]


def excluded_rows(document: Document) -> list[Row]:
    """Return headings, then table, column, reason and rows of what was left out."""
    left_out = [one for one in document.about["exclusions"] if one["rows"]]
    rows = [(one["table"], one["column"], one["what"], number(one["rows"])) for one in left_out]
    return [(_("Table"), _("Column"), _("Reason"), _("Rows")), *rows]


def how_computed(document: Document) -> list[Row]:
    """Return name and value of what is to be known of a run: parameters, sections left out, software."""
    about = document.about
    rows: list[Row] = [(name, written(name, value)) for name, value in about["parameters"].items()]
    created = about["created_at"]
    rows += [
        (_("Template"), about["template"]),
        (_("Run number"), about["run_id"]),
        (_("Computed on"), f"{date(created, 'long')}, {created:%H:%M} UTC"),
    ]
    if (least := about.get("min_n", 0)) > 1:
        hidden = _(
            "Figures based on fewer than {n} people are suppressed, as are others from which they could be "
            "derived."
        )
        rows.append((_("Small groups"), hidden.format(n=number(least))))
    for title, reason in document.shown.left_out:
        name = str(title.striptags())
        rows.append(
            (_("Sections omitted for lack of data:").rstrip(":"), ": ".join(filter(None, (name, reason))))
        )
    return [*rows, (_("Software"), about["versions"])]
