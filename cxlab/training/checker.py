"""The checker that trainees meet: their data, `check`, `hint` and `solution`; offline, in their language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from markupsafe import Markup

from ..errors import BadParameter, UnknownName, system_reason
from ..language import _, current, filled, told, use
from ..text import Text
from .answers import EXPECTED, is_missing, same, usable
from .exercise import Exercise, Misconception
from .lesson import exercises_of, find_lesson, lesson_names
from .progress import Progress, find_progress

__all__ = ["Verdict", "check", "hint", "judge", "lesson_data", "maker", "solution"]

RIGHT, WRONG, KNOWN_ERROR, OPEN, UNUSABLE, HELP = (
    "right",
    "wrong",
    "misconception",
    "open",
    "unusable",
    "help",
)
EXAMPLE_SEED = 1
COLOURS = {RIGHT: "#1b7837", WRONG: "#b2182b", KNOWN_ERROR: "#b35806"}


@dataclass(frozen=True)
class Verdict:
    """What the checker says about an answer; notebooks show it in words and colour.

    `state` is "right", "wrong", "misconception", "open" (not yet answered) or "unusable" (not the kind of
    answer that is asked for); "help" for hints and solutions.
    """

    exercise: str
    state: str
    heading: str
    text: str
    misconception: str = ""
    code: str = ""

    def __bool__(self) -> bool:
        """Whether the answer is right."""
        return self.state == RIGHT

    def __str__(self) -> str:
        return f"{self.heading} {self.text}".strip() + (f"\n\n{self.code}" if self.code else "")

    __repr__ = __str__

    def _repr_html_(self) -> str:
        colour = COLOURS.get(self.state, "#45556c")
        box = Markup(
            '<div role="status" style="border-left:6px solid {colour};padding:.4em .8em;max-width:48em">'
            '<strong style="color:{colour}">{heading}</strong> {text}{code}</div>'
        )
        code = Markup("<pre>{}</pre>").format(self.code) if self.code else ""
        return box.format(colour=colour, heading=self.heading, text=_with_code(self.text), code=code)


def _with_code(text: str) -> Markup:
    """Return a text as HTML: what stands between backticks is code, everything else is shown as it is."""
    parts = str(text).split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else Markup("{}").format(part)
        for place, part in enumerate(parts)
    )


def lesson_data(lesson: str, *, language: str | None = None, seed: int | None = None) -> Any:
    """Make the data of a lesson: everybody's own, always the same for the same trainee.

    Parameters
    ----------
    lesson : str
        Its name, such as "nps".
    language : {"en", "de"}, optional
        Language that the checker speaks from now on.
    seed : int, optional
        By default that of the folder, see ``cxlab training new``.

    Examples
    --------
    >>> lesson_data("nps", seed=3).waves["quarter"].unique().tolist()
    ['Q1', 'Q2']
    """
    if language is not None:
        use(language)
    find_lesson(lesson if isinstance(lesson, str) else str(lesson))
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int) or seed < 0):
        raise BadParameter(Text("seed: {found}, expected a whole number from 0", found=repr(seed)))
    return maker(lesson)(find_progress().trainee.seed if seed is None else seed)


def check(exercise: str, answer: Any) -> Verdict:
    """Judge an answer and keep how it was judged in the folder's progress.

    Parameters
    ----------
    exercise : str
        Its name, such as "nps-2".
    answer
        Numbers, texts, tables: whatever the exercise asks for, in any usual form.

    Returns
    -------
    Verdict
        Shows itself in a notebook; true where the answer is right.

    Raises
    ------
    UnknownName
        There is no such exercise.
    """
    found, progress = find_exercise(exercise), find_progress()
    data = _kept_data(exercise.rpartition("-")[0], progress.trainee.seed)
    verdict = judge(found, answer, data)
    if verdict.state == OPEN:
        return verdict
    return _kept(progress, verdict, "check", verdict.state)


def hint(exercise: str) -> Verdict:
    """Give the next hint to an exercise: each call says a little more, none gives the solution away."""
    found, progress = find_exercise(exercise), find_progress()
    given = len(progress.of(exercise, "hint"))
    place = min(given, len(found.hints) - 1)
    heading = told(Text("Hint {place} of {all}:", place=place + 1, all=len(found.hints)))
    text = _(found.hints[place])
    if given >= len(found.hints):
        more = Text(
            'There is no further hint. `solution("{exercise}")` shows the solution.', exercise=exercise
        )
        text = f"{text} {told(more)}"
    verdict = Verdict(exercise, HELP, heading, text)
    return verdict if given >= len(found.hints) else _kept(progress, verdict, "hint")


def solution(exercise: str, *, show: bool = False) -> Verdict:
    """Show the solution, but to nobody who has not tried: then only with ``show=True``."""
    find_exercise(exercise)
    progress = find_progress()
    if not show and not progress.of(exercise, "check"):
        ask = Text(
            'You have not tried yet: `hint("{exercise}")` helps you on. '
            'If you want to see the solution all the same: `solution("{exercise}", show=True)`',
            exercise=exercise,
        )
        return Verdict(exercise, HELP, _("Not yet."), told(ask))
    block = find_lesson(exercise.rpartition("-")[0]).block_of(exercise)
    verdict = Verdict(exercise, HELP, _("Solution:"), "", code=block.code("solution", current()))
    return _kept(progress, verdict, "solution")


def find_exercise(exercise: str) -> Exercise:
    """Return the exercise of that name.

    Raises
    ------
    UnknownName
    """
    lesson = str(exercise).rpartition("-")[0]
    known = exercises_of(lesson) if lesson in lesson_names() else {}
    if not isinstance(exercise, str) or exercise not in known:
        names = list(known) or [f"{name}-1" for name in lesson_names()]
        raise UnknownName(Text("exercise"), str(exercise), names)
    return known[exercise]


def judge(exercise: Exercise, answer: Any, data: Any) -> Verdict:
    """Judge an answer on the data of a trainee; nothing is kept."""
    name = exercise.name
    if is_missing(answer):
        text = _("Put your answer where the three dots `...` stand, then run the cell again.")
        return Verdict(name, OPEN, _("Not answered yet."), text)
    if exercise.judge is not None:
        return _own_verdict(exercise, exercise.judge(answer, data), data)
    if not usable(exercise.kind, answer):
        expected = _(EXPECTED[exercise.kind])
        text = told(Text("An answer to this exercise is {expected}.", expected=expected))
        return Verdict(name, UNUSABLE, _("This cannot be judged."), text)
    right = exercise.right(data)
    if same(exercise.kind, answer, right, exercise.tolerance):
        return _right(exercise, data)
    for one in exercise.misconceptions:
        if same(exercise.kind, answer, one.answer(data), exercise.tolerance):
            return _misconceived(exercise, one, data)
    return _wrong(exercise, answer, right)


def _right(exercise: Exercise, data: Any) -> Verdict:
    text = filled(exercise.explains, exercise.values(data))
    return Verdict(exercise.name, RIGHT, _("Right."), text)


def _misconceived(exercise: Exercise, found: Misconception, data: Any) -> Verdict:
    text = filled(found.says, found.values(data))
    return Verdict(exercise.name, KNOWN_ERROR, _("Not quite."), text, found.name)


def _wrong(exercise: Exercise, answer: Any, right: Any) -> Verdict:
    """Say that an answer is wrong, and where its sign or its unit alone is."""
    name, text = "", _help(exercise)
    if exercise.kind in ("number", "share", "points"):
        for factor, slip, says in (
            (-1.0, "sign", _("The amount is right, its sign is not: what is subtracted from what?")),
            (0.01, "percent", _("The figure is right but for a factor of 100: a share or percent?")),
            (100.0, "percent", _("The figure is right but for a factor of 100: a share or percent?")),
        ):
            if right and same(exercise.kind, answer, right * factor, exercise.tolerance * abs(factor)):
                name, text = slip, says
                break
    return Verdict(exercise.name, WRONG, _("Not right yet."), text, name)


def _help(exercise: Exercise) -> str:
    return told(Text('`hint("{exercise}")` helps you on.', exercise=exercise.name))


def _own_verdict(exercise: Exercise, said: Any, data: Any) -> Verdict:
    """Make a verdict of what an exercise with a judge of its own says."""
    state, text = said if isinstance(said, tuple) else (said, "")
    by_name = {one.name: one for one in exercise.misconceptions}
    verdict = (
        _right(exercise, data)
        if state == RIGHT
        else _misconceived(exercise, by_name[state], data)
        if state in by_name
        else Verdict(exercise.name, state, _HEADINGS[state](), told(text) or _help(exercise))
    )
    if text and state in (RIGHT, *by_name):
        together = f"{verdict.text} {told(text)}".strip()
        return Verdict(verdict.exercise, verdict.state, verdict.heading, together, verdict.misconception)
    return verdict


_HEADINGS: dict[str, Callable[[], str]] = {
    WRONG: lambda: _("Not right yet."),
    UNUSABLE: lambda: _("This cannot be judged."),
    OPEN: lambda: _("Not answered yet."),
}


def _kept(progress: Progress, verdict: Verdict, kind: str, state: str = "") -> Verdict:
    """Keep an event; where the folder cannot be written the verdict says so and counts all the same."""
    try:
        progress.add(kind, verdict.exercise, state, verdict.misconception)
    except OSError as error:
        fault = Text("Your progress is not kept: {reason}.", reason=system_reason(error))
        text = f"{verdict.text} ({told(fault)})".strip()
        return Verdict(
            verdict.exercise, verdict.state, verdict.heading, text, verdict.misconception, verdict.code
        )
    return verdict


def maker(lesson: str) -> Callable[[int], Any]:
    """Return the function that makes the data of a lesson."""
    make: Callable[[int], Any] = import_module(f"cxlab.training.lessons.{lesson}.data").make
    return make


def example_data(exercise: str) -> Any:
    """Return the data of somebody, to fill what is said about an exercise with figures."""
    return _kept_data(exercise.rpartition("-")[0], EXAMPLE_SEED)


@lru_cache(maxsize=16)
def _kept_data(lesson: str, seed: int) -> Any:
    # Not what `lesson_data` returned: a trainee may have changed that.
    return maker(lesson)(seed)
