"""Questions that come again and again: what answers or automation save, and where digital ways end."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, in_memory
from cxlab.errors import BadParameter, BadValue
from cxlab.language import current
from cxlab.loaders import redact
from cxlab.results import protected
from cxlab.stats import wilson
from cxlab.text import Text
from cxlab.voice.coding.features import learn_features
from cxlab.voice.corpus import prepare
from cxlab.voice.normalise import as_texts, normalise

from .asked import alike, questions, typical, without_own_data
from .tickets import asked_again, came_by_post, hours_of, solved_at_once, window_of

__all__ = ["recurring_questions"]

COLUMNS = [
    *(
        "rank",
        "question",
        "touchpoint",
        "use",
        "digital_gap",
        "n",
        "customers",
        "per_year",
        "handling_hours",
        "hours_per_year",
    ),
    *(
        "stability",
        "stability_low",
        "stability_high",
        "saving_hours",
        "own_data",
        "handed_over",
        "asked_again",
    ),
    *("by_post", "note", "level"),
]
STABLE, OWN, GAP = 0.6, 0.5, 0.3
GAPS = {
    "handed_over": Text("handed over"),
    "asked_again": Text("asked again"),
    "by_post": Text("by post"),
}
AGAIN = "30 days"
_OWN_DATA = re.compile(r"\d[\d./-]{2,}|\d\s?(?:€|euro|eur|kwh|%)|[\w.+-]+@[\w-]+\.\w", re.IGNORECASE)


def recurring_questions(
    data: Any,
    *,
    text: str = "text",
    time: str = "created",
    customer: str | None = None,
    handling: str | None = None,
    unit: str = "minutes",
    answer: str | None = None,
    once: dict[str, int] | None = None,
    stations: str | None = None,
    channel: str | None = None,
    touchpoint: str | None = None,
    again_within: Any = AGAIN,
    fewest: int = 10,
    min_n: int = 5,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Rank recurring questions by volume x handling time x stability of the answer.

    Of each text the sentence that asks for something is taken; sentences of like words are one question.
    A question whose answer is always the same belongs into a knowledge base, or can be automated where
    customers name data of their own (a reading, a number, a date). Where it is handed over, asked twice or
    comes by post, a digital way is missing or fails.

    Parameters
    ----------
    data
        A row per ticket or contact.
    text, time
        Columns with the text and with when it came.
    customer
        Column with who asks; needed for what is asked again.
    handling
        Column with how long handling takes, in `unit`; tickets still open have none. Without it every ticket
        counts as one hour, and only the order is of use.
    unit
        "minutes" or "hours".
    answer
        Column with the answer given. Stability is then how alike the answers to a question are: the mean
        cosine of their words with their average.
    once
        Without answers: highest values under which a ticket was solved at the first go, per column, such as
        ``{"replies": 1, "reopened": 0}``. Stability is then the share of those.
    stations
        Column with how many groups a ticket went through; more than one is a hand-over.
    channel
        Column with the way it came.
    touchpoint
        Column with what a ticket is about; a question belongs where at least half of its tickets do.
    again_within
        How soon the same question of the same customer counts as asked again; tickets of the last so many
        days cannot tell yet and are left out of that share.
    fewest
        Tickets from which on a question recurs.
    min_n
        Fewest tickets and customers that a row may rest on.
    level
        Of the limits of a share.
    seed
        Of the sample that words are weighed by.

    Returns
    -------
    DataFrame
        A row per question, worth most first: rank, question (a typical one, redacted, with "…" for amounts,
        dates and numbers), touchpoint (where given), use ("knowledge_base", "automate", "people"; "open"
        where the limits of stability lie on both sides of 60 %), digital_gap ("handed over", "asked again",
        "by post" where at least 30 % are), n, customers, per_year, handling_hours (median), hours_per_year,
        stability with limits, saving_hours (hours_per_year x stability), own_data, handed_over, asked_again,
        by_post (shares), note, level. Of a question of fewer than `min_n` people nothing is told, nor what
        they asked.
        ``attrs["covered"]`` is the share of texts that ask a recurring question.

    Raises
    ------
    BadValue
        No dates, or durations that are no numbers.

    Examples
    --------
    >>> asked = ["Where can I find my bill?", "Where do I find my bill?", "How do I change my tariff?"] * 6
    >>> data = pd.DataFrame({"text": asked, "created": pd.date_range("2025-01-01", periods=18, freq="20D"),
    ...                      "minutes": 30, "replies": [1, 1, 3] * 6})
    >>> found = recurring_questions(data, handling="minutes", once={"replies": 1}, fewest=5)
    >>> found[["question", "use", "n", "stability"]]
                         question             use   n  stability
    0   Where can I find my bill?  knowledge_base  12        1.0
    1  How do I change my tariff?          people   6        0.0
    """
    if unit not in ("minutes", "hours"):
        raise BadParameter(Text("unit must be 'minutes' or 'hours'; found {found}", found=repr(unit)))
    window = window_of(again_within)
    wanted = [text, time, customer, handling, answer, stations, channel, touchpoint, *(once or {})]
    rows = in_memory(data, list(dict.fromkeys(name for name in wanted if name)))
    raw = normalise(as_texts(rows[text]))
    when = pd.to_datetime(rows[time], errors="coerce", utc=True, format="mixed")
    if not when.notna().any():
        raise BadValue(Text("column {column} holds no dates", column=repr(time)))
    asked = questions(raw)
    of_question = alike(asked.corpus, seed=seed)
    group = np.where(asked.of_row >= 0, np.append(of_question, -1)[asked.of_row], -1)
    often = np.bincount(group[group >= 0], minlength=1)
    recurs = np.isin(group, np.flatnonzero(often >= max(fewest, 1))) & (group >= 0)
    ids = as_ids(rows[customer], customer) if customer else pd.Series(None, rows.index, object)
    work = pd.DataFrame({
        "group": group, "when": when, "text": raw, "hours": hours_of(rows, handling, unit), "who": ids,
        "post": came_by_post(rows, raw, channel), "once": solved_at_once(rows, once),
        "handed": (pd.to_numeric(rows[stations], errors="coerce") > 1) if stations else np.nan,
        "where": rows[touchpoint].astype("string") if touchpoint else pd.NA,
    })[recurs]  # fmt: skip
    work["own"] = [bool(_OWN_DATA.search(one)) for one in asked.corpus.texts[asked.of_row[recurs]]]
    work["again"] = asked_again(work, window, when.max()) if customer else np.nan
    years = max((when.max() - when.min()) / pd.Timedelta(days=365.25), 1 / 52)
    stable = _answers_alike(rows[answer][recurs], work["group"], seed) if answer else {}
    shown = typical(asked.corpus, np.where(np.isin(of_question, group[recurs]), of_question, -1))
    found = [
        _row(part, shown[name], years, stable.get(name), bool(customer), level)
        for name, part in ((int(str(one)), rows) for one, rows in work.groupby("group"))
    ]
    unknown = [name for name, column in (("customers", customer), ("touchpoint", touchpoint)) if not column]
    result = _ranked(pd.DataFrame(found, columns=COLUMNS).drop(columns=unknown), min_n)
    result.attrs["covered"] = float(recurs.sum() / max((asked.of_row >= 0).sum(), 1))
    return result


