"""What has changed since the last comparable run: headline with significance, and new findings."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..language import _, date, interval, ngettext, number
from ..results import Kind, digits_of, metric_label, metric_of, written
from ..results.findings import ASPECTS, subject_of

__all__ = ["change_text", "difference_kind", "new_findings", "recorded_findings", "since_last", "since_text"]

OF_TIME = ("date_from", "date_to", "today")
"""Parameters in which comparable runs may differ: they say of what time a report is."""

OF_PRESENTATION = ("language",)
MOST = 2000
SURE = 0.05


@dataclass(frozen=True)
class _Run:
    place: Path
    about: dict[str, Any]

    @property
    def created(self) -> str:
        return str(self.about["created_at"])

    @property
    def span(self) -> tuple[str, str]:
        settings = self.about["parameters"]
        return str(settings.get("date_from") or ""), str(settings.get("date_to") or "")


def since_last(
    rows: Iterable[dict[str, Any]],
    findings: Iterable[dict[str, Any]],
    about: dict[str, Any],
    archive: Path,
    before: str,
) -> dict[str, Any] | None:
    """Return how the headline and the findings differ from the last comparable run.

    Comparable is a run of the same template and pot with the same parameters, but for language and dates. Of
    a report of a period it is the one of the latest period that ends before, else the last of the same one.

    The difference of two estimates is judged as of independent samples. Where the later data hold the
    earlier ones, which is common, the estimates are positively correlated and the interval is too wide: a
    change that is called significant is so all the more.

    Parameters
    ----------
    rows, findings : list of dict
        What this run recorded.
    about : dict
        The run: template, pot, parameters, run_id.
    archive : path
        Folder with a folder for each earlier run.
    before : str
        Moment (ISO) before which the earlier run was made.

    Returns
    -------
    dict or None
        run_id, created_at, period; metric, value, value_versus, estimate (the difference), low, high, p,
        significant, direction ("better", "worse", "neutral") where there is a headline; new (sentences),
        new_weaknesses, gone. None where there is no comparable run.
    """
    headline = next((row for row in rows if row["headline"]), None)
    earlier = _last(about, archive, before)
    if earlier is None:
        return None
    fresh, weak, gone = new_findings(findings, recorded_findings(earlier.place))
    told: dict[str, Any] = {
        "run_id": earlier.about["run_id"],
        "created_at": earlier.created,
        "period": " - ".join(filter(None, earlier.span)),
        "new": fresh,
        "new_weaknesses": weak,
        "gone": gone,
    }
    then = [row for row in _table(earlier.place / "results.parquet") if row.get("headline")]
    if headline is not None and then and then[0]["metric"] == headline["metric"]:
        told |= _difference(headline, then[0])
    return told


def since_text(told: dict[str, Any] | None) -> str:
    """Return the comparison as one or two sentences in the current language, or nothing."""
    if told is None:
        return ""
    day, said = date(told["created_at"][:10]), list(filter(None, [change_text(told)]))
    if told["new"]:
        line = ngettext(
            "{n} finding is new since the report of {day}.",
            "{n} findings are new since the report of {day}.",
            len(told["new"]),
        )
        said.append(line.format(n=number(len(told["new"])), day=day))
    return " ".join(said)


def new_findings(
    now: Iterable[dict[str, Any]], then: Iterable[dict[str, Any]]
) -> tuple[list[str], list[str], int]:
    """Return the sentences of certain findings that are new, the weaknesses of them, and how many are gone.

    A finding that was only likely before is not new.

    Examples
    --------
    >>> one = {"finding": "nps.group", "metric": "nps", "dimension": "region", "group": "North",
    ...        "certainty": "shown", "direction": "weakness", "sentence": "North is worse."}
    >>> new_findings([one], [])
    (['North is worse.'], ['North is worse.'], 0)
    >>> new_findings([one], [one | {"certainty": "likely"}])
    ([], [], 0)
    """
    known = {subject_of(row, ASPECTS) for row in then if row["certainty"] != "open"}
    certain = [row for row in now if row["certainty"] == "shown"]
    fresh = [row for row in certain if subject_of(row, ASPECTS) not in known]
    kept = {subject_of(row, ASPECTS) for row in now}
    gone = {subject_of(row, ASPECTS) for row in then if row["certainty"] == "shown"} - kept
    weak = [str(row["sentence"]) for row in fresh if row["direction"] == "weakness"]
    return [str(row["sentence"]) for row in fresh], weak, len(gone)


def difference_kind(metric: str) -> Kind:
    """Return how a difference of two estimates of a metric is written."""
    known = metric_of(metric)
    if known is None:
        return "number"
    return "share_difference" if known.kind == "share" else known.kind


def change_text(told: dict[str, Any] | None) -> str:
    """Return how the headline has changed as a sentence in the current language, or nothing."""
    if told is None or told.get("estimate") is None:
        return ""
    day = date(told["created_at"][:10])
    unit = difference_kind(told["metric"])
    scale = 100 if unit == "share_difference" else 1
    digits = max(digits_of(unit, told["low"], told["high"]), 0)
    values = {
        "day": day,
        "metric": metric_label(told["metric"]),
        "change": written(told["estimate"], unit, digits, sign=True),
    }
    if told["significant"] is None:
        return _("Since the report of {day}: {metric} {change}.").format(**values)
    values["limits"] = interval(told["low"] * scale, told["high"] * scale, digits)
    if told["significant"]:
        return _(
            "Since the report of {day}: {metric} {change} ({limits}), statistically significant."
        ).format(**values)
    return _(
        "Since the report of {day}: {metric} {change} ({limits}), not statistically significant."
    ).format(**values)


def _difference(now: dict[str, Any], then: dict[str, Any]) -> dict[str, Any]:
    from statistics import NormalDist

    told: dict[str, Any] = {
        "metric": now["metric"],
        "value": now["estimate"],
        "value_versus": then["estimate"],
        "estimate": None,
        "low": None,
        "high": None,
        "p": None,
        "significant": None,
        "direction": "neutral",
    }
    if _missing(now["estimate"]) or _missing(then["estimate"]):
        return told
    told["estimate"] = change = now["estimate"] - then["estimate"]
    errors = [_standard_error(row) for row in (now, then)]
    if None in errors:
        return told
    error = math.hypot(*errors)  # type: ignore[arg-type]
    half = NormalDist().inv_cdf((1 + now["level"]) / 2) * error
    p = 1.0 if error == 0 and change == 0 else math.erfc(abs(change) / (error or 1e-300) / math.sqrt(2))
    better = getattr(metric_of(now["metric"]), "better", "")
    told |= {"low": change - half, "high": change + half, "p": p, "significant": p < SURE}
    if p < SURE and better:
        told["direction"] = "better" if (change > 0) == (better == "high") else "worse"
    return told


def _standard_error(row: dict[str, Any]) -> float | None:
    from statistics import NormalDist

    if any(_missing(row.get(name)) for name in ("low", "high", "level")):
        return None
    return float(row["high"] - row["low"]) / 2 / NormalDist().inv_cdf((1 + row["level"]) / 2)


def _missing(value: Any) -> bool:
    return value is None or value != value


def _last(about: dict[str, Any], archive: Path, before: str) -> _Run | None:
    wanted = _comparable(about)
    this = _Run(archive, {**about, "created_at": before})
    runs = [run for run in _runs(archive, before) if _comparable(run.about) == wanted]
    first = this.span[0]
    periods = [run for run in runs if first and run.span[1] and run.span[1] < first]
    if periods:
        latest = max(run.span[1] for run in periods)
        return max((run for run in periods if run.span[1] == latest), key=lambda run: run.created)
    same = [run for run in runs if run.span == this.span]
    return max(same, key=lambda run: run.created, default=None)


def _runs(archive: Path, before: str) -> Iterable[_Run]:
    """Yield the runs that are kept, the latest first as far as their names tell."""
    limit = dt.datetime.fromisoformat(before)
    for path in sorted(archive.glob("*/run.json"), reverse=True)[:MOST]:
        try:
            about = json.loads(path.read_text(encoding="utf-8"))
            if about["state"] == "completed" and dt.datetime.fromisoformat(about["created_at"]) < limit:
                yield _Run(path.parent, about)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # no run of ours


def _comparable(about: dict[str, Any]) -> tuple[Any, ...]:
    left_out = {*OF_TIME, *OF_PRESENTATION}
    settings = {name: value for name, value in about["parameters"].items() if name not in left_out}
    return about["template"], about["pot"], json.dumps(settings, sort_keys=True, default=str)


def recorded_findings(folder: Path) -> list[dict[str, Any]]:
    """Return the findings of a report as rows; none where it has none."""
    return _table(folder / "findings.parquet")


def _table(path: Path) -> list[dict[str, Any]]:
    import pandas as pd

    try:
        return pd.read_parquet(path).to_dict("records")  # type: ignore[return-value]
    except (OSError, ValueError):
        return []
