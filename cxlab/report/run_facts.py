"""What is known of a run: how it ended, what it stands on, and the folder that is named after it."""

from __future__ import annotations

import re
import uuid
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .min_n import DEFAULT
from .order import Order
from .output import ANSWER, PROVENANCE
from .provenance import portable, versions
from .sections import recorded

if TYPE_CHECKING:
    from .execute import Execution, Failure

__all__ = ["answer_of", "facts_of_run", "folder_name", "state_of"]


def state_of(failure: Failure | None) -> str:
    """Return how a run ended: "completed", "failed" or "timed out"."""
    if failure is None:
        return "completed"
    return "timed out" if failure.kind == "timeout" else "failed"


def facts_of_run(order: Order, execution: Execution | None) -> dict[str, Any]:
    """Return what is known of a run; `execution` is None where it was ended from outside."""
    template, settings, created = order.template, order.settings, order.created
    data = (recorded(execution.notebook, PROVENANCE) or [{}])[-1] if execution else {}
    return {
        "state": state_of(execution.failure) if execution else "cancelled",
        "template": template.name,
        "question": template.question,
        "pot": data.get("pot") or Path(str(settings.get("pot") or "")).name,
        "language": settings.get("language") or "en",
        "parameters": portable(settings),
        "run_id": f"{created:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}",
        "created_at": created,
        "files": data.get("files", []),
        "exclusions": data.get("exclusions", []),
        "errors": data.get("errors", []),
        "min_n": data.get("min_n", DEFAULT),
        "differencing": "",
        "answer": answer_of(execution) if execution and execution.failure is None else None,
        "versions": versions(),
        "batch": order.batch,
        "resources": asdict(execution.usage) if execution else {},
        "step": "",
        "outside": bool(execution and execution.failure and execution.failure.outside),
        "since": None,
    }


def answer_of(execution: Execution) -> dict[str, Any] | None:
    """Return what the first screen says of the headline, where the report has one."""
    told = [facts for facts in recorded(execution.notebook, ANSWER) if facts.get("value")]
    return told[-1] if told else None


def folder_name(about: dict[str, Any]) -> str:
    """Return the folder's name: template, pot, language and moment."""
    parts = (about["template"], about["pot"], about["language"], f"{about['created_at']:%Y%m%d-%H%M%S}")
    words = (re.sub(r"\W+", "_", part) for part in parts if part)
    # a file system counts bytes, at most 255 of a name: a long one is cut between two letters
    return "-".join(word.encode()[:90].decode(errors="ignore") for word in words)
