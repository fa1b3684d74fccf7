"""Exercises of lesson 9: the right answers for any trainee's programme, and the errors that people make."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from ....engine import period
from ....language import N_
from ....metrics import nps, nps_change
from ....stats import adjust_p
from ...exercise import Exercise, Misconception
from .data import Data

__all__ = ["EXERCISES"]

SURE = 0.05
A_YEAR = 12


def _runs(data: Data, *, excluded: int | None = None, included: int = 1) -> int:
    """Return how many runs the plan has; by default its exclusion takes the template with every level."""
    plan = data.plan
    all_of_them = len(plan.templates) * len(plan.languages) * len(plan.levels)
    return all_of_them - (len(plan.levels) if excluded is None else excluded) + included


def _axes_added(data: Data) -> int:
    return len(data.plan.templates) + len(data.plan.languages) + len(data.plan.levels)


def _this_month(data: Data) -> pd.Timestamp:
    return pd.Timestamp(data.today).replace(day=1)


def _between(data: Data, first: pd.Timestamp, end: pd.Timestamp) -> int:
    return int(((data.answers["date"] >= first) & (data.answers["date"] < end)).sum())


def _whole_months(data: Data) -> int:
    return _between(data, _this_month(data) - pd.DateOffset(months=3), _this_month(data))


def _running_month_too(data: Data) -> int:
    return _between(data, _this_month(data) - pd.DateOffset(months=2), pd.Timestamp(data.today))


def _ninety_days(data: Data) -> int:
    today = pd.Timestamp(data.today)
    return _between(data, today - pd.Timedelta(days=90), today)


def _three_months_back(data: Data) -> int:
    today = pd.Timestamp(data.today)
    return _between(data, today - pd.DateOffset(months=3), today)


def _combinations(data: Data) -> int:
    return data.templates * data.pots * data.languages


def _of_pot(data: Data) -> int:
    return data.templates * data.languages


def _of_template(data: Data) -> int:
    return data.pots * data.languages


@lru_cache(maxsize=2)
def _changes(data: Data) -> pd.DataFrame:
    """Return the change of every route in the last whole month, with corrected p-values."""
    whole = data.answers[data.answers["date"] < _this_month(data)]
    table = nps_change(whole, period=period("date", "month"), by="route")
    table = table[table["group"] != "total"]
    return table.assign(p_adjusted=adjust_p(table["p"], method="holm"))


def _fallen(data: Data, p: str = "") -> list[str]:
    table = _changes(data)
    fell = table["estimate"] < 0
    return [*table.loc[fell & (table[p] < SURE) if p else fell, "group"]]


def _below_target(data: Data) -> list[str]:
    last = _this_month(data) - pd.DateOffset(months=1)
    rows = data.answers["date"].between(last, _this_month(data), inclusive="left")
    table = nps(data.answers[rows], by="route")
    return [*table.loc[table["estimate"] < data.target, "route"]]


def _false_alarms(data: Data, *, chance: float = SURE / 2, months: int = A_YEAR) -> float:
    return data.answers["route"].nunique() * months * chance


def _weaknesses(data: Data, now: tuple[str, ...], known: tuple[str, ...]) -> list[str]:
    """Return the weaknesses that are so certain now and were not known with such a certainty."""
    told = data.before.set_index("group")["certainty"]
    weak = data.now[(data.now["direction"] == "weakness") & data.now["certainty"].isin(now)]
    return [str(group) for group in weak["group"] if told.get(group, "") not in known]


def _all_new(data: Data) -> list[str]:
    told = data.before.loc[data.before["certainty"] != "open", "group"]
    return [*data.now.loc[(data.now["certainty"] == "shown") & ~data.now["group"].isin(told), "group"]]


RUNS = Exercise(
    name="programme-1",
    kind="number",
    right=_runs,
    hints=(
        N_("A matrix makes one report for every combination of its axes, for every template."),
        N_("`exclude` takes out every combination that fits it; `include` adds one."),
        N_(
            'Write the plan to a file (`Path("monthly.yml").write_text(data.plan.text)`) and count its '
            "runs with `read_plan`."
        ),
    ),
    explains=N_(
        "A few lines of a plan make many reports; `cxlab batch PLAN --dry-run` lists them before a "
        "single one is made."
    ),
    misconceptions=(
        Misconception(
            name="axes_added",
            answer=_axes_added,
            says=N_(
                "You added the lengths of the axes. A matrix multiplies them: every template in every "
                "language with every level."
            ),
        ),
        Misconception(
            name="exclusion_forgotten",
            answer=lambda data: _runs(data, excluded=0),
            says=N_("You overlooked `exclude`: what fits it is not made."),
        ),
        Misconception(
            name="exclusion_takes_one",
            answer=lambda data: _runs(data, excluded=1),
            says=N_(
                "You let `exclude` take out a single run. It names only template and language, so it "
                "fits every level, and it takes out all that it fits."
            ),
        ),
        Misconception(
            name="inclusion_forgotten",
            answer=lambda data: _runs(data, included=0),
            says=N_("You overlooked `include`: it adds a run that is not a combination of the axes."),
        ),
    ),
)

DATES = Exercise(
    name="programme-2",
    kind="number",
    right=_whole_months,
    hints=(
        N_("Should a report of the last three months contain the month that has only just begun?"),
        N_("Relative dates stand for whole calendar periods that are over."),
        N_(
            '`span_of("last 3 months", data.today)` has `first` and `last`; count the answers between '
            "the two days, both included."
        ),
    ),
    explains=N_(
        "The period consists of whole months that are over. So the report of the 3rd and that of the "
        "17th say the same, and every month is compared with a whole month."
    ),
    misconceptions=(
        Misconception(
            name="running_month_too",
            answer=_running_month_too,
            says=N_(
                "You counted the current month as one of the three. It is not over: its figure changes "
                "every day and cannot be compared with whole months."
            ),
        ),
        Misconception(
            name="ninety_days",
            answer=_ninety_days,
            says=N_(
                "You counted 90 days back from today. Such a window slides with the day on which the "
                "batch happens to run: two reports made in one month would not say the same."
            ),
        ),
        Misconception(
            name="three_months_back",
            answer=_three_months_back,
            says=N_(
                "You went back exactly three months from today. That leaves part of a month at either "
                "end, and neither part can be compared with a whole month."
            ),
        ),
    ),
)

REMADE = Exercise(
    name="programme-3",
    kind="number",
    right=lambda data: _of_pot(data) + _of_template(data) - data.languages,
    hints=(
        N_(
            "A report is made again if anything it depends on has changed: its notebook, its parameters, "
            "its data."
        ),
        N_(
            "How many reports use the changed data pot? How many use the changed notebook? And how many "
            "use both?"
        ),
        N_(
            "Reports on the data pot plus reports from the notebook, minus those that are both: one per "
            "language."
        ),
    ),
    explains=N_("All others are skipped: nothing they depend on has changed, so they would say the same."),
    misconceptions=(
        Misconception(
            name="counted_twice",
            answer=lambda data: _of_pot(data) + _of_template(data),
            says=N_(
                "You counted twice the reports that use both the changed data pot and the changed "
                "notebook. They are made once."
            ),
        ),
        Misconception(
            name="everything",
            answer=_combinations,
            says=N_(
                "You had everything made again. Most reports depend on neither of the two files; making "
                "them again costs hours and shows nothing new."
            ),
        ),
        Misconception(
            name="data_only",
            answer=_of_pot,
            says=N_(
                "You counted only the reports whose data have changed. A changed notebook computes "
                "something else from the same data, so its reports are out of date too."
            ),
        ),
    ),
)

FELL = Exercise(
    name="programme-4",
    kind="names",
    right=lambda data: _fallen(data, "p_adjusted"),
    hints=(
        N_("For each route: is the change more than chance? And how many routes are you asking about?"),
        N_(
            "Ask often enough and chance alone will turn something up. The p-values have to be corrected "
            "for that."
        ),
        N_(
            '`adjust_p(routes["p"], method="holm")` corrects them; keep the falls whose corrected value '
            "is below 0.05."
        ),
    ),
    explains=N_("This fall would be striking even among so many routes; somebody should look at it today."),
    misconceptions=(
        Misconception(
            name="every_fall",
            answer=_fallen,
            says=N_(
                "You chose every route whose score is lower than in the month before. About half of all "
                "routes are, every month, without anything having happened."
            ),
        ),
        Misconception(
            name="not_corrected",
            answer=lambda data: _fallen(data, "p"),
            says=N_(
                "You tested each route as if it were the only one. Among so many tests at 5%, chance "
                "alone makes one significant now and then; the more routes are tested, the more the "
                "correction asks for."
            ),
        ),
        Misconception(
            name="below_target",
            answer=_below_target,
            says=N_(
                "You chose the routes that miss the target. That is another rule: a route can be below "
                "target for years without changing at all."
            ),
        ),
    ),
)

FALSE_ALARMS = Exercise(
    name="programme-5",
    kind="number",
    right=_false_alarms,
    tolerance=0.05,
    hints=(
        N_("Suppose nothing ever changes. What share of the tests is significant all the same?"),
        N_("At a significance level of 5% it is 5%; half of these are rises, and a rise triggers no mail."),
        N_("Routes times months times the chance of a significant fall."),
    ),
    explains=N_(
        "And all of these are false, since nothing ever changes. A rule that nobody has thought through "
        "teaches people to ignore it."
    ),
    misconceptions=(
        Misconception(
            name="significant_means_true",
            answer=lambda data: 0,
            says=N_(
                "You expect no false alarm because the rule asks for significance. But at 5%, one test "
                "in 20 is significant even if nothing has changed, and there are many tests in a year."
            ),
        ),
        Misconception(
            name="both_directions",
            answer=lambda data: _false_alarms(data, chance=SURE),
            says=N_(
                "You counted every significant change. Half of those that arise by chance are rises, and "
                "Mr Lund gets a mail only for falls."
            ),
        ),
        Misconception(
            name="one_month",
            answer=lambda data: _false_alarms(data, months=1),
            says=N_("That is the number for one month; the question is about a year."),
        ),
    ),
)

NEW_WEAKNESSES = Exercise(
    name="programme-6",
    kind="names",
    right=lambda data: _weaknesses(data, ("shown",), ("shown", "likely")),
    hints=(
        N_(
            "Three things must hold: it is a weakness, it is certain now, and the last report did not "
            "have it."
        ),
        N_(
            "What was likely last time is no news now that it is certain; what was open was not yet a "
            "finding."
        ),
        N_(
            "Take the weaknesses of `data.now` with certainty `shown`, and drop the groups that "
            "`data.before` has as `shown` or `likely`."
        ),
    ),
    explains=N_("That is what the rule `new weakness` reports: a few lines, each of them news."),
    misconceptions=(
        Misconception(
            name="old_news",
            answer=lambda data: _weaknesses(data, ("shown",), ()),
            says=N_(
                "You chose all certain weaknesses of this report. Some were in the last one already: "
                "people who get the same alert every month stop reading."
            ),
        ),
        Misconception(
            name="likely_is_enough",
            answer=lambda data: _weaknesses(data, ("shown", "likely"), ("shown", "likely")),
            says=N_(
                "You included what is only likely. Such a finding has not survived the correction and is "
                "often gone next month; it may stand in the report but should wake nobody."
            ),
        ),
        Misconception(
            name="likely_was_unknown",
            answer=lambda data: _weaknesses(data, ("shown",), ("shown",)),
            says=N_(
                "You included what the last report already called likely. Its readers know of it; that "
                "it is now certain is worth a line in the report, not an alert."
            ),
        ),
        Misconception(
            name="strength_as_alarm",
            answer=_all_new,
            says=N_("You chose everything that is new. A new strength is good news, not an alert."),
        ),
    ),
)

EXERCISES = (RUNS, DATES, REMADE, FELL, FALSE_ALARMS, NEW_WEAKNESSES)
