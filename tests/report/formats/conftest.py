"""A report with an answer as a document, its cells run in this process: every format is made of it."""

import base64
import datetime as dt

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cxlab.language import current, use, using
from cxlab.report.contents import contents_of
from cxlab.report.formats import Document
from cxlab.report.found import ranked_rows
from cxlab.report.output import ANSWER, BITMAPS, RESULTS
from cxlab.report.render import page
from cxlab.report.sections import recorded

from ..answering import ANSWERING

TITLE = "Wie gern empfehlen uns Kunden?"
MORE = """\
risky = pd.DataFrame({"answer": ["=HYPERLINK(0)", "+49 30", "-5", "@SUM(A1)", "plain"], "metric": "csat",
                       "estimate": [0.8, 0.5, 0.25, 0.4, None], "low": [0.7, 0.4, 0.2, 0.3, None],
                       "high": [0.9, 0.6, 0.3, 0.5, None], "customers": [1200, 90, 80, 70, 60],
                       "amount": [1240.4, 3.0, 4.0, 5.0, 6.0], "note": ""})
report.table(risky, caption="=1+1: Formeln [und] Zahlen/Texte", kinds={"amount": "money"})
"""


def executed(cells, pot, language):
    """Return the notebook of cells with what they show, without a kernel."""
    notebook = new_notebook()
    names = {}
    with pytest.MonkeyPatch.context() as patched:
        outputs = []

        def show(bundle, metadata=None, **_place):
            metadata = metadata or {}
            data = {kind: _encoded(value) for kind, value in bundle.items() if kind != "text/html"}
            if not any(kind.startswith("image/") for kind in bundle):
                data |= {kind: value for kind, value in bundle.items() if kind == "text/html"}
            outputs.append(new_output("display_data", data=data, metadata=metadata))

        for module in ("notebook", "tables"):
            patched.setattr(f"cxlab.report.{module}.show", show)
        patched.setenv(BITMAPS, "1")
        for kind, source in cells:
            if kind == "markdown":
                notebook.cells.append(new_markdown_cell(source))
                continue
            outputs.clear()
            exec(source, names)
            if kind == "parameters":
                names |= {"pot": pot, "language": language}
            notebook.cells.append(new_code_cell(source, outputs=list(outputs), execution_count=1))
    return nbformat.from_dict(notebook)


def _encoded(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


@pytest.fixture(scope="session")
def document():
    """The report in German."""
    before = current()
    try:
        return _document()
    finally:
        use(before)  # a report sets the language it was asked for


def _document():
    with using("de"):
        cells = [*ANSWERING[:-1], ("markdown", "## Tabellen"), ("code", MORE), ANSWERING[-1]]
        notebook = executed(cells, "sfo_airport_2017", "de")
        shown = contents_of(notebook)
        answer = next(facts for facts in reversed(recorded(notebook, ANSWER)) if facts.get("value"))
        rows = [row for some in recorded(notebook, RESULTS) for row in some]
        about = {
            "pot": "Flughafen",
            "template": "answering",
            "run_id": "r1",
            "created_at": dt.datetime(2026, 1, 5, 8, 30, tzinfo=dt.UTC),
            "versions": "cxlab 0.1.0",
            "files": [
                {
                    "table": "responses",
                    "file": "answers.csv",
                    "rows": 2831,
                    "rows_excluded": 3,
                    "sha256": "ab" * 32,
                }
            ],
            "exclusions": [{"table": "responses", "column": "nps", "what": "kein Wert", "rows": 3}],
            "min_n": 5,
        }
        page_of = about | {"parameters": [("level", "0,95")], "created": about["created_at"], "messages": ""}
        html = page("page.html.j2", shown=shown, headline=None, notice="Hinweis.", title=TITLE, **page_of)
        about |= {"answer": answer, "parameters": {"level": 0.95}, "language": "de"}
    return Document(
        TITLE,
        html,
        about,
        shown,
        ranked_rows(shown.findings),
        rows,
        ["Hinweis: geprüft."],
    )
