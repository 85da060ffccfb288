"""What a reader says of a study: finding, comment, verdict on the models, key images."""

from dataclasses import dataclass, replace

from cxrviewer.study.image import Image


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reader thinks of what the models say of one image.

    Attributes
    ----------
    image_key
        `ImageSource.key` of the image.
    prediction
        What the model said.
    model
        Its name and version.
    agrees
        Whether the reader agrees.
    reason
        Why; may be empty where the reader agrees.
    """

    image_key: str
    prediction: str
    model: str
    agrees: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KeyImage:
    """An image that the reader wants to be seen.

    Attributes
    ----------
    image_key
        `ImageSource.key` of the image.
    sop_instance_uid
        Of a DICOM image, else empty.
    frame
        One-based.
    note
        Why, in the reader's words.
    """

    image_key: str
    sop_instance_uid: str = ""
    frame: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class StudyReading:
    """All that a reader says of one study.

    Attributes
    ----------
    study_key
        See `study_key`.
    labels
        Findings from the configured list, in its order.
    comment
        The reader's words.
    verdicts
        At most one for each image.
    key_images
        In the order in which they were chosen.
    """

    study_key: str
    labels: tuple[str, ...] = ()
    comment: str = ""
    verdicts: tuple[Verdict, ...] = ()
    key_images: tuple[KeyImage, ...] = ()

    def verdict_on(self, image_key: str) -> Verdict | None:
        """Return the verdict on one image."""
        return next((verdict for verdict in self.verdicts if verdict.image_key == image_key), None)

    def judging(self, verdict: Verdict) -> "StudyReading":
        """Return the reading with a verdict, in place of an earlier one on the same image."""
        others = tuple(other for other in self.verdicts if other.image_key != verdict.image_key)
        return replace(self, verdicts=(*others, verdict))

    def without_verdict(self, image_key: str) -> "StudyReading":
        """Return the reading without the verdict on one image."""
        return replace(self, verdicts=tuple(other for other in self.verdicts if other.image_key != image_key))

    def with_key_image(self, image: KeyImage) -> "StudyReading":
        """Return the reading with one key image more; one that is there gets the new note."""
        others = tuple(other for other in self.key_images if other.image_key != image.image_key)
        return replace(self, key_images=(*others, image))

    def without_key_image(self, image_key: str) -> "StudyReading":
        """Return the reading with one key image less."""
        return replace(
            self, key_images=tuple(other for other in self.key_images if other.image_key != image_key)
        )


def study_key(image: Image) -> str:
    """Identify the study of an image: its Study Instance UID, else the content of its file."""
    return image.text.study_instance_uid or f"file:{image.source.sha256}"
