"""How fast explorers react in front of the screen: from a key in the browser until what is shown has changed.

    python benchmarks/lab_browser.py [--rows 1000000] [--only nps ...] [--shots FOLDER]

JupyterLab is started and each explorer opened on the pot of benchmarks/lab.py, in a kernel of its own. The
controls are operated by keyboard. The browser notes when a control changed and when the last element of the
explorer did; beside it stands the CPU time of the kernel: the rest is the browser and a busy machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import jupyterlab  # noqa: E402
from tests.browser.chromium import new_page, open_chromium  # noqa: E402
from tests.browser.operating import CONTROLS, KEYS  # noqa: E402

EXPLORERS = ("nps", "drivers", "funnel", "survival", "complaints", "texts", "scorecard")
SETUP = """\
import os, sys
sys.path.insert(0, {here!r})
from lab import EXPLORERS, made_pot
from cxlab.lab.explorer import ExplorerWidget
pot = made_pot({rows})
print("kernel", os.getpid())"""
OPEN = 'ExplorerWidget(EXPLORERS[{name!r}], pot, language="en")'
WATCH = """() => {
  const choose = () => { window.chosen = performance.now(); window.changed = null; };
  document.addEventListener('change', choose, true);
  new MutationObserver(() => { window.changed = performance.now(); })
    .observe(document.querySelector('.cxlab-explorer'), {subtree: true, childList: true});
}"""
REACTION = "() => window.changed === null ? null : window.changed - window.chosen"


def cpu_seconds(pid: int) -> float:
    """Return what a process has used so far, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(page, lab, name, rows):
    """Open one explorer; return (control, milliseconds, CPU milliseconds of the kernel) of every choice."""
    setup = SETUP.format(here=str(ROOT / "benchmarks"), rows=rows)
    cells = [new_code_cell(setup), new_code_cell(OPEN.format(name=name))]
    nbformat.write(new_notebook(cells=cells, metadata=jupyterlab.PYTHON), lab.folder / f"{name}.ipynb")
    notebook = jupyterlab.open_notebook(page, lab, f"{name}.ipynb")
    notebook.run_all()
    pid = int(notebook.outputs()[0]["text"].split()[-1])
    page.evaluate(WATCH)
    found = []
    controls = page.locator(".cxlab-explorer").locator(CONTROLS)
    for place in range(controls.count()):
        control = controls.nth(place)
        label = control.evaluate("c => c.labels?.[0]?.textContent || c.getAttribute('aria-label') || ''")
        for _again in range(2):
            control.focus()
            before = cpu_seconds(pid)
            with notebook.reacting():
                for key in control.evaluate(KEYS):
                    page.keyboard.press(key)
            waited = page.evaluate(REACTION)
            if waited is not None:
                found.append((label, waited, 1000 * (cpu_seconds(pid) - before)))
    assert notebook.errors() == [], notebook.errors()
    notebook.close()
    return found


def main() -> None:
    """Print a row per explorer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="*", default=EXPLORERS)
    parser.add_argument("--shots", type=Path, help="keep a picture of each explorer in this folder")
    given = parser.parse_args()
    jupyterlab.PATIENCE = 600_000
    print(f"{given.rows:,} rows in each table; milliseconds")
    print("| explorer | reaction, median | worst | kernel CPU, median | slowest control | choices |")
    print("|---|---|---|---|---|---|")
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as private,
        jupyterlab.start_jupyterlab(Path(folder), Path(private)) as lab,
        open_chromium() as browser,
    ):
        for name in given.only:
            with new_page(browser) as page:
                found = measured(page, lab, name, given.rows)
                if given.shots:
                    page.screenshot(path=given.shots / f"{name}.png")
            waited, used = [row[1] for row in found], [row[2] for row in found]
            slowest = max(found, key=lambda row: row[1])[0]
            print(
                f"| {name} | {statistics.median(waited):.0f} | {max(waited):.0f} | "
                f"{statistics.median(used):.0f} | {slowest} | {len(found)} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
