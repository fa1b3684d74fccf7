"""The attacker in front of the explorers: nothing is told of groups of three people."""

import re

import pandas as pd
import pytest

import cxlab as cx
from cxlab.lab.explorers.complaints import COMPLAINTS
from cxlab.lab.explorers.drivers import DRIVERS
from cxlab.lab.explorers.funnel import FUNNEL
from cxlab.lab.explorers.nps import NPS
from cxlab.lab.explorers.scorecard import SCORECARD
from cxlab.lab.explorers.survival import SURVIVAL
from tests.report.test_small_groups import FEW, PEOPLE, REGIONS, SMALL, figures, pieces, write_pot

LOOKS = [
    (NPS, {"segment": "region"}),
    (DRIVERS, {"segment": "region"}),
    (FUNNEL, {"segment": "channel"}),
    (SURVIVAL, {"segment": "region"}),
    (COMPLAINTS, {"segment": "region"}),
    (COMPLAINTS, {}),
    (SCORECARD, {"segment": "channels"}),
]


@pytest.fixture(scope="module")
def small_pot(tmp_path_factory):
    return cx.open_pot(write_pot(tmp_path_factory.mktemp("small")))


def shown(explorer, pot, chosen, **options):
    """Return the exploration and all that is shown of it."""
    found = explorer.explore(pot, **chosen, **options, language="en")
    return found, str(found.sentence) + str(found.table_html()) + str(found.figure_html())


def told_of(page, name):
    """Return the pieces with a number beside the name of a group."""
    plain = r"n < \d+|\b\d+%? interval|step \d|\d+ (?:days|months)|Fewer than \d|fewer than \d+"
    plain += r"|\| (?:6|12|24|36)\.0 \|"  # the tenures at which a curve is read
    rows = [re.sub(plain, " ", one.replace(name, " ")) for one in pieces(page) if name in one]
    return [one for one in rows if re.search(r"\d", one)]


@pytest.mark.parametrize(("explorer", "chosen"), LOOKS)
def test_nothing_is_told_of_a_small_group(small_pot, explorer, chosen):
    found, page = shown(explorer, small_pot, chosen)
    for name in SMALL:
        assert told_of(page, name) == []
    for words in figures(page):
        assert not set(SMALL) & set(words) or not {"1", "3"} & set(words)
    assert not FEW.search(re.sub("<[^>]*>", " ", page))
    for column in found.table.columns.intersection(PEOPLE):
        assert not pd.to_numeric(found.table[column]).between(1, 4).any(), column


def test_no_single_group_follows_from_the_total(small_pot):
    for explorer in (NPS, SURVIVAL):
        _found, page = shown(explorer, small_pot, {"segment": "region"})
        known = [name for name, size in REGIONS.items() if f"{size}" in " ".join(told_of(page, name)).split()]
        assert len(REGIONS) - len(known) != 1


def test_what_the_attacker_looks_for_is_found_where_nothing_is_hidden(small_pot):
    _found, page = shown(NPS, small_pot, {"segment": "region"}, min_n=0)
    assert told_of(page, "Helgoland")
