"""What a kernel has used: processor time and memory, as Linux counts them."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Usage", "usage_of"]

PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Usage:
    """Seconds of processor time, most memory held in MB, and whether the kernel was forked from a warm one.

    Memory that a warm kernel shares with the others is counted in each of them. Both are 0 where the system
    does not tell.
    """

    cpu_seconds: float = 0.0
    memory_mb: float = 0.0
    warm: bool = False


def usage_of(process: Any) -> Usage:
    """Return what a process that still lives has used.

    Examples
    --------
    >>> usage_of(None)
    Usage(cpu_seconds=0.0, memory_mb=0.0, warm=False)
    """
    seconds, memory = 0.0, 0.0
    if process is not None:
        with suppress(OSError, ValueError, IndexError):
            place = Path(f"/proc/{process.pid}")
            times = (place / "stat").read_text().rpartition(")")[2].split()
            seconds = (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
            found = PEAK.search((place / "status").read_text())
            memory = int(found[1]) / 1024 if found else 0.0
    warm = type(process).__name__ == "ForkedKernel"
    return Usage(round(seconds, 2), round(memory, 1), warm)
