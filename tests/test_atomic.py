"""A file is replaced as a whole or stays as it was, and nothing is left beside it."""

import os
import time

import pytest

from cxlab import atomic
from cxlab.atomic import replace_file


@pytest.mark.parametrize(
    "content",
    ["neu\r\nzwei ü", "neu\r\nzwei ü".encode(), lambda file: file.write_bytes("neu\r\nzwei ü".encode())],
)
def test_text_bytes_and_writers_give_the_same_file(tmp_path, content):
    replace_file(tmp_path / "a.yml", content)
    assert (tmp_path / "a.yml").read_bytes() == "neu\r\nzwei ü".encode()
    assert os.listdir(tmp_path) == ["a.yml"]


@pytest.mark.parametrize("fails", ["content", "check", "fsync", "replace"])
def test_a_fault_on_the_way_leaves_what_was_there(tmp_path, monkeypatch, fails):
    file = tmp_path / "a.yml"
    file.write_text("old")

    def refuse(*_args):
        raise OSError(28, "No space left on device")

    if fails in ("fsync", "replace"):
        monkeypatch.setattr(atomic.os, fails, refuse)
    with pytest.raises(OSError, match="No space"):
        replace_file(
            file, refuse if fails == "content" else "new", check=refuse if fails == "check" else None
        )
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.yml"]


def test_permissions_stay_and_a_check_sees_the_new_file_by_its_name(tmp_path):
    file, seen = tmp_path / "a.yml", []
    file.write_text("old")
    file.chmod(0o600)
    replace_file(file, "new", check=lambda new: seen.append((new.name, new.read_text(), file.read_text())))
    assert seen == [("a.yml", "new", "old")]
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_a_killed_process_left_is_taken_away_later(tmp_path):
    old, young, other = (tmp_path / name for name in (".a.yml-1.new", ".a.yml-2.new", ".b.yml-1.new"))
    for folder in (old, young, other):
        folder.mkdir()
    for folder in (old, other):
        os.utime(folder, (time.time() - 7200,) * 2)
    replace_file(tmp_path / "a.yml", "new")
    assert sorted(os.listdir(tmp_path)) == [".a.yml-2.new", ".b.yml-1.new", "a.yml"]


def test_a_link_stays_a_link_and_long_names_are_possible(tmp_path):
    real = tmp_path / "kept" / "people.yml"
    real.parent.mkdir()
    real.write_text("old")
    link = tmp_path / "people.yml"
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("this system lets nobody make links")
    replace_file(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    long = tmp_path / ("n" * 200 + ".yml")
    replace_file(long, "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["kept", "people.yml", long.name])
