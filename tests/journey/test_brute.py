"""The kernel against the definition, for every combination of order, entry, ties and exclusion.

``python -m tests.journey.test_brute`` compares 20,000 random customers per combination.
"""

import sys

import numpy as np
import pandas as pd
import pytest

from cxlab.engine import event_log
from cxlab.journey._attempts import NEVER, attempts_of, collapse, without_dropped
from cxlab.journey._plan import plan_of

from .brute import STEPS, Rules, combinations, random_log

MINUTE = 60_000_000
ORIGIN = int(pd.Timestamp("2024-01-01").as_unit("us").asm8.astype("int64"))
COMBINATIONS = list(combinations())


def kernel(frame, rules):
    """Return (customer, minute of entry, minutes reached) as the kernel sees them."""
    plan = plan_of(
        [set(step) for step in rules.steps],
        f"{rules.window}min",
        order=rules.order,
        entry=rules.entry,
        ties=rules.ties,
        tolerance=f"{rules.tolerance}min" if rules.ties == "tolerance" else None,
        exits="x" if rules.exclusion == "exit" else None,
        exclude="x" if rules.exclusion in ("drop", "end") else None,
        exclude_effect="end" if rules.exclusion == "end" else "drop",
    )
    log = event_log(
        frame,
        case="who",
        event="what",
        time="at",
        keep=plan.needed,
        sequence="seq" if rules.ties == "sequence" else None,
    )
    attempts = without_dropped(attempts_of(log, plan, entry_from=None, entry_to=None))
    attempts = collapse(attempts) if rules.entry == "any" else attempts
    minutes = np.where(attempts.reached < NEVER, (attempts.reached - ORIGIN) // MINUTE, NEVER)
    who = log.ids[attempts.case]
    return sorted(zip(who, (attempts.start - ORIGIN) // MINUTE, map(tuple, minutes.tolist()), strict=True))


def mismatches(customers: int, seed: int, combination) -> int:
    order, entry, ties, exclusion, names = combination
    wrong = 0
    for number, name in enumerate(names):
        frame = random_log(customers // len(names), seed * 100 + number)
        rules = Rules(STEPS[name], order, entry, ties, exclusion)
        events = {
            who: list(rows)
            for who, rows in frame.groupby("who")[["minute", "seq", "what"]]
            .apply(lambda part: list(part.itertuples(index=False, name=None)))
            .items()
        }
        expected = sorted(
            (who, start, tuple(reached))
            for who, rows in events.items()
            for start, reached in rules.customer(rows)
        )
        found = kernel(frame, rules)
        wrong += len(set(expected) ^ set(found)) + abs(len(expected) - len(found))
    return wrong


@pytest.mark.parametrize("combination", COMBINATIONS, ids=lambda c: " ".join(c[:4]))
def test_kernel_is_the_definition(combination):
    assert mismatches(400, seed=1, combination=combination) == 0


if __name__ == "__main__":
    total = 0
    for place, one in enumerate(COMBINATIONS):
        wrong = mismatches(20_000, seed=2 + place, combination=one)
        total += wrong
        print(f"{' '.join(one[:4]):40} 20,000 customers, {wrong} mismatches", flush=True)
    print(f"{len(COMBINATIONS)} combinations, {20_000 * len(COMBINATIONS):,} customers, {total} mismatches")
    sys.exit(bool(total))
