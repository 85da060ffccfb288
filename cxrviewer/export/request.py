"""What an export is made of: frozen, gathered by window and command line alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydicom import Dataset

from cxrviewer.study import Analysis, AnnotationSet, Grey8, Image, Measurement, StudyReading, Voi


@dataclass(frozen=True, slots=True)
class View:
    """How the film is shown.

    Attributes
    ----------
    voi
        The VOI transform; None for a colour image.
    inverted
        Whether black and white are exchanged against what the file asks for.
    quarter_turns, mirrored
        First mirrored left to right, then turned clockwise by so many quarters.
    lungs, heatmap
        Whether the lungs' outlines and the Grad-CAM are shown.
    heatmap_label
        The class whose Grad-CAM is shown; None follows the prediction.
    heatmap_stretched
        Whether it is stretched to its own highest value.
    patch_map
        Whether the merged Grad-CAM of the patches takes its place, where they were read.
    """

    voi: Voi | None = None
    inverted: bool = False
    quarter_turns: int = 0
    mirrored: bool = False
    lungs: bool = True
    heatmap: bool = True
    heatmap_label: str | None = None
    heatmap_stretched: bool = False
    patch_map: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ExportRequest:
    """One image with all that is known of it.

    Attributes
    ----------
    image
        The film.
    source
        Header of the DICOM instance that exports refer to, without pixel data: the file's own, or the one
        that was made of a film that is no DICOM file, or a de-identified one.
    annotations, measurements
        What is drawn and what it measures, in the order of `annotations.items`.
    analysis
        Results, with the lung mask as the user has corrected it; None without.
    reading
        What the reader says of the study; None without.
    view
        How the film is shown.
    picture
        The view with its layers, (rows, columns, 3) uint8 RGB; None where the exports render it themselves.
    key_pictures
        `ImageSource.key` -> small picture of a key image of the reading, (rows, columns) or
        (rows, columns, 3) uint8, as far as they are at hand.
    """

    image: Image
    source: Dataset
    annotations: AnnotationSet
    measurements: tuple[Measurement, ...] = ()
    analysis: Analysis | None = None
    reading: StudyReading | None = None
    view: View = field(default_factory=View)
    picture: Grey8 | None = None
    key_pictures: Mapping[str, Grey8] = field(default_factory=dict)
