"""Everything that is measured of films as a table: RFC 4180, UTF-8, one row for each value."""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cxrviewer.export.cells import plain_cell
from cxrviewer.export.request import ExportRequest
from cxrviewer.export.writing import write_bytes
from cxrviewer.study import (
    OUTCOME,
    Analysis,
    Measurement,
    ModelReference,
    PatchReading,
    PixelSpacing,
    Quantity,
    TextureReadout,
)
from cxrviewer.texture import BOTH_LUNGS, LASCU2021, lung_domains

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
    "settings",
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
    """Yield outcome, areas, texture, probabilities and votes, each with the model that it comes from."""
    analysis = request.analysis
    if analysis is None:
        return
    if analysis.abstention is not None:
        yield {"kind": OUTCOME, "maker": "model", "text": analysis.abstention.reason}
    yield from _area_rows(analysis)
    yield from _texture_rows(analysis)
    if analysis.classification is not None:
        found = analysis.classification
        yield from _class_rows("probability", found.probabilities, found.model)
    if analysis.patches is not None:
        yield from _patch_rows(analysis.patches)


def _area_rows(analysis: Analysis) -> Iterator[Row]:
    maker = "reader" if analysis.lungs.by_hand else "model"
    for area in analysis.areas:
        about: Row = {"kind": f"{area.lung} lung", "maker": maker, "model": _mask_name(analysis)}
        yield {**about, **_value(Quantity("area", area.area_px, "px2"), None)}
        if area.area_mm2 is not None:
            yield {**about, **_value(Quantity("area", area.area_mm2, "mm2"), area.spacing)}


def _mask_name(analysis: Analysis) -> str:
    lungs = analysis.lungs
    corrected = ", corrected by the reader" if lungs.edited and not lungs.by_hand else ""
    return _name(lungs.model) + corrected


def _texture_rows(analysis: Analysis) -> Iterator[Row]:
    """Yield the features of each region by either convention, then V, M and SV among normal films."""
    mask: Row = {"maker": "model", "model": _mask_name(analysis)}
    for readout in (*analysis.texture, *analysis.texture_lascu2021):
        yield from ({"kind": readout.region, **mask, **row} for row in _texture(readout))
    for place in lung_domains(analysis):
        yield {
            "kind": BOTH_LUNGS,
            **mask,
            "quantity": f"percentile of texture {place.feature} (lascu2021) among normal films",
            "value": place.percentile,
            "unit": "%",
            "text": f"inside the published domains: {', '.join(place.inside) or 'none'}",
            "settings": LASCU2021.words,
        }


def _patch_rows(reading: PatchReading) -> Iterator[Row]:
    """Yield how many patches voted and how they agree, then votes, mean and spread of each class."""
    said: Row = {"settings": reading.settings.words}
    about: Row = {"kind": "patches", "maker": "model", "model": _name(reading.model), **said}
    yield {
        **about,
        "quantity": "patches",
        "value": reading.number,
        "unit": "1",
        "text": f"most votes: {reading.prediction}",
    }
    yield {**about, "quantity": "entropy of the votes", "value": reading.entropy_bits, "unit": "bit"}
    columns = {
        "votes of patches": reading.votes,
        "mean probability of patches": reading.probabilities,
        "standard deviation of patches": reading.deviations,
    }
    for quantity, values in columns.items():
        yield from ({**row, **said} for row in _class_rows(quantity, values, reading.model))


def _class_rows(quantity: str, values: Mapping[str, float], model: ModelReference) -> Iterator[Row]:
    for label, value in values.items():
        yield {
            "kind": label,
            "maker": "model",
            "model": _name(model),
            "quantity": quantity,
            "value": value,
            "unit": "1",
        }


def _name(model: ModelReference) -> str:
    return f"{model.name} {model.version}".rstrip()


def _value(quantity: Quantity, spacing: PixelSpacing | None) -> Row:
    """Return a value, with the calibration if it depends on one."""
    calibration = _calibration(spacing) if quantity.unit in _CALIBRATED else {}
    return {"quantity": quantity.name, "value": quantity.value, "unit": quantity.unit, **calibration}


def _texture(readout: TextureReadout | None) -> list[Row]:
    """Return a row for each feature, with how it was measured."""
    if readout is None:
        return []
    how: Row = {"unit": "1", "settings": readout.settings.words}
    other = readout.settings.convention == LASCU2021.convention
    by = f" ({readout.settings.convention})" if other else ""
    return [
        {"quantity": f"texture {name}{by}", "value": value, **how} for name, value in readout.features.items()
    ]


def _calibration(spacing: PixelSpacing | None) -> Row:
    if spacing is None:
        return {}
    return {"calibration": spacing.origin.value, "row_mm": spacing.row_mm, "column_mm": spacing.column_mm}
