"""Points in time as whole microseconds, so that a duration is a plain subtraction on every backend.

DuckDB subtracts time-zone-aware timestamps by the calendar of the session (a day with a clock change
counts as 24 hours), and Narwhals inherits that; counted from 1970 in UTC the trap is not there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import narwhals as nw

from cxlab.engine.scan import Scan, quote
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

PER_DAY = 86_400_000_000
_ISO = re.compile(r"\d{4}-\d{1,2}\b")
_MONTH = (
    r"(?:jan(?:uary|uar)?|jaen(?:ner)?|jänner|feb(?:ruary|ruar)?|mar(?:ch)?|märz?|mrz|maerz|apr(?:il)?|ma[iy]|june?|juni|july?|juli"
    r"|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)\.?"
)
_PERIOD = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?:[ T,]+\d{1,2}:\d{2}.*)?"  # 01.02.2024
    r"|\d{1,2}[./-]\d{4}"  # 02/2024
    rf"|(?:\d{{1,2}}\.? )?{_MONTH}[ ./-]*(?:\d{{4}}|'?\d{{2}})?(?:,? \d{{4}})?"  # Feb 2024
    r"|(?:q|quartal |\d\. quartal|kw ?|week |woche )\d{0,2}[ ./-]*\d{2,4}",  # Q1 2024, KW 5/2024
    re.IGNORECASE,
)
"""Periods as text whose letters do not sort as time runs."""
PER_UNIT = {"hours": 3_600_000_000, "days": PER_DAY}


def per_unit(unit: str) -> int:
    """Return the microseconds in "hours" or "days"."""
    if unit not in PER_UNIT:
        raise BadParameter(
            Text("unit {unit!r} is not known; available: {names}", unit=unit, names=", ".join(PER_UNIT))
        )
    return PER_UNIT[unit]


def with_micros(scan: Scan, wanted: Mapping[str, str]) -> Scan:
    """Return the scan with an integer column per entry of `wanted` (new name -> date column)."""
    if scan.is_pandas:
        native = scan.frame.to_native()
        new = {name: _micros_pandas(native[column]) for name, column in wanted.items()}
        return replace(scan, frame=nw.from_native(native.assign(**new)))
    schema = scan.frame.collect_schema()
    for column in wanted.values():
        if not isinstance(schema[column], nw.Date | nw.Datetime):
            raise not_a_date(column)
    if scan.frame.implementation.is_duckdb():
        parts = [
            f"epoch_us({_moment(schema[column], column)}) AS {quote(name)}" for name, column in wanted.items()
        ]
        return replace(scan, frame=nw.from_native(scan.frame.to_native().project(", ".join(["*", *parts]))))
    columns = [_to_micros(schema[column], column).alias(name) for name, column in wanted.items()]
    return replace(scan, frame=scan.frame.with_columns(*columns))


def micros_of(moment: str | date, scan: Scan, like: str) -> int:
    """Return a moment given by the caller in microseconds; without a zone it is in that of column `like`."""
    return micros_in(moment, zone_of(scan, like), like)


def micros_in(moment: str | date, zone: str | None, like: str) -> int:
    """Return the same where the zone of the column `like` is known already; None where it has none."""
    stamp = stamp_of(moment)
    if zone and stamp.tz is None:
        # A moment that the clock skipped is the next one that it showed; one shown twice is the earlier.
        stamp = stamp.tz_localize(zone, nonexistent="shift_forward", ambiguous=True)
    elif stamp.tz is not None and not zone:
        raise BadParameter(
            Text(
                "{moment!r} has a time zone, column {like!r} has none; use the same",
                moment=str(moment),
                like=like,
            )
        )
    return int(stamp.as_unit("us").asm8.astype("int64"))


def stamp_of(moment: Any, name: str = "") -> Any:
    """Return a moment given by the caller as a timestamp; `name` is the parameter's, for the message.

    Bare numbers are refused (pandas takes them for nanoseconds since 1970) and so is text that does not
    begin with the year (03.04.2024 would become the fourth of March).
    """
    import pandas as pd

    if moment is None or moment is pd.NaT:
        raise BadParameter(
            Text("{name} is a date, such as 2024-12-31; found none", name=name or Text("this"))
        )
    given = f"{name} {moment!r}" if name else repr(moment)
    wrong = BadParameter(
        Text("{given} is not a date; write it as 2024-12-31 or pass a timestamp", given=given)
    )
    if isinstance(moment, int | float) or (isinstance(moment, str) and not _ISO.match(moment.strip())):
        raise wrong
    try:
        return pd.Timestamp(moment)
    except (ValueError, TypeError):
        raise wrong from None


def zone_of(scan: Scan, column: str) -> str | None:
    """Return the time zone of a date column, None where it is naive."""
    if column in scan.zones:
        return scan.zones[column]
    dtype = scan.frame.collect_schema()[column]
    return dtype.time_zone if isinstance(dtype, nw.Datetime) else None


def same_zone_kind(scan: Scan, first: str, second: str) -> None:
    """Refuse to compare a column with a time zone with one without."""
    if bool(zone_of(scan, first)) != bool(zone_of(scan, second)):
        raise BadValue(
            Text(
                "of columns {first!r} and {second!r} only one has a time zone",
                first=first,
                second=second,
            )
        )


def not_a_date(column: str, values: Any = None) -> BadValue:
    """Return the error for a column that should hold dates, with the remedy for the values that it holds."""
    kind = getattr(getattr(values, "dtype", None), "kind", "")
    if kind in ("i", "u", "f"):
        return BadValue(
            Text(
                "column {column!r} does not hold dates; if its numbers count seconds since 1970, "
                "convert them with {call}, or load the file with cx.read",
                column=column,
                call=f'pd.to_datetime(data[{column!r}], unit="s")',
            )
        )
    shapes = _shapes(values) if kind == "O" else []
    if len(shapes) > 1:
        return BadValue(
            Text(
                "column {column!r} does not hold dates; its text is written in {count} ways "
                "({names}; 9 stands for any digit); convert each with its own format, as in "
                'pd.to_datetime(text, format="%d.%m.%Y", errors="coerce")',
                column=column,
                count=len(shapes),
                names=", ".join(shapes[:3]),
            )
        )
    return BadValue(
        Text(
            "column {column!r} does not hold dates; {how}, or load the file with cx.read",
            column=column,
            how=_how(shapes, column),
        )
    )


def _how(shapes: list[str], column: str) -> str:
    """Return the call that converts text of this shape; its format keeps 03.04. from becoming March."""
    made = f"data.assign({column}=pd.to_datetime(data[{column!r}]"
    if not shapes:
        call = f'{made}, format="%d.%m.%Y"))'
        return Text("convert it first, naming its format: {call}", call=call)
    shape = shapes[0]
    if re.fullmatch(r"99[./-]9999", shape):
        mark = shape[2]
        call = f'{made}, format="%m{mark}%Y"))'
        return Text("convert it first to the first day of each month: {call}", call=call)
    if shape.startswith("9…") or re.match(r"9{4}", shape):
        return Text("convert it first, for example with {call}", call=f'{made}, format="ISO8601"))')
    if "." in shape[:4]:
        year = "%y" if re.match(r"99\.99\.99(?!9)", shape) else "%Y"
        call = f'{made}, format="%d.%m.{year}{_clock(shape)}"))'
        return Text("convert it first, for example with {call}", call=call)
    mark = "-" if "-" in shape[:4] else "/"
    first, other = f"%d{mark}%m{mark}%Y", f"%m{mark}%d{mark}%Y"
    return Text(
        "convert it first, naming what comes first, the day or the month: {call} or {format}",
        call=f"{made}, format={first!r}))",
        format=f"format={other!r}",
    )


def _clock(shape: str) -> str:
    return " %H:%M:%S" if shape.count(":") == 2 else " %H:%M" if shape.count(":") == 1 else ""


def refuse_text_dates(values: Any, column: str) -> None:
    """Refuse labels of periods that do not sort as time runs, such as 01.02.2024 or "Feb 2024".

    Raises
    ------
    BadValue
        With the call that makes dates of them.
    """
    import pandas as pd

    if isinstance(getattr(values, "dtype", None), pd.CategoricalDtype):
        return  # in the order that the caller gave
    texts = [value.strip() for value in pd.unique(pd.Series(values).dropna()) if isinstance(value, str)]
    if len(texts) < 2 or not (
        all(map(_PERIOD.fullmatch, texts)) or sorted(texts) != sorted(texts, key=_natural)
    ):
        return
    shapes = _shapes(pd.Series(texts, dtype=object))
    fault = Text(
        "column {column!r} holds periods as text that sorts by its letters and not by time", column=column
    )
    remedies = [
        Text("or begin the labels with the year and write numbers in equal length: 2024-02, 2024-Q1, wave 09")
    ]
    if shapes:
        how, call = _how(shapes, column), f'cx.period({column!r}, "month")'
        remedies.insert(0, Text("{how} and give {call}", how=how, call=call))
    raise BadValue(Text.together([fault, *remedies]))


def _natural(text: str) -> list[tuple[int, str]]:
    """Return what sorts a text with its numbers as numbers: wave 9 before wave 10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text)]


