"""Mutated files of every kind, by fixed seeds: a frame or an error of our own, no hang, little memory.

`.venv/bin/python tests/loaders/fuzz_worker.py csv 7 5000` tries more of them.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

MOST_MEGABYTES = 600
"""What Python and the libraries take is about 150; the files are some kB."""


@pytest.mark.parametrize("kind", ["names", "yaml", "csv", "xes", "xlsx", "parquet", "sav", "zsav"])
def test_only_our_own_errors(kind):
    pytest.importorskip("resource")
    worker = Path(__file__).with_name("fuzz_worker.py")
    command = [sys.executable, str(worker), kind, "1", "120"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    *wrong, summary = done.stdout.splitlines()
    assert not wrong, "\n".join(wrong)
    found = re.fullmatch(r"120 tried, (\d+) refused, (\d+) MB", summary)
    assert found
    assert int(found[1]) > 10, "mutations so mild that nothing is refused test nothing"
    assert int(found[2]) < MOST_MEGABYTES
