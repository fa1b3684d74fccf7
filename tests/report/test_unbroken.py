"""Numbers and their units stand on one line."""

import pytest
from markupsafe import Markup

from cxlab.report.unbroken import unbroken


@pytest.mark.parametrize(
    ("given", "bound"),
    [
        ("12.5 points below", "12.5~points below"),
        ("um 3,2 Prozentpunkten", "um 3,2~Prozentpunkten"),
        ("11,8 Std. statt 4 Tagen", "11,8~Std. statt 4~Tagen"),
        ("(interval 4 to 9, n = 1,234)", "(interval 4 to 9, n~=~1,234)"),
        ("<strong>5</strong> days", "<strong>5</strong> days"),  # no number before the gap in this text
        ("5 daisies, 3 hoursglass, n is 4", "5 daisies, 3 hoursglass, n is 4"),
        ('<img alt="5 days"> 5 days', '<img alt="5 days"> 5~days'),
        ("12 von 40 Kunden", "12 von 40 Kunden"),
    ],
)
def test_gaps_before_units_do_not_break(given, bound):
    assert unbroken(Markup(given)) == bound.replace("~", "\N{NO-BREAK SPACE}")


def test_it_is_done_once():
    once = unbroken(Markup("n = 12, 4 days"))
    assert unbroken(once) == once
