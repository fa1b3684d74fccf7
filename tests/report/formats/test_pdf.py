"""The PDF of a report, laid out."""

import os

import pytest

from cxlab.language import using

if not os.environ.get("CI"):
    try:
        import weasyprint  # noqa: F401
    except OSError:
        pytest.skip("WeasyPrint finds no Pango on this machine", allow_module_level=True)

from cxlab.report.formats.pdf import laid_out

BLOCKS = ("h1", "h2", "h3", "p", "li", "tr", "img", "dt")


@pytest.fixture(scope="module")
def pages(document):
    with using("de"):
        return laid_out(document.html)


def boxes(page):
    """Return the blocks of a page that hold text, from top to bottom, with the element they are of."""
    every = (box for box in page._page_box.descendants() if box.element_tag in BLOCKS)
    return [box for box in every if box.element is not None and box.height and box.height != "auto"]


def text(box):
    return "".join(one.text for one in box.descendants() if hasattr(one, "text")).strip()


def test_pages_are_numbered_and_named(pages):
    number = len(pages.pages)
    assert number >= 2
    for place, page in enumerate(pages.pages, start=1):
        margins = [
            text(box) for box in page._page_box.children if box.__class__.__name__.startswith("Margin")
        ]
        assert f"{place} / {number}" in margins
    assert "Wie gern empfehlen uns Kunden?" in margins


def test_the_contents_lead_to_their_pages(pages):
    assert "Tabellen" in str(pages.make_bookmark_tree())
    entries = [
        text(box)
        for page in pages.pages
        for box in boxes(page)
        if box.element_tag == "li" and "...." in text(box)
    ]
    assert len(entries) >= 4
    assert all(entry[-1].isdigit() for entry in entries)


def test_no_heading_is_parted_from_what_it_heads(pages):
    for page in pages.pages:
        last = max(boxes(page), key=lambda box: box.position_y + box.height)
        assert last.element_tag not in ("h1", "h2", "h3"), text(last)


def test_nothing_is_fetched_and_figures_are_described(document, pages):
    outside = '<img src="https://example.org/x.png" alt="x"><img src="file:///etc/hostname" alt="y">'
    assert laid_out(document.html.replace("<main>", f"<main>{outside}")).pages
    content = pages.write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=True)
    assert content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in content
    assert b"/Alt" in content
