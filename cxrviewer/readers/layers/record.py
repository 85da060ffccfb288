"""What a file of layers (presentation state, report, segmentation) says of the images that it refers to."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.study import Annotation, Segment


@dataclass(frozen=True, slots=True)
class ImageReference:
    """An image that layers belong to.

    Attributes
    ----------
    sop_instance_uid
        Of the file that was drawn on.
    frame
        One-based; None where the layers belong to every frame of the file.
    """

    sop_instance_uid: str
    frame: int | None = None

    def names(self, sop_instance_uid: str, frame: int) -> bool:
        """Tell whether a frame (one-based) of an instance is meant."""
        return self.sop_instance_uid == sop_instance_uid and self.frame in (None, frame)


@dataclass(frozen=True, slots=True, eq=False)
class ImportedLayers:
    """The layers of one file.

    Attributes
    ----------
    path
        The file, as the user named it.
    annotations
        What is drawn, in the file's order, each with the image that it is drawn on.
    segments
        Masks, likewise; each has the rows and columns of its image.
    notices
        Sentences on what could not be taken over.
    """

    path: Path
    annotations: tuple[tuple[ImageReference, Annotation], ...] = ()
    segments: tuple[tuple[ImageReference, Segment], ...] = ()
    notices: tuple[str, ...] = ()

    def annotations_of(self, sop_instance_uid: str, frame: int) -> tuple[Annotation, ...]:
        """Return what is drawn on a frame (one-based) of an instance."""
        return tuple(item for image, item in self.annotations if image.names(sop_instance_uid, frame))

    def segments_of(self, sop_instance_uid: str, frame: int) -> tuple[Segment, ...]:
        """Return the masks of a frame (one-based) of an instance."""
        return tuple(item for image, item in self.segments if image.names(sop_instance_uid, frame))

    def images(self) -> Iterator[ImageReference]:
        """Give every image that is referred to once, in the file's order."""
        yield from dict.fromkeys(image for image, _ in (*self.annotations, *self.segments))
