"""What customers wrote, read once: who, in which group, on which day, with words and topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from cxlab.loaders import DataPot
from cxlab.loaders.tables.dates import within
from cxlab.report import customer_comments
from cxlab.voice import Corpus, Topics, prepare, topics
from cxlab.voice._people import people_of, without_words

__all__ = ["CommentCube", "comments_of"]


@dataclass
class CommentCube:
    """Comments with what they are compared by.

    Attributes
    ----------
    frame
        who (a number), text, band, the columns to compare by, and the day where it is known.
    ignore
        Words that tell nothing: the company's name.
    date
        Column of the days; None where nothing is dated.
    """

    frame: pd.DataFrame
    ignore: Sequence[str]
    date: str | None
    _topics: dict[int, Topics] = field(default_factory=dict, repr=False)

    @cached_property
    def corpus(self) -> Corpus:
        """The texts made ready."""
        return without_words(prepare(self.frame["text"]), self.ignore)

    def topics(self, *, min_n: int) -> Topics:
        """Return what the comments are about, found once, whatever they are compared by."""
        if min_n not in self._topics:
            self._topics[min_n] = topics(self.frame, customer="who", corpus=self.corpus, min_n=min_n)
        return self._topics[min_n]

    def grouped(self, column: str, first: Any, last: Any, *, without: str | None = None) -> pd.DataFrame:
        """Return the comments with their group; none outside the days, and none of one group.

        Topics stay those of all comments, so that they can be compared between spans of days.
        """
        group = self.frame[column].astype(object)
        kept = group.notna() if without is None else group.notna() & (group != without)
        if self.date is not None and (first is not None or last is not None):
            kept &= within(self.frame[self.date], first, last)
        return self.frame.assign(group=group.where(kept))


def comments_of(pot: DataPot, columns: Sequence[str], date: str | None) -> CommentCube:
    """Read the comments of a pot as its report on NPS does, with columns of the answers beside them."""
    keep = list(dict.fromkeys([*columns, *([date] if date else [])]))
    frame = customer_comments(pot, pot["responses"], keep=keep)[["who", "text", "band", *keep]]
    frame["who"] = people_of(frame, "who")
    return CommentCube(frame, [pot.company or ""], date)
