"""What a finding is about: told twice it is one, and of two things it is two."""

from cxlab.results import Finding
from cxlab.results.findings import latest, subject_of


def test_two_findings_about_one_group_differ_by_their_aspect_or_touchpoint():
    told = {"finding": "complaints.rise", "metric": "nps", "sentence": "x", "direction": "weakness"}
    same = {"group": "West", "period": "2024-09", "certainty": "shown"}
    billing, others = (Finding(aspect=aspect, **told, **same) for aspect in ("billing", "others"))
    step, next_step = (Finding(touchpoint=step, **told, **same) for step in ("application", "contract"))
    assert latest([billing, others, billing, step, next_step]) == [others, billing, step, next_step]
    assert len({subject_of(one) for one in (billing, others, step, next_step)}) == 4
