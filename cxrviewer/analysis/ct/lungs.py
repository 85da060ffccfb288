"""The lungs of an axial slice, right and left, by the means that its values allow."""

import hashlib

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.ct import grey_lungs, hounsfield_lungs
from cxrviewer.analysis.ct.picture import in_hounsfield_units
from cxrviewer.analysis.ct.regions import Bits
from cxrviewer.analysis.ct.sides import right_is_first, two_sides
from cxrviewer.display import modality_values
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, Image, LungMask, ModelReference

VERSION = "1.0.0"
ASSUMED_SIDES = (
    "The file does not say which side is which: the patient's right was taken to be at the picture's left."
)
FROM_GREY_VALUES = (
    "The file has no Hounsfield units: the lungs were found from grey values alone, and dense disease at "
    "their borders may be left out."
)


def find_lungs(image: Image, unit: npt.NDArray[np.float32]) -> LungMask:
    """Find the lungs of an axial slice.

    Parameters
    ----------
    image
        The slice.
    unit
        (rows, columns) float32 in [0, 1]: the picture, used where there are no Hounsfield units.

    Raises
    ------
    NotAxialError
        If the file says that it is no axial slice.
    """
    first_is_right = right_is_first(image.text) is not False
    first, second = _by_hounsfield(image) if in_hounsfield_units(image) else _by_grey_values(unit)
    right, left = (first, second) if first_is_right else (second, first)
    labels = np.zeros(unit.shape, np.uint8)
    labels[right > 0] = RIGHT_LUNG
    labels[(left > 0) & (right == 0)] = LEFT_LUNG
    return LungMask(labels, _reference(image))


def lung_sentences(image: Image) -> tuple[str, ...]:
    """Return what must be known of how the lungs were found."""
    sides = (ASSUMED_SIDES,) if right_is_first(image.text) is None else ()
    return sides if in_hounsfield_units(image) else (*sides, FROM_GREY_VALUES)


def _by_hounsfield(image: Image) -> tuple[Bits, Bits]:
    """Return the lungs at the picture's left and right."""
    values = modality_values(image.pixels, image.modality).astype(np.float32)
    spacing = image.spacing
    scale = hounsfield_lungs.Scale(spacing.row_mm, spacing.column_mm) if spacing else hounsfield_lungs.Scale()
    first, second = two_sides(hounsfield_lungs.aerated_lungs(values, scale))
    return (
        hounsfield_lungs.with_what_lies_in_it(first, second, values, scale, at_left=True),
        hounsfield_lungs.with_what_lies_in_it(second, first, values, scale, at_left=False),
    )


def _by_grey_values(unit: npt.NDArray[np.float32]) -> tuple[Bits, Bits]:
    """Return the lungs at the picture's left and right."""
    first, second = two_sides(grey_lungs.dark_lungs(unit))
    return (
        grey_lungs.with_what_lies_in_it(first, second, at_left=True),
        grey_lungs.with_what_lies_in_it(second, first, at_left=False),
    )


def _reference(image: Image) -> ModelReference:
    """Name the method; it has no weights, so its hash is that of its name and version."""
    name = "ct-lungs-hounsfield" if in_hounsfield_units(image) else "ct-lungs-grey"
    digest = hashlib.sha256(f"{name} {VERSION}".encode()).hexdigest()
    return ModelReference(name, VERSION, digest, f"OpenCV {cv2.__version__} (CPU)")
