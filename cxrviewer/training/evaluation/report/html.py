"""A report as one web page that needs no other file."""

import base64

from jinja2 import Environment, StrictUndefined
from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing

from cxrviewer.locations import resources_folder
from cxrviewer.training.evaluation.gallery import Bytes, jpeg
from cxrviewer.training.evaluation.report.content import Document


def page(document: Document) -> str:
    """Return the page; texts are escaped, plots are SVG and pictures JPEG within it."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, loader=None
    )
    template = resources_folder() / "evaluation" / "report.html.jinja"
    filled = environment.from_string(template.read_text(encoding="utf-8"))
    return filled.render(document=document, svg=svg, picture=picture, kind=lambda part: type(part).__name__)


def svg(drawing: Drawing) -> str:
    """Return a drawing as an `svg` element."""
    text: str = renderSVG.drawToString(drawing)
    return text[text.index("<svg") :]


def picture(pixels: Bytes) -> str:
    """Return (rows, columns, 3) uint8 RGB as a data URL."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg(pixels)).decode()}"
