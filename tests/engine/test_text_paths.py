"""A text file given by its path is counted as `cx.read` reads it."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import cxlab as cx
from cxlab import engine
from cxlab.errors import BadFile

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

FILES = {
    "german dates": ("nps;date\n" + "9;01.02.24\n8;05.03.24\n10;07.03.24\n" * 4, cx.period("date", "month")),
    "long ids": (
        "nps,who\n" + "".join(f"{i % 11},{12345678901234567890 + i % 3}\n" for i in range(12)),
        "who",
    ),
    "article numbers": ("nps,tariff\n" + "9,1E5\n8,100000\n3,2E5\n" * 4, "tariff"),
    "blanks": ("nps,region\n9,Nord\n8, \n7,\n6,\u00a0\n5,Nord \n", "region"),
    "invisible marks": ("nps,region\n9,Süd\n8,Su\u0308d\n7,Süd\u200b\n", "region"),
    "leading zeros": ("nps;plz\n9;01067\n8;1067\n", "plz"),
    "yes and no": ("nps;new\n9;true\n8;false\n7;\n", "new"),
    "whole numbers with gaps": ("nps;team\n9;1\n8;2\n7;\n", "team"),
    "decimal commas": ("nps;share\n9;0,5\n8;0,25\n7;\n", "share"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_path_is_read_as_by_read(tmp_path: Path, name: str) -> None:
    text, by = FILES[name]
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    by_path = engine.tally(path, by=[by, "nps"])
    by_frame = engine.tally(cx.read(path), by=[by, "nps"])
    assert_frame_equal(by_path, by_frame)


def test_weights_with_marks_that_prove_nothing_follow_the_whole_file(tmp_path: Path) -> None:
    # 1.234 alone could be both; the column "price", which is not asked for, has decimal points
    rows = "9;1.234;1.50\n8;2.500;2.25\n3;12.500;3.75\n10;10.000;4.10\n" * 4
    path = tmp_path / "a.csv"
    path.write_text("nps;w;price\n" + rows)
    read = cx.nps(cx.read(path), weight="w")
    assert cx.nps(path, weight="w").estimate[0] == pytest.approx(read.estimate[0])
    assert cx.nps(cx.read(path, columns=["nps", "w"]), weight="w").estimate[0] == pytest.approx(
        read.estimate[0]
    )
    # By hand: 2 of 4 promoters with weights 1.234 + 10 of 26.234, one detractor with 12.5
    assert read.estimate[0] == pytest.approx(100 * (11.234 - 12.5) / 26.234)


def test_several_files_are_one_table(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("nps;when\n9;01/02/2024\n8;03/02/2024\n")
    (tmp_path / "2.csv").write_text("when;nps\n13/02/2024;7\n01/03/2024;6\n")  # tells that the day is first
    months = engine.tally(str(tmp_path / "*.csv"), by=cx.period("when"))
    assert months["month"].dt.month.tolist() == [2, 3]
    assert months["n"].tolist() == [3, 1]
    (tmp_path / "3.csv").write_text("when;score\n13/02/2024;7\n")
    with pytest.raises(BadFile, match="not in all of the files"):
        engine.columns(str(tmp_path / "*.csv"))


def test_vendor_files_lose_their_extra_rows_by_path_too(tmp_path: Path) -> None:
    path = tmp_path / "rdata.csv"
    path.write_text("CASE;KZ01;ORT\nInterview;Weiterempfehlung;Region\n1;9;Nord\n2;8;Ost\n3;7;Ost\n")
    assert engine.tally(path, by="KZ01")["n"].tolist() == [1, 1, 1]


def test_rows_left_out_by_path_are_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,nps,text\n" + "1,9,a\n" * 60 + "1,9,a,b\n")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert engine.tally(path, by="nps")["n"].tolist() == [60]
    assert any("1 row excluded" in str(one.message) for one in caught)


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("nps\n9\n")
    assert engine.tally(path, by=[])["n"].tolist() == [1]
    path.write_text("nps\n9\n8\n8\n")
    assert engine.tally(path, by=[])["n"].tolist() == [3]


def test_columns_that_differ_in_capitals_only(tmp_path: Path) -> None:
    frame = pd.DataFrame({"Score": [9, 8], "score": ["a", "b"], "nps": [9, 3]})
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_csv(tmp_path / "a.csv", index=False)
    import pyarrow as pa

    sources: list[Any] = [frame, tmp_path / "a.parquet", tmp_path / "a.csv", pa.Table.from_pandas(frame)]
    for source in sources:
        assert engine.tally(source, by="score")["score"].tolist() == ["a", "b"]
        assert engine.tally(source, by=["Score", "score"])["Score"].tolist() == [8, 9]
