"""A file of layers of any kind -> what is drawn on which image."""

from collections.abc import Callable
from pathlib import Path

from pydicom.uid import (
    UID,
    BasicTextSRStorage,
    BlendingSoftcopyPresentationStateStorage,
    ChestCADSRStorage,
    ColorSoftcopyPresentationStateStorage,
    Comprehensive3DSRStorage,
    ComprehensiveSRStorage,
    EnhancedSRStorage,
    ExtensibleSRStorage,
    GrayscaleSoftcopyPresentationStateStorage,
    PseudoColorSoftcopyPresentationStateStorage,
    SegmentationStorage,
)

from cxrviewer.errors import ReadError
from cxrviewer.readers.dicom.parsing import DicomFile, parse
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.dicom.text import class_name
from cxrviewer.readers.files import open_film
from cxrviewer.readers.layers.presentation_state import read_presentation_state
from cxrviewer.readers.layers.record import ImportedLayers
from cxrviewer.readers.layers.segmentation import LABEL_MAP_SEGMENTATION_STORAGE, read_segmentation
from cxrviewer.readers.layers.structured_report import read_structured_report

_PARSING_LIMIT_S = 60.0
"""Reports of thousands of measurements are all header."""

_READERS: dict[UID, Callable[[DicomFile], ImportedLayers]] = {
    GrayscaleSoftcopyPresentationStateStorage: read_presentation_state,
    ColorSoftcopyPresentationStateStorage: read_presentation_state,
    PseudoColorSoftcopyPresentationStateStorage: read_presentation_state,
    BlendingSoftcopyPresentationStateStorage: read_presentation_state,
    BasicTextSRStorage: read_structured_report,
    EnhancedSRStorage: read_structured_report,
    ComprehensiveSRStorage: read_structured_report,
    Comprehensive3DSRStorage: read_structured_report,
    ExtensibleSRStorage: read_structured_report,
    ChestCADSRStorage: read_structured_report,
    SegmentationStorage: read_segmentation,
    LABEL_MAP_SEGMENTATION_STORAGE: read_segmentation,
}


def read_layers(path: Path) -> ImportedLayers:
    """Read what a DICOM file of any program says of images: a presentation state, report or segmentation.

    Raises
    ------
    ReadError
        If there is no such file, it is damaged, or it brings no layers.
    """
    with open_film(path) as film:
        file = parse(film, _PARSING_LIMIT_S)
        tags = Tags(file.header)
        reader = _READERS.get(UID(tags.text("SOPClassUID")))
        if reader is None:
            raise ReadError(path, f"brings no annotations: {class_name(tags) or 'it is not said what it is'}")
        return reader(file)
