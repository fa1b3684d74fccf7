"""Parametric survival: how long customers stay, by distribution, beyond the last curve's step."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import require
from cxlab.errors import BadParameter, BadValue
from cxlab.language import N_, _, interval, number
from cxlab.stats import critical, two_sided_p
from cxlab.text import Text

from ..counting.event_table import AUTO
from ..cox_model import cautions, guards
from ..cox_model.counted_rows import CountedDesign, ModelOptions, count_rows
from ..cox_model.newton import fit_cox
from ..cox_model.predict import in_pandas, tenure_of, wanted_times
from ..cox_model.terms import encode
from ..cox_model.words import capital, effect_name, sentence
from ..notebook_html import result_html

__all__ = ["AftResult", "aft"]

MODELS = {
    "weibull": "WeibullAFTFitter",
    "log_normal": "LogNormalAFTFitter",
    "log_logistic": "LogLogisticAFTFitter",
}
NAMES = {"weibull": N_("Weibull"), "log_normal": N_("log-normal"), "log_logistic": N_("log-logistic")}
SCALE = {"weibull": "lambda_", "log_normal": "mu_", "log_logistic": "alpha_"}


@dataclass(frozen=True)
class AftResult:
    """A fitted accelerated failure time model.

    Attributes
    ----------
    table
        covariate, category, reference, estimate (log time ratio), se, time_ratio, low, high, p, note,
        level. A time ratio of 2 says that customers stay twice as long.
    candidates
        model, log_likelihood, n_parameters, aic, chosen: the distributions compared.
    distribution
        The chosen one.
    n, n_events, left_out, level
        As in `CoxResult`; durations of 0 are left out, since log time is not defined there.
    longest
        The longest tenure observed.
    """

    table: pd.DataFrame
    candidates: pd.DataFrame
    distribution: str
    log_likelihood: float
    n: int
    n_events: int
    left_out: dict[str, int]
    level: float
    longest: float
    counted: CountedDesign
    kept: np.ndarray
    fitter: Any

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader must know about the model (few events, leaks, rows left out), in words."""
        return cautions.notes(replace(self.counted, left_out=self.left_out))

    def predict_survival(
        self, data: pd.DataFrame, times: Any, given: Any = None, *, extrapolate: bool = False
    ) -> pd.DataFrame:
        """Return the probability to stay beyond each tenure, given the tenure reached, per customer.

        Parameters
        ----------
        data, times, given
            As in `CoxResult.predict_survival`: one clock, that of the durations.
        extrapolate
            Beyond the longest tenure observed the figures rest on the shape of the distribution alone: they
            are missing unless asked for.
        """
        require(data, *(term.covariate for term in self.counted.terms))
        wanted = wanted_times(times)
        data = in_pandas(data)
        reached = tenure_of(data, given)
        names = [f"x{j}" for j in np.flatnonzero(self.kept)]
        scale = _scale(self.counted.rows.x[:, self.kept])
        x = encode(self.counted.terms, data)[:, self.kept] / scale
        frame = pd.DataFrame(x, columns=names)
        usable = frame.notna().all(axis=1).to_numpy()
        found = np.full((len(data), len(wanted)), np.nan)
        for j, time in enumerate(wanted):
            found[usable, j] = self._ratio(frame[usable], np.maximum(time, reached[usable]), reached[usable])
        if not extrapolate:
            found[np.maximum(wanted, reached[:, None]) > self.longest] = np.nan
        return pd.DataFrame(found, index=data.index, columns=wanted)

    def _ratio(self, frame: pd.DataFrame, later: np.ndarray, now: np.ndarray) -> np.ndarray:
        """Return S(later) / S(now) for each row at its own times."""
        parameters = self.fitter._prep_inputs_for_prediction_and_return_scores(frame, None)
        with np.errstate(divide="ignore"):
            first, last = (_log_survival(self.distribution, t, *parameters) for t in (now, later))
        return np.exp(last - first)

    def _repr_html_(self) -> str:
        columns = ["covariate", "category", "reference", "time_ratio", "low", "high", "p", "note"]
        return result_html(self.text, self.table, columns)

    @property
    def text(self) -> str:
        """One paragraph that a manager can read, in the current language."""
        sure = self.table[self.table["p"] < 1 - self.level]
        ordered = sure.reindex(sure["estimate"].abs().sort_values(ascending=False).index).head(3)
        said = _("{effect}: customers stay {ratio} times as long ({interval}).")
        effects = [
            said.format(
                effect=capital(effect_name(row)), ratio=number(row["time_ratio"], 2),
                interval=interval(row["low"], row["high"], 2),
            )
            for _i, row in ordered.iterrows()
        ]  # fmt: skip
        first = _("Of the distributions compared, the {name} one fits the durations best.")
        if len(self.candidates) == 1:
            first = _("Durations are taken to follow the {name} distribution; no other was tried.")
        last = _("Beyond the longest tenure observed, it is the distribution that speaks, not the data.")
        opening = first.format(name=_(NAMES[self.distribution]))
        return " ".join([opening, *effects, *map(sentence, self.notes), last])