def _ranked(table: pd.DataFrame, min_n: int) -> pd.DataFrame:
    """Return the questions by what they are worth; nothing of those that few people ask, not their words."""
    table = table.sort_values(["saving_hours", "n"], ascending=False, kind="stable").reset_index(drop=True)
    table["rank"] = np.arange(1, len(table) + 1)
    result = protected(table, min_n=min_n)
    result["question"] = result["question"].mask(result["n"].isna(), "")
    return result


def _answers_alike(answers: pd.Series, group: pd.Series, seed: int) -> dict[int, float]:
    """Return per question how alike its answers are: mean cosine with their average."""
    corpus = prepare(answers)
    counts = corpus.counts()
    words = learn_features(corpus, counts, seed=seed).words(counts)
    result = {}
    for name, places in pd.Series(corpus.index, index=group.to_numpy()).groupby(level=0):
        rows = words[places[places >= 0].to_numpy()]
        centre = np.asarray(rows.mean(axis=0)).ravel() if rows.shape[0] else np.zeros(words.shape[1])
        length = np.linalg.norm(centre)
        result[int(str(name))] = float(np.mean(rows @ centre) / length) if length > 0 else np.nan
    return result


def _row(
    part: pd.DataFrame,
    question: str,
    years: float,
    alike_answers: float | None,
    with_customer: bool,
    level: float,
) -> dict[str, Any]:
    n = len(part)
    hours = part["hours"].median()
    solved, limits = part["once"].dropna(), (np.nan, np.nan)
    stability = alike_answers if alike_answers is not None else (solved.mean() if len(solved) else np.nan)
    if alike_answers is None and len(solved):
        interval = wilson(solved.sum(), len(solved), level=level)
        limits = (interval.low, interval.high)
    columns = {"own_data": "own", "handed_over": "handed", "asked_again": "again", "by_post": "post"}
    shares = {name: part[column].astype(float).mean() for name, column in columns.items()}
    gaps = Text.together([words for name, words in GAPS.items() if shares[name] >= GAP], ", ") or ""
    unknown = Text("stability is not known: name answers or what counts as solved at once")
    note = unknown if np.isnan(stability) else ""
    people = part["who"].nunique() + part["who"].isna().sum() if with_customer else 0
    return {
        "rank": 0, "question": without_own_data(redact(question, language=current())),
        "touchpoint": _mostly(part["where"]), "use": use_of(stability, limits, shares["own_data"]),
        "digital_gap": gaps, "n": n,
        "customers": int(people), "per_year": n / years, "handling_hours": hours,
        "hours_per_year": n / years * hours, "stability": stability, "stability_low": limits[0],
        "stability_high": limits[1], "saving_hours": n / years * hours * stability, **shares, "note": note,
        "level": level,
    }  # fmt: skip


def use_of(stability: float, limits: tuple[float, float], own_data: float) -> str:
    """Return what to do with questions whose answer is so stable; "open" where its limits do not tell."""
    low, high = limits
    if low < STABLE <= high:
        return "open"
    if not stability >= STABLE:
        return "people"
    return "automate" if own_data >= OWN else "knowledge_base"


def _mostly(places: pd.Series) -> str:
    """Return the place of at least half the rows, else ""."""
    often = places.value_counts()
    return str(often.index[0]) if len(often) and 2 * often.iloc[0] >= len(places) else ""
