"""Does a report say what was planted? Counts it over many sample companies and writes docs/truth.md.

    python benchmarks/truth.py                            # 30 companies of 20,000 customers, 30 of 2,000
    python benchmarks/truth.py --companies 3 --sizes 2000 # a quick look
    python benchmarks/truth.py --keep FOLDER              # keep what was found; it is not run again

Each company is generated (industry and seed vary), every template runs on it with its default parameters,
and the findings that the report states are set against the truth that was planted: each fact is said
rightly, not said or said wrongly, and each finding stated as shown is right or false. `truth_facts` says
what counts as which.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from truth_facts import FACTS, FACTS_OF, Companion, judged

PAGE = Path(__file__).resolve().parents[1] / "docs" / "truth.md"
INDUSTRIES = ("energy", "telecom", "insurance", "bank", "saas", "ecommerce")
TEMPLATES = tuple(FACTS_OF)
READS_FINDINGS = ("swot_synthesis",)
"""Templates that read what the others found: they run last."""

FIRST_SEED = 4001


@dataclass(frozen=True)
class Case:
    """One company to be generated."""

    industry: str
    customers: int
    seed: int

    @property
    def name(self) -> str:
        """Return the folder of the company."""
        return f"{self.industry}-{self.customers}-{self.seed}"


def cases(sizes: Iterable[int], companies: int) -> Iterator[Case]:
    """Yield companies that go round the industries, each with a seed of its own."""
    for size in sizes:
        for number in range(companies):
            yield Case(INDUSTRIES[number % len(INDUSTRIES)], size, FIRST_SEED + number)


def run_case(case: Case, keep: Path) -> str:
    """Generate a company, run the templates and keep what they found; return what went wrong, if anything."""
    import cxlab as cx
    from cxlab import report
    from cxlab.sample.write import write_company

    folder = keep / case.name
    pot = folder / "pot"
    if not (folder / "done").exists():
        write_company(pot, seed=case.seed, customers=case.customers, industry=case.industry)
    failed = []
    for template in TEMPLATES:
        if (folder / template / "run.json").exists():
            continue
        try:
            given = {"findings": str(folder)} if template in READS_FINDINGS else {}
            run = report.run(
                template, pot=str(pot), language="en", parameters=given, output=folder / template
            )
        except cx.CxError as error:
            failed.append(f"{template}: {error}")
            continue
        if run.state != "completed":
            failed.append(f"{template}: {run.state}")
    (folder / "done").write_text("; ".join(failed))
    return "; ".join(failed)


def findings_of(folder: Path) -> pd.DataFrame:
    """Return the findings of all templates of a company, with the column `template`."""
    found = [
        pd.read_parquet(path).assign(template=template)
        for template in TEMPLATES
        for path in sorted((folder / template).rglob("findings.parquet"))
    ]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame({"template": []})


def counted(
    done: Iterable[Case], keep: Path
) -> tuple[dict[tuple[int, str], Counter], dict[tuple[int, str], Counter]]:
    """Return, per size, how often each fact was said and how the stated findings of each kind were judged."""
    facts: dict[tuple[int, str], Counter] = {}
    stated: dict[tuple[int, str], Counter] = {}
    for case in done:
        findings = findings_of(keep / case.name)
        company = Companion(keep / case.name / "pot")
        for template, planted in FACTS_OF.items():
            if not (keep / case.name / template).exists():
                continue  # a company that was kept from before the template was there
            for fact in planted:
                facts.setdefault((case.customers, fact.name), Counter())[fact.said(findings, company)] += 1
        shown = findings[findings["certainty"] == "shown"] if "certainty" in findings else findings
        for row in shown.itertuples(index=False):
            verdict = judged(row, company)
            stated.setdefault((case.customers, row.finding), Counter())[verdict] += 1
    return facts, stated


def facts_table(facts: dict[tuple[int, str], Counter], sizes: Iterable[int]) -> str:
    """Return how often each fact was said, as Markdown."""
    lines = []
    for size in sizes:
        lines += [
            f"\n### {size:,} customers\n",
            "| planted fact | said rightly | not said | said wrongly |\n|---|---|---|---|",
        ]
        total: Counter = Counter()
        for fact in FACTS:
            found = facts.get((size, fact.name), Counter())
            total += found
            lines.append(f"| {fact.name} | {found['right']} | {found['not said']} | {found['wrong']} |")
        every = max(sum(total.values()), 1)
        lines.append(
            f"| **all** | **{total['right']} of {every} ({100 * total['right'] / every:.0f} %)** | "
            f"{total['not said']} | {total['wrong']} |"
        )
    return "\n".join(lines)


def stated_table(stated: dict[tuple[int, str], Counter], sizes: Iterable[int]) -> str:
    """Return how the findings that were stated as shown were judged, as Markdown."""
    lines = []
    for size in sizes:
        lines += [
            f"\n### {size:,} customers\n",
            "| finding | right | false | not to be judged |\n|---|---|---|---|",
        ]
        total: Counter = Counter()
        for (of_size, name), found in sorted(stated.items()):
            if of_size == size:
                total += found
                lines.append(f"| {name} | {found['right']} | {found['false']} | {found['unknown']} |")
        every = max(total["right"] + total["false"], 1)
        share = 100 * total["false"] / every
        lines.append(
            f"| **all** | {total['right']} | **{total['false']} ({share:.1f} %)** | {total['unknown']} |"
        )
    return "\n".join(lines)


INTRODUCTION = """\
# Does the report say what was planted?

Written by `python benchmarks/truth.py`; do not edit.

The sample company plants facts. Here every template runs on many companies with its default parameters,
and what the report states as findings is set against what was planted. "Said rightly": stated as shown or
likely, in the right direction, and where a figure was planted, within the interval. "Not said" includes
what is stated as open. A stated finding is false if its direction is wrong or if nothing was planted there;
"not to be judged" are findings of which the truth holds no figure. `benchmarks/truth_facts` is the
definition. A row counts the companies on which its report was run.
"""


def main() -> None:
    """Run the companies and write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--companies", type=int, default=30, help="companies of each size")
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 2_000])
    parser.add_argument("--keep", type=Path, help="folder for companies and findings")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only-count", action="store_true", help="count what is kept, run nothing")
    options = parser.parse_args()
    keep = options.keep or Path(tempfile.mkdtemp())
    wanted = list(cases(options.sizes, options.companies))
    start = time.perf_counter()
    if not options.only_count:
        with ProcessPoolExecutor(options.workers) as pool:
            for case, failed in zip(wanted, pool.map(run_case, wanted, [keep] * len(wanted)), strict=True):
                spent = time.perf_counter() - start
                print(f"{spent:6.0f} s  {case.name}  {failed}", flush=True)
    done = [case for case in wanted if (keep / case.name / "done").exists()]
    if not done:
        sys.exit("nothing was run")
    facts, stated = counted(done, keep)
    runs = Counter(case.customers for case in done)
    said = ", ".join(f"{count} companies of {size:,} customers" for size, count in runs.items())
    text = "\n".join(
        [
            INTRODUCTION,
            f"{said}; industries: {', '.join(sorted({case.industry for case in done}))}.",
            "\n## Planted facts",
            facts_table(facts, runs),
            "\n## Findings stated as shown",
            stated_table(stated, runs),
        ]
    )
    PAGE.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