def aft(
    data: Any,
    *,
    duration: str = "duration",
    event: str = "event",
    covariates: str | Sequence[str],
    entry: str | None = AUTO,
    weight: str | None = None,
    reference: Mapping[str, Hashable] | None = None,
    distribution: str = "best",
    level: float = 0.95,
) -> AftResult:
    """Fit an accelerated failure time model: by how much covariates stretch the time customers stay.

    Parameters
    ----------
    data, duration, event, covariates, entry, reference
        As in `cox`.
    weight
        How many equal rows a row stands for: whole numbers. Weights of a sample are for `cox`.
    distribution : {"best", "weibull", "log_normal", "log_logistic"}
        "best": the one with the lowest AIC.
    level
        Confidence level.

    Returns
    -------
    AftResult

    Raises
    ------
    BadParameter
        `distribution` is not known.

    References
    ----------
    Fitted by lifelines (Davidson-Pilon 2019, JOSS 4). R: survival::survreg, flexsurv::flexsurvreg.

    Examples
    --------
    >>> months, left = [5, 8, 12, 3, 9, 4], [1, 0, 1, 1, 1, 1]
    >>> tenure = pd.DataFrame({"months": months, "left": left, "dsl": list("nnnyyy")})
    >>> model = aft(tenure, duration="months", event="left", covariates="dsl", distribution="weibull")
    >>> model.table["time_ratio"].round(2).tolist()
    [0.59]
    """
    if distribution not in ("best", *MODELS):
        raise BadParameter(
            Text(
                "distribution {distribution!r} is not known; available: best, {available}",
                distribution=distribution,
                available=list(MODELS),
            )
        )
    names = (covariates,) if isinstance(covariates, str) else tuple(covariates)
    options = ModelOptions(
        duration, event, names, entry, weight=weight, reference=dict(reference or {}), time_varying={}
    )
    counted = count_rows(data, options)
    kept = _estimable(counted, options)
    frame, zero = _frame(counted, kept)
    wanted = list(MODELS) if distribution == "best" else [distribution]
    fitted = {name: _fit(name, frame) for name in wanted}
    aic = {name: float(f.AIC_) for name, f in fitted.items()}
    best = min(aic, key=lambda name: aic[name])
    candidates = pd.DataFrame([
        {"model": name, "log_likelihood": f.log_likelihood_, "n_parameters": len(f.params_), "aic": aic[name],
         "chosen": name == best} for name, f in fitted.items()
    ])  # fmt: skip
    left_out = counted.left_out | ({"duration of 0": zero} if zero else {})
    return AftResult(
        _table(counted, kept, fitted[best], best, level), candidates, best,
        float(fitted[best].log_likelihood_), counted.n - zero, counted.n_events, left_out, level,
        float(counted.rows.exit.max()), counted, kept, fitted[best],
    )  # fmt: skip


