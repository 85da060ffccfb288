"""What is drawn on a film, and how it is shown, as a softcopy presentation state (PS3.3 A.33)."""

from fractions import Fraction
from pathlib import Path

from PIL import ImageCms
from pydicom.dataset import Dataset
from pydicom.uid import ColorSoftcopyPresentationStateStorage, GrayscaleSoftcopyPresentationStateStorage
from pydicom.valuerep import format_number_as_ds

from cxrviewer.errors import FileError
from cxrviewer.export.dicom.derived import begun, image_reference, now, write_object
from cxrviewer.export.dicom.graphics import add_graphics
from cxrviewer.export.dicom.grey_pipeline import add_grey_pipeline
from cxrviewer.export.request import ExportRequest, View

_SERIES_NUMBER = 9003
_LABEL = "ANNOTATIONS"
_FINEST_RATIO = 10_000
_NAMELESS = "^"
"""A Patient's Name without components (PS3.5 6.2.1.1), because DCMTK opens no state whose name is empty."""


def write_gsps(path: Path, request: ExportRequest) -> None:
    """Write the annotations and the view of a film; of a colour film as a colour presentation state.

    Parameters
    ----------
    path
        The DICOM file.
    request
        Film, annotations, measurements and view.

    Raises
    ------
    FileError
        If the film's instance lacks a UID, its colours are shown inverted, which a presentation state cannot
        say, or the file cannot be written.
    """
    write_object(path, _state(path, request), request)


def _state(path: Path, request: ExportRequest) -> Dataset:
    colour = request.image.is_colour
    if colour and request.view.inverted:
        raise FileError(path, "a presentation state cannot say that colours are inverted")
    sop_class = ColorSoftcopyPresentationStateStorage if colour else GrayscaleSoftcopyPresentationStateStorage
    state = begun(path, request, sop_class, "PR", _SERIES_NUMBER)
    if not state.PatientName:
        state.PatientName = _NAMELESS
    _add_identification(state, request)
    _add_relationship(state, request)
    _add_displayed_area(state, request)
    _add_spatial_transformation(state, request.view)
    add_graphics(state, request)
    if colour:
        state.ICCProfile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    else:
        add_grey_pipeline(state, request)
    return state


def _add_identification(state: Dataset, request: ExportRequest) -> None:
    """Add Presentation State Identification (C.11.10) and the film's side of the body (C.7.3.1)."""
    state.ContentLabel, state.ContentDescription = _LABEL, "Annotations and view"
    state.ContentCreatorName = None
    state.PresentationCreationDate, state.PresentationCreationTime = now()
    side = str(request.source.get("Laterality", "") or request.source.get("ImageLaterality", ""))
    state.Laterality = side if side in {"L", "R"} else ""


def _add_relationship(state: Dataset, request: ExportRequest) -> None:
    """Add the Presentation State Relationship module (C.11.11)."""
    series = Dataset()
    series.SeriesInstanceUID = request.source.SeriesInstanceUID
    series.ReferencedImageSequence = [image_reference(request)]
    state.ReferencedSeriesSequence = [series]


def _add_displayed_area(state: Dataset, request: ExportRequest) -> None:
    """Add the Displayed Area module (C.10.4): the whole film, its corners as they lie once it is turned."""
    image, view = request.image, request.view
    area = Dataset()
    area.ReferencedImageSequence = [image_reference(request)]
    top_left, bottom_right = _corners(image.columns, image.rows, view)
    area.DisplayedAreaTopLeftHandCorner, area.DisplayedAreaBottomRightHandCorner = top_left, bottom_right
    area.PresentationSizeMode = "SCALE TO FIT"
    spacing = request.annotations.calibration or image.spacing
    if spacing is not None:
        area.PresentationPixelSpacing = [
            format_number_as_ds(float(spacing.row_mm)),
            format_number_as_ds(float(spacing.column_mm)),
        ]
    else:
        ratio = Fraction(image.pixel_aspect_ratio).limit_denominator(_FINEST_RATIO)
        area.PresentationPixelAspectRatio = list(ratio.as_integer_ratio())
    state.DisplayedAreaSelectionSequence = [area]


def _corners(columns: int, rows: int, view: View) -> tuple[list[int], list[int]]:
    """Return the pixels that lie top left and bottom right on the screen, column and row from 1 on."""
    corners = [(1, 1), (columns, 1), (columns, rows), (1, rows)]  # clockwise, as they lie on the screen
    if view.mirrored:
        corners = [corners[place] for place in (1, 0, 3, 2)]
    turns = view.quarter_turns % 4
    turned = [corners[(place - turns) % 4] for place in range(4)]
    return list(turned[0]), list(turned[2])


def _add_spatial_transformation(state: Dataset, view: View) -> None:
    """Add Spatial Transformation (C.10.6), which turns first and then mirrors; the view mirrors first."""
    turns = -view.quarter_turns if view.mirrored else view.quarter_turns
    state.ImageRotation = 90 * (turns % 4)
    state.ImageHorizontalFlip = "Y" if view.mirrored else "N"
