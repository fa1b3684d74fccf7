"""The code frame: what it may say, and where it contradicts itself."""

import pytest

from cxlab.errors import BadPot
from cxlab.language import use
from cxlab.voice import CodeFrame, draft_code_frame, load_code_frame

GOOD = """
name: Reasons
codes:
  - code: billing
    label: {en: Bills, de: Abrechnung}
    keywords: [bill, "*rechnung"]
    examples:
      - The bill is wrong
    owner: Head of billing
  - code: app
    keywords: app
"""


def written(folder, text):
    (folder / "codes.yml").write_text(text, encoding="utf-8")
    return folder


def test_reads_what_people_wrote(tmp_path):
    frame = load_code_frame(written(tmp_path, GOOD))
    assert frame.names == ["billing", "app"]
    assert frame.codes[1].keywords == ("app",)
    use("de")
    try:
        assert frame.table()["code_label"].tolist() == ["Abrechnung", "app"]
    finally:
        use("en")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("keywords: app", "keyword: app", r"codes.yml line 11: key codes.1.keyword is not known"),
        ("- code: app", "- label: app", r"line \d+: codes.1.code is missing"),
        ("keywords: app", "keywords: {app: 1}", r"line 11: codes.1.keywords.* does not hold"),
        ("keywords: app", "keywords: Bill", r"line 10: the keyword 'Bill' stands under code 'app' and under"),
        ("keywords: app", "examples: the  BILL is wrong", r"the example .* under 'billing'"),
        ("code: app", "code: billing", r"the name 'billing' stands under"),
        ("code: app", "code: Uncoded", r"line 10: 'Uncoded' is what texts without a code are called"),
        ("keywords: app", 'keywords: ["  "]', r"line 10: an empty keyword of code 'app'"),
        ("codes:", "kodes:", r"expected the key codes"),
        ("keywords: app", "keywords: [app", r"not valid YAML"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path, old, new, said):
    with pytest.raises(BadPot, match=said):
        load_code_frame(written(tmp_path, GOOD.replace(old, new)))


def test_a_draft_never_overwrites(tmp_path):
    with pytest.raises(BadPot, match="no such file"):
        load_code_frame(tmp_path)
    draft_code_frame(tmp_path, ["billing", "app"], name="Reasons")
    assert load_code_frame(tmp_path).names == ["billing", "app"]
    with pytest.raises(BadPot, match="stays as it is"):
        draft_code_frame(tmp_path, ["other"])
    assert isinstance(load_code_frame(tmp_path / "codes.yml"), CodeFrame)
