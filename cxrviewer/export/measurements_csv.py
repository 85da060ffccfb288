"""Everything that is measured of films as a table: RFC 4180, UTF-8, one row for each value."""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cxrviewer.export.cells import plain_cell
from cxrviewer.export.request import ExportRequest
from cxrviewer.export.writing import write_bytes
from cxrviewer.study import OUTCOME, Measurement, PixelSpacing, Quantity, TextureReadout

COLUMNS = (
    "file",
    "frame",
    "sop_instance_uid",
    "image_key",
    "annotation",
    "kind",
    "text",
    "maker",
    "created",
    "quantity",
    "value",
    "unit",
    "calibration",
    "row_mm",
    "column_mm",
    "model",
    "notices",
)
Cell = str | float | int
Row = Mapping[str, Cell]

_CALIBRATED = frozenset({"mm", "mm2"})
_BYTE_ORDER_MARK = "\ufeff"


def write_csv(path: Path, requests: Iterable[ExportRequest]) -> None:
    """Write the values of one film or several.

    The file begins with a byte order mark, without which Excel takes UTF-8 for another encoding. Texts that
    could be taken for formulas get an apostrophe (see `plain_cell`); values are numbers with a point.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    write_bytes(path, csv_text(requests).encode("utf-8", errors="backslashreplace"))


def csv_text(requests: Iterable[ExportRequest]) -> str:
    """Return the table as text, with its heading."""
    stream = io.StringIO(newline="")
    stream.write(_BYTE_ORDER_MARK)
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for request in requests:
        for row in rows_of(request):
            writer.writerow({name: _cell(value) for name, value in row.items()})
    return stream.getvalue()


def _cell(value: Cell) -> Cell:
    if isinstance(value, str):
        return plain_cell(value)
    return value if math.isfinite(value) else ""


def rows_of(request: ExportRequest) -> Iterator[Row]:
    """Yield a row for each value of a film: of annotations, then of the analysis."""
    source = request.image.source
    film: Row = {
        "file": source.path.name,
        "frame": source.frame,
        "sop_instance_uid": str(request.source.get("SOPInstanceUID", "")),
        "image_key": source.key,
    }
    values = (*_annotation_rows(request), *_analysis_rows(request))
    yield from ({**film, **row} for row in values)


def _annotation_rows(request: ExportRequest) -> Iterator[Row]:
    """Yield the values of each annotation; one without any has a row without a quantity."""
    measured = {one.annotation.identifier: one for one in request.measurements}
    for item in request.annotations.items:
        about: Row = {
            "annotation": item.identifier,
            "kind": item.kind.value,
            "text": item.text,
            "maker": item.maker.value,
            "created": item.created,
        }
        found = measured.get(item.identifier, Measurement(item))
        told: Row = {**about, "notices": " ".join(found.notices)}
        rows = [*(_value(one, found.spacing) for one in found.quantities), *_texture(found.texture)]
        yield from ({**told, **row} for row in rows or [{}])


def _analysis_rows(request: ExportRequest) -> Iterator[Row]:
    """Yield areas, probabilities and texture, each with the model that it comes from."""
    analysis = request.analysis
    if analysis is None:
        return
    if analysis.abstention is not None:
        yield {"kind": OUTCOME, "maker": "model", "text": analysis.abstention.reason}
    lungs = analysis.lungs
    corrected = ", corrected by the reader" if lungs.edited and not lungs.by_hand else ""
    mask = f"{lungs.model.name} {lungs.model.version}".rstrip() + corrected
    for area in analysis.areas:
        about: Row = {
            "kind": f"{area.lung} lung",
            "maker": "reader" if lungs.by_hand else "model",
            "model": mask,
        }
        yield {**about, **_value(Quantity("area", area.area_px, "px2"), None)}
        if area.area_mm2 is not None:
            yield {**about, **_value(Quantity("area", area.area_mm2, "mm2"), area.spacing)}
    for readout in analysis.texture:
        yield from (
            {"kind": readout.region, "maker": "model", "model": mask, **row} for row in _texture(readout)
        )
    if analysis.classification is not None:
        model = analysis.classification.model
        for label, share in analysis.classification.probabilities.items():
            yield {
                "kind": label,
                "maker": "model",
                "model": f"{model.name} {model.version}",
                "quantity": "probability",
                "value": share,
                "unit": "1",
            }


def _value(quantity: Quantity, spacing: PixelSpacing | None) -> Row:
    """Return a value, with the calibration if it depends on one."""
    calibration = _calibration(spacing) if quantity.unit in _CALIBRATED else {}
    return {"quantity": quantity.name, "value": quantity.value, "unit": quantity.unit, **calibration}


def _texture(readout: TextureReadout | None) -> list[Row]:
    features = readout.features.items() if readout else ()
    return [{"quantity": f"texture {name}", "value": value, "unit": "1"} for name, value in features]


def _calibration(spacing: PixelSpacing | None) -> Row:
    if spacing is None:
        return {}
    return {"calibration": spacing.origin.value, "row_mm": spacing.row_mm, "column_mm": spacing.column_mm}
