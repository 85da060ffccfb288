"""Files of annotations and masks of any kind, and the films that they belong to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cxrviewer.errors import ReadError
from cxrviewer.export.annotations_json import AnnotationsFile, read_annotations
from cxrviewer.export.annotations_json.reading import is_annotations_file
from cxrviewer.export.dicom.source import instance_uid
from cxrviewer.readers import read_header, read_image
from cxrviewer.readers.files import open_film, sha256_of
from cxrviewer.readers.layers import ImportedLayers, read_layers
from cxrviewer.study import AnnotationSet, Image, ImageSource, Segment, StudyReading


@dataclass(frozen=True, slots=True)
class ImageName:
    """How a file of layers names an image.

    Attributes
    ----------
    sop_instance_uid
        Of its instance; may be empty.
    frame
        One-based; None means every frame.
    image_key
        `ImageSource.key`; may be empty.
    """

    sop_instance_uid: str
    frame: int | None = None
    image_key: str = ""

    def means(self, sop_instance_uid: str, frame: int, image_key: str) -> bool:
        """Tell whether this image is meant."""
        same = bool(sop_instance_uid) and sop_instance_uid == self.sop_instance_uid
        return (bool(image_key) and image_key == self.image_key) or (same and self.frame in (None, frame))


@dataclass(slots=True, eq=False)
class LayerFile:
    """A file of layers: of this program (JSON), or a DICOM object of any program.

    Attributes
    ----------
    path
        The file, as the user named it.
    images
        The images that it names.
    readings
        What it says of studies.
    notices
        Sentences on what could not be taken over; they grow while layers are put on films.
    """

    path: Path
    images: tuple[ImageName, ...]
    readings: tuple[StudyReading, ...]
    notices: list[str]
    _content: AnnotationsFile | ImportedLayers = field(repr=False)

    def drawn_on(self, image: Image) -> AnnotationSet | None:
        """Return what the file has for an image; None if it means others.

        Raises
        ------
        ReadError
            If a mask of this program's own file is damaged or does not fit the image.
        """
        if isinstance(self._content, AnnotationsFile):
            return self._content.annotations(image)
        name = instance_uid(image.source, image.text.sop_instance_uid), image.source.frame
        items = self._content.annotations_of(*name)
        segments = tuple(one for one in self._content.segments_of(*name) if self._fits(one, image))
        return AnnotationSet(image.source.key, items, segments=segments) if items or segments else None

    def _fits(self, segment: Segment, image: Image) -> bool:
        if (segment.mask.rows, segment.mask.columns) == (image.rows, image.columns):
            return True
        self.notices.append(
            f"The mask {segment.label!r} has {segment.mask.columns} x {segment.mask.rows} pixels, not those"
            " of the film, and was left out."
        )
        return False


def read_layer_file(path: Path) -> LayerFile:
    """Read a file of annotations or masks, of whatever kind it is.

    Raises
    ------
    ReadError
        If it is none, or damaged.
    """
    if is_annotations_file(path):
        file = read_annotations(path)
        names = tuple(ImageName(one.sop_instance_uid, one.frame, one.image_key) for one in file.images)
        return LayerFile(path, names, file.readings, [], file)
    layers = read_layers(path)
    named = tuple(ImageName(one.sop_instance_uid, one.frame) for one in layers.images())
    return LayerFile(path, named, (), list(layers.notices), layers)


def films_meant(file: LayerFile, films: Sequence[Path]) -> Iterator[Image | ReadError]:
    """Yield the images that a file of layers means among films, decoded; and films that cannot be read.

    Only the headers of the others are read.
    """
    for film in films:
        try:
            frames = _frames_meant(file, film)
        except ReadError as error:
            yield error
            continue
        for frame in frames:
            try:
                yield read_image(film, frame)
            except ReadError as error:
                yield error


def _frames_meant(file: LayerFile, film: Path) -> list[int]:
    """Return the frames of a film that a file of layers means; a film is hashed only if that is needed."""
    header = read_header(film)
    if not header.is_image:
        return []
    frames, uid = range(1, header.frames + 1), header.text.sop_instance_uid
    if header.format == "DICOM" and uid:
        named = [frame for frame in frames if any(name.means(uid, frame, "") for name in file.images)]
        if named or all(name.sop_instance_uid for name in file.images):
            return named
    with open_film(film) as opened:
        sha256 = sha256_of(opened)
    sources = [ImageSource(film, frame, header.frames, sha256, header.format) for frame in frames]
    return [
        one.frame
        for one in sources
        if any(name.means(instance_uid(one, uid), one.frame, one.key) for name in file.images)
    ]


def is_picture_too(path: Path) -> bool:
    """Return whether a file of layers can be shown as a film as well, as a segmentation can."""
    return not is_annotations_file(path) and read_header(path).is_image
