"""A report as one web page that needs no other file."""

import base64
import re
from html import escape
from typing import Final

from jinja2 import Environment, StrictUndefined
from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing

from cxrviewer.locations import resources_folder
from cxrviewer.training.evaluation.gallery import Bytes, jpeg
from cxrviewer.training.evaluation.report.content import Document

_IDENTIFIED: Final = (
    re.compile(r'<clipPath id="clip">.*?</clipPath>', re.DOTALL),
    re.compile(r'style="clip-path: url\(#clip\)"'),
    re.compile(r' id="group"'),
    re.compile(r"<desc>.*?</desc>", re.DOTALL),
)
_TITLE: Final = re.compile(r"<title>.*?</title>", re.DOTALL)


def page(document: Document) -> str:
    """Return the page; texts are escaped, plots are SVG and pictures JPEG within it."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, loader=None
    )
    template = resources_folder() / "evaluation" / "report.html.jinja"
    filled = environment.from_string(template.read_text(encoding="utf-8"))
    return filled.render(document=document, svg=svg, picture=picture, kind=lambda part: type(part).__name__)


def svg(drawing: Drawing, caption: str) -> str:
    """Return a drawing as an `svg` element that can stand beside others in a page.

    What reportlab names by an identifier is freed of it: a page would take the first drawing's clip for all.
    """
    text: str = renderSVG.drawToString(drawing)
    for marked in _IDENTIFIED:
        text = marked.sub("", text)
    return _TITLE.sub(f"<title>{escape(caption)}</title>", text[text.index("<svg") :], count=1)


def picture(pixels: Bytes) -> str:
    """Return (rows, columns, 3) uint8 RGB as a data URL."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg(pixels)).decode()}"
