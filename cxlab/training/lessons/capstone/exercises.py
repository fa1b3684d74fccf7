"""The exercises of lesson 10 and the errors that people make in them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ....language import N_
from ...exercise import Exercise, Misconception
from .data import Data
from .truth import judge_findings, judge_rise, judge_step

__all__ = ["EXERCISES"]

FIXED, TEMPLATES = "Fehler behoben", "Neue Antwortvorlagen"


def _rise(data: Data, **other: Any) -> dict[str, str]:
    planted = data.planted
    return {"region": planted.region, "cause": planted.cause, "begin": f"{planted.begin:%Y-%m-%d}"} | other


def _another(names: tuple[str, ...], than: str) -> str:
    return next(name for name in names if name != than)


def _ends(values: dict[str, float]) -> tuple[str, str]:
    ordered = sorted(values, key=lambda name: values[name])
    return ordered[0], ordered[-1]


def _finding(about: str, group: str, direction: str) -> dict[str, str]:
    sentence = f"{group}: {direction} than the others, as the data show."
    return {"about": about, "group": group, "direction": direction, "sentence": sentence}


def _findings(data: Data) -> list[dict[str, str]]:
    planted = data.planted
    return [
        _finding("complaints", planted.region, "worse"),
        _finding("nps", _ends(planted.segments)[0], "worse"),
        _finding("funnel", planted.device, "worse"),
        _finding("churn", _ends(planted.channels)[1], "worse"),
        _finding("measure", FIXED, "better"),
    ]


def _reversed(data: Data) -> list[dict[str, str]]:
    first, *others = _findings(data)
    return [first | {"direction": "better"}, *others]


def _effectless(data: Data) -> list[dict[str, str]]:
    return [*_findings(data)[:4], _finding("measure", TEMPLATES, "better")]


def _begin_and_end(data: Data) -> dict[str, pd.Timestamp]:
    return {"begin": data.planted.begin, "end": data.planted.end}


EXERCISES = (
    Exercise(
        name="capstone-1",
        kind="table",
        right=_rise,
        judge=judge_rise,
        hints=(
            N_(
                "The largest cause is not the one that rose. What is looked for is more than is usual there at that time."
            ),
            N_(
                "`cx.complaints.observed_complaints(pot)` puts complaints and customers together; `cx.complaints.complaint_rises(...)` looks for clusters in place and time."
            ),
            N_(
                "The first row of the result is the most striking rise: `region`, `cause` and `first_day` stand in it."
            ),
        ),
        explains=N_(
            "A fault in one process, in one region, from {begin} to {end}. In the yearly figures it disappears; that is why one looks "
            "for place and time together."
        ),
        values=_begin_and_end,
        misconceptions=(
            Misconception(
                "another_region",
                lambda data: _rise(data, region=_another(data.planted.regions, data.planted.region)),
                N_(
                    "The cause is right, the region is not. A large region always has many complaints; compare with what is usual there."
                ),
            ),
            Misconception(
                "another_cause",
                lambda data: _rise(data, cause=_another(data.planted.causes, data.planted.cause)),
                N_(
                    "The region is right, the cause is not. The most frequent cause of all is not the one that rose."
                ),
            ),
            Misconception(
                "end_for_begin",
                lambda data: _rise(data, begin=f"{data.planted.end:%Y-%m-%d}"),
                N_("That is when it ended. Whoever looks for the trigger needs the beginning."),
            ),
            Misconception(
                "another_time",
                lambda data: _rise(data, begin="2023-01-02"),
                N_(
                    "Place and cause are right, the time is not. A high month need not be part of the rise: seasons recur every year."
                ),
            ),
        ),
    ),
    Exercise(
        name="capstone-2",
        kind="names",
        right=lambda data: _ends(data.planted.segments)[0],
        hints=(
            N_("Compare the NPS of each segment with all others, not with the total that it is part of."),
            N_(
                '`cx.nps_compare(answers, by=..., cluster="customer_id")`; look at `estimate` and `p_adjusted`.'
            ),
        ),
        explains=N_(
            "It lies below the others. `p_adjusted` says whether that holds after the correction for several comparisons. Why it is so, the figure does not say: read the comments."
        ),
        misconceptions=(
            Misconception(
                "highest",
                lambda data: _ends(data.planted.segments)[1],
                N_("That is the segment with the highest score: mind the sign of `estimate`."),
            ),
        ),
    ),
    Exercise(
        name="capstone-3",
        kind="table",
        right=lambda data: {"device": data.planted.device, "step": data.planted.steps[2]},
        judge=judge_step,
        hints=(
            N_("Not the step at which most are lost, but the one at which the two devices differ."),
            N_(
                '`cx.funnel(events, steps, window="60 days", by="channel")`; its `differences` compare the devices step by step.'
            ),
            N_("Look at `funnel_share_of_previous` in `differences`: in which row is `p_adjusted` small?"),
        ),
        explains=N_(
            "That is where visitors get stuck on one device and not on the other. Later steps differ as well, but only because fewer arrive: "
            "the loss is passed on."
        ),
        misconceptions=(
            Misconception(
                "other_device",
                lambda data: {"device": data.planted.other_device, "step": data.planted.steps[2]},
                N_("The step is right. But on this device it goes better: name the side that gets stuck."),
            ),
            Misconception(
                "narrow_for_all",
                lambda data: {"device": data.planted.device, "step": data.planted.steps[1]},
                N_(
                    "At this step many are lost, but on both devices alike. A step that is narrow for all is no finding about a device."
                ),
            ),
        ),
    ),
    Exercise(
        name="capstone-4",
        kind="names",
        right=lambda data: _ends(data.planted.channels)[1],
        hints=(
            N_(
                "Customers who came long ago have proved that they stay. Which method takes into account when somebody began and whether they are still there?"
            ),
            N_(
                "`cx.durations(customers, observed_from=..., observed_until=...)` gives tenures with late entry; `cx.observation_window(customers)` both days."
            ),
            N_(
                '`cx.survival_curve(tenure, by="sales_channel", times=[730])`: which share is still there after two years?'
            ),
        ),
        explains=N_(
            "Customers of this channel leave soonest. That is an association: it may be the customers whom the channel brings, or what it promises them."
        ),
        misconceptions=(
            Misconception(
                "stays_longest",
                lambda data: _ends(data.planted.channels)[0],
                N_("Customers of this channel stay longest. A high survival means that few leave."),
            ),
        ),
    ),
    Exercise(
        name="capstone-5",
        kind="table",
        right=_findings,
        judge=judge_findings,
        hints=(
            N_(
                "You have four findings already. For the fifth look into measures.yml: which of the two measures shows an effect in the data?"
            ),
            N_(
                "For each finding four fields: `about` (complaints, nps, funnel, churn, measure), `group`, `direction` (worse or better) and `sentence`."
            ),
            N_(
                "Compare the complaints of the region before, during and after the fault, and the hours to the first answer before and after the other measure."
            ),
        ),
        explains=N_("Nothing false, and the essentials are there: this could go to the board."),
        misconceptions=(
            Misconception(
                "no_effect",
                _effectless,
                N_(
                    "You report a measure as effective that changed nothing. After every measure some figure moves; only compared with before, "
                    "and with what was not touched, does it say anything."
                ),
            ),
            Misconception(
                "reversed",
                _reversed,
                N_(
                    "One of your findings points the wrong way: what you praise is what hurts. Check `direction` against your figures."
                ),
            ),
            Misconception(
                "no_sentence",
                lambda data: [finding | {"sentence": "see table"} for finding in _findings(data)],
                N_(
                    'A finding is a sentence. "See table" leaves the work to those who are to decide: say what is so, how sure, and what follows.'
                ),
            ),
            Misconception(
                "everything",
                lambda data: _findings(data) * 2,
                N_(
                    "That is a list, not a selection. The board remembers three to five findings; of more than eight it remembers none."
                ),
            ),
        ),
    ),
)
