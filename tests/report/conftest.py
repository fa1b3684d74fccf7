"""A small pot with hostile texts and the notebooks that the report tests run, each executed once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

SCRIPT = "<script>document.title='owned'</script>"
COLUMN = f"area{SCRIPT}"
SEGMENT = f"North{SCRIPT}"

IMPORTS = """\
from typing import Literal
import cxlab as cx
import matplotlib.pyplot as plt
import pandas as pd
from cxlab import language as lang, report
"""
PARAMETERS = """\
pot: str = "none"  # the pot
language: Literal["en", "de"] = "en"  # language of the report
note: str = ""  # a remark
"""
HOSTILE = [
    ("markdown", "# How are we doing?\n\nPlain **words** and <script>document.title='owned'</script>."),
    ("code", IMPORTS),
    ("parameters", PARAMETERS),
    ("code", "data = cx.open_pot(pot)\nreport.start(data, language=language)\nanswers = data['responses']"),
    ("markdown", "## Contents"),
    ("code", "report.key_figures([('NPS', '39.8', note)])\nreport.say('About ' + note)"),
    ("markdown", "### By area"),
    (
        "code",
        f"column = {COLUMN!r}\n"
        "scores = cx.nps(answers, by=column, min_n=0)\n"
        "report.table(scores, caption=column)\n"
        "answers.head(2)",
    ),
    (
        "code",
        "fig, axes = plt.subplots(1, 2)\n"
        "axes[0].barh(scores[column], scores['estimate'])\n"
        "report.figure(axes, alt='NPS by area, \"North\" <first>.')",
    ),
    ("code", "plt.plot([1, 2])\nplt.show()"),
    ("code", "report.quotes(answers['verbatim'], caption='Said')"),
    ("code", "import warnings\nwarnings.warn('careful')\nprint('printed <b>')"),
    ("code", "report.record([cx.nps(answers), scores], headline='nps')"),
]


def write_notebook(path, cells):
    """Write a notebook of (kind, source) cells; kind is markdown, code or parameters."""
    notebook = new_notebook(
        metadata={"cxlab": {"question": "How are we doing?", "needs": {"responses": ["nps"]}}}
    )
    for kind, source in cells:
        cell = new_markdown_cell(source) if kind == "markdown" else new_code_cell(source)
        if kind == "parameters":
            cell.metadata["tags"] = ["parameters"]
        notebook.cells.append(cell)
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="session")
def pot(tmp_path_factory):
    """A pot with forty answers; a column name, a segment and a verbatim hold a script."""
    folder = tmp_path_factory.mktemp("pot")
    rows = [f'{i},{(i * 7) % 11},{SEGMENT if i % 2 else "South"},"{i}: fine {SCRIPT}"' for i in range(40)]
    header = f"response_id,nps,{COLUMN},verbatim"
    (folder / "responses.csv").write_text("\n".join([header, *rows, "40,11,South,none"]), encoding="utf-8")
    (folder / "pot.yml").write_text(
        json.dumps(
            {
                "name": f"Tiny {SCRIPT}",
                "tables": {
                    "responses": {"file": "responses.csv", "missing": {"nps": [11]}, "segments": [COLUMN]}
                },
            }
        ),
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="session")
def hostile_notebook(tmp_path_factory):
    return write_notebook(tmp_path_factory.mktemp("template") / "hostile.ipynb", HOSTILE)


BLOCKED = """\
import os, socket
def refuse(what):
    with open(os.environ["CXLAB_NETWORK_LOG"], "a") as log:
        log.write(f"{what}\\n")
    raise OSError("the network is blocked")
def local(host):
    return str(host) in ("localhost", "127.0.0.1", "::1", "", "None")
connect, lookup = socket.socket.connect, socket.getaddrinfo
def checked_connect(self, address):
    if self.family != getattr(socket, "AF_UNIX", None) and not local(address[0]):
        refuse(address)
    return connect(self, address)
def checked_lookup(host, *args, **kwargs):
    if not local(host):
        refuse(host)
    return lookup(host, *args, **kwargs)
socket.socket.connect = socket.socket.connect_ex = checked_connect
socket.getaddrinfo = checked_lookup
socket.gethostbyname = socket.gethostbyname_ex = checked_lookup
"""
SHADOW = {
    "argv": [sys.executable, "-c", "raise SystemExit(3)"],
    "display_name": "another",
    "language": "python",
}


@pytest.fixture(scope="session")
def offline(tmp_path_factory, pot):
    """Run the hostile notebook with the network blocked and another kernel named python3 in the way.

    The kernel runs no sitecustomize of a search path: there the first cell blocks the network.
    """
    home = tmp_path_factory.mktemp("offline")
    (home / "sitecustomize.py").write_text(BLOCKED)
    (home / "network_is_blocked.py").write_text(BLOCKED)
    cells = [HOSTILE[0], ("code", "import network_is_blocked"), *HOSTILE[1:]]
    notebook = write_notebook(home / "hostile.ipynb", cells)
    kernel = home / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps(SHADOW))
    code = (
        "import json, sys; from cxlab import report; "
        "r = report.run(sys.argv[1], pot=sys.argv[2], output=sys.argv[3], show_code=True, "
        "parameters={'note': sys.argv[4]}); print(json.dumps([r.state, r.error]))"
    )
    log = home / "network.log"
    path = os.pathsep.join(filter(None, [str(home), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-c", code, str(notebook), str(pot), str(home / "report"), f"note {SCRIPT}"],
        env=os.environ | {"PYTHONPATH": path, "JUPYTER_PATH": str(home), "CXLAB_NETWORK_LOG": str(log)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done, log, home / "report"


@pytest.fixture(scope="session")
def english(offline):
    """The page of the hostile notebook."""
    done, _log, folder = offline
    assert done.returncode == 0, done.stderr
    return (Path(folder) / "report.html").read_text(encoding="utf-8")
