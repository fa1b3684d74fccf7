"""What a finding is about: told twice it is one, and of two things it is two."""

from cxlab.results import Finding
from cxlab.results.findings import latest, ranked, subject_of


def test_two_findings_about_one_group_differ_by_their_aspect_or_touchpoint():
    told = {"finding": "complaints.rise", "metric": "nps", "sentence": "x", "direction": "weakness"}
    same = {"group": "West", "period": "2024-09", "certainty": "shown"}
    billing, others = (Finding(aspect=aspect, **told, **same) for aspect in ("billing", "others"))
    step, next_step = (Finding(touchpoint=step, **told, **same) for step in ("application", "contract"))
    assert latest([billing, others, billing, step, next_step]) == [others, billing, step, next_step]
    assert len({subject_of(one) for one in (billing, others, step, next_step)}) == 4


def test_findings_that_say_their_rank_stand_in_its_order_in_the_places_they_earned():
    told = {"metric": "nps", "sentence": "x", "direction": "weakness", "certainty": "shown"}
    first, second, third = (
        Finding(finding="drivers.driver", group=name, impact=worth, **told)
        for name, worth in (("first", -10.0), ("second", -12.0), ("third", -1.0))
    )
    gap = Finding(finding="drivers.gap", group="gap", impact=-11.0, **told)
    unsure = Finding(finding="drivers.driver", group="unsure", impact=-50.0, **(told | {"certainty": "open"}))
    order = ranked([unsure, first, second, gap, third])
    assert [one.group for one in order] == ["first", "gap", "second", "third", "unsure"]
    assert [one.rank for one in order] == [1, 2, 3, 4, 5]
