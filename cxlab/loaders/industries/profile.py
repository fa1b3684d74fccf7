"""Industry profiles: what a car kept seven years and a weekly shop do not share, each value with a reason."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ...errors import BadPot, UnknownName
from ...text import Text
from ..safeyaml import load

__all__ = ["IndustryProfile", "industries", "industry_profile"]

FOLDER = Path(__file__).parent
Days = Annotated[int, Field(ge=1, le=3660)]


class IndustryProfile(BaseModel):
    """Defaults of one industry. `because` holds the reason for every value, in words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    label: dict[Literal["en", "de"], str]
    contractual: bool = Field(description="whether a customer leaves by a dated end of contract")
    inactivity_days: Days | None = Field(description="days without activity that count as churn, if any do")
    lifecycle_years: Annotated[float, Field(gt=0, le=50)] = Field(
        description="typical length of a customer relation"
    )
    contacts_per_year: Annotated[float, Field(gt=0, le=365)] = Field(
        description="service contacts of a customer"
    )
    funnel_window_days: Days = Field(description="from the first step of a purchase to the last")
    survey_cadence_days: Days = Field(description="between two relationship surveys of the same customer")
    horizon_days: Days = Field(description="how far ahead churn is predicted")
    landmark_day: Days = Field(description="exposures before this day of the relation, outcomes after it")
    report_period: Literal["day", "week", "month", "quarter", "year"]
    because: dict[str, str]

    @model_validator(mode="before")
    @classmethod
    def _split(cls, data: Any) -> Any:
        """Take "value" and "because" of each setting apart."""
        flat, because = {}, {}
        for key, entry in data.items():
            if isinstance(entry, dict) and "value" in entry:
                flat[key], because[key] = entry["value"], entry.get("because", "")
            else:
                flat[key] = entry
        return {"because": because, **flat}

    @model_validator(mode="after")
    def _consistent(self) -> IndustryProfile:
        settings = set(type(self).model_fields) - {"name", "label", "because"}
        if missing := sorted(key for key in settings if not self.because.get(key)):
            raise ValueError(Text("no reason given for: {names}", names=", ".join(missing)))
        if not self.contractual and self.inactivity_days is None:
            raise ValueError(
                Text("without contracts inactivity_days must say when a customer counts as lost")
            )
        return self


def industries() -> list[str]:
    """Return the names of the industries that have a profile.

    Examples
    --------
    >>> industries()
    ['airport', 'automotive', 'bank', 'ecommerce', 'energy', 'grocery', 'insurance', 'saas', 'telecom']
    """
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


@cache
def industry_profile(name: str) -> IndustryProfile:
    """Return the profile of an industry; "SaaS", "e-commerce" and "Energy" find theirs too.

    Parameters
    ----------
    name
        One of `industries()`, whatever its capitals and hyphens.

    Raises
    ------
    UnknownName
        There is no profile of that name.

    Examples
    --------
    >>> profile = industry_profile("grocery")
    >>> profile.inactivity_days, profile.contractual
    (42, False)
    >>> profile.because["landmark_day"]
    'Four weekly shops show whether a household has taken up the habit.'
    """
    known = name.strip().casefold().replace("-", "")
    if known not in industries():
        raise UnknownName("industry", name, industries())
    document, _ = load((FOLDER / f"{known}.yml").read_text(encoding="utf-8"), where=f"{known}.yml")
    try:
        return IndustryProfile.model_validate(document)
    except ValidationError as error:
        raise BadPot(Text("{name}.yml: {reason}", name=known, reason=str(error))) from None
