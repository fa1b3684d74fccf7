"""One clock for the dates of several tables: microseconds in UTC, time zones never mixed in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import EventLog
from cxlab.engine.instants import dates_of, zone_of
from cxlab.engine.scan import scan
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

__all__ = ["MISSING", "Timezone"]

MISSING = np.iinfo(np.int64).min
_DAY = pd.Timedelta(days=1)
_TICK = pd.Timedelta(microseconds=1)


@dataclass(frozen=True)
class Timezone:
    """The clock of the events; other tables are read by it."""

    zone: str | None
    known: bool = True
    "A log that was read before does not tell its time zone."

    @classmethod
    def of(cls, events: Any, time: str) -> Timezone:
        """Return the clock of the column `time`."""
        return (
            cls(None, known=False)
            if isinstance(events, EventLog)
            else cls(zone_of(scan(events, [time]), time))
        )

    def micros(self, values: pd.Series, name: str, *, until_evening: bool = False) -> np.ndarray:
        """Return dates as microseconds in UTC, `MISSING` where there is none.

        Plain days are days where the events are; `until_evening`: each lasts until its end. A time of day
        without a time zone beside events with one (or the other way round) is refused.
        """
        stamps = dates_of(values, name)
        known = stamps.dropna()
        days = bool((known == known.dt.normalize()).all())
        if stamps.dt.tz is not None:
            if self.known and self.zone is None:
                raise BadValue(
                    Text(
                        "column {name!r} has a time zone, the events have none; use the same for both",
                        name=name,
                    )
                )
        elif self.zone is not None and not days:
            raise BadValue(
                Text(
                    "the events have a time zone ({zone}), column {name!r} has none; say in which its times "
                    "are, for example with data[{name!r}].dt.tz_localize({zone!r})",
                    zone=self.zone,
                    name=name,
                )
            )
        if days and until_evening:
            stamps = (
                stamps.dt.tz_localize(None).add(_DAY).dt.tz_localize(stamps.dt.tz or self.zone, **_GAPS)
                - _TICK
            )
        elif stamps.dt.tz is None and self.zone is not None:
            stamps = stamps.dt.tz_localize(self.zone, **_GAPS)
        return _utc(stamps)

    def instant(self, moment: Any, name: str, default: int) -> int:
        """Return a moment given by the caller in microseconds; without a zone it is in that of the events."""
        if moment is None:
            return int(default)
        stamp = pd.to_datetime(moment, errors="coerce")
        if not isinstance(stamp, pd.Timestamp):
            raise BadParameter(
                Text(
                    "{name} is a date such as 2024-12-31 or a timestamp; found {moment!r}",
                    name=name,
                    moment=moment,
                )
            )
        if stamp.tz is not None and self.known and self.zone is None:
            raise BadParameter(
                Text("{name} has a time zone, the events have none; use the same for both", name=name)
            )
        series = pd.Series([stamp])
        if stamp.tz is None and self.zone is not None:
            series = series.dt.tz_localize(self.zone, **_GAPS)
        return int(_utc(series)[0])


# A clock that is put forward has no such hour, one that is put back has it twice: the later, the first.
_GAPS: dict[str, Any] = {"nonexistent": "shift_forward", "ambiguous": True}


def _utc(stamps: pd.Series) -> np.ndarray:
    if stamps.dt.tz is not None:
        stamps = stamps.dt.tz_convert("UTC").dt.tz_localize(None)
    found = stamps.to_numpy(dtype="datetime64[us]")
    return np.where(np.isnat(found), MISSING, found.astype(np.int64))
