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

from .asked import alike, questions, typical

__all__ = ["recurring_questions"]

COLUMNS = [
    *(
        "rank",
        "question",
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
_POST = re.compile(
    r"\b(?:per post|postalisch|mit der post|per brief|brief geschickt|einschreiben|fax|ausdrucken|papier"
    r"|formular|by post|by letter|posted|registered letter|print(?:ed)? out|paper form)\b",
    re.IGNORECASE,
)
_POST_CHANNEL = re.compile(r"\b(?:post|brief|fax|letter|mail item|papier|paper)\b", re.IGNORECASE)


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
        A row per question, worth most first: rank, question (a typical one, redacted), use ("knowledge_base",
        "automate", "people"), digital_gap ("handed over", "asked again", "by post" where at least 30 % are),
        n, customers, per_year, handling_hours (median), hours_per_year, stability with limits, saving_hours
        (hours_per_year x stability), own_data, handed_over, asked_again, by_post (shares), note, level.
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
    window = _window(again_within)
    wanted = [text, time, customer, handling, answer, stations, channel, *(once or {})]
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
    work = pd.DataFrame({"group": group, "when": when, "text": raw})[recurs]
    work["hours"] = _hours(rows, handling, unit)[recurs]
    work["who"] = (as_ids(rows[customer], customer) if customer else pd.Series(None, rows.index, object))[
        recurs
    ]
    work["own"] = [bool(_OWN_DATA.search(one)) for one in asked.corpus.texts[asked.of_row[recurs]]]
    work["post"] = _by_post(rows, raw, channel)[recurs]
    work["handed"] = (pd.to_numeric(rows[stations], errors="coerce") > 1)[recurs] if stations else np.nan
    work["again"] = _again(work, window, when.max()) if customer else np.nan
    work["once"] = _once(rows, once)[recurs]
    years = max((when.max() - when.min()) / pd.Timedelta(days=365.25), 1 / 52)
    stable = _answers_alike(rows[answer][recurs], work["group"], seed) if answer else None
    shown = typical(asked.corpus, np.where(np.isin(of_question, group[recurs]), of_question, -1))
    found = [
        _row(
            part,
            shown[int(str(name))],
            years,
            stable.get(int(str(name))) if stable else None,
            bool(customer),
            level,
        )
        for name, part in work.groupby("group")
    ]
    table = pd.DataFrame(found, columns=COLUMNS)
    table = table.sort_values(["saving_hours", "n"], ascending=False, kind="stable").reset_index(drop=True)
    table["rank"] = np.arange(1, len(table) + 1)
    if not customer:
        table = table.drop(columns="customers")
    result = protected(table, min_n=min_n)
    result.attrs["covered"] = float(recurs.sum() / max((asked.of_row >= 0).sum(), 1))
    return result


def _window(length: Any) -> pd.Timedelta:
    try:
        told = isinstance(length, str | pd.Timedelta)
        window = pd.Timedelta(length) if told else pd.Timedelta(days=float(length))
    except (TypeError, ValueError):
        window = pd.Timedelta(0)
    if not window > pd.Timedelta(0):
        raise BadParameter(
            Text(
                "{name} is a length of time above 0, such as 90, '45 days' or '36h'; found {found}",
                name="again_within",
                found=repr(length),
            )
        )
    return window


def _hours(rows: pd.DataFrame, handling: str | None, unit: str) -> pd.Series:
    if handling is None:
        return pd.Series(1.0, index=rows.index)
    hours = pd.to_numeric(rows[handling], errors="coerce")
    wrong = int((hours.isna() & rows[handling].notna()).sum() + (hours < 0).sum())
    if wrong:
        raise BadValue(
            Text("column {column}: {n} value is no duration of 0 or more",
                 "column {column}: {n} values are no durations of 0 or more", n=wrong, column=repr(handling))
        )  # fmt: skip
    return hours / (60 if unit == "minutes" else 1)


def _by_post(rows: pd.DataFrame, raw: list[str], channel: str | None) -> np.ndarray:
    said = np.array([bool(_POST.search(one)) for one in raw], dtype=bool)
    if channel:
        said |= rows[channel].astype(str).str.contains(_POST_CHANNEL).to_numpy()
    return said


def _again(work: pd.DataFrame, window: pd.Timedelta, end: pd.Timestamp) -> pd.Series:
    """Tell after which tickets the same customer asks the same again; missing: too early to tell."""
    known = work[work["who"].notna() & work["when"].notna()].sort_values("when", kind="stable")
    following = known.groupby(["group", "who"])["when"].shift(-1)
    again = ((following - known["when"]) <= window).astype(float)
    again[(known["when"] > end - window) & (again == 0)] = np.nan
    return again.reindex(work.index)


def _once(rows: pd.DataFrame, once: dict[str, int] | None) -> pd.Series:
    if not once:
        return pd.Series(np.nan, index=rows.index)
    values = [pd.to_numeric(rows[name], errors="coerce") for name in once]
    within = pd.concat([value <= most for value, most in zip(values, once.values(), strict=True)], axis=1)
    known = pd.concat([value.notna() for value in values], axis=1).all(axis=1)
    return within.all(axis=1).astype(float).where(known)


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
    use = (
        "people" if not stability >= STABLE else "automate" if shares["own_data"] >= OWN else "knowledge_base"
    )
    unknown = Text("stability is not known: name answers or what counts as solved at once")
    note = unknown if np.isnan(stability) else ""
    people = part["who"].nunique() + part["who"].isna().sum() if with_customer else 0
    return {
        "rank": 0, "question": redact(question, language=current()), "use": use, "digital_gap": gaps, "n": n,
        "customers": int(people), "per_year": n / years, "handling_hours": hours,
        "hours_per_year": n / years * hours, "stability": stability, "stability_low": limits[0],
        "stability_high": limits[1], "saving_hours": n / years * hours * stability, **shares, "note": note,
        "level": level,
    }  # fmt: skip
