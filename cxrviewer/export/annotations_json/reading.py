"""The file read again, every part of it checked."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError

from cxrviewer.errors import ReadError
from cxrviewer.export.annotations_json.analysis import analysis_of
from cxrviewer.export.annotations_json.schema import (
    SCHEMA_VERSION,
    FileRecord,
    HeadRecord,
    ImageRecord,
)
from cxrviewer.study import Analysis, AnnotationSet, Image, Measurement, PackedMask, StudyReading

_MOST_BYTES = 2**29


@dataclass(frozen=True, slots=True, eq=False)
class AnnotationsFile:
    """What a file says.

    Attributes
    ----------
    path
        The file, as the user named it.
    images
        Its images.
    readings
        What was said of studies.
    """

    path: Path
    images: tuple[ImageRecord, ...]
    readings: tuple[StudyReading, ...]

    def about(self, image: Image) -> ImageRecord | None:
        """Return the record of an image: of the same content, else of the same instance and frame."""
        uid, frame = image.text.sop_instance_uid, image.source.frame
        same = (one for one in self.images if one.image_key == image.source.key)
        alike = (one for one in self.images if uid and (one.sop_instance_uid, one.frame) == (uid, frame))
        return next(same, next(alike, None))

    def annotations(self, image: Image) -> AnnotationSet | None:
        """Return what is drawn on an image; None if the file does not know the image.

        Raises
        ------
        ReadError
            If a mask has not the size of the image or is damaged.
        """
        record = self.about(image)
        if record is None:
            return None
        lungs = record.lungs.packed() if record.lungs else None
        segments = tuple(segment.segment() for segment in record.segments)
        for mask in [*([lungs] if lungs else []), *(segment.mask for segment in segments)]:
            self._check(mask, image)
        return AnnotationSet(image.source.key, record.annotations, record.calibration, lungs, segments)

    def measurements(self, image: Image) -> tuple[Measurement, ...]:
        """Return what was measured of an image when the file was written."""
        record = self.about(image)
        drawn = {item.identifier: item for item in record.annotations} if record else {}
        measured = record.measurements if record else ()
        return tuple(one.measurement(drawn[one.annotation]) for one in measured if one.annotation in drawn)

    def analysis(self, image: Image) -> Analysis | None:
        """Return the results that the file holds of an image; None without.

        Raises
        ------
        ReadError
            If they are damaged or of an image of another size.
        """
        record = self.about(image)
        if record is None or record.analysis is None:
            return None
        self._check(record.analysis.lungs.mask.packed(), image)
        try:
            return analysis_of(record.analysis, image.source.key)
        except ValueError as error:
            raise ReadError(self.path, f"is damaged: {error}") from error

    def reading(self, study_key: str) -> StudyReading | None:
        """Return what was said of a study; None without."""
        return next((one for one in self.readings if one.study_key == study_key), None)

    def _check(self, mask: PackedMask, image: Image) -> None:
        if (mask.rows, mask.columns) != (image.rows, image.columns):
            sizes = f"{mask.columns} x {mask.rows} pixels, not {image.columns} x {image.rows}"
            raise ReadError(self.path, f"has a mask of {sizes} as {image.source.path.name}")
        try:
            mask.labels()
        except ValueError as error:
            raise ReadError(self.path, f"is damaged: {error}") from error


def read_annotations(path: Path) -> AnnotationsFile:
    """Read a file that `write_annotations`, or another program by docs/annotations-json.md, has written.

    Raises
    ------
    ReadError
        If it cannot be read, is of a newer version, or says something impossible; with the place in it.
    """
    data = _content(path)
    try:
        head = HeadRecord.model_validate_json(data)
        if head.schema_version > SCHEMA_VERSION:
            raise ReadError(path, f"was written by a newer version (schema {head.schema_version})")
        record = FileRecord.model_validate_json(data)
    except ValidationError as error:
        raise ReadError(path, f"is no annotations file of cxrviewer: {_first(error)}") from error
    for number, image in enumerate(record.images):
        _check_identifiers(path, number, image)
    return AnnotationsFile(path, record.images, record.readings)


def is_annotations_file(path: Path) -> bool:
    """Return whether a file looks like one, by its beginning."""
    try:
        with path.open("rb") as stream:
            return stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    except OSError:
        return False


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ReadError(path, f"is too large for an annotations file (over {_MOST_BYTES >> 20} MiB)")
        return path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        raise ReadError(path, f"cannot be read ({error.strerror or error})") from error


def _first(error: ValidationError) -> str:
    """Return the first complaint with its place, without the value, which may name a patient."""
    found = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in found["loc"])
    return f"{place.lstrip('.') or 'the file'}: {found['msg'].removeprefix('Value error, ')}"


def _check_identifiers(path: Path, number: int, image: ImageRecord) -> None:
    """Refuse identifiers that are no UUIDs or belong to two annotations, and images that nothing names."""
    place = f"images[{number}]"
    if not image.image_key and not image.sop_instance_uid:
        raise ReadError(path, f"{place} names no image: it has neither image_key nor sop_instance_uid")
    seen: set[str] = set()
    for item in image.annotations:
        if not _is_uuid(item.identifier):
            raise ReadError(path, f"{place} has an annotation whose identifier is no UUID")
        if item.identifier in seen:
            raise ReadError(path, f"{place} has two annotations with one identifier")
        seen.add(item.identifier)


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
