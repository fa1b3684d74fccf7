"""A JupyterLab of its own, offline and with nothing of the user's, and what one does in it.

    with start_jupyterlab(folder) as lab:
        notebook = open_notebook(page, lab, "nps_analysis.ipynb")
        notebook.run_all()
        assert notebook.errors() == []

Commands go through the app that JupyterLab exposes for tests (`--expose-app-in-browser`); widgets are
operated with mouse and keyboard, as a user does.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from playwright.sync_api import Page, expect

PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
"""What a notebook's metadata must say for it to start a kernel unasked."""
PATIENCE = 60_000  # milliseconds: machines can be slow; what hangs must end

# JupyterLab asks at its first start whether it may fetch news; cells outside the screen are drawn as well.
SETTINGS = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
}

# Messages of the kernel tell of errors in callbacks of widgets too, which no cell shows.
LISTEN = """(path) => {
  const panel = window.jupyterapp.shell.currentWidget;
  if (!panel || panel.context.path !== path) return false;
  if (!window.heard) {
    window.heard = [];
    window.reactions = 0;
    panel.sessionContext.iopubMessage.connect((_, message) => {
      const kind = message.header.msg_type, content = message.content;
      if (kind === 'error') window.heard.push(`${content.ename}: ${content.evalue}`);
      if (kind === 'stream' && content.name === 'stderr') window.heard.push(content.text);
      if (kind === 'status' && content.execution_state === 'idle'
          && message.parent_header.msg_type === 'comm_msg') window.reactions += 1;
    });
  }
  return panel.sessionContext.session?.kernel?.status === 'idle';
}"""
# JupyterLab asks every kernel for widgets; one that has not imported ipywidgets complains of the question.
UNHEARD = "No such comm"
WAIT_FOR_IDLE = (
    "() => window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"
)
RUN_ALL = """() => {
  window.ran = false;
  window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => { window.ran = true });
}"""
CELLS = "() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells"


@dataclass(frozen=True)
class JupyterLab:
    """A running server: where it is, and the folder whose notebooks it shows."""

    url: str
    token: str
    folder: Path

    def address(self, path: str) -> str:
        return f"{self.url}lab/tree/{path}?token={self.token}&reset"


@contextmanager
def start_jupyterlab(folder: Path, private: Path):
    """Serve `folder` from a free port; settings, history and logs of the server lie in `private`."""
    token = secrets.token_hex(16)
    for name, values in SETTINGS.items():
        path = private / "settings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    with (private / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *_options(folder, private, token)],
            env=_environment(private),
            stdout=log,
            stderr=log,
            cwd=folder,
        )
        try:
            yield JupyterLab(_url(server, private), token, folder)
        finally:
            server.terminate()  # shuts its kernels down
            try:
                server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _options(folder, private, token):
    return [
        "--no-browser",
        "--allow-root",  # containers
        "--ip=127.0.0.1",
        "--port=0",
        f"--ServerApp.root_dir={folder}",
        f"--IdentityProvider.token={token}",
        "--ServerApp.shutdown_no_activity_timeout=900",  # whatever becomes of the tests, the server ends
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        f"--LabApp.user_settings_dir={private / 'settings'}",
        f"--LabApp.workspaces_dir={private / 'workspaces'}",
        "--expose-app-in-browser",
    ]


