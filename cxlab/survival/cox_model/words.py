"""What survival models say, in words, in the current language."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.language import _, interval, ngettext, number, p_value, percent, told

from .fitted import FittedCox

__all__ = ["capital", "cox_text", "effect_name", "ph_interpretation", "ph_remedy", "sentence"]

MOST_EFFECTS = 3


def effect_name(row: Any) -> str:
    """Return a coefficient as words: "contract: Month-to-month rather than Two year"."""
    name = str(row.covariate).replace("_", " ")
    if row.category is None or row.category != row.category:
        return _("{covariate}, per unit").format(covariate=name)
    said = _("{covariate}: {category} rather than {reference}")
    return said.format(covariate=name, category=_value(row.category), reference=_value(row.reference))


def _value(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return _("yes") if value else _("no")
    return str(value)


def cox_text(model: FittedCox, test: pd.DataFrame) -> str:
    """Return one paragraph: what it rests on, the strongest effects, how well it orders, the cautions.

    `test` says whether the effects last (`ph_test`).
    """
    strongest = model.standing_out.head(MOST_EFFECTS)
    first = ngettext(
        "The model rests on {n} rows of follow-up, of which {events} end with a customer leaving.",
        "The model rests on {n} rows of follow-up, of which {events} end with a customer leaving.",
        model.n,
    ).format(n=number(model.n), events=number(model.n_events))
    if strongest.empty:
        effects = [_("No covariate changes the rate of leaving by more than chance explains.")]
    else:
        effects = [_effect(row, model.level) for row in strongest.itertuples()]
    order = _("Of two customers, it names the one who leaves first in {share} of cases (by chance: 50%).")
    cautions = [_("Hazard ratios describe who leaves sooner; they do not prove why.")]
    broken = [str(c).replace("_", " ") for c in test.loc[test["violated"], "covariate"]]
    broken = [name for name in broken if name != "all covariates"]
    if broken:
        said = _(
            "The effect of {covariates} changes with tenure: the hazard ratio is only an average over it."
        )
        cautions.append(said.format(covariates=", ".join(broken)))
    cautions += map(sentence, model.notes)
    return " ".join([first, *effects, order.format(share=percent(model.concordance, 0)), *cautions])


def _effect(row: Any, level: float) -> str:
    said = _("{effect}: customers leave {ratio} times as often ({level} interval {interval}).")
    return said.format(
        effect=capital(effect_name(row)), ratio=number(row.hazard_ratio, 2), level=percent(level, 0),
        interval=interval(row.low, row.high, 2),
    )  # fmt: skip


def capital(text: str) -> str:
    """Return text with a capital where it starts a sentence."""
    return text[:1].upper() + text[1:]


def sentence(note: str) -> str:
    """Return a note as a sentence."""
    return capital(told(note)) + "."


def ph_interpretation(row: Any) -> str:
    """Say whether an effect stays the same over tenure."""
    p = p_value(row.p_adjusted, prefix=True)
    name = str(row.covariate).replace("_", " ")
    if row.covariate == "all covariates":
        if row.violated:
            return _("Taken together, effects change with tenure ({p}).").format(p=p)
        return _("Taken together, nothing speaks against constant effects ({p}).").format(p=p)
    if not row.violated:
        return _("Nothing speaks against a constant effect of {covariate} ({p}).").format(covariate=name, p=p)
    if np.isnan(row.early):
        return _("The effect of {covariate} changes with tenure ({p}).").format(covariate=name, p=p)
    said = _(
        "The effect of {covariate} changes with tenure ({p}): hazard ratio {early} up to {time}, "
        "{late} after."
    )
    return said.format(
        covariate=name,
        p=p,
        early=number(row.early, 2),
        late=number(row.late, 2),
        time=number(row.turning_point, 0 if row.turning_point % 1 == 0 else 1),
    )


def ph_remedy(row: Any, model: FittedCox, turning_points: list[float]) -> str:
    """Say what to do about an effect that changes with tenure."""
    if not row.violated or row.covariate == "all covariates":
        return ""
    at = f'time_varying={{"{row.covariate}": [{", ".join(f"{point:g}" for point in turning_points)}]}}'
    term = next(term for term in model.counted.terms if term.covariate == row.covariate)
    if term.levels is None or model.options.time_varying:
        return _("Let its effect change with tenure: {option}.").format(option=at)
    said = _(
        "Let its effect change with tenure: {option}; or, where it need not be measured, make it a stratum: "
        "{strata} instead of a covariate."
    )
    strata = [*model.options.strata, row.covariate]
    listed = ", ".join(f'"{name}"' for name in strata)
    return said.format(option=at, strata=f"strata=[{listed}]")
