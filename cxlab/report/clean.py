"""What may stand in a report: a short list of tags, no script, nothing fetched from elsewhere."""

from __future__ import annotations

import re

import nh3
from markupsafe import Markup

__all__ = ["clean", "from_markdown"]

TAGS = {
    *(
        "p",
        "br",
        "hr",
        "div",
        "span",
        "blockquote",
        "pre",
        "code",
        "em",
        "strong",
        "b",
        "i",
        "sub",
        "sup",
        "small",
    ),
    *("ul", "ol", "li", "dl", "dt", "dd", "h2", "h3", "h4", "h5", "h6", "a", "img"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
    "span": {"aria-hidden"},
}
CLASSES = {
    "div": {
        *("cards", "card", "label", "value", "detail", "quotes", "note"),
        *("answer", "headline", "history"),
        *("swot", "strength", "weakness", "opportunity", "threat"),
    },
    "p": {"caption", "note", "population", "figure", "notes", "ends"},
    "span": {
        "as-of",
        "label",
        *("limits", "detail", "evidence", "unsure"),
        "arrow",
        "unit",
        "more",
        *("better", "worse", "neutral"),
        *(f"more-{place}" for place in range(1, 10)),
    },
    "strong": {"value"},
    "ul": {"changes"},
    "ol": {"findings"},
    "li": {"better", "worse", "neutral"},
    "table": {"wide", "actions", "kpis"},
    "th": {"number"},
    "td": {"number", "none", "effect", "kpi-value", "kpi-change", "kpi-target", "kpi-history"},
}
NO_CLASS = re.compile(r'(<\w+(?: [\w-]+="[^"]*")*) class=""')
EMBEDDED = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=]+")


def clean(html: str) -> Markup:
    """Return HTML with everything removed that a report may not hold.

    Examples
    --------
    >>> clean('<p onclick="x()">Fine<script>alert(1)</script><img src="https://example.com/a.png"></p>')
    Markup('<p>Fine<img alt=""></p>')
    """
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        set_tag_attribute_values={"img": {}},
        link_rel="noopener noreferrer",
    )
    cleaned = NO_CLASS.sub(r"\1", cleaned)
    return Markup(re.sub(r"<img(?![^>]* alt=)", '<img alt=""', cleaned))  # noqa: S704  (cleaned just above)


def from_markdown(source: str) -> Markup:
    """Return Markdown as clean HTML; HTML inside it is shown as text, not obeyed.

    Examples
    --------
    >>> from_markdown("Look **here**: <b>no</b>")
    Markup('<p>Look <strong>here</strong>: &lt;b&gt;no&lt;/b&gt;</p>')
    """
    from markdown_it import MarkdownIt

    return Markup(clean(MarkdownIt("commonmark", {"html": False}).enable("table").render(source)).strip())  # noqa: S704


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Images only from inside the file, links never to data; what is hidden says so and no more."""
    if tag == "img" and name == "src":
        return value if EMBEDDED.fullmatch(value) else None
    if name == "aria-hidden":
        return value if value == "true" else None
    if tag == "a" and name == "href" and value.strip().lower().startswith("data:"):
        return None
    return value
