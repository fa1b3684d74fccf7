"""Can the checker tell every answer from every other, whatever data a trainee has? 200 seeds per exercise.

    python benchmarks/training.py                      # all lessons, 200 seeds, about a minute per lesson
    python benchmarks/training.py --seeds 20 --lesson nps

Prints per lesson how many pairs of answers (the right one and those that the catalogued errors lead to) are
nearer to each other than the tolerance; there must be none. The tests look at four seeds.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time

from cxlab.training.answers import same
from cxlab.training.checker import maker
from cxlab.training.lesson import exercises_of, lesson_names


def alike(lesson: str, seeds: int) -> list[str]:
    """Return which answers to which exercises cannot be told apart, and for which seed."""
    found = []
    for seed in range(seeds):
        data = maker(lesson)(seed)
        for exercise in exercises_of(lesson).values():
            if exercise.judge is not None:
                continue
            answers = {"right": exercise.right(data)}
            answers |= {one.name: one.answer(data) for one in exercise.misconceptions}
            for (one, a), (other, b) in itertools.combinations(answers.items(), 2):
                if same(exercise.kind, a, b, exercise.tolerance):
                    found.append(f"{exercise.name}, seed {seed}: {one} and {other}")
    return found


def main() -> int:
    """Go through the lessons."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--lesson", action="append")
    given = parser.parse_args()
    faults = 0
    for lesson in given.lesson or lesson_names():
        begun = time.perf_counter()
        found = alike(lesson, given.seeds)
        faults += len(found)
        print(f"{lesson}: {len(found)} alike in {given.seeds} seeds, {time.perf_counter() - begun:.0f} s")
        for line in found:
            print(f"  {line}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
