"""A pot reads the files of its folder and no others, however a path is written."""

import json
import os

import pytest

from cxlab.errors import BadFile, BadPot, CxError, MissingColumn, UnknownName
from cxlab.loaders import init_pot, open_pot, read
from cxlab.loaders.files.guard import check_path

ANSWERS = "response_id,nps\n" + "".join(f"{i},{i % 11}\n" for i in range(20))


@pytest.fixture
def pot(tmp_path):
    """Return what writes a pot with one table; beside its folder lies a file that is not its own."""
    folder = tmp_path / "pot"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text(ANSWERS, encoding="utf-8")
    (folder / "r.csv").write_text(ANSWERS, encoding="utf-8")

    def make(file):
        document = {"name": "T", "tables": {"responses": {"file": file}}}
        (folder / "pot.yml").write_text(json.dumps(document), encoding="utf-8")
        return folder

    return make


@pytest.mark.parametrize(
    "file",
    [
        "~/secret.csv", "~", "~root/secret.csv", "../secret.csv", "a/../../secret.csv", "./../secret.csv",
        "/etc/hostname", "//etc/hostname", "C:/secret.csv", "c:secret.csv", "a\\..\\secret.csv", "a\0b",
        "file:///etc/hostname", "https://example.org/a.csv", "out.csv", "outside/secret.csv", "loop.csv",
        "loops/a.csv", "x" * 300, "x/" * 400,
    ],
)  # fmt: skip
def test_a_path_that_leads_out_is_refused(pot, tmp_path, file, monkeypatch):
    folder = pot(file)
    (folder / "out.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "outside").symlink_to(tmp_path)
    (folder / "loop.csv").symlink_to("loop.csv")
    (folder / "loops").symlink_to("loops2")
    (folder / "loops2").symlink_to("loops")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(folder)
    for place in (folder, "."):
        with pytest.raises(CxError):
            _ = open_pot(place)["responses"]


@pytest.mark.parametrize(
    "name", ["Export 12:30.csv", "a~b.csv", "Größe [1].csv", "x" * 240 + ".csv", "a..b.csv"]
)
def test_a_file_of_the_folder_may_have_any_name(pot, name):
    folder = pot(name)
    (folder / name).write_text(ANSWERS, encoding="utf-8")
    assert len(open_pot(folder)["responses"]) == 20
    (folder / "r.csv").unlink()
    draft = init_pot(folder, force=True)
    assert len(open_pot(folder)[draft.tables[0]]) == 20


def test_links_within_the_folder_are_followed(pot):
    folder = pot("sub/link.csv")
    (folder / "sub").mkdir()
    (folder / "sub" / "link.csv").symlink_to("../r.csv")
    assert len(open_pot(folder)["responses"]) == 20


def test_a_link_that_is_changed_after_the_pot_was_opened(pot, tmp_path):
    opened = open_pot(pot("r.csv"))
    (opened.folder / "r.csv").unlink()
    (opened.folder / "r.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(BadPot, match="leads out"):
        _ = opened["responses"]


def test_the_working_folder_may_change_after_the_pot_was_opened(pot, monkeypatch, tmp_path):
    monkeypatch.chdir(pot("r.csv"))
    opened = open_pot(".")
    monkeypatch.chdir(tmp_path)
    assert len(opened["responses"]) == 20


def test_a_message_does_not_tell_where_the_pot_lies(pot, tmp_path):
    opened = open_pot(pot("missing.csv"))
    with pytest.raises(BadFile, match="no such file") as caught:
        _ = opened["responses"]
    assert str(tmp_path) not in str(caught.value)
    assert str(tmp_path) not in opened.check().text


@pytest.mark.parametrize(
    "path", ["x" * 300, "/".join(["y" * 200] * 40), "a\0b", "~nobody-of-that-name/x", b"\xff"]
)
def test_a_path_that_cannot_be_is_told(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadFile):
        read(path)
    with pytest.raises(CxError):
        open_pot(os.fsdecode(path))


@pytest.mark.parametrize("path", [None, 5, ["a.csv"], {"a": 1}])
def test_what_is_no_path_is_told(path):
    with pytest.raises(BadFile, match="a path is expected"):
        read(path)
    with pytest.raises(BadFile, match="a path is expected"):
        open_pot(path)


def test_links_in_a_circle_are_told(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(CxError):
        open_pot(tmp_path / "a")
    with pytest.raises(BadFile):
        check_path(tmp_path / "a")


def test_long_names_are_shortened_and_not_compared_letter_by_letter():
    """Comparing two names of 200,000 letters would take minutes."""
    long = "ab" * 100_000
    for error in (MissingColumn(long, [long + "c"] * 50), UnknownName("sheet", long, [long + "c"] * 50)):
        assert len(str(error)) < 5000
    near = [f"column {i}" for i in range(1000)]
    assert "did you mean 'column 7'" in str(MissingColumn("colum 7", near))
