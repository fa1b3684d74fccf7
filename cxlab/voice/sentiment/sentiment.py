"""Whether customers are happy with what they write about, per language, with mixed feelings kept apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory
from cxlab.errors import BadParameter, BadValue
from cxlab.language import _, number, percent
from cxlab.results import protected
from cxlab.text import Text
from cxlab.voice.coding.progress import progress
from cxlab.voice.coding.quality import QUALITY, quality_table
from cxlab.voice.corpus import Corpus, prepare
from cxlab.voice.languages import LANGUAGES

from .clauses import split_clauses
from .learn import Learnt, Parts, learn_language, parts_of

__all__ = ["SENTIMENTS", "Sentiment", "sentiment"]

SENTIMENTS = ("positive", "negative", "mixed", "unclear", "other_language", "no_words")
NPS = (0, 10)
CHUNK = 20_000
LEAST_EVIDENCE = 0.1
"""Log odds: below it a text says nothing of feelings, whatever most customers feel."""


@dataclass(frozen=True)
class Sentiment:
    """Sentiment of texts.

    Attributes
    ----------
    codes
        A row per row of the data, with its index: sentiment ("positive", "negative", "mixed": both are said
        in different clauses, "unclear": no opinion or not certain, "other_language", "no_words"), confidence
        (probability of the sentiment), language.
    table
        A row per language and sentiment: language, sentiment, n (texts), share.
    quality
        Per language how often the side is told rightly, on texts that were not learnt from; without an
        estimate where fewer than 50 texts have a score.
    """

    codes: pd.DataFrame
    table: pd.DataFrame
    quality: pd.DataFrame

    @property
    def text(self) -> str:
        """What came out, in the language that is spoken."""
        said = self.codes["sentiment"].value_counts()
        words = int(len(self.codes) - said.get("no_words", 0))
        parts = [
            _("Of {n} texts with words {positive} are positive, {negative} negative, {mixed} mixed.").format(
                n=number(words),
                **{
                    name: percent(said.get(name, 0) / max(words, 1))
                    for name in ("positive", "negative", "mixed")
                },
            )
        ]
        rows = self.quality[self.quality["metric"] == "coding_accuracy"]
        names = {"de": _("German"), "en": _("English")}
        for row in rows.to_dict("records"):
            sentence = (
                _("{language}: {share} of {n} scored texts that the model had not seen are told rightly.")
                if row["n"]
                else _("{language}: too few scored texts; how well sentiment is told is not known.")
            )
            share, n = percent(row["estimate"]), number(row["n"])
            parts.append(sentence.format(language=names[row["group"]], share=share, n=n))
        return " ".join(parts)


def sentiment(
    data: Any,
    *,
    text: str = "text",
    score: str | None = None,
    scale: tuple[float, float] = NPS,
    min_confidence: float = 0.7,
    min_n: int = 5,
    level: float = 0.95,
    seed: int = 0,
    show_progress: bool | None = None,
) -> Sentiment:
    """Tell positive from negative texts, in German and English, by a model per language.

    It learns from scores that stand beside texts (ratings, NPS) and from a short list per language that comes
    with cxlab. Negated words count the other way round; where one clause is clearly positive and another
    clearly negative, the text is mixed.

    Parameters
    ----------
    data
        A row per text.
    text
        Column with the texts.
    score
        Column with a score that the same customer gave; it is only learnt from: texts are told by words.
    scale
        Lowest and highest score. On 0 to 10 the groups of the NPS count (to 6, from 9), else the lower and
        the upper 30 % of the scale (1 and 2, 4 and 5 of five).
    min_confidence
        Probability from which on a side is told.
    min_n
        Fewest texts that a share may rest on.
    level, seed
        Of the intervals; of the folds.
    show_progress
        None: for 50,000 texts and more.

    Raises
    ------
    BadValue
        Scores outside the scale.

    Examples
    --------
    >>> texts = ["Very friendly", "Die App ist nicht gut", "Nette Leute, aber die Rechnung ist falsch"]
    >>> sentiment(pd.DataFrame({"text": texts}), min_n=0).codes["sentiment"].tolist()
    ['positive', 'negative', 'mixed']
    """
    if not 0.5 <= min_confidence <= 1:
        raise BadParameter(
            Text("min_confidence is a probability, 0.5 to 1; found {found}", found=str(min_confidence))
        )
    rows = in_memory(data, [text, *([score] if score else [])])
    if isinstance(data, pd.DataFrame):
        rows.index = data.index
    corpus = prepare(rows[text])
    side = np.full(len(corpus), np.nan) if score is None else _sides(rows[score], score, scale, corpus)
    edge = float(np.log(min_confidence / (1 - min_confidence))) if min_confidence < 1 else np.inf
    told, odds, quality = np.full(len(corpus), "other_language", dtype=object), np.zeros(len(corpus)), []
    models = {}
    for language in LANGUAGES:
        here = np.flatnonzero((corpus.language == language) & ~corpus.mixed & ~np.isnan(side))
        if (corpus.language == language).any():
            models[language] = learn_language(
                language, parts_of(list(corpus.texts[here]), language).whole, side[here] > 0, seed=seed
            )
            quality.append(_quality(models[language], language, side[here] > 0, min_confidence, level, seed))
    with progress(_("Reading sentiment"), len(corpus), show_progress) as done:
        for start in range(0, len(corpus), CHUNK):
            part = np.arange(start, min(start + CHUNK, len(corpus)))
            known = part[np.isin(corpus.language[part], list(models))]
            told[known], odds[known] = _told(corpus, known, models, edge)
            done(len(part))
    told[corpus.language == ""] = "no_words"
    return _result(rows, corpus, told, odds, quality, min_n)


def _sides(scores: pd.Series, name: str, scale: tuple[float, float], corpus: Corpus) -> np.ndarray:
    """Return per distinct text 1 or -1 where its scores are on one side, else missing."""
    low, high = scale
    given = pd.to_numeric(scores, errors="coerce").to_numpy(float)
    wrong = int(((given < low) | (given > high)).sum())
    if wrong or not high > low:
        raise BadValue(
            Text("column {column}: {n} score lies outside the scale {low} to {high}",
                 "column {column}: {n} scores lie outside the scale {low} to {high}",
                 n=wrong, column=repr(name), low=str(low), high=str(high))
        )  # fmt: skip
    bad, good = (6, 9) if tuple(scale) == NPS else (low + 0.3 * (high - low), low + 0.7 * (high - low))
    side = np.where(given <= bad, -1.0, np.where(given >= good, 1.0, np.nan))
    usable = (corpus.index >= 0) & ~np.isnan(side)
    total = np.bincount(corpus.index[usable], weights=side[usable], minlength=len(corpus))
    return np.where(total > 0, 1.0, np.where(total < 0, -1.0, np.nan))


def _told(
    corpus: Corpus, texts: np.ndarray, models: dict[str, Learnt], edge: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return sentiment and log odds of some texts."""
    clauses = [split_clauses(str(text)) for text in corpus.texts[texts]]
    evidence, odds = np.zeros(len(texts)), np.zeros(len(texts))
    most, least = np.full(len(texts), -np.inf), np.full(len(texts), np.inf)
    for language, model in models.items():
        own = _clauses_in(language, clauses, corpus.language[texts], corpus.mixed[texts])
        if not any(own):
            continue
        parts = parts_of([], language, own)
        whole, single = model.evidence(parts.whole), model.evidence(parts.clauses)
        spoken = np.array([bool(many) for many in own])
        evidence += whole
        odds += whole + np.where(spoken, model.offset, 0)
        most, least = _extremes(parts, single, most, least)
    mixed = (most >= edge) & (least <= -edge) & (np.abs(odds) < 2 * edge + 2)
    speaks = np.abs(evidence) >= LEAST_EVIDENCE
    told = np.select(
        [mixed, speaks & (odds >= edge), speaks & (odds <= -edge)],
        ["mixed", "positive", "negative"],
        "unclear",
    )
    return told.astype(object), odds


