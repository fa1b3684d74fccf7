"""Means, variances and covariances per group, exact also where values are large and differ little."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from cxlab.engine.scan import Scan
from cxlab.engine.tally import By, Key, as_keys, check_labels, finite, grouped, keyed, scan_for, settle

_WEIGHTS = ("weight_sum", "weight_square_sum")
_MOMENTS = ("value", "n", "missing", "mean", "variance", "min", "max")
_PAIRED = ("x", "y", "n", "missing", "mean_x", "mean_y", "variance_x", "variance_y", "covariance")
_RESIDUALS = ("residual_square_sum_x", "residual_square_sum_y", "residual_product_sum")


def means_and_variances(
    data: Any, *, by: By = None, values: str | Sequence[str], weight: str | None = None
) -> pd.DataFrame:
    """Describe numeric columns per group.

    Parameters
    ----------
    data
        pandas, polars, pyarrow, DuckDB or a path to Parquet or CSV files.
    by
        Column names and `Period`s.
    values
        One or more numeric columns.
    weight
        A numeric column of weights.

    Returns
    -------
    DataFrame
        One row per group and value: the keys, `value` (the column's name), `n` (rows with a value and a
        weight), `missing` (the rest; infinite counts as missing), `mean`, `variance` (divisor n - 1), `min`,
        `max`. With a weight `mean` and `variance` are weighted (variance: n / (n - 1) times the weighted
        mean square), and there are `weight_sum`, `weight_square_sum` and `residual_square_sum` (sum of
        weight squared times deviation squared, which a linearised standard error needs).

    Notes
    -----
    Values are centred on their group's mean before squaring, so that nothing cancels; the shift is taken
    out again afterwards (corrected two-pass algorithm, Chan, Golub and LeVeque 1983).

    Examples
    --------
    >>> import pandas as pd
    >>> means_and_variances(pd.DataFrame({"ces": [5, 6, 7, None]}), values="ces")
      value  n  missing  mean  variance  min  max
    0   ces  3        1   6.0       1.0  5.0  7.0
    """
    wanted = [values] if isinstance(values, str) else list(values)
    keys = as_keys(by)
    check_labels(keys, reserved=(*_MOMENTS, *_WEIGHTS, "residual_square_sum"))
    source = scan_for(data, keys, [*wanted, *([weight] if weight else [])])
    variables = {f"v{number}": finite(source, name) for number, name in enumerate(wanted)}
    sums, groups = _sums(source, keys, variables, [(name, name) for name in variables], weight)
    parts = []
    for variable, name in zip(variables, wanted, strict=True):
        part = _Part(sums, variable)
        table = sums[groups].assign(value=name, n=part.n, missing=part.missing, mean=part.mean(variable))
        table["variance"] = part.covariance(variable, variable)
        table["min"], table["max"] = sums[f"{variable} min"], sums[f"{variable} max"]
        if weight:
            table = table.assign(weight_sum=part.w, weight_square_sum=part.ww)
            table["residual_square_sum"] = part.residuals(variable, variable)
        parts.append(table)
    return settle(pd.concat(parts, ignore_index=True), groups, source, keys)


def covariances(
    data: Any, *, by: By = None, pairs: Sequence[tuple[str, str]], weight: str | None = None
) -> pd.DataFrame:
    """Describe pairs of numeric columns per group, over the rows that have both.

    Parameters
    ----------
    data, by, weight
        As for `moments`.
    pairs
        Pairs of numeric columns (x, y).

    Returns
    -------
    DataFrame
        One row per group and pair: the keys, `x`, `y` (column names), `n`, `missing` (rows without one of
        them or without a weight), `mean_x`, `mean_y`, `variance_x`, `variance_y`, `covariance` (divisor
        n - 1, weighted as in `moments`) and, with a weight, `weight_sum`, `weight_square_sum`,
        `residual_square_sum_x`, `residual_square_sum_y`, `residual_product_sum` (weights squared).

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"expected": [5, 6, 7], "perceived": [4, 6, 5]})
    >>> table = covariances(answers, pairs=[("expected", "perceived")])
    >>> table[["n", "mean_x", "mean_y", "covariance"]]
       n  mean_x  mean_y  covariance
    0  3     6.0     5.0         0.5
    """
    keys = as_keys(by)
    check_labels(keys, reserved=(*_PAIRED, *_WEIGHTS, *_RESIDUALS))
    names = [name for pair in pairs for name in pair]
    source = scan_for(data, keys, [*names, *([weight] if weight else [])])
    variables: dict[str, nw.Expr] = {}
    for number, (first, second) in enumerate(pairs):
        x, y = finite(source, first), finite(source, second)
        variables[f"x{number}"] = nw.when(~y.is_null()).then(x)
        variables[f"y{number}"] = nw.when(~x.is_null()).then(y)
    products = [(name, name) for name in variables]
    products += [(f"x{number}", f"y{number}") for number in range(len(pairs))]
    sums, groups = _sums(source, keys, variables, products, weight)
    parts = []
    for number, (first, second) in enumerate(pairs):
        x_, y_ = f"x{number}", f"y{number}"
        part = _Part(sums, x_)
        table = sums[groups].assign(x=first, y=second, n=part.n, missing=part.missing)
        table = table.assign(mean_x=part.mean(x_), mean_y=part.mean(y_))
        table = table.assign(variance_x=part.covariance(x_, x_), variance_y=part.covariance(y_, y_))
        table["covariance"] = part.covariance(x_, y_)
        if weight:
            residuals = [part.residuals(*both) for both in ((x_, x_), (y_, y_), (x_, y_))]
            table = table.assign(weight_sum=part.w, weight_square_sum=part.ww)
            table = table.assign(**dict(zip(_RESIDUALS, residuals, strict=True)))
        parts.append(table)
    return settle(pd.concat(parts, ignore_index=True), groups, source, keys)


def _sums(
    source: Scan,
    keys: Sequence[Key],
    variables: dict[str, nw.Expr],
    products: Sequence[tuple[str, str]],
    weight: str | None,
) -> tuple[pd.DataFrame, list[str]]:
    """Return, in one pass over the data, the sums that means and second moments are made of."""
    w = finite(source, weight) if weight else nw.lit(1.0)
    present = [nw.when(~w.is_null()).then(values).alias(name) for name, values in variables.items()]
    frame, groups = keyed(source, keys, [*present, w.alias("w")])
    centres = {name: nw.col(name).mean() for name in variables}
    frame = frame.with_columns(
        *((mean.over(*groups) if groups else mean).alias(f"{name} c") for name, mean in centres.items())
    )
    frame = frame.with_columns(*((nw.col(x) - nw.col(f"{x} c")).alias(f"{x} d") for x in variables))
    columns = _terms(list(variables), products)
    frame = frame.with_columns(*(column.alias(name) for name, column in columns.items()))
    wanted = [nw.len().alias("rows"), *(nw.col(name).sum() for name in columns)]
    for name in variables:
        values = nw.col(name)
        wanted += [values.min().alias(f"{name} min"), values.max().alias(f"{name} max")]
        wanted += [nw.col(f"{name} c").max()]
    small = grouped(frame, groups, wanted)
    small[list(columns)] = small[list(columns)].fillna(0)
    floats = [name for name in small.columns if name not in groups]
    return small.astype(dict.fromkeys(floats, "float64")), groups


def _terms(variables: Sequence[str], products: Sequence[tuple[str, str]]) -> dict[str, nw.Expr]:
    """Return the columns to sum: weights w, deviations d, products of them, and counts n."""
    terms: dict[str, nw.Expr] = {}
    w = nw.col("w")
    for name in variables:
        here = ~nw.col(name).is_null()
        terms[f"{name} n"] = nw.when(here).then(nw.lit(1)).otherwise(nw.lit(0))
        for letters, factor in (("w", w), ("ww", w * w)):
            terms[f"{name} {letters}"] = nw.when(here).then(factor)
            terms[f"{name} {letters}d"] = factor * nw.col(f"{name} d")
    for first, second in products:
        product = w * nw.col(f"{first} d") * nw.col(f"{second} d")
        terms[f"{first} {second} wdd"] = product
        terms[f"{first} {second} wwdd"] = product * w
    return terms


class _Part:
    """Moments out of sums, for the rows in which one variable is present."""

    def __init__(self, sums: pd.DataFrame, variable: str) -> None:
        self.sums = sums
        self.n = sums[f"{variable} n"].astype("int64")
        self.missing = sums["rows"].astype("int64") - self.n
        self.w = sums[f"{variable} w"]
        self.ww = sums[f"{variable} ww"]
        self.known = (self.n > 0) & (self.w > 0)

    def shift(self, name: str) -> pd.Series:
        """Return how far the (weighted) mean lies from the centre."""
        return self.sums[f"{name} wd"] / self.w.where(self.known)

    def mean(self, name: str) -> pd.Series:
        """Return the (weighted) mean."""
        return self.sums[f"{name} c"] + self.shift(name)

    def covariance(self, first: str, second: str) -> pd.Series:
        """Return the (weighted) covariance with divisor n - 1."""
        total = self.sums[f"{first} {second} wdd"] - self.w * self.shift(first) * self.shift(second)
        return total / self.w * self.n / (self.n - 1).where(self.n > 1)

    def residuals(self, first: str, second: str) -> pd.Series:
        """Return the sum of squared weights times the deviations of both from their means."""
        a, b = self.shift(first), self.shift(second)
        crossed = a * self.sums[f"{second} wwd"] + b * self.sums[f"{first} wwd"]
        return self.sums[f"{first} {second} wwdd"] - crossed + a * b * self.ww