def _shapes(values: Any) -> list[str]:
    """Return the ways in which dates are written as text, digits hidden; none unless all look like dates."""
    texts = values.dropna().unique()[:10_000]
    found = {re.sub(r"\d", "9", text.strip()) if isinstance(text, str) else "" for text in texts}
    found = {re.sub(r"9{5,}", "9…", re.sub(r"(?<!9)99?(?!9)", "99", shape)) for shape in found}
    return sorted(found) if all(re.fullmatch(r"[9…TZ .:/+-]{6,}", shape) for shape in found) else []


def dates_of(values: Any, column: str) -> Any:
    """Return a pandas column as datetimes: `date` objects converted, anything but dates refused."""
    import pandas as pd

    if values.dtype == object:
        kind = pd.api.types.infer_dtype(values, skipna=True)
        if kind in ("date", "datetime", "empty"):
            values = _from_days(values) if kind != "datetime" else _parsed(values, column)
    elif values.dtype.kind == "f" and values.isna().all():
        values = values.astype("datetime64[us]")  # a column without any value has no type of its own
    if getattr(values.dtype, "kind", "") != "M":
        raise not_a_date(column, values)
    return values


def _from_days(values: Any) -> Any:
    """Return `date` objects as datetimes, also those that nanoseconds do not reach, such as 9999-12-31."""
    import numpy as np
    import pandas as pd

    days = np.array([None if missing else day for day, missing in zip(values, values.isna(), strict=True)])
    return pd.Series(days.astype("datetime64[us]"), index=values.index, name=values.name)