def _estimable(counted: CountedDesign, options: ModelOptions) -> np.ndarray:
    """Refuse what has no estimate, as Cox's model would; return which columns the others do not determine."""
    guards.require_two_sides(counted)
    guards.require_events(counted)
    guards.refuse_perfect_levels(counted)
    guards.refuse_outcomes(counted)
    rows = counted.rows
    left = np.bincount(rows.pattern, weights=rows.count * rows.event, minlength=len(rows.x))
    for j, column in enumerate(counted.columns):
        if column.category is not None and not left @ (rows.x[:, j] != 0):
            raise BadValue(
                Text(
                    "nobody with {covariate} {category!r} left, so its time ratio has no estimate; join "
                    "levels, or use cx.cox",
                    covariate=column.covariate,
                    category=str(column.category),
                )
            )
    fit = fit_cox(rows)
    if not fit.kept.any():
        guards.refuse_unestimable(options)
    if fit.diverging.any():
        found = np.flatnonzero(fit.kept)[fit.diverging]
        guards.refuse_separation([counted.columns[j] for j in found], counted)
    return fit.kept


def _frame(counted: CountedDesign, kept: np.ndarray) -> tuple[pd.DataFrame, int]:
    """Return the rows as lifelines wants them; durations of 0 are counted and left out."""
    rows = counted.rows
    names = [f"x{j}" for j in np.flatnonzero(kept)]
    x = rows.x[:, kept]
    frame = pd.DataFrame((x / _scale(x))[rows.pattern], columns=names)
    frame["T"], frame["E"], frame["W"] = rows.exit, rows.event, rows.count
    if np.any(rows.entry > 0):
        frame["entry"] = np.maximum(rows.entry, 0.0)
    usable = (frame["T"] > 0) & (frame["W"] > 0)
    if np.any(rows.event & ~usable):
        raise BadValue(
            Text("customers who left at a duration of 0 cannot enter a parametric model; use cx.cox")
        )
    return frame[usable], round(float(frame.loc[~usable, "W"].sum()))


def _scale(x: np.ndarray) -> np.ndarray:
    """Return the width of each column: on one scale the search for the maximum goes as far as it can."""
    return np.ptp(x, axis=0)


def _fit(name: str, frame: pd.DataFrame) -> Any:
    import lifelines
    from lifelines.exceptions import ConvergenceError

    late = "entry" if "entry" in frame else None
    # lifelines stops early by default, each distribution's search by an option of its own; its defaults are
    # for likelihoods that rounding lets no closer look at.
    for options in ({"ftol": 1e-14, "gtol": 1e-8}, {}):
        fitter = getattr(lifelines, MODELS[name])()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                fitter.fit(frame, "T", "E", weights_col="W", entry_col=late, fit_options=options)
        except ConvergenceError:
            continue
        return fitter
    raise BadValue(
        Text(
            "the {name} model does not converge: covariates determine each other, or separate those who left",
            name=name,
        )
    )


def _table(counted: CountedDesign, kept: np.ndarray, fitter: Any, name: str, level: float) -> pd.DataFrame:
    keys = [(SCALE[name], f"x{j}") for j in np.flatnonzero(kept)]
    estimate, se = np.full((2, len(kept)), np.nan)
    scale = _scale(counted.rows.x[:, kept])
    estimate[kept] = fitter.params_.loc[keys].to_numpy(dtype=float) / scale
    se[kept] = fitter.standard_errors_.loc[keys].to_numpy(dtype=float) / scale
    z = critical(level) * se
    return pd.DataFrame({
        "covariate": [c.covariate for c in counted.columns],
        "category": [c.category for c in counted.columns],
        "reference": [c.reference for c in counted.columns], "estimate": estimate, "se": se,
        "time_ratio": np.exp(estimate), "low": np.exp(estimate - z), "high": np.exp(estimate + z),
        "p": two_sided_p(estimate / se), "note": [cautions.column_note(not one, False) for one in kept],
        "level": level,
    })  # fmt: skip


def _log_survival(name: str, time: np.ndarray, scale: np.ndarray, shape: np.ndarray) -> np.ndarray:
    from scipy.stats import norm

    if name == "weibull":
        return -((time / scale) ** shape)
    if name == "log_logistic":
        return -np.log1p((time / scale) ** shape)
    return np.asarray(norm.logsf(np.log(time / scale) / shape))
