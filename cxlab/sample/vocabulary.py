"""The words of an industry: its company, products, channels, topics and what people write about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..loaders.safeyaml import load

__all__ = ["Topic", "Vocabulary", "vocabulary"]

FOLDER = Path(__file__).parent / "vocabulary"


@dataclass(frozen=True)
class Topic:
    """Something that customers write about, and the driver of satisfaction that it belongs to."""

    name: str
    aspect: str
    complaints: float
    "Weight among complaints."
    inquiries: float
    "Weight among other contacts."
    label: dict[str, str]
    texts: dict[str, dict[str, str]]
    "Language, then kind of sentence (subject, matter, detail, request, question, bad, good)."


@dataclass(frozen=True)
class Vocabulary:
    """Names and texts of one industry."""

    company: str
    slug: str
    prefix: str
    competitors: tuple[str, ...]
    products: tuple[str, ...]
    unit: str
    yearly_value: tuple[float, float]
    regions: tuple[str, ...]
    channels: tuple[str, ...]
    segments: tuple[str, ...]
    causes: tuple[str, ...]
    journey: tuple[str, ...]
    activities: tuple[str, ...]
    order_kinds: tuple[str, ...]
    amounts: tuple[float, float]
    labels: dict[str, str]
    "What a German report calls an event, a device or a channel that the exports name in English."
    topics: tuple[Topic, ...]
    fault_topic: int

    def topics_of(self, aspect: str) -> list[int]:
        """Return the positions of the topics of a driver."""
        return [number for number, topic in enumerate(self.topics) if topic.aspect == aspect]


@cache
def vocabulary(industry: str) -> Vocabulary:
    """Return the vocabulary of an industry (the name of its profile)."""
    name = industry.strip().casefold().replace("-", "")
    common = _read("common")
    own = _read(name)
    topics = tuple(
        Topic(
            key, entry["aspect"], float(entry["complaints"]), float(entry["inquiries"]),
            entry["label"], {language: entry[language] for language in ("de", "en")},
        )
        for key, entry in own.pop("topics").items()
    )  # fmt: skip
    fields = {**common, **own}
    for key, value in fields.items():
        if isinstance(value, list):
            fields[key] = tuple(value)
    names = [topic.name for topic in topics]
    return Vocabulary(**{**fields, "fault_topic": names.index(fields["fault_topic"])}, topics=topics)


def _read(name: str) -> dict[str, Any]:
    document, _ = load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"), where=f"{name}.yml")
    assert isinstance(document, dict)
    return document
