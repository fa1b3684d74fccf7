"""What people write: tickets, survey comments, complaints, reviews, employees' remarks."""

from __future__ import annotations

from functools import cache
from typing import Any

from ..loaders.safeyaml import load
from .grammar import Sentences
from .slots import Writer
from .style import after_comma, casual, habits, joined
from .vocabulary import FOLDER, Vocabulary

__all__ = ["Pen", "mood_of"]


@cache
def _phrases(language: str) -> dict[str, Sentences]:
    name = f"phrases_{language}.yml"
    document: dict[str, Any] = load((FOLDER / name).read_text(encoding="utf-8"), where=name)[0]
    return {kind: Sentences(lines) for kind, lines in document.items()}


def mood_of(score: int) -> int:
    """Return -1 for a detractor's, 0 for a passive's, 1 for a promoter's score."""
    return -1 if score <= 6 else 0 if score <= 8 else 1


class Pen:
    """Writes the texts of one table; the writer tells who writes and when."""

    def __init__(self, words: Vocabulary, writer: Writer) -> None:
        self.writer, self.random, self.roll = writer, writer.random, writer.random.random
        self.labels = [topic.label for topic in words.topics]
        self.topics = [
            {
                language: {kind: Sentences(lines) for kind, lines in topic.texts[language].items()}
                for language in ("de", "en")
            }
            for topic in words.topics
        ]

    def subject(self, topic: int, *, complaint: bool) -> str:
        """Return the subject line of a ticket."""
        if not complaint and self.roll() < 0.8:
            label = self.labels[topic][self.writer.language]
            question = (
                ("Frage zu: ", "Anfrage ", "") if self.writer.language == "de" else ("Question: ", "", "")
            )
            return self.writer.pick(question) + label
        return self._fill(self._about(topic, "subject"))

    def mail(self, topic: int, *, complaint: bool) -> str:
        """Return a mail: greeting, matter, feeling, request, name; personal data as people give them."""
        greeting = self._say("greeting") if self.roll() < 0.93 else ""
        body = self._complaint(topic) if complaint else self._inquiry(topic)
        if greeting.endswith(",") and self.writer.language == "de":
            text = joined([after_comma(body[0]), *body[1:]], begin=False)
        else:
            text = joined(body)
        text = habits(text, self.random, mood=-1 if complaint else 0, protect=self._values())
        gap = "\n\n" if self.roll() < 0.7 else "\n"
        return gap.join(part for part in (greeting, text, self._signature()) if part)

    def chat(self, topic: int, *, complaint: bool) -> str:
        """Return the first lines of a chat."""
        core = self._fill(self._about(topic, "matter" if complaint else "question"))
        lines = [self._say("chat_start"), core]
        if complaint and self.roll() < 0.3:
            lines.append(self._say("feeling"))
        if self.roll() < 0.6:
            lines.append(self._say("chat_end"))
        safe = not self.writer.personal
        return "\n".join(
            casual(line, self.random) if safe or number == 0 else line for number, line in enumerate(lines)
        )

    def note(self, topic: int, *, complaint: bool) -> str:
        """Return an agent's note of a telephone call."""
        parts = [
            self._say("note_start"),
            self._fill(self._about(topic, "matter" if complaint else "question")),
        ]
        if complaint and self.roll() < 0.4:
            parts.append(self._fill(self._about(topic, "detail")))
        if self.roll() < 0.7:
            parts.append(self._say("note_angry" if complaint and self.roll() < 0.4 else "note_end"))
        return joined(parts)

    def comment(self, topic: int, mood: int) -> str:
        """Return a survey comment; the topic is what the customer is (un)happy with."""
        name = {-1: "bad", 0: "mixed", 1: "good"}[mood]
        if self.roll() < 0.22:
            return self._say(f"short_{name}")
        if mood == 0:
            kind = self.random.random()
            parts = (
                [self._say("mixed")]
                if kind < 0.5
                else [self._fill(self._about(topic, "good" if kind < 0.75 else "bad"))]
            )
        else:
            parts = [self._fill(self._about(topic, name))]
            if mood < 0 and self.roll() < 0.22:
                parts.append(self._fill(self._about(topic, "detail")))
            if self.roll() < 0.38:
                parts.append(self._say(f"{name}_tail"))
        if mood < 0 and self.roll() < 0.05:
            parts.append(
                self._fill("Rückruf unter {phone}" if self.writer.language == "de" else "call me: {phone}")
            )
        text = joined(parts)
        if self.roll() < 0.4:
            text = text.rstrip(".")
        return habits(text, self.random, mood=mood, protect=self._values())

    def complaint(self, topic: int) -> str:
        """Return a complaint as it is taken down."""
        parts = [self._fill(self._about(topic, "matter"))]
        if self.roll() < 0.5:
            parts.append(self._fill(self._about(topic, "detail")))
        parts.append(self._fill(self._about(topic, "request")))
        return habits(joined(parts), self.random, mood=-1, protect=self._values())

    def review(self, topics: list[int], stars: int, reviewed: str) -> tuple[str, str]:
        """Return title and text of a public review of a company."""
        self.writer.reviewed, self.writer.stars = reviewed, stars
        kind = "bad" if stars <= 2 else "good"
        said = [self._fill(self._about(topic, kind)) for topic in topics]
        if stars == 3:
            said = [self._say("mixed"), said[0]]
        title = self._say("short_bad" if stars <= 2 else "short_good" if stars >= 4 else "short_mixed")
        start = [self._say("review_start")] if self.roll() < 0.5 else []
        tail = [self._say(f"{kind}_tail")] if stars != 3 and self.roll() < 0.5 else []
        end = [self._say("review_end")] if self.roll() < 0.15 else []
        text = habits(
            joined([*start, *said, *tail, *end]), self.random, mood=0 if stars == 3 else stars - 3, protect=[]
        )
        return title[0].upper() + title[1:], text

    def remark(self, mood: int) -> str:
        """Return an employee's remark."""
        return habits(
            self._say(f"staff_{ {-1: 'bad', 0: 'mixed', 1: 'good'}[mood] }"), self.random, mood=0, protect=[]
        )

    def personal_in(self, text: str, table: str, key: str) -> list[tuple[str, str, str, str]]:
        """Return (table, id, kind, value) of the personal values that stand in the text as they are."""
        found = dict.fromkeys(pair for pair in self.writer.personal if pair[1] in text)
        return [(table, key, kind, value) for kind, value in found]

    def _complaint(self, topic: int) -> list[str]:
        body = [self._say("opening")] if self.roll() < 0.5 else []
        body.append(self._fill(self._about(topic, "matter")))
        if self.roll() < 0.65:
            body.append(self._fill(self._about(topic, "detail")))
        if self.roll() < 0.5:
            body.append(self._say("feeling"))
        if self.roll() < 0.75:
            body.append(self._fill(self._about(topic, "request")))
        if self.roll() < 0.22:
            body.append(self._say("threat"))
        return body

    def _inquiry(self, topic: int) -> list[str]:
        body = [self._fill(self._about(topic, "question"))]
        if self.roll() < 0.4:
            body.append(self._say("context"))
        if self.roll() < 0.5:
            body.append(self._say("thanks"))
        return body

    def _signature(self) -> str:
        lines = [self._say("closing") if self.roll() < 0.9 else "", self._fill("{name}")]
        german = self.writer.language == "de"
        extras = (
            (0.30, "Kundennummer {custno}" if german else "Customer number {custno}"),
            (0.18, "Tel. {phone}"), (0.10, "{home}"), (0.08, "{email}"),
        )  # fmt: skip
        lines += [self._fill(text) for share, text in extras if self.roll() < share]
        return "\n".join(line for line in lines if line)

    def _about(self, topic: int, kind: str) -> str:
        """Draw a sentence of a topic; what a topic does not say in its own words is said in general ones."""
        language = self.writer.language
        return (self.topics[topic][language].get(kind) or _phrases(language)[kind]).draw(self.random)

    def _say(self, kind: str) -> str:
        return self._fill(_phrases(self.writer.language)[kind].draw(self.random))

    def _fill(self, sentence: str) -> str:
        return self.writer.fill(sentence)

    def _values(self) -> list[str]:
        return [value for _, value in self.writer.personal]
