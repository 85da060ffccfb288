"""Measurements as text and as CSV, for the clipboard."""

import csv
import io
from collections.abc import Iterable, Sequence

from cxrviewer.export.cells import plain_cell
from cxrviewer.measurement import describe_calibration, describe_quantity, describe_with_notices
from cxrviewer.study import Measurement

COLUMNS = ("number", "kind", "text", "quantity", "value", "unit", "calibration", "maker")


def as_text(measurements: Sequence[Measurement]) -> str:
    """Return a line for each: what it is, its words and its values."""
    return "\n".join(_line(number, measured) for number, measured in enumerate(measurements, 1))


def _line(number: int, measured: Measurement) -> str:
    annotation = measured.annotation
    words = f" “{annotation.text}”" if annotation.text else ""
    values = "; ".join(describe_with_notices(measured))
    return f"{number}. {annotation.kind}{words}" + (f": {values}" if values else "")


def as_csv(measurements: Iterable[Measurement]) -> str:
    """Return a row for each quantity (RFC 4180); no text of it is calculated by a spreadsheet."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for number, measured in enumerate(measurements, 1):
        annotation = measured.annotation
        about = (number, str(annotation.kind), plain_cell(annotation.text))
        for quantity in measured.quantities:
            unit_of_length = quantity.unit in {"mm", "mm2", "px", "px2"}
            calibration = describe_calibration(measured.spacing) if unit_of_length else ""
            value = (quantity.name, repr(quantity.value), quantity.unit)
            writer.writerow((*about, *value, calibration, str(annotation.maker)))
        if not measured.quantities:
            writer.writerow((*about, "", "", "", "", str(annotation.maker)))
    return stream.getvalue()


def detail_rows(measured: Measurement) -> tuple[tuple[str, str], list[tuple[str, str]]]:
    """Return header and rows of all quantities."""
    rows = [(f"{one.name[0].upper()}{one.name[1:]}", describe_quantity(one)) for one in measured.quantities]
    return ("Quantity", "Value"), rows