def _clauses_in(
    language: str, clauses: list[list[str]], of_text: np.ndarray, mixed: np.ndarray
) -> list[list[str]]:
    """Return each text's clauses in one language; those of mixed texts are told one by one."""
    own = [
        many if of_text[place] == language and not mixed[place] else [] for place, many in enumerate(clauses)
    ]
    for place in np.flatnonzero(mixed):
        found = prepare(clauses[place], usual=str(of_text[place]))
        spoken = found.to_rows(found.language, empty="").to_numpy()
        own[place] = [clause for clause, said in zip(clauses[place], spoken, strict=True) if said == language]
    return own


def _extremes(
    parts: Parts, single: np.ndarray, most: np.ndarray, least: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the happiest and the unhappiest clause of each text so far."""
    which = parts.texts.tocoo()
    most, least = most.copy(), least.copy()
    np.maximum.at(most, which.row, single[which.col])
    np.minimum.at(least, which.row, single[which.col])
    return most, least


def _quality(
    model: Learnt, language: str, positive: np.ndarray, min_confidence: float, level: float, seed: int
) -> pd.DataFrame:
    if not len(model.held_out):
        note = Text("too few scored texts: how well sentiment is told is not known")
        row = {
            "metric": "coding_accuracy",
            "n": 0,
            "note": note,
            "method": "",
            "level": level,
            "group": language,
        }
        return pd.DataFrame([row]).reindex(columns=["group", *QUALITY])
    sure = 1 / (1 + np.exp(-np.abs(model.held_out))) >= min_confidence
    best, alone = (model.held_out > 0).astype(int), np.arange(len(positive))
    table = quality_table(
        positive.astype(int),
        best,
        sure,
        cluster=alone,
        size=2,
        method="cross-validation",
        level=level,
        seed=seed,
    )
    return table.assign(group=language)


def _result(
    rows: pd.DataFrame, corpus: Corpus, told: np.ndarray, odds: np.ndarray, quality: list[Any], min_n: int
) -> Sentiment:
    sure = 1 / (1 + np.exp(-np.abs(odds)))
    sure[~np.isin(told, ["positive", "negative"])] = np.nan
    codes = pd.DataFrame({
        "sentiment": corpus.to_rows(told, empty="no_words"),
        "confidence": corpus.to_rows(sure, empty=np.nan).astype(float),
        "language": corpus.to_rows(corpus.language, empty=""),
    }, index=rows.index)  # fmt: skip
    with_words = codes[codes["sentiment"] != "no_words"]
    table = with_words.groupby(["language", "sentiment"]).size().rename("n").reset_index()
    table["share"] = table["n"] / table.groupby("language")["n"].transform("sum")
    order = {name: place for place, name in enumerate(SENTIMENTS)}
    table = table.sort_values(["language", "sentiment"], key=lambda column: column.map(order).fillna(column))
    shown = protected(
        table.assign(note="").reset_index(drop=True), min_n=min_n, by="sentiment", within="language"
    )
    columns = ["group", *QUALITY]
    return Sentiment(codes, shown, pd.concat(quality, ignore_index=True)[columns] if quality else
                     pd.DataFrame(columns=columns))  # fmt: skip
