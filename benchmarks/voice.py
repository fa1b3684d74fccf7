"""How well topics find what texts are about, and how often keyness is wrong; the table of docs/voice.md.

    python benchmarks/voice.py [--runs 200] [--speed 1000000]

Labels: products of CFPB narratives (English, real); topics planted in the texts of the sample company
(German and English, generated). Peers run on the same tf-idf matrix with the same number of topics.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.preprocessing import normalize

import cxlab as cx

DATA = Path(__file__).parents[1] / "data"
SEEDS = (0, 1, 2)
TABLES = {
    "tickets": ("ticket_id", "text"),
    "responses": ("response_id", "verbatim"),
    "reviews": ("review_id", "text"),
}
PRODUCTS = ["Nordlicht", "Energie", "Basis Strom", "Nordlicht Öko 12", "Flex Online", "Komfort 24"]


def narratives() -> pd.DataFrame:
    """Return the narratives with their product."""
    table = pd.read_csv(DATA / "consumer_finance_cfpb" / "narratives.csv.gz")
    return table.iloc[:, 1:3].set_axis(["label", "text"], axis=1)


def generated(name: str) -> pd.DataFrame:
    """Return the texts of a table of the sample company with the topic that was planted."""
    key, column = TABLES[name]
    truth = pd.read_parquet(DATA / "nordlicht" / "truth" / "topics.parquet")
    truth = truth[truth["table"] == name].astype({"id": str})
    texts = cx.open_pot("nordlicht")[name][[key, column]].dropna().astype(str)
    both = texts.merge(truth, left_on=key, right_on="id")
    return both[["topic", column]].set_axis(["label", "text"], axis=1)


def scores(labels: np.ndarray, groups: np.ndarray) -> list[float]:
    """Return NMI, ARI and purity."""
    crossed = pd.crosstab(groups, labels)
    return [
        normalized_mutual_info_score(labels, groups),
        adjusted_rand_score(labels, groups),
        crossed.max(axis=1).sum() / len(labels),
    ]


def row(name: str, method: str, covered: float, figures: list[list[float]], stable: str = "") -> None:
    """Print a row of the table: means over seeds."""
    nmi, ari, purity = np.mean(figures, axis=0)
    spread = np.ptp(np.array(figures)[:, 0])
    told = f"{covered:.0%} | {nmi:.3f} (±{spread / 2:.3f}) | {ari:.3f} | {purity:.3f} | {stable}"
    print(f"| {name} | {method} | {told} |", flush=True)


def peers(name: str, data: pd.DataFrame, k: int) -> None:
    """Run NMF and k-means on latent semantic directions."""
    stop = "english" if name == "CFPB narratives" else None
    weighted = TfidfVectorizer(sublinear_tf=True, min_df=5, max_df=0.5, stop_words=stop).fit_transform(
        data["text"]
    )
    labels = data["label"].to_numpy()
    nmf, lsa = [], []
    for seed in SEEDS:
        parts = NMF(k, init="nndsvda", max_iter=300, random_state=seed).fit_transform(weighted)
        nmf.append(scores(labels, parts.argmax(axis=1)))
        points = normalize(TruncatedSVD(100, random_state=seed).fit_transform(weighted))
        lsa.append(scores(labels, KMeans(k, n_init=5, random_state=seed).fit_predict(points)))
    row(name, "NMF", 1.0, nmf)
    row(name, "LSA, k-means", 1.0, lsa)


def ours(name: str, data: pd.DataFrame, k: int | str) -> None:
    """Run the topics of this package."""
    ignore = () if name == "CFPB narratives" else PRODUCTS
    with_topic, nearest, covered, placed, stable = [], [], [], [], []
    for seed in SEEDS:
        found = cx.voice.topics(data, k=k, ignore=ignore, seed=seed)
        for column, figures, share in (("topic", with_topic, covered), ("nearest", nearest, placed)):
            has = getattr(found, column).notna().to_numpy()
            share.append(has.mean())
            group = getattr(found, column)[has].to_numpy(int)
            figures.append(scores(data["label"].to_numpy()[has], group))
        stable.append((len(found.stable), len(found.table), found.table["jaccard"].mean()))
    told = " / ".join(f"{sure} of {all_}" for sure, all_, _mean in stable)
    mean = np.mean([one[2] for one in stable])
    row(name, f"topics, k = {k}", np.mean(covered), with_topic, f"{told}; mean Jaccard {mean:.2f}")
    row(name, "same, every text to the nearest", np.mean(placed), nearest)


def false_alarms(runs: int) -> None:
    """Shuffle the bands among customers: whatever is significant then is a false alarm."""
    pot = cx.open_pot("nordlicht")
    said = pot["responses"].dropna(subset=["verbatim", "nps", "customer_id"])
    said = said[["customer_id", "verbatim", "nps"]].reset_index(drop=True)
    people = said["customer_id"].unique()
    found = cx.voice.topics(said, text="verbatim", customer="customer_id")
    options = {"group": "band", "customer": "customer_id"}
    random = np.random.default_rng(0)
    words = topics = 0
    for _run in range(runs):
        band = pd.Series(random.permutation(np.arange(len(people)) % 3 == 0), index=people)
        said["band"] = np.where(said["customer_id"].map(band), "a", "b")
        words += (cx.voice.keyness(said, text="verbatim", **options)["p_adjusted"] < 0.05).any()
        topics += (cx.voice.topic_compare(found, said, **options)["p_adjusted"] < 0.05).any()
    told = f"keyness {words / runs:.3f}, topics {topics / runs:.3f}"
    print(f"any false alarm in {runs} shuffled comparisons: {told}")


def speed(size: int) -> None:
    """Time how long many different texts take to be made ready."""
    texts = cx.open_pot("nordlicht")["complaints"]["text"].dropna().to_numpy()
    many = (
        pd.Series(np.random.default_rng(0).choice(texts, size)) + " " + pd.Series(np.arange(size)).astype(str)
    )
    begun = time.perf_counter()
    corpus = cx.voice.prepare(many)
    print(f"prepare: {size} different texts in {time.perf_counter() - begun:.0f} s, {len(corpus.ids)} words")


def main() -> None:
    """Print the table, then false alarms and speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--speed", type=int, default=0)
    given = parser.parse_args()
    print("| texts | method | covered | NMI | ARI | purity | stable topics, three seeds |")
    print("|---|---|---|---|---|---|---|")
    sets = {"CFPB narratives": narratives()} | {f"generated {name}": generated(name) for name in TABLES}
    for name, data in sets.items():
        peers(name, data, 11)
        ours(name, data, 11)
        ours(name, data, "auto")
    false_alarms(given.runs)
    if given.speed:
        speed(given.speed)


if __name__ == "__main__":
    main()
