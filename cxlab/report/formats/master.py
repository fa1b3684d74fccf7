"""The presentation that slides are made in: a company's own master, or a plain wide one."""

from __future__ import annotations

import copy
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from ...errors import BadParameter, system_reason
from ...text import Text

__all__ = ["Box", "body_of", "layout", "new_slide", "opened"]

TEMPLATE_TYPE = b"presentationml.template.main+xml"
PRESENTATION_TYPE = b"presentationml.presentation.main+xml"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
TYPES = "[Content_Types].xml"
WIDE = (12192000, 6858000)  # 13.33 x 7.5 inches
LARGEST = 200_000_000  # bytes unpacked
FOOT = ("ftr", "sldNum", "dt")
TITLE_KINDS = ("title", "ctrTitle")


class Box(NamedTuple):
    """A place on a slide, in English Metric Units."""

    left: int
    top: int
    width: int
    height: int


def opened(path: Path | None = None) -> Any:
    """Return a presentation without slides, with the masters and layouts of a file.

    Parameters
    ----------
    path : path, optional
        A presentation (.pptx) or a template for presentations (.potx); by default a plain wide master.

    Raises
    ------
    BadParameter
        It is none, or cannot be read.
    """
    from pptx import Presentation

    if path is None:
        return _widened(Presentation())
    try:
        found = Presentation(_as_presentation(path))
    except OSError as error:
        raise BadParameter(
            Text("master {path} cannot be read ({reason})", path=str(path), reason=system_reason(error))
        ) from None
    except Exception:  # whatever a file that is none makes python-pptx, lxml or zipfile say
        raise BadParameter(
            Text(
                "master {path} is no presentation; name a .potx or .pptx saved by PowerPoint", path=str(path)
            )
        ) from None
    for one in list(found.slides._sldIdLst):
        found.part.drop_rel(one.rId)
        found.slides._sldIdLst.remove(one)
    return found


def _as_presentation(path: Path) -> BytesIO:
    """Return the file as python-pptx takes it: it refuses templates, which differ in one word alone."""
    buffer = BytesIO()
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copied:
        if sum(item.file_size for item in packed.infolist()) > LARGEST:
            raise ValueError
        for item in packed.infolist():
            content = packed.read(item)
            if item.filename == TYPES:
                content = content.replace(TEMPLATE_TYPE, PRESENTATION_TYPE)
            copied.writestr(item.filename, content)
    buffer.seek(0)
    return buffer


