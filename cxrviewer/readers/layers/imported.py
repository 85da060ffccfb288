"""Annotations as they come out of a file: with where they come from, and with identifiers that stay."""

from uuid import NAMESPACE_OID, uuid5

from cxrviewer.errors import ReadError
from cxrviewer.readers.dicom.parsing import DicomFile
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.layers.interpreting import Drawn
from cxrviewer.readers.layers.own import Mark
from cxrviewer.readers.layers.record import ImageReference, ImportedLayers
from cxrviewer.study import Annotation, Maker

MOST_ANNOTATIONS = 50_000
FARTHEST, LONGEST = 1e6, 10_000
"""Pixels from the image's corner, characters of a text."""


class Collector:
    """Collects the annotations of one file.

    Parameters
    ----------
    file
        The file.
    name
        What it is, e.g. "presentation state".

    Attributes
    ----------
    tags
        The whole data set; its notices are those of the layers.
    """

    def __init__(self, file: DicomFile, name: str) -> None:
        self.tags = Tags(file.header)
        self._path = file.path
        self._uid = self.tags.text("SOPInstanceUID")
        self._origin = f"{name} of {self.tags.text('Manufacturer') or 'an unnamed program'}"
        self._annotations: list[tuple[ImageReference, Annotation]] = []

    def add(self, image: ImageReference, drawn: Drawn, text: str = "", mark: Mark | None = None) -> None:
        """Take an annotation over; `mark` is that of one that this program has written itself.

        What another program has drawn is identified by its place in the file, so that it is the same when
        the file is read again.

        Raises
        ------
        ReadError
            If there are too many.
        ValueError
            If the points do not fit the kind.
        """
        if len(self._annotations) >= MOST_ANNOTATIONS:
            raise ReadError(self._path, f"holds more than {MOST_ANNOTATIONS:,} annotations")
        if any(abs(number) > FARTHEST for point in drawn[1] for number in point):
            self.leave_out("Annotations far outside of any image were left out.")
            return
        if len(text) > LONGEST:
            self.leave_out(f"A text was cut to {LONGEST:,} characters.")
        place = f"{self._uid} {len(self._annotations)} {image.sop_instance_uid} {image.frame}"
        annotation = Annotation(
            *drawn,
            text=text[:LONGEST],
            maker=Maker.IMPORTED,
            origin=self._origin,
            created=mark.created if mark else "",
            identifier=mark.identifier if mark else str(uuid5(NAMESPACE_OID, place)),
        )
        self._annotations.append((image, annotation))

    def leave_out(self, sentence: str) -> None:
        """Note something that cannot be taken over, once."""
        if sentence not in self.tags.notices:
            self.tags.notices.append(sentence)

    def layers(self) -> ImportedLayers:
        """Return all that was found."""
        return ImportedLayers(self._path, tuple(self._annotations), notices=tuple(self.tags.notices))