def _environment(private):
    """Nothing of the user's: no settings, no kernels, no startup files, no history."""
    own = {
        "JUPYTER_CONFIG_DIR": str(private / "config"),
        "JUPYTER_DATA_DIR": str(private / "data"),
        "JUPYTER_RUNTIME_DIR": str(private / "runtime"),
        "JUPYTER_NO_CONFIG": "",
        "IPYTHONDIR": str(private / "ipython"),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    return kept | {name: value for name, value in own.items() if value}


def _url(server, private):
    """Read the address from the file that the server writes when it listens."""
    ends = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < ends:
        for path in (private / "runtime").glob("jpserver-*.json"):
            try:
                return json.loads(path.read_text(encoding="utf-8"))["url"]
            except ValueError:
                pass  # being written
        assert server.poll() is None, (private / "server.log").read_text(encoding="utf-8")
        time.sleep(0.05)
    raise AssertionError("JupyterLab did not start: " + (private / "server.log").read_text(encoding="utf-8"))


@dataclass
class Notebook:
    """An open notebook with a running kernel, on its page."""

    page: Page
    name: str

    def run_all(self):
        """Run every cell, and wait until the last has ended."""
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_function("() => window.ran", timeout=3 * PATIENCE)  # a whole report may take long
        self.wait_until_idle()

    def wait_until_idle(self):
        self.page.wait_for_function(WAIT_FOR_IDLE, timeout=PATIENCE)

    @contextmanager
    def reacting(self):
        """Wait after the block until the kernel has dealt with what was done to a widget in it."""
        before = self.page.evaluate("() => window.reactions")
        yield
        self.page.wait_for_function("(before) => window.reactions > before", arg=before, timeout=PATIENCE)
        self.wait_until_idle()

    def alone(self):
        """Hide what JupyterLab shows beside the notebook, as one does on a narrow screen."""
        self.page.evaluate(
            """async () => {
              for (const side of ['left', 'right']) {
                const open = document.querySelector(`.jp-mod-${side} .lm-TabBar-tab.lm-mod-current`);
                if (open) await window.jupyterapp.commands.execute(`application:toggle-${side}-area`);
              }
            }"""
        )

    def errors(self):
        """Return what went wrong so far: errors and warnings of cells and callbacks, and of the page."""
        in_cells = [
            f"{output['ename']}: {output['evalue']}"
            for output in self.outputs()
            if output["output_type"] == "error"
        ]
        heard = [text for text in self.page.evaluate("() => window.heard") if not text.startswith(UNHEARD)]
        return list(dict.fromkeys([*in_cells, *heard, *self.page.watched.exceptions]))

    def outputs(self):
        """Return the outputs of all cells, as the notebook would be saved."""
        cells = self.page.evaluate(CELLS)
        return [output for cell in cells for output in cell.get("outputs", [])]

    def cell(self, number):
        """Return a cell, code or markdown, counted from 0; negative numbers count from the end."""
        cells = self.page.locator(".jp-Notebook .jp-Cell")
        return cells.nth(number if number >= 0 else cells.count() + number)

    def find(self, text):
        """Return the number of the only code cell in which a text stands."""
        cells = enumerate(self.page.evaluate(CELLS))
        found = [place for place, cell in cells if cell["cell_type"] == "code" and text in cell["source"]]
        assert len(found) == 1, f"{text} stands in the code cells {found}"
        return found[0]

    def as_written(self):
        """Return the notebook as it would be saved, outputs included."""
        cells = self.page.evaluate(CELLS)
        return nbformat.from_dict({"cells": cells, "metadata": PYTHON, "nbformat": 4, "nbformat_minor": 5})

    def type(self, number, source):
        """Replace what stands in a cell as a user does: click into it, select all, type."""
        editor = self.cell(number).locator(".cm-content")
        editor.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)

    def write(self, number, source):
        """Put this source into a cell."""
        self.page.evaluate(
            """([number, source]) => {
              const cells = window.jupyterapp.shell.currentWidget.content.model.cells;
              cells.get(number < 0 ? cells.length + number : number).sharedModel.setSource(source);
            }""",
            [number, source],
        )

    def run(self, number):
        """Run one cell and wait for its end; return its output area."""
        self.cell(number).locator(".jp-InputPrompt, .jp-MarkdownOutput").first.click()
        self.page.keyboard.press("Control+Enter")
        expect(self.cell(number).locator(".jp-InputPrompt")).not_to_have_text("[*]:", timeout=PATIENCE)
        self.wait_until_idle()
        return self.cell(number).locator(".jp-OutputArea")

    def close(self):
        """End the kernel and leave the notebook as it was on disk."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")


def open_notebook(page, lab, name):
    """Open a notebook of the served folder, and wait for its kernel."""
    page.goto(lab.address(name), timeout=PATIENCE)
    page.wait_for_function(
        "() => window.jupyterapp && window.jupyterapp.shell.currentWidget?.context", timeout=PATIENCE
    )
    page.wait_for_function(LISTEN, arg=name, timeout=PATIENCE)
    return Notebook(page, name)
