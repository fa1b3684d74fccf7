"""What coding gives: codes per row, a table per code, what to code next, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.engine import as_ids
from cxlab.language import _, current, interval, ngettext, number, percent
from cxlab.loaders import redact
from cxlab.results import protected
from cxlab.text import Text

from .code_frame import UNCODED
from .proposals import choose
from .quality import quality_table
from .work import BASES, Coded, Work

__all__ = ["Coding", "coding_of"]

TABLE = [
    *("code", "code_label", "n", "customers", "share", "hand_coded", "confidence", "owner", "note"),
]
EXCERPT = 300


@dataclass(frozen=True)
class Coding:
    """Texts with their codes.

    Attributes
    ----------
    codes
        A row per row of the data, with its index: code ("uncoded" where none is certain), confidence
        (its probability; missing where people gave it or it is not known), basis ("hand",
        "model", "keywords"; of uncoded texts "uncertain", "new_words": none of them was learnt from,
        "no_words"), best_guess (the most probable code, also of texts that stay uncoded).
    table
        A row per code and one for what is uncoded: code, code_label, n (texts), customers, share, hand_coded,
        confidence (mean), owner, note.
    proposals
        Texts that people should code next, the most doubtful first: row (in the index of the data),
        example_text (redacted, shortened), code (the best guess), confidence, n (rows with that text).
    quality
        coding_accuracy and coding_macro_f1 (if every text were coded), coding_coverage (share coded at the
        confidence wanted), coded_accuracy (of those), krippendorff_alpha between people and model; `method`
        says on which texts.
    contradictions
        Rows whose text people coded differently, with their codes: they are not learnt from.
    min_confidence
        From which probability on a text is coded.
    """

    codes: pd.DataFrame
    table: pd.DataFrame
    proposals: pd.DataFrame
    quality: pd.DataFrame
    contradictions: pd.DataFrame
    min_confidence: float

    @property
    def text(self) -> str:
        """What came out, in the language that is spoken."""
        words = (self.codes["basis"] != "no_words").sum()
        coded = (self.codes["code"] != UNCODED).sum()
        said = [
            _("{coded} of {n} texts with words are coded ({share}); {left} stay uncoded.").format(
                coded=number(coded), n=number(words), share=percent(coded / words if words else 0),
                left=number(words - coded),
            )
        ]  # fmt: skip
        right = self.quality[self.quality["metric"] == "coded_accuracy"]
        if right["estimate"].notna().any():
            share, low, high = (float(right[name].iloc[0]) for name in ("estimate", "low", "high"))
            limits = "" if np.isnan(low) else f" ({interval(low, high, as_percent=True)})"
            where = (
                _("Of those coded by hand to check with, the model codes {right} rightly{limits}.")
                if right["method"].iloc[0] == "hand-coded sample"
                else _("In cross-validation the model codes {right} rightly{limits}.")
            )
            said.append(where.format(right=percent(share), limits=limits))
        else:
            said.append(
                _("How well texts are coded is not known: nothing coded by hand could be checked with.")
            )
        if len(self.contradictions):
            said.append(
                ngettext(
                    "{n} row has a text that people coded differently; it was not learnt from.",
                    "{n} rows have texts that people coded differently; they were not learnt from.",
                    len(self.contradictions),
                ).format(n=number(len(self.contradictions)))
            )
        return " ".join(said)


def coding_of(
    work: Work, coded: Coded, *, min_confidence: float, n_proposals: int, min_n: int, level: float, seed: int
) -> Coding:
    """Put the results together."""
    names = np.array([*work.given.frame.names, UNCODED], dtype=object)
    index = work.index
    none = index < 0
    guesses = np.where(coded.basis == 0, "", names[np.where(coded.code >= 0, coded.code, coded.best)])
    codes = pd.DataFrame(
        {
            "code": np.where(none, UNCODED, names[coded.code][index]),
            "confidence": np.where(none, np.nan, coded.confidence[index]),
            "basis": np.where(none, BASES[0], np.array(BASES, dtype=object)[coded.basis][index]),
            "best_guess": np.where(none, "", guesses[index]),
        },
        index=work.given.rows.index,
    )
    return Coding(
        codes,
        _table(work, codes, min_n),
        _proposals(work, coded, names, n_proposals, seed),
        _quality(work, coded, min_confidence, level, seed),
        _contradictions(work),
        min_confidence,
    )


def _table(work: Work, codes: pd.DataFrame, min_n: int) -> pd.DataFrame:
    frame = work.given.frame
    with_words = codes[codes["basis"] != BASES[0]]
    by_code = with_words.groupby("code", sort=False)
    table = pd.DataFrame({
        "code": [*frame.names, UNCODED],
        "code_label": [*(code.title for code in frame.codes), _("uncoded")],
        "owner": [*(code.owner for code in frame.codes), ""],
    })  # fmt: skip
    table["n"] = table["code"].map(by_code.size()).fillna(0).astype("int64")
    table["share"] = table["n"] / max(len(with_words), 1)
    hand = with_words[with_words["basis"] == "hand"]
    table["hand_coded"] = table["code"].map(hand.groupby("code").size()).fillna(0).astype("int64")
    table["confidence"] = table["code"].map(by_code["confidence"].mean())
    table["note"] = ""
    columns = list(TABLE)
    if work.given.customer:
        who = as_ids(work.given.rows[work.given.customer], work.given.customer)[with_words.index]
        alone = pd.Series([f"\0{row}" for row in range(len(who))], index=who.index)
        people = who.astype(object).where(who.notna(), alone).groupby(with_words["code"]).nunique()
        table["customers"] = table["code"].map(people).fillna(0).astype("int64")
    else:
        columns.remove("customers")
    return protected(table[columns], min_n=min_n, by="code")


def _proposals(work: Work, coded: Coded, names: np.ndarray, n: int, seed: int) -> pd.DataFrame:
    columns = ["row", "example_text", "code", "confidence", "n"]
    times = np.bincount(work.index[work.index >= 0], minlength=len(coded.code))
    free = (work.hand.code < 0) & (times > 0) & (coded.doubt > 0)
    pool = np.flatnonzero(free)
    if n == 0 or not len(pool):
        return pd.DataFrame(columns=columns)
    if len(pool) > 20_000:  # the doubtful ones are drawn from a sample of all that is written
        pool = np.sort(np.random.default_rng(seed).choice(pool, 20_000, replace=False))
    latent = work.features.latent(work.counts[pool])
    picked = pool[choose(latent, coded.doubt[pool], np.ones(len(pool), dtype=bool), n, seed=seed)]
    first = np.full(len(times), -1)
    places = np.flatnonzero(work.index >= 0)[::-1]
    first[work.index[places]] = places
    texts = redact([str(text)[:EXCERPT] for text in work.corpus.texts[picked]], language=current())
    guess = work.learnt is not None
    return pd.DataFrame(
        {
            "row": work.given.rows.index[first[picked]],
            "example_text": texts,
            "code": names[coded.best[picked]] if guess else names[coded.code[picked]],
            "confidence": coded.confidence[picked],
            "n": times[picked],
        },
        columns=columns,
    )


def _quality(work: Work, coded: Coded, min_confidence: float, level: float, seed: int) -> pd.DataFrame:
    """Judge by the texts kept to check with; without them, by models that have not seen what they judge."""
    size = len(work.given.frame.codes)
    nobody = np.empty(0, dtype=int)
    if work.hand.check.any():
        texts = np.flatnonzero(work.hand.check)
        best, sure = coded.best[texts], coded.code[texts] >= 0
        truth, method = work.hand.code[texts], "hand-coded sample"
    elif work.learnt is not None and work.learnt.judged.any():
        judged = np.flatnonzero(work.learnt.judged)
        texts, logs = work.train[judged], work.learnt.held_out[judged]
        best, sure = logs.argmax(axis=1), np.exp(logs.max(axis=1)) >= min_confidence
        truth, method = work.hand.code[texts], "cross-validation"
    else:
        texts, best, sure, truth, method = nobody, nobody, nobody.astype(bool), nobody, ""
    return quality_table(
        truth, best, sure, cluster=_clusters(work, texts), size=size, method=method, level=level, seed=seed
    )


def _clusters(work: Work, texts: np.ndarray) -> np.ndarray:
    """Return who wrote each distinct text first; a text on its own where that is not known."""
    if not work.given.customer or not len(texts):
        return np.arange(len(texts))
    who = pd.factorize(as_ids(work.given.rows[work.given.customer], work.given.customer))[0]
    owner = np.full(len(work.corpus), -1)
    places = np.flatnonzero(work.index >= 0)[::-1]
    owner[work.index[places]] = who[places]
    found = owner[texts]
    return np.where(found >= 0, found, owner.max(initial=-1) + 1 + np.arange(len(texts)))


def _contradictions(work: Work) -> pd.DataFrame:
    rows = np.flatnonzero(np.isin(work.index, work.hand.contradicting) & (work.index >= 0))
    column = work.given.hand_code
    said = work.given.rows[column].iloc[rows] if column else pd.Series(index=range(len(rows)), dtype=object)
    found = pd.DataFrame({
        "row": work.given.rows.index[rows],
        "code": said.to_numpy(),
        "note": [Text("the same text has several codes: decide for one")] * len(rows),
        "_text": work.index[rows],
    })  # fmt: skip
    found = found[found["code"].notna()].sort_values(["_text", "row"], kind="stable")
    return found.drop(columns="_text").reset_index(drop=True)
