import os
import subprocess
import sys
import tempfile
import time

import pytest

from cxlab.errors import RunFailed
from cxlab.report import scratch
from cxlab.report.watchdog import Watchdog

HOLDING = """\
import sys, time
from pathlib import Path
from cxlab.report.scratch import temporary_folder
from cxlab.report.watchdog import Watchdog
with Watchdog() as dog, temporary_folder(Path(sys.argv[1]), dog if sys.argv[2:] else None) as folder:
    (folder / "k").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""


def holder(folder, *watched):
    process = subprocess.Popen([sys.executable, "-c", HOLDING, str(folder), *watched], stdout=subprocess.PIPE)
    process.stdout.readline()
    return process


def gone(path, seconds=10.0):
    end = time.monotonic() + seconds
    while os.path.lexists(path) and time.monotonic() < end:
        time.sleep(0.02)
    return not os.path.lexists(path)


def test_the_folders_of_dead_runs_go_those_of_living_ones_stay(tmp_path):
    process = holder(tmp_path)
    try:
        with scratch.temporary_folder(tmp_path) as mine:
            assert len(list(tmp_path.iterdir())) == 2
            assert mine.is_dir()
        assert len(list(tmp_path.iterdir())) == 1
    finally:
        process.kill()
        process.communicate()
    assert len(list(tmp_path.iterdir())) == 1
    with scratch.temporary_folder(tmp_path) as mine:
        assert list(tmp_path.iterdir()) == [mine]
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_ours_stays(tmp_path):
    (tmp_path / "target").mkdir()
    (tmp_path / f"{scratch.PREFIX}link").symlink_to(tmp_path / "target")
    (tmp_path / f"{scratch.PREFIX}new").mkdir()  # made this moment: its lock may come
    old = tmp_path / f"{scratch.PREFIX}old"
    old.mkdir()
    os.utime(old, (0, 0))
    with scratch.temporary_folder(tmp_path):
        pass
    left = sorted(path.name.removeprefix(scratch.PREFIX) for path in tmp_path.iterdir())
    assert left == ["link", "new", "target"]


def test_the_watchdog_tidies_up_at_once(tmp_path):
    process = holder(tmp_path, "watched")
    folder = next(tmp_path.iterdir())
    process.kill()
    process.communicate()
    assert gone(folder)


def test_the_watchdog_ends_a_group(tmp_path):
    source = (
        "import subprocess, sys, time\n"
        "from cxlab.report.watchdog import Watchdog\n"
        "watchdog = Watchdog()\n"
        "kernel = subprocess.Popen(['sh', '-c', 'sleep 60 & wait'], start_new_session=True)\n"
        "watchdog.over_process(kernel.pid)\n"
        "print(kernel.pid, flush=True)\ntime.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE)
    group = int(process.stdout.readline())
    process.kill()
    process.communicate()
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    pytest.fail("the group lives on")


def test_a_run_that_ends_well_is_left_alone(tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    with Watchdog() as watchdog:
        watchdog.over_folder(kept)
    assert kept.is_dir()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), FileNotFoundError("none usable")])
def test_no_room_for_temporary_files_is_one_clear_line(monkeypatch, error):
    def refuse(*_arguments, **_options):
        raise error

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(RunFailed, match=r"no temporary file can be written \(.*\); nothing was run") as told:
        scratch.temporary_place()
    assert "\n" not in str(told.value)
