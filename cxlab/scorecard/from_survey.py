"""KPIs of surveys: NPS, CSAT, CES, and what people say and manage on a website."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from cxlab.metrics import ces, csat, nps, sus, sus_scores, task_success, umux_lite, umux_lite_scores
from cxlab.metrics.ux import SUS_ITEMS, UMUX_ITEMS
from cxlab.text import Text

from .kpi import Kpi, RowKpi
from .look import Look

__all__ = ["ces_kpi", "csat_kpi", "nps_kpi", "sus_kpi", "task_kpi", "umux_kpi"]

SCORE = "_kpi"


def nps_kpi(look: Look) -> Kpi | Text:
    """Look for the willingness to recommend."""
    table = look.table_with("nps", kinds=("responses",))
    if table is None:
        return Text("no table of answers with the column {column}", column="nps")
    answers, scale = look.rows(table), look.pot.scale(table, "nps")
    band = 100.0 * (answers["nps"].ge(9).astype(float) - answers["nps"].le(6).astype(float))
    scored = answers.assign(**{SCORE: band.where(answers["nps"].notna())})
    return _survey(look, "nps", table, scored, "nps", partial(nps, scale=scale))


def csat_kpi(look: Look) -> Kpi | Text:
    """Look for satisfaction."""
    table = look.table_with("csat", kinds=("responses",))
    if table is None:
        return Text("no table of answers with the column {column}", column="csat")
    answers, scale = look.rows(table), look.pot.scale(table, "csat") or (1, 5)
    hit = answers["csat"].gt(scale[1] - 2).astype(float)
    scored = answers.assign(**{SCORE: hit.where(answers["csat"].notna())})
    return _survey(look, "csat", table, scored, "csat", partial(csat, scale=scale))


def ces_kpi(look: Look) -> Kpi | Text:
    """Look for effort."""
    table = look.table_with("ces", kinds=("responses",))
    if table is None:
        return Text("no table of answers with the column {column}", column="ces")
    answers, scale = look.rows(table), look.pot.scale(table, "ces") or (1, 7)
    middle, easy = sum(scale) / 2, look.ces_direction == "easy"
    hit = answers["ces"].gt(middle) if easy else answers["ces"].lt(middle)
    scored = answers.assign(**{SCORE: hit.astype(float).where(answers["ces"].notna())})
    return _survey(look, "ces", table, scored, "ces", partial(ces, direction=look.ces_direction, scale=scale))


def sus_kpi(look: Look) -> Kpi | Text:
    """Look for the ten statements of the System Usability Scale, in any table."""
    table = look.table_with(*SUS_ITEMS)
    if table is None:
        return Text("no table with the columns {first} to {last}", first=SUS_ITEMS[0], last=SUS_ITEMS[-1])
    answers = look.rows(table)
    return _survey(look, "sus", table, answers.assign(**{SCORE: sus_scores(answers)}), SCORE, sus, *SUS_ITEMS)


def umux_kpi(look: Look) -> Kpi | Text:
    """Look for the two statements of UMUX-Lite, in any table."""
    table = look.table_with(*UMUX_ITEMS)
    if table is None:
        return Text("no table with the columns {first} to {last}", first=UMUX_ITEMS[0], last=UMUX_ITEMS[-1])
    answers = look.rows(table)
    scored = answers.assign(**{SCORE: umux_lite_scores(answers)})
    return _survey(look, "umux_lite", table, scored, SCORE, umux_lite, *UMUX_ITEMS)


def task_kpi(look: Look) -> Kpi | Text:
    """Look for attempts at a task and whether they succeeded, in any table."""
    table = look.table_with("task_success")
    if table is None:
        return Text("no table with the column {column}", column="task_success")
    attempts = look.rows(table)
    done = pd.to_numeric(attempts["task_success"], errors="coerce").astype(float)
    return _survey(look, "task_success", table, attempts.assign(**{SCORE: done}), SCORE, task_success)


def _survey(
    look: Look, metric: str, table: str, scored: pd.DataFrame, value: str, measure: Any, *also: str
) -> Kpi:
    """Return the KPI of answers that are scored in the column SCORE."""
    role = look.pot.role(table)
    if role.cluster:
        numbers = look.numbers_of(table, role.cluster).reindex(scored.index)
        scored = scored.assign(**{role.cluster: numbers})
    keep = [
        metric if metric in scored else SCORE,
        SCORE,
        *also,
        *(n for n in (role.weight, role.cluster) if n),
    ]
    options = {"weight": role.weight, "cluster": role.cluster, "min_n": look.min_n, "level": look.level}
    return RowKpi(
        **look.common(metric, table),
        **look.of_rows(scored, date=role.date, value=value, keep=keep),
        measure=partial(measure, **options),
        score=SCORE,
        weight=role.weight,
        customer=role.cluster,
    )
