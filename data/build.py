"""Make the files of the bundled pots from their sources: `python data/build.py SOURCE_FOLDER`.

SOURCE_FOLDER holds `sfo_survey_2017/`, `telco_churn/` and `cfpb_complaints/` with the files that each pot's
SOURCE.md names. Every step that changes or leaves out something is here and is told in that SOURCE.md.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
SFO_COLUMNS = [
    *(
        "RESPNUM",
        "DATE",
        "INTDATE",
        "DAY",
        "FLIGHT",
        "AIRLINE",
        "DESTINATION",
        "GATE",
        "BAREA",
        "STRATA",
        "PEAK",
    ),
    *("METHOD", "SAQ", "LANG", "NETPRO", "WEIGHT", "HOWLONG", "Q2PURP1", "Q19AGE", "Q20GENDER", "Q21INCOME"),
    *("Q22FLY", "Q16LIVE"),
]


def sfo(source: Path, target: Path) -> None:
    """Keep the survey's own columns, add DATE and FLIGHT, write whole numbers as whole numbers."""
    answers = pd.read_csv(source / "fact_survey.csv")
    date = pd.to_datetime("2017-05-" + answers["INTDATE"].astype(str).str.zfill(2))
    agrees = date.dt.day_name().str[:3] == answers["DAY"]
    answers["DATE"] = date.where(agrees).dt.strftime("%Y-%m-%d")
    flight = ["AIRLINE", "DESTINATION", "GATE", "INTDATE"]
    answers["FLIGHT"] = answers.groupby(flight).ngroup().add(1).map("F{:03d}".format)
    for column in ("NETPRO", "HOWLONG"):
        answers[column] = answers[column].astype("Int64")
    answers[SFO_COLUMNS].to_csv(target / "responses.csv", index=False)
    ratings = pd.read_csv(source / "fact_ratings.csv").astype({"rating_value": "int64"})
    ratings.columns = ["RESPNUM", "QUESTION", "RATING"]
    ratings.to_csv(target / "ratings.csv", index=False)
    comments = pd.read_csv(source / "fact_comments.csv")
    comments = comments[["RESPNUM_FK", "comment_field", "comment_code", "Comment"]]
    comments.columns = ["RESPNUM", "QUESTION", "CODE", "COMMENT"]
    comments.to_csv(target / "comments.csv", index=False)


def telco(source: Path, target: Path) -> None:
    """Copy the file as it is."""
    shutil.copyfile(source / "Telco-Customer-Churn.csv", target / "customers.csv")


def cfpb(source: Path, target: Path) -> None:
    """Write complaints without text (by date), complaints with every column, and texts with their product."""
    without_text = pd.read_csv(source / "cfpb_20k_no_text.csv", dtype=str)
    without_text = without_text.sort_values("Date received", kind="stable")
    _write(without_text, target / "complaints.csv.gz")
    _write(pd.read_csv(source / "cfpb_2023_all_columns.csv", dtype=str), target / "complaints_2023.csv.gz")
    texts = pd.read_csv(source / "cfpb_product_narrative.csv")
    texts.columns = ["row", "Product", "Consumer complaint narrative"]
    _write(texts, target / "narratives.csv.gz")


def _write(frame: pd.DataFrame, path: Path) -> None:
    """Write gzip without a time stamp, so that the same source gives the same bytes."""
    frame.to_csv(path, index=False, compression={"method": "gzip", "compresslevel": 9, "mtime": 0})


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    sfo(folder / "sfo_survey_2017", HERE / "sfo_airport_2017")
    telco(folder / "telco_churn", HERE / "telco_ibm")
    cfpb(folder / "cfpb_complaints", HERE / "consumer_finance_cfpb")
