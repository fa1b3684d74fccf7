"""How people type: lower case, capitals, ae for ä, slips of the finger, marks and an emoji now and then."""

from __future__ import annotations

import re
from random import Random

__all__ = ["after_comma", "casual", "habits", "joined"]

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
SMALL = {
    "Ich",
    "Die",
    "Der",
    "Das",
    "Den",
    "Dem",
    "Mein",
    "Meine",
    "Meiner",
    "Meinen",
    "Seit",
    "Schon",
    "Am",
    "An",
    "In",
    "Im",
    "Laut",
    "Nach",
    "Auf",
    "Es",
    "Wir",
    "Zum",
    "Zu",
    "Trotz",
    "Bei",
    "Leider",
    "Heute",
    "Wie",
    "Wo",
    "Wann",
    "Was",
    "Kann",
    "Können",
    "Könnten",
    "Gibt",
    "Muss",
    "Ist",
    "Gilt",
    "Hier",
    "Ab",
    "Welche",
    "Bitte",
    "Obwohl",
    "Jeder",
    "Von",
    "Vom",
    "Für",
    "Um",
    "Woher",
    "Gestern",
    "Nun",
    "Unser",
    "Unsere",
    "Zweimal",
    "Letzte",
    "Neue",
    "Wieder",
    "Jedes",
    "Bisher",
    "Mit",
    "Ohne",
    "Aus",
    "Warum",
    "Bekomme",
    "Erhalte",
    "Wird",
    "Haben",
    "Habe",
    "Vor",
    "Während",
    "Geht",
    "Beim",
    "Über",
    "Unter",
    "Zwei",
    "Drei",
    "Darf",
    "Warte",
    "Brauche",
    "Beide",
}
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{5,}")
TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")
ENDS = (".", "!", "?", ":")
SAD, GLAD = ("😡", "🙄", "👎", "😤"), ("👍", "😊", "🙂", "⭐")


def after_comma(sentence: str) -> str:
    """Begin in lower case where German does after "Hallo,": not before nouns and "Sie"."""
    head, space, rest = sentence.partition(" ")
    return f"{head.lower()}{space}{rest}" if head in SMALL or head in ("I'm",) else sentence


def joined(sentences: list[str], *, begin: bool = True) -> str:
    """Join sentences; each begins with a capital and ends with a mark. `begin` is for the first one."""
    whole = []
    for number, sentence in enumerate(sentences):
        text = sentence if sentence.endswith((*ENDS, ",")) else f"{sentence}."
        whole.append(text[0].upper() + text[1:] if begin or number else text)
    return TWO_STOPS.sub(".", " ".join(whole))


def casual(text: str, random: Random) -> str:
    """Write as in a chat: mostly small letters, few marks."""
    if random.random() < 0.6:
        text = text.lower()
    if random.random() < 0.5:
        text = text.rstrip(".")
    return text


def habits(text: str, random: Random, *, mood: int, protect: list[str]) -> str:
    """Apply a writer's habits; most texts stay as they are. Personal values are not changed."""
    chance = random.random()
    if chance < 0.06:
        text = text.translate(UMLAUTS) if not protect else text
    elif chance < 0.10 and not protect:
        text = text.lower()
    elif chance < 0.115 and mood < 0 and not protect:
        text = text.upper()
    elif chance < 0.20:
        text = _slips(text, random, protect)
    if mood < 0 and random.random() < 0.07 and text.endswith("."):
        text = text[:-1] + ("!!!" if random.random() < 0.5 else "!")
    if mood and random.random() < 0.018:
        options = GLAD if mood > 0 else SAD
        text = f"{text} {options[int(random.random() * len(options))]}"
    return text


def _slips(text: str, random: Random, protect: list[str]) -> str:
    """Swap, drop or double a letter in one or two longer words."""
    found = [match.span() for match in WORD.finditer(text)]
    for _ in range(1 + int(random.random() * 2)):
        if not found:
            break
        start, end = found[int(random.random() * len(found))]
        if any(text[start:end] in value for value in protect):
            continue
        at = start + 1 + int(random.random() * (end - start - 2))
        kind = random.random()
        if kind < 0.45:
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        elif kind < 0.8:
            text = text[:at] + text[at + 1 :]
        else:
            text = text[:at] + text[at] + text[at:]
        found = [match.span() for match in WORD.finditer(text)]
    return text
