"""What leaves the program: report, JSON, masks, heat maps, DICOM; a writer loads its libraries when used."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxrviewer.export.analysis_json import SCHEMA_VERSION, analysis_record, failure_record, texture_record
    from cxrviewer.export.annotations_json import read_annotations, write_annotations
    from cxrviewer.export.dicom.gsps import write_gsps
    from cxrviewer.export.dicom.secondary_capture import write_secondary_capture
    from cxrviewer.export.dicom.seg import write_seg
    from cxrviewer.export.dicom.sr import write_sr
    from cxrviewer.export.dx import write_dx
    from cxrviewer.export.formats import export_film
    from cxrviewer.export.heatmap_png import write_heatmap
    from cxrviewer.export.mask_png import write_mask
    from cxrviewer.export.measurements_csv import write_csv
    from cxrviewer.export.picture import render_picture
    from cxrviewer.export.report import write_report
    from cxrviewer.export.texture_map_files import write_texture_map
    from cxrviewer.export.writing import write_bytes, write_json, write_png

__all__ = [
    "SCHEMA_VERSION",
    "analysis_record",
    "export_film",
    "failure_record",
    "read_annotations",
    "render_picture",
    "texture_record",
    "write_annotations",
    "write_bytes",
    "write_csv",
    "write_dx",
    "write_gsps",
    "write_heatmap",
    "write_json",
    "write_mask",
    "write_png",
    "write_report",
    "write_secondary_capture",
    "write_seg",
    "write_sr",
    "write_texture_map",
]

_HOMES = {
    "SCHEMA_VERSION": "analysis_json",
    "render_picture": "picture",
    "export_film": "formats",
    "read_annotations": "annotations_json",
    "write_annotations": "annotations_json",
    "write_csv": "measurements_csv",
    "write_secondary_capture": "dicom.secondary_capture",
    "write_seg": "dicom.seg",
    "analysis_record": "analysis_json",
    "failure_record": "analysis_json",
    "texture_record": "analysis_json",
    "write_texture_map": "texture_map_files",
    "write_bytes": "writing",
    "write_dx": "dx",
    "write_gsps": "dicom.gsps",
    "write_heatmap": "heatmap_png",
    "write_json": "writing",
    "write_mask": "mask_png",
    "write_png": "writing",
    "write_report": "report",
    "write_sr": "dicom.sr",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds under this name
    """Load a writer when it is first asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
