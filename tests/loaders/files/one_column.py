"""One column as a file holds it, read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

import cxlab as cx


def column(tmp_path: Path, *values: str, **options: Any) -> tuple[pd.Series, str]:
    path = tmp_path / "a.csv"
    path.write_text("id;x\n" + "".join(f"{i};{v}\n" for i, v in enumerate(values)), encoding="utf-8")
    frame = cx.read(path, **options)
    return frame["x"], "\n".join(frame.attrs["reading"].notes)
