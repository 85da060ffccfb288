"""The report of one film as PDF: words by a template that the user may change, pages by reportlab."""

from datetime import datetime
from functools import partial
from pathlib import Path

from reportlab.platypus.doctemplate import LayoutError

from cxrviewer.errors import FileError
from cxrviewer.export.picture import render_picture
from cxrviewer.export.report_layout import Materials, flowables
from cxrviewer.export.report_markup import Element, MarkupError
from cxrviewer.export.report_pages import PageWords, paged
from cxrviewer.export.report_template import fill_template
from cxrviewer.export.report_words import ReportWords, report_words
from cxrviewer.export.request import ExportRequest
from cxrviewer.export.writing import write_bytes
from cxrviewer.locations import report_template
from cxrviewer.study import Grey8

_DOTS_PER_POINT = 3.6  # 260 dpi


def write_report(
    path: Path, request: ExportRequest, written: datetime | None = None, template: Path | None = None
) -> None:
    """Write the report.

    Parameters
    ----------
    path
        The PDF.
    request
        The film with all that is known of it; without an analysis, a reading or annotations their parts are
        left out, without a picture it is rendered here.
    written
        Date and time to print, with a time zone; now if None.
    template
        The words, see docs/report-template.md; the user's, else the one that ships, if None.

    Raises
    ------
    ValueError
        If the picture is not RGB uint8, or `written` has no time zone.
    FileError
        If the file cannot be written or the template makes no report.
    """
    picture = request.picture
    if picture is not None and (picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype.name != "uint8"):
        raise ValueError(f"expected (height, width, 3) uint8, not {picture.shape} {picture.dtype}")
    when = written or datetime.now().astimezone()
    if when.tzinfo is None:
        raise ValueError("the report's date and time need a time zone")
    source = template or report_template()
    words = report_words(request, when)
    report = fill_template(source, words)
    try:
        content = flowables(report, _materials(request, words))
        data = paged(content, _page_words(report, words))
    except MarkupError as error:
        raise FileError(source, f"makes no report: {error}") from error
    except LayoutError as error:
        raise FileError(source, "makes a report with a part that is larger than a page") from error
    write_bytes(path, data)


def _materials(request: ExportRequest, words: ReportWords) -> Materials:
    """Gather what is no words."""
    found = request.analysis.classification if request.analysis is not None else None
    keys = request.reading.key_images if request.reading is not None else ()
    lines = zip(keys, words.key_images, strict=True)
    return Materials(
        film=partial(_picture, request),
        bars={"classes": found.probabilities, "groups": found.grouped} if found is not None else {},
        key_images=[(request.key_pictures.get(key.image_key), line) for key, line in lines],
    )


def _picture(request: ExportRequest, width: float, height: float) -> Grey8:
    """Return the picture that the request brings, else draw one whose letters can be read in print."""
    if request.picture is not None:
        return request.picture
    return render_picture(request, round(max(width, height) * _DOTS_PER_POINT)).pixels


def _page_words(report: Element, words: ReportWords) -> PageWords:
    return PageWords(
        title=report.attributes.get("title", ""),
        subtitle=report.attributes.get("subtitle", ""),
        patient=words.patient,
        warning=words.warning,
        status=words.status,
        origin=f"{words.program}  ·  {words.written}",
    )
