"""How well texts are coded, with how many labels, at random or as proposed; sentiment; interval of alpha.

Writes docs/voice_coding.md. Real texts: complaints to the CFPB by product. Generated ones: tickets of the
sample company, in German and English, by topic; sentiment of its reviews and survey comments.

    python benchmarks/voice_coding.py [--runs 3] [--speed 1000000]
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

import cxlab as cx
from cxlab.stats import krippendorff_alpha
from cxlab.voice.coding import work

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs" / "voice_coding.md"
MARK = "<!-- figures -->"
PER_CODE = (10, 20, 40)

KEYWORDS = {
    "Bank account or service": [
        "checking account",
        "savings account",
        "overdraft",
        "debit card",
        "bank account",
    ],
    "Consumer Loan": ["vehicle", "car loan", "auto loan", "my car", "installment loan", "title loan"],
    "Credit card": ["credit card", "rewards", "annual fee", "balance transfer", "cardholder"],
    "Credit reporting": ["credit report", "equifax", "experian", "transunion", "credit bureau", "inquiry"],
    "Debt collection": ["collection agency", "collector", "debt", "collection"],
    "Money transfers": ["money transfer", "western union", "moneygram", "wire transfer", "paypal"],
    "Mortgage": ["mortgage", "foreclosure", "escrow", "refinance", "home loan", "loan modification"],
    "Other financial service": ["debt settlement", "credit repair", "check cashing"],
    "Payday loan": ["payday", "pay day loan", "cash advance"],
    "Prepaid card": ["prepaid", "gift card", "reload"],
    "Student loan": ["student loan", "navient", "school", "sallie mae", "fafsa"],
}
"""Written from the names of the products alone, before any text was read."""


def cfpb() -> pd.DataFrame:
    """Return texts with their product."""
    texts = cx.open_pot("consumer_finance_cfpb")["narratives"]
    return pd.DataFrame({"text": texts["text"], "true": texts["category"].astype(str)})


def tickets(most: int = 4_000) -> pd.DataFrame:
    """Return tickets of the sample company with their topic."""
    texts = cx.open_pot("nordlicht")["tickets"]
    truth = pd.read_parquet(ROOT / "data" / "nordlicht" / "truth" / "topics.parquet").query(
        "table == 'tickets'"
    )
    topic = (
        texts["ticket_id"].astype(str).map(dict(zip(truth["id"].astype(str), truth["topic"], strict=True)))
    )
    found = pd.DataFrame({"text": texts["text"], "true": topic}).dropna()
    return found.sample(min(most, len(found)), random_state=0).reset_index(drop=True)


def measured(data: pd.DataFrame, chosen: np.ndarray, frame: object = None) -> dict[str, float]:
    """Code with some labels and compare with what nobody told."""
    hand = data["true"].where(np.isin(np.arange(len(data)), chosen))
    given = data.assign(hand=hand)
    coding = cx.voice.code_texts(given, frame, hand_code="hand", n_proposals=0, min_n=0)
    rest = hand.isna() & (coding.codes["basis"] != "hand")
    true, code, best = data["true"][rest], coding.codes["code"][rest], coding.codes["best_guess"][rest]
    coded = code != "uncoded"
    return {
        "labels": len(chosen), "accuracy": (true == best).mean(),
        "macro_f1": f1_score(true, best, labels=sorted(true.unique()), average="macro", zero_division=0),
        "coverage": coded.mean(), "coded": (true == code)[coded].mean(),
        "said": coding.codes["confidence"][rest][coded].mean(),
    }  # fmt: skip


def per_code(data: pd.DataFrame, labels: int, seed: int) -> np.ndarray:
    """Draw so many texts of each code, at most half of them."""
    random = np.random.default_rng(seed)
    groups = [np.flatnonzero(data["true"] == code) for code in sorted(data["true"].unique())]
    return np.concatenate([random.permutation(one)[: min(labels, max(1, len(one) // 2))] for one in groups])


def proposed(data: pd.DataFrame, budgets: list[int], seed: int) -> list[np.ndarray]:
    """Let the model say which texts to code, in rounds of half as many as there are; the first by lot."""
    random = np.random.default_rng(seed)
    chosen, result = random.permutation(len(data))[:33], []
    for budget in budgets:
        while len(chosen) < budget:
            hand = data["true"].where(np.isin(np.arange(len(data)), chosen))
            n = min(budget - len(chosen), max(20, len(chosen) // 2))
            asked = cx.voice.code_texts(data.assign(hand=hand), hand_code="hand", n_proposals=n, seed=seed)
            chosen = np.concatenate([chosen, asked.proposals["row"].to_numpy(int)])
        result.append(chosen)
    return result


def coding_table(data: pd.DataFrame, runs: int, frame: object = None) -> pd.DataFrame:
    """Return a row per number of labels and way of choosing them."""
    rows = []
    for seed in range(runs):
        drawn = [per_code(data, labels, seed) for labels in PER_CODE]
        budgets = [len(one) for one in drawn]
        random = np.random.default_rng(seed).permutation(len(data))
        ways: list[tuple[str, list[np.ndarray]]] = [
            ("so many of each code", drawn),
            ("as many at random", [random[:budget] for budget in budgets]),
            ("as many as proposed", proposed(data, budgets, seed)),
        ]
        for way, sets in ways:
            for labels, chosen in zip(PER_CODE, sets, strict=True):
                rows.append({"per code": labels, "texts coded by hand": way, **measured(data, chosen)})
        if frame is not None:
            for labels, chosen in zip(PER_CODE, drawn, strict=True):
                rows.append({"per code": labels, "texts coded by hand": "so many of each code, and keywords",
                             **measured(data, chosen, frame)})  # fmt: skip
    return pd.DataFrame(rows).groupby(["per code", "texts coded by hand"], sort=True).mean().reset_index()


def sentiment_table() -> pd.DataFrame:
    """Return how often the side is told rightly, with scores (cross-validated) and by the lists alone."""
    pot = cx.open_pot("nordlicht")
    answers = pot["responses"].dropna(subset=["verbatim"])
    sets = (
        ("reviews", pot["reviews"], "text", "rating", (1, 5)),
        ("comments", answers, "verbatim", "nps", (0, 10)),
    )
    rows = []
    for name, data, text, score, scale in sets:
        learnt = cx.voice.sentiment(data, text=text, score=score, scale=scale, min_n=0)
        alone = cx.voice.sentiment(data, text=text, min_n=0).codes
        low, high = (6, 9) if scale == (0, 10) else (2, 4)
        side = np.where(data[score] <= low, "negative", np.where(data[score] >= high, "positive", ""))
        for language in ("de", "en"):
            figures = learnt.quality[learnt.quality["group"] == language].set_index("metric")
            judged = (side != "") & (alone["language"] == language).to_numpy()
            told = judged & alone["sentiment"].isin(["positive", "negative"]).to_numpy()
            rows.append({
                "texts": name, "language": language, "n": int(judged.sum()),
                "right, learnt from scores": figures["estimate"].get("coding_accuracy"),
                "told by the lists alone": told.sum() / judged.sum(),
                "right of these": (alone["sentiment"].to_numpy() == side)[told].mean(),
            })  # fmt: skip
    return pd.DataFrame(rows)


def coverage_table(runs: int = 400) -> pd.DataFrame:
    """Return how often the interval of alpha holds the truth: two coders who agree by more than chance."""
    random, rows = np.random.default_rng(7), []
    for units in (50, 200):
        for codes, copies in ((3, 0.8), (11, 0.8), (11, 0.95)):
            share = np.r_[0.4, np.full(codes - 1, 0.6 / (codes - 1))]

            def judged(
                n: int, codes: int = codes, copies: float = copies, share: np.ndarray = share
            ) -> np.ndarray:
                first = random.choice(codes, n, p=share)
                return np.c_[
                    first, np.where(random.random(n) < copies, first, random.choice(codes, n, p=share))
                ]

            truth = krippendorff_alpha(judged(400_000), draws=2).estimate
            found = [krippendorff_alpha(judged(units), draws=400, seed=seed) for seed in range(runs)]
            held = np.mean([one.low <= truth <= one.high for one in found])
            rows.append({"texts": units, "codes": codes, "alpha": truth, "held": held,
                         "width": np.mean([one.high - one.low for one in found])})  # fmt: skip
    return pd.DataFrame(rows)


def speed(n: int) -> str:
    """Code n short texts, each different; two cores are used where numpy has them."""
    base = tickets(10**9)
    random = np.random.default_rng(0)
    first, other = random.integers(0, len(base), n), random.integers(0, len(base), n)
    words = base["text"].str.split().str[-3:].str.join(" ").to_numpy()
    data = pd.DataFrame(
        {"text": base["text"].to_numpy()[first] + " " + words[other] + " " + words[other[::-1]]}
    )
    true = pd.Series(base["true"].to_numpy()[first])
    chosen = true.groupby(true).sample(20, random_state=0).index
    data["hand"] = true.where(true.index.isin(chosen))
    started, used = time.perf_counter(), time.process_time()
    cx.voice.code_texts(data, hand_code="hand")
    wall, cpu = time.perf_counter() - started, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    different = data["text"].nunique()
    return f"{n:,} texts ({different:,} different): {wall:.0f} s, {cpu:.0f} s of one core, {memory:.1f} GB"


def markdown(table: pd.DataFrame, digits: int = 3) -> str:
    """Return a table in Markdown."""

    def cell(value: object) -> str:
        return f"{value:.{digits}f}".removesuffix(".000") if isinstance(value, float) else str(value)

    head = "| " + " | ".join(table.columns) + " |\n|" + "---|" * len(table.columns)
    return "\n".join(
        [head, *("| " + " | ".join(map(cell, row)) + " |" for row in table.itertuples(index=False))]
    )


def remember() -> None:
    """Read texts once, though they are coded many times: what is measured does not depend on it."""
    known: dict[tuple[str, ...], Any] = {}
    plain = work.prepare, work.learn_features

    def prepare(texts: Any) -> Any:
        key = ("texts", *map(str, texts))
        return known.setdefault(key, None) or known.__setitem__(key, plain[0](texts)) or known[key]

    def learn_features(corpus: Any, counts: Any, *, seed: int = 0) -> Any:
        key = ("features", str(id(corpus)), str(seed))
        return known.setdefault(key, None) or known.__setitem__(key, plain[1](corpus, counts)) or known[key]

    work.prepare, work.learn_features = prepare, learn_features


def main() -> None:
    """Measure and write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--speed", type=int, default=0)
    given = options.parse_args()
    remember()
    frame = {"codes": [{"code": code, "keywords": words} for code, words in KEYWORDS.items()]}
    sections: list[tuple[str, Callable[[], object]]] = [
        ("CFPB narratives by product (real, English, 11 codes)",
         lambda: coding_table(cfpb(), given.runs, frame)),
        ("Tickets of the sample company by topic (generated, German and some English)",
         lambda: coding_table(tickets(2_000), given.runs)),
        ("Sentiment", sentiment_table),
        ("Interval of Krippendorff's alpha, 95 %, 400 runs each", coverage_table),
    ]  # fmt: skip
    if given.speed:
        sections.append(("Speed", lambda: speed(given.speed)))
    written = []
    for title, make in sections:
        found = make()
        body = markdown(found) if isinstance(found, pd.DataFrame) else str(found)
        print(f"## {title}\n\n{body}\n", flush=True)
        written.append(f"## {title}\n\n{body}\n")
    text = DOCS.read_text(encoding="utf-8").split(MARK)[0]
    DOCS.write_text(text + MARK + "\n\n" + "\n".join(written), encoding="utf-8")


if __name__ == "__main__":
    main()
