"""What must be looked at after a batch: the plan's rules over its runs, as data and to read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ..atomic import replace_file
from ..errors import CxError
from ..language import _, ngettext, number, told, using
from ..loaders import open_pot
from ..report.since import difference_kind
from ..results import Kind, digits_of, metric_label, metric_of, written
from .manifest import Manifest, RunRecord, published
from .plan import Plan
from .planfile import AlertRule

__all__ = ["ALERTS", "SUMMARY", "Alert", "alerts_of", "write_alerts"]

ALERTS, SUMMARY = "alerts.json", "summary.txt"


@dataclass(frozen=True)
class Alert:
    """One thing to look at: the rule that it breaks, the run, and a sentence."""

    rule: str
    run: str
    folder: str
    sentence: str


def write_alerts(folder: Path, manifest: Manifest, plan: Plan) -> Manifest:
    """Write ``alerts.json`` and ``summary.txt``, and return the manifest with the number of alerts."""
    with using(plan.language):
        found = list(alerts_of(folder, manifest, plan))
        summary = _summary(manifest, found)
    replace_file(
        folder / ALERTS, json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1) + "\n"
    )
    replace_file(folder / SUMMARY, summary)
    return replace(manifest, alerts=len(found))


def alerts_of(folder: Path, manifest: Manifest, plan: Plan) -> Iterator[Alert]:
    """Yield what the rules of the plan find, in the current language."""
    planned = {run.name: run for run in plan.runs}
    pots: dict[str | None, dict[str, Any]] = {}
    told_already: set[tuple[str, str | None, str]] = set()
    for rule in plan.alerts:
        for record in manifest.runs:
            if record.name not in planned or not fnmatchcase(record.name, rule.runs):
                continue
            pot = planned[record.name].pot
            if pot not in pots and rule.when in ("below target", "stale"):
                pots[pot] = _facts_of(pot)
            for sentence in _broken(rule, record, folder, pots.get(pot, {})):
                if rule.when != "stale":
                    yield Alert(rule.when, record.name, record.folder, f"{record.name}: {sentence}")
                elif (rule.when, pot, sentence) not in told_already:  # of a pot, not of each of its reports
                    told_already.add((rule.when, pot, sentence))
                    yield Alert(rule.when, record.name, record.folder, f"{record.pot}: {sentence}")


def _broken(rule: AlertRule, record: RunRecord, folder: Path, pot: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for each way in which a run breaks a rule."""
    if rule.when == "failed":
        if record.state not in ("done", "skipped"):
            yield f"{_(record.state)}. {record.reason}".strip()
        return
    if record.state not in ("done", "skipped"):
        return
    if rule.when == "stale":
        yield from pot.get("stale", [])
    elif rule.when == "below target":
        yield from _missed(rule, record, folder, pot.get("targets", {}))
    elif rule.when == "fell":
        change = record.change
        fits = change is not None and rule.kpi in (None, change["metric"])
        if change is not None and fits and change["significant"] and change["direction"] == "worse":
            sentence = _("{metric} is significantly worse than in the report before: {value}.")
            yield sentence.format(metric=metric_label(change["metric"]), value=_signed(change))
    elif rule.when == "new weakness":
        since = published(folder / record.folder).get("since") or {}
        yield from since.get("new_weaknesses") or []


def _missed(rule: AlertRule, record: RunRecord, folder: Path, targets: dict[str, float]) -> Iterator[str]:
    for row in _totals(folder / record.folder):
        metric = str(row["metric"])
        wanted = (rule.kpi is None and row["headline"]) or rule.kpi == metric
        target = rule.target if rule.target is not None else targets.get(metric)
        if not wanted or target is None or row["estimate"] != row["estimate"]:
            continue
        known = metric_of(metric)
        low = getattr(known, "better", "high") == "low"
        if (row["estimate"] > target) if low else (row["estimate"] < target):
            kind: Kind = "number" if known is None else known.kind
            digits = digits_of(kind, row["low"], row["high"])
            sentence = _("{metric} misses its target: {value}, target {target}.")
            yield sentence.format(
                metric=metric_label(metric),
                value=written(row["estimate"], kind, digits),
                target=written(target, kind, digits),
            )


def _totals(report: Path) -> list[dict[str, Any]]:
    """Return the results that a report recorded for all customers and the whole time, each metric once."""
    import pandas as pd

    try:
        found = pd.read_parquet(report / "results.parquet")
    except (OSError, ValueError):
        return []
    whole = found[(found["dimension"].fillna("") == "") & (found["period"].fillna("") == "")]
    whole = whole.sort_values("headline", ascending=False, kind="stable").drop_duplicates("metric")
    return whole.to_dict("records")  # type: ignore[return-value]


def _signed(change: dict[str, Any]) -> str:
    kind = difference_kind(change["metric"])
    digits = max(digits_of(kind, change["low"], change["high"]), 0)
    return written(change["estimate"], kind, digits, sign=True)


def _facts_of(pot: str | None) -> dict[str, Any]:
    """Return the targets of a pot and a sentence for each of its tables that is late."""
    if pot is None:
        return {}
    try:
        opened = open_pot(pot)
        ages = opened.freshness()
    except CxError:
        return {}
    late = ages[ages["state"].astype(str) == "stale"] if "state" in ages else ages.head(0)
    stale = [
        ngettext(
            "The data of table {table} are late: the newest are {n} day old (owner: {owner}).",
            "The data of table {table} are late: the newest are {n} days old (owner: {owner}).",
            round(row["age_days"]),
        ).format(table=row["table"], n=number(row["age_days"], 0), owner=row["owner"] or "–")
        for row in late.to_dict("records")
    ]
    return {"targets": opened.targets, "stale": stale}


def _summary(manifest: Manifest, alerts: list[Alert]) -> str:
    """Return what to know of a batch, to be read or sent."""
    counts = ", ".join(f"{number(n)} {_(state)}" for state, n in manifest.counts().items())
    lines = [f"{manifest.plan}: {_(manifest.state)}. {told(manifest.reason)}".strip(), f"{counts}."]
    lines.append("")
    if alerts:
        head = ngettext("{n} thing to look at:", "{n} things to look at:", len(alerts))
        lines.append(head.format(n=number(len(alerts))))
        lines += [f"- {alert.sentence}" for alert in alerts]
    else:
        lines.append(_("Nothing must be looked at."))
    troubled = [run for run in manifest.runs if run.state not in ("done", "skipped")]
    if troubled:
        lines += ["", _("Reports that were not made:")]
        lines += [f"- {run.name}: {_(run.state)}. {run.reason}".rstrip() for run in troubled]
    return "\n".join(lines) + "\n"
