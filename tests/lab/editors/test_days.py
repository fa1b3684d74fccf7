"""Days as readers write them."""

import pytest

from cxlab.lab.editors.days import read_day, shown_day
from cxlab.language import using


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("de", "3.11.2025"), ("de", "03.11.25"), ("de", "3. November 2025"), ("de", "3. Nov. 2025"),
        ("de", "2025-11-03"), ("de", " 3. 11. 2025 "), ("en", "3 Nov 2025"), ("en", "3 November 2025"),
        ("en", "03.11.2025"), ("en", "2025-11-3"),
    ],
)  # fmt: skip
def test_a_day_is_taken_as_it_is_written(language: str, written: str) -> None:
    with using(language):
        assert read_day(written) == "2025-11-03"
        assert read_day(shown_day("2025-11-03")) == "2025-11-03"


def test_the_names_of_all_months_are_known() -> None:
    for language in ("de", "en"):
        with using(language):
            for month in range(1, 13):
                day = f"2024-{month:02}-05"
                assert read_day(shown_day(day)) == day
    with using("de"):
        assert read_day("1. März 2024") == "2024-03-01"


@pytest.mark.parametrize(
    "written",
    ["11/03/2025", "30.02.2025", "im Mai", "2025", "3.11.", "3.11.0205", "3 Foo 2025", "31.12.2024 x"],
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_day(written)
    assert shown_day(written) == written


def test_nothing_is_no_day() -> None:
    assert read_day("  ") == ""
