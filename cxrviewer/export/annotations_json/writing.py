"""Films with all that is known of them as the file."""

from collections.abc import Sequence
from pathlib import Path

from cxrviewer import __version__
from cxrviewer.export.annotations_json.analysis import record_of
from cxrviewer.export.annotations_json.arrays import MaskRecord
from cxrviewer.export.annotations_json.schema import (
    FORMAT,
    SCHEMA_VERSION,
    FileRecord,
    ImageRecord,
    MeasurementRecord,
    SegmentRecord,
)
from cxrviewer.export.request import ExportRequest
from cxrviewer.export.writing import write_bytes
from cxrviewer.study import NOT_FOR_CLINICAL_USE


def write_annotations(path: Path, requests: Sequence[ExportRequest]) -> None:
    """Write what is drawn, measured, said and found of films; `read_annotations` reads it again exactly.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    text = annotations_record(requests).model_dump_json(indent=2) + "\n"
    write_bytes(path, text.encode(errors="backslashreplace"))


def annotations_record(requests: Sequence[ExportRequest]) -> FileRecord:
    """Return the record of films; the reading of a study stands in it once."""
    readings = {request.reading.study_key: request.reading for request in requests if request.reading}
    return FileRecord(
        format=FORMAT,
        schema_version=SCHEMA_VERSION,
        program=f"cxrviewer {__version__}",
        not_for_clinical_use=NOT_FOR_CLINICAL_USE,
        images=tuple(_image_record(request) for request in requests),
        readings=tuple(readings.values()),
    )


def _image_record(request: ExportRequest) -> ImageRecord:
    source, drawn = request.image.source, request.annotations
    return ImageRecord(
        image_key=source.key,
        sop_instance_uid=str(request.source.get("SOPInstanceUID", "")),
        frame=source.frame,
        file=source.path.name.encode(errors="backslashreplace").decode(),
        annotations=drawn.items,
        calibration=drawn.calibration,
        lungs=MaskRecord.of(drawn.lungs) if drawn.lungs else None,
        segments=tuple(SegmentRecord.of(segment) for segment in drawn.segments),
        measurements=tuple(MeasurementRecord.of(measured) for measured in request.measurements),
        analysis=record_of(request.analysis) if request.analysis else None,
    )
