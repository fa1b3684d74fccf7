import pytest
import yaml

from cxlab.errors import BadPot, UnknownName
from cxlab.loaders import open_pot
from cxlab.loaders.industries import FOLDER, IndustryProfile, industries, industry_profile

NAMED = {"automotive", "grocery", "telecom", "energy", "bank", "insurance", "saas", "airport", "ecommerce"}


def test_every_named_industry_has_a_profile():
    assert set(industries()) == NAMED


@pytest.mark.parametrize("name", sorted(NAMED))
def test_every_value_has_its_reason_in_words(name):
    profile = industry_profile(name)
    assert profile.name == name
    assert set(profile.label) == {"en", "de"}
    settings = set(IndustryProfile.model_fields) - {"name", "label", "because"}
    assert set(profile.because) == settings
    for key, reason in profile.because.items():
        assert len(reason.split()) >= 6, key
        assert reason.endswith("."), key
    assert len(set(profile.because.values())) == len(settings)


def test_profiles_order_the_industries_as_practitioners_would():
    days = {name: industry_profile(name) for name in NAMED}
    assert days["automotive"].lifecycle_years > days["grocery"].lifecycle_years
    assert days["automotive"].funnel_window_days > days["ecommerce"].funnel_window_days
    assert days["grocery"].inactivity_days < days["ecommerce"].inactivity_days
    assert days["automotive"].inactivity_days > 365
    assert days["saas"].contacts_per_year > days["insurance"].contacts_per_year
    for profile in days.values():
        assert profile.landmark_day < profile.lifecycle_years * 365
        assert profile.contractual or profile.inactivity_days is not None


@pytest.mark.parametrize("name", ["SaaS", "e-commerce", "E-Commerce", " Energy "])
def test_a_name_is_found_as_people_write_it(name):
    assert industry_profile(name).name in NAMED


def test_an_unknown_industry_lists_the_known_ones():
    with pytest.raises(UnknownName, match=r"did you mean 'telecom'\? available: airport, automotive"):
        industry_profile("telekom")


def test_a_value_without_reason_or_out_of_range_is_refused():
    document = yaml.safe_load((FOLDER / "grocery.yml").read_text(encoding="utf-8"))
    with pytest.raises(ValueError, match="no reason given for: landmark_day"):
        IndustryProfile.model_validate(document | {"landmark_day": 28})
    with pytest.raises(ValueError, match="less than or equal to 3660"):
        IndustryProfile.model_validate(document | {"landmark_day": {"value": 4000, "because": "x"}})
    with pytest.raises(ValueError, match="Extra inputs"):
        IndustryProfile.model_validate(document | {"emotional_weight": {"value": 2, "because": "x"}})
    with pytest.raises(ValueError, match="when a customer counts as lost"):
        IndustryProfile.model_validate(document | {"inactivity_days": {"value": None, "because": "never"}})


def test_a_pot_has_the_profile_of_its_industry(tmp_path):
    assert open_pot("sfo_airport_2017").profile == industry_profile("airport")

    def pot(industry):
        (tmp_path / "a.csv").write_text("nps\n9\n")
        text = f"name: x\n{industry}\ntables:\n  responses: {{file: a.csv}}\n"
        (tmp_path / "pot.yml").write_text(text)
        return open_pot(tmp_path)

    assert pot("industry: Energy").profile.contractual
    with pytest.raises(BadPot, match="industry: no industry named 'farming'; available: airport, auto"):
        _ = pot("industry: farming").profile
    with pytest.raises(BadPot, match="declares no industry; available: airport"):
        _ = pot("").profile
