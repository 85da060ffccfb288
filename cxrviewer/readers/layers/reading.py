"""A file of layers of any kind -> what is drawn on which image."""

from collections.abc import Callable
from pathlib import Path

from pydicom.uid import (
    UID,
    BlendingSoftcopyPresentationStateStorage,
    ColorSoftcopyPresentationStateStorage,
    GrayscaleSoftcopyPresentationStateStorage,
    PseudoColorSoftcopyPresentationStateStorage,
)

from cxrviewer.errors import ReadError
from cxrviewer.readers.dicom.parsing import DicomFile, parse
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.dicom.text import class_name
from cxrviewer.readers.files import open_film
from cxrviewer.readers.layers.presentation_state import read_presentation_state
from cxrviewer.readers.layers.record import ImportedLayers

_READERS: dict[UID, Callable[[DicomFile], ImportedLayers]] = {
    GrayscaleSoftcopyPresentationStateStorage: read_presentation_state,
    ColorSoftcopyPresentationStateStorage: read_presentation_state,
    PseudoColorSoftcopyPresentationStateStorage: read_presentation_state,
    BlendingSoftcopyPresentationStateStorage: read_presentation_state,
}


def read_layers(path: Path) -> ImportedLayers:
    """Read what a DICOM file says of images: a presentation state of this or of another program.

    Raises
    ------
    ReadError
        If there is no such file, it is damaged, or it brings no layers.
    """
    with open_film(path) as film:
        file = parse(film)
        tags = Tags(file.header)
        reader = _READERS.get(UID(tags.text("SOPClassUID")))
        if reader is None:
            raise ReadError(path, f"brings no annotations: {class_name(tags) or 'it is not said what it is'}")
        return reader(file)