def _widened(found: Any) -> Any:
    """Make the plain master as wide as screens are, its titles left and small enough for a sentence."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    before = found.slide_width
    found.slide_width, found.slide_height = WIDE
    for shapes in (found.slide_master.shapes, *(one.shapes for one in found.slide_layouts)):
        for shape in shapes:
            if shape._element.spPr.xfrm is not None:
                shape.left = round(shape.left * WIDE[0] / before)
                shape.width = round(shape.width * WIDE[0] / before)
            if _is_placeholder(shape) and _kind(shape) == "ftr":
                shape.left, shape.width = 609600, 8_000_000
                for style in shape._element.iterfind(".//{*}lstStyle/{*}lvl1pPr"):
                    style.set("algn", "l")
    title = next(one for one in found.slide_master.placeholders if one.placeholder_format.type == 1)
    title.left, title.top, title.width, title.height = Box(609600, 320000, 10972800, 1050000)
    for style in found.slide_master._element.xpath("p:txStyles/p:titleStyle/a:lvl1pPr"):
        style.set("algn", "l")
        letters = style.find(f"{DRAWING}defRPr")
        letters.set("sz", str(Pt(28).centipoints))
        letters.set("b", "1")
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    first = layout(found, "title")
    for one in first.placeholders:
        if one.placeholder_format.type in (1, 3, 4):
            one.left, one.width = 914400, 10363200
            for paragraph in one.text_frame.paragraphs:
                paragraph.alignment = PP_ALIGN.LEFT
            for style in one._element.xpath(".//a:lstStyle/a:lvl1pPr"):
                style.set("algn", "l")
    return found


def _is_placeholder(shape: Any) -> bool:
    return bool(shape._element.xpath("p:nvSpPr/p:nvPr/p:ph"))


def layout(found: Any, kind: str) -> Any:
    """Return the layout of a kind ("title", "titleOnly"), or what comes nearest to it in this master."""
    layouts = list(found.slide_layouts)
    named = [one for one in layouts if one._element.get("type") == kind]
    titled = [one for one in layouts if _title_of(one) is not None]
    fewest = sorted(titled, key=lambda one: sum(not _is_foot(p) for p in one.placeholders))
    return [*named, *(titled[:1] if kind == "title" else fewest), *layouts][0]


def new_slide(found: Any, kind: str, title: str, *, foot: str = "") -> Any:
    """Add a slide with a title, the foot line and its number, and nothing else that asks to be filled."""
    chosen = layout(found, kind)
    slide = found.slides.add_slide(chosen)
    for place in list(slide.placeholders):
        if place.placeholder_format.type not in (1, 3, 4) or (
            kind != "title" and place.placeholder_format.type == 4
        ):
            place._element.getparent().remove(place._element)
    if slide.shapes.title is None:
        box = body_of(found, chosen)
        height = round(found.slide_height * 0.12)
        shape = slide.shapes.add_textbox(box.left, max(box.top - height, 0), box.width, height)
        shape.text_frame.word_wrap = True
        shape.text_frame.text = title
    else:
        slide.shapes.title.text = title
    for place in chosen.placeholders:
        if _is_foot(place) and not (_kind(place) == "dt" or (_kind(place) == "ftr" and not foot)):
            slide.shapes._spTree.append(copied := copy.deepcopy(place._element))
            if _kind(place) == "ftr":
                _say(copied, foot)
    return slide


def body_of(found: Any, chosen: Any) -> Box:
    """Return the part of a slide between its title and its foot."""
    wide, high = found.slide_width, found.slide_height
    title = _title_of(chosen)
    feet = [one.top for one in chosen.placeholders if _is_foot(one) and one.top and one.top > high / 2]
    bottom = min([*feet, round(high * 0.94)])
    if title is None or not title.width or title.top + title.height > high * 0.5:
        return Box(round(wide * 0.05), round(high * 0.2), round(wide * 0.9), bottom - round(high * 0.2))
    top = title.top + title.height + round(high * 0.02)
    return Box(title.left, top, title.width, bottom - top)


def _title_of(chosen: Any) -> Any:
    return next((one for one in chosen.placeholders if _kind(one) in TITLE_KINDS), None)


def _kind(place: Any) -> str:
    return str(place._element.xpath("p:nvSpPr/p:nvPr/p:ph")[0].get("type") or "obj")


def _is_foot(place: Any) -> bool:
    return _kind(place) in FOOT


def _say(element: Any, text: str) -> None:
    """Write a text into a copied placeholder."""
    body = element.find("{*}txBody")
    paragraphs = body.findall("{*}p")
    for extra in paragraphs[1:]:
        body.remove(extra)
    for child in list(paragraphs[0]):
        paragraphs[0].remove(child)
    from lxml import etree

    run = etree.SubElement(paragraphs[0], f"{DRAWING}r")
    letters = etree.SubElement(run, f"{DRAWING}rPr")  # LibreOffice does not look them up in the layout
    for size in element.iterfind(".//{*}lstStyle/{*}lvl1pPr/{*}defRPr"):
        letters.set("sz", size.get("sz", "1000"))
        letters.extend(copy.deepcopy(child) for child in size)
    if letters.find(f"{DRAWING}latin") is None:
        etree.SubElement(letters, f"{DRAWING}latin").set("typeface", "+mn-lt")
    etree.SubElement(run, f"{DRAWING}t").text = text
