"""How much a notebook may print and show: what is beyond is cut, and the page says so."""

from __future__ import annotations

from typing import Any

from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_output

from .output import ATTACHMENT, CUT, PROVENANCE, RESULTS

__all__ = ["PRINTED", "SHOWN", "LimitedClient"]

PRINTED = 100_000
"""Characters that one cell may print; nobody reads more on a page."""

SHOWN = 50_000_000
"""Characters of figures and tables in the whole report; browsers refuse pages far above."""

ERROR_LINES, ERROR_LINE = 200, 5_000


class LimitedClient(NotebookClient):
    """Executes a notebook and cuts what its cells print and show."""

    def __init__(self, notebook: NotebookNode, **options: Any) -> None:
        super().__init__(notebook, **options)
        self._printed: dict[int, int] = {}
        self._shown = 0

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Take a message of the kernel; see `NotebookClient.process_message`."""
        kind, content = msg["msg_type"], msg["content"]
        if kind == "stream":
            content["text"] = self._cut(content["text"], cell_index)
            if not content["text"]:
                return None
        elif kind in ("display_data", "execute_result", "update_display_data"):
            content["data"] = self._fitting(content["data"])
        elif kind == "error":
            content["evalue"] = content["evalue"][:ERROR_LINE]
            content["traceback"] = [line[:ERROR_LINE] for line in content["traceback"][-ERROR_LINES:]]
        return super().process_message(msg, cell, cell_index)

    def say_what_was_cut(self, cell: NotebookNode, cell_index: int) -> None:
        """Leave in the cell how much it printed, if not all of it was kept."""
        if (printed := self._printed.get(cell_index, 0)) > PRINTED:
            note = {"shown": PRINTED, "total": printed}
            cell.outputs.append(new_output("display_data", data={CUT: note}))

    def _cut(self, text: str, cell_index: int) -> str:
        before = self._printed.get(cell_index, 0)
        self._printed[cell_index] = before + len(text)
        return text[: max(PRINTED - before, 0)]

    def _fitting(self, data: dict[str, Any]) -> dict[str, Any]:
        if any(kind.startswith("image/") for kind in data):
            data = {kind: value for kind, value in data.items() if kind != "text/html"}  # the same again
        size = sum(len(value) for value in data.values() if isinstance(value, str))
        if RESULTS in data or PROVENANCE in data or ATTACHMENT in data or self._shown + size <= SHOWN:
            self._shown += size
            return data
        return {CUT: {"shown": 0, "total": size}}