def _parsed(values: Any, column: str) -> Any:
    import pandas as pd

    try:
        return pd.to_datetime(values)
    except pd.errors.OutOfBoundsDatetime:  # before 1677 or after 2262 nanoseconds do not reach
        return values.astype("datetime64[us]")
    except ValueError:
        raise BadValue(
            Text(
                "column {column!r} mixes time zones; bring it to one first, for example with {call}",
                column=column,
                call=f"pd.to_datetime(data[{column!r}], utc=True)",
            )
        ) from None


def _micros_pandas(values: Any) -> Any:
    import numpy as np
    import pandas as pd

    values = dates_of(values, str(values.name))
    if getattr(values.dt, "tz", None) is not None:
        values = values.dt.tz_convert("UTC").dt.tz_localize(None)
    stamps = values.to_numpy(dtype="datetime64[us]")
    # Floats hold microseconds exactly until the year 2255; nullable integers break Narwhals' windows.
    counts = np.where(np.isnat(stamps), np.nan, stamps.astype(np.int64))
    return pd.Series(counts, index=values.index)


def _moment(dtype: Any, column: str) -> str:
    return f"CAST({quote(column)} AS TIMESTAMP)" if isinstance(dtype, nw.Date) else quote(column)


def _to_micros(dtype: Any, column: str) -> nw.Expr:
    zone = dtype.time_zone if isinstance(dtype, nw.Datetime) else None
    return nw.col(column).cast(nw.Datetime("us", zone)).dt.timestamp("us")
