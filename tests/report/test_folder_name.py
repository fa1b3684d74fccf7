"""The default folder of a report has a name that every file system takes: 255 bytes, not letters."""

import datetime as dt

import pytest

from cxlab.report.run_facts import folder_name


@pytest.mark.parametrize("pot", ["Pot", "ü" * 200, "x" * 200, "日" * 200, "a/b\x1b[2J", "../..", "🙂" * 200])
def test_a_long_or_odd_name_of_a_pot(pot, tmp_path):
    about = {
        "template": "data_pot_check",
        "pot": pot,
        "language": "de",
        "created_at": dt.datetime(2024, 1, 31),
    }
    name = folder_name(about)
    assert len(name.encode()) < 255
    assert name.startswith("data_pot_check-")
    assert "-de-20240131_000000" in name
    (tmp_path / name).mkdir()
