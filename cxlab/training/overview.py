"""How a class is doing: who has solved what, and which errors were common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

import pandas as pd
from markupsafe import Markup

from ..language import _, filled, ngettext, number, percent, told
from ..text import Text
from .classes import name_of
from .exercise import Exercise
from .lesson import exercises_of, lesson_names, lessons
from .progress import Event, Progress

__all__ = ["class_errors", "class_exercises", "class_trainees", "overview_html", "overview_markdown"]

OWN_SLIPS = ("sign", "percent")
"""Errors that the checker knows of every exercise that asks for a number."""


def class_exercises(progress: Sequence[Progress]) -> pd.DataFrame:
    """Return per exercise that somebody tried: how many tried, solved it, at once, with help.

    Returns
    -------
    DataFrame
        lesson, exercise, tried, right, first_try (trainees), attempts (median of those who solved it), hints
        and solutions (trainees who asked for them).
    """
    rows = []
    for name in _exercise_names():
        tries = [one.of(name, "check") for one in progress]
        tried = [events for events in tries if events]
        if not tried and not any(one.of(name) for one in progress):
            continue
        until = [states.index("right") + 1 for states in map(_states, tried) if "right" in states]
        rows.append(
            {
                "lesson": name.rpartition("-")[0],
                "exercise": name,
                "tried": len(tried),
                "right": len(until),
                "first_try": until.count(1),
                "attempts": median(until) if until else None,
                "hints": sum(bool(one.of(name, "hint")) for one in progress),
                "solutions": sum(bool(one.of(name, "solution")) for one in progress),
            }
        )
    columns = ["lesson", "exercise", "tried", "right", "first_try", "attempts", "hints", "solutions"]
    return pd.DataFrame(rows, columns=columns)


def class_errors(progress: Sequence[Progress]) -> pd.DataFrame:
    """Return which errors were made by how many trainees, the most common first.

    Returns
    -------
    DataFrame
        exercise, misconception, trainees, tried (trainees who tried the exercise).
    """
    made: Counter[tuple[str, str]] = Counter()
    tried: Counter[str] = Counter()
    for one in progress:
        checks = [event for event in one.events if event.kind == "check"]
        tried.update({event.exercise for event in checks})
        made.update({(event.exercise, event.misconception) for event in checks if event.misconception})
    known = {name: {one.name for one in exercise.misconceptions} for name, exercise in _exercises().items()}
    rows = [
        {"exercise": exercise, "misconception": name, "trainees": count, "tried": tried[exercise]}
        for (exercise, name), count in sorted(made.items(), key=lambda item: (-item[1], item[0]))
        if name in known.get(exercise, ()) or (name in OWN_SLIPS and exercise in known)
    ]
    return pd.DataFrame(rows, columns=["exercise", "misconception", "trainees", "tried"])


def class_trainees(progress: Sequence[Progress]) -> pd.DataFrame:
    """Return per trainee and lesson how many exercises are solved, of how many.

    Returns
    -------
    DataFrame
        trainee, lesson, right, exercises; lessons that the trainee has not begun are left out.
    """
    rows, called = [], _called(progress)
    for one in progress:
        solved = {event.exercise for event in one.events if event.state == "right"}
        begun = {event.exercise.rpartition("-")[0] for event in one.events}
        for lesson in lessons():
            names = lesson.exercise_names()
            if lesson.name in begun:
                right = len(solved & {*names})
                told_by = {"trainee": called[id(one)], "lesson": lesson.name, "right": right}
                rows.append({**told_by, "exercises": len(names)})
    return pd.DataFrame(rows, columns=["trainee", "lesson", "right", "exercises"])


def overview_markdown(progress: Sequence[Progress]) -> str:
    """Return the overview of a class as Markdown, in the current language."""
    begun = sum(bool(one.events) for one in progress)
    people = ngettext("{n} trainee", "{n} trainees", len(progress)).format(n=number(len(progress), 0))
    parts = [
        f"# {_('How the class is doing')}",
        told(Text("{people}, of whom {begun} have begun.", people=people, begun=begun)),
    ]
    if begun:
        parts += [_errors(progress), _exercises_table(progress), _trainees_table(progress)]
    return "\n\n".join(part for part in parts if part) + "\n"


def overview_html(progress: Sequence[Progress]) -> str:
    """Return the overview as one page that needs nothing else."""
    from ..report.clean import from_markdown
    from ..report.render import page

    heading, _blank, rest = overview_markdown(progress).partition("\n\n")
    title = heading.removeprefix("# ")
    body = Markup('<div class="page single"><h1>{}</h1>{}</div>').format(title, from_markdown(rest))
    return page("plain.html.j2", title=title, body=body, style="h2 { margin-top: 2.5rem; }")


def _errors(progress: Sequence[Progress]) -> str:
    table = class_errors(progress)
    heading = f"## {_('Which errors were common?')}"
    if table.empty:
        return f"{heading}\n\n{_('None that the checker knows.')}"
    exercises = _exercises()
    lines = []
    for row in table.to_dict("records"):
        share = told(Text("{n} of {all}", n=row["trainees"], all=row["tried"]))
        says = _said(exercises[row["exercise"]], row["misconception"])
        lines.append(
            (f"`{row['exercise']}`", f"{share} ({percent(row['trainees'] / row['tried'], 0)})", says)
        )
    head = (_("Exercise"), _("Trainees"), _("What the checker told them"))
    return f"{heading}\n\n{_table(head, lines)}"


def _said(exercise: Exercise, misconception: str) -> str:
    """Return what the checker says about an error, with the figures of an example."""
    from .checker import example_data

    for one in exercise.misconceptions:
        if one.name == misconception:
            return filled(one.says, one.values(example_data(exercise.name)))
    return _("Wrong sign.") if misconception == "sign" else _("Share and percent mixed up.")


def _exercises_table(progress: Sequence[Progress]) -> str:
    lines = [
        (
            f"`{row['exercise']}`",
            f"{row['right']} / {row['tried']}",
            str(row["first_try"]),
            "–" if pd.isna(row["attempts"]) else number(row["attempts"], 1 if row["attempts"] % 1 else 0),
            str(row["hints"]),
            str(row["solutions"]),
        )
        for row in class_exercises(progress).to_dict("records")
    ]
    head = (
        *(_("Exercise"), _("Solved / tried"), _("At once"), _("Attempts (median)")),
        *(_("Asked for hints"), _("Saw the solution")),
    )
    return f"## {_('Which exercises were hard?')}\n\n{_table(head, lines)}"


def _trainees_table(progress: Sequence[Progress]) -> str:
    table = class_trainees(progress)
    begun = [lesson for lesson in lessons() if lesson.name in {*table["lesson"]}]
    done = {(row["trainee"], row["lesson"]): row for row in table.to_dict("records")}
    lines = []
    for who in sorted(_called(progress).values()):
        cells = [done.get((who, lesson.name)) for lesson in begun]
        lines.append((who, *(f"{cell['right']} / {cell['exercises']}" if cell else "–" for cell in cells)))
    head = (_("Trainee"), *(told(Text("Lesson {number}", number=lesson.number)) for lesson in begun))
    return f"## {_('How far is everybody?')}\n\n{_table(head, lines)}"


def _called(progress: Sequence[Progress]) -> dict[int, str]:
    """Return what everybody is called; those who share a name are told apart by the seed of their data."""
    times = Counter(name_of(one) for one in progress)
    return {
        id(one): name_of(one) if times[name_of(one)] == 1 else f"{name_of(one)} ({one.trainee.seed})"
        for one in progress
    }


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows)


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ").replace("<", "&lt;")


def _states(events: Sequence[Event]) -> list[str]:
    return [event.state for event in events]


def _exercise_names() -> list[str]:
    return [name for lesson in lessons() for name in lesson.exercise_names()]


def _exercises() -> dict[str, Exercise]:
    return {name: one for lesson in lesson_names() for name, one in exercises_of(lesson).items()}
