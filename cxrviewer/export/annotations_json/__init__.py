"""What is drawn, measured and said as JSON, out and in again: see docs/annotations-json.md."""

from cxrviewer.export.annotations_json.reading import AnnotationsFile, read_annotations
from cxrviewer.export.annotations_json.schema import SCHEMA_VERSION
from cxrviewer.export.annotations_json.writing import annotations_record, write_annotations

__all__ = ["SCHEMA_VERSION", "AnnotationsFile", "annotations_record", "read_annotations", "write_annotations"]
