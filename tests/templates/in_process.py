"""A template run cell by cell in this process, without a kernel: what it says."""

import atexit
import contextlib
import functools
import tempfile
from html import unescape
from re import sub

import matplotlib.pyplot as plt
import nbformat
import pytest

from cxlab.language import current, use
from cxlab.loaders.pot.kept_tables import keeping_tables
from cxlab.report import find_template, template_parameters

PICTURE = "image/svg+xml"


def said_by(template, **given):
    """Return every text that a template shows with these parameters: sentences, tables, titles, alt texts."""
    texts = []

    def show(bundle, metadata=None, **_place):
        texts.append(_plain(bundle.get("text/html") or bundle.get("text/plain", "")))
        texts.extend(str(beside.get("alt", "")) for beside in (metadata or {}).values())

    def image(drawn):
        titles = [
            drawn.get_suptitle(),
            *(axes.get_title(loc) for axes in drawn.axes for loc in ("left", "center")),
        ]
        texts.extend(title for title in titles if title)
        return PICTURE, "", []

    known = {parameter.name: parameter for parameter in template_parameters(template)}
    values = {name: known[name].convert(value) for name, value in given.items()}
    kept = keeping_tables(_kept_tables_folder())  # what is tested is said after the reading
    with kept, pytest.MonkeyPatch.context() as patched, _language_kept(), plt.rc_context():
        for module in ("notebook", "tables"):
            patched.setattr(f"cxlab.report.{module}.show", show)
        patched.setattr("cxlab.report.notebook.as_image", image)
        with contextlib.closing(_Figures()):
            _execute(template, values)
    return texts


@functools.cache
def _kept_tables_folder():
    folder = tempfile.TemporaryDirectory(prefix="cxlab-tests-")
    atexit.register(folder.cleanup)
    return folder.name


@contextlib.contextmanager
def _language_kept():
    """Speak the language from before again, whatever the template has set."""
    before = current()
    try:
        yield
    finally:
        use(before)


class _Figures:
    def close(self):
        plt.close("all")


def _execute(template, values):
    names = {"__name__": "__main__"}
    for cell in nbformat.read(find_template(template).path, as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, template, "exec"), names)
            if "parameters" in cell.metadata.get("tags", []):
                names.update(values)


def _plain(html):
    return unescape(sub(r"<[^>]+>", " ", html))
