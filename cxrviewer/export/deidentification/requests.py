"""An export request -> one that says nothing of the patient, and so no export that is made of it does."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

from pydicom.dataset import Dataset

from cxrviewer.export.deidentification.burned_in import burned_in
from cxrviewer.export.deidentification.files import BlockedError
from cxrviewer.export.deidentification.header import deidentify
from cxrviewer.export.deidentification.identifiers import identifiers_in, patient_identity
from cxrviewer.export.deidentification.options import Options
from cxrviewer.export.deidentification.project import Project
from cxrviewer.export.deidentification.values import REMOVED, code_string, mapped_uid, shifted
from cxrviewer.export.deidentification.vocabulary import known_words
from cxrviewer.export.request import ExportRequest
from cxrviewer.measurement import measure_all
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.dicom.text import study_text
from cxrviewer.study import (
    Analysis,
    Annotation,
    AnnotationSet,
    Image,
    KeyImage,
    Kind,
    Overrule,
    PatchReading,
    Segment,
    StudyReading,
    Verdict,
    Voi,
)

_NEVER = "1900-01-01T00:00:00+00:00"
_DATE_LENGTH = 10


def deidentify_request(request: ExportRequest, project: Project, options: Options) -> ExportRequest:
    """Return a request whose exports refer to the de-identified instance and hold no words of the reader.

    What is drawn is measured again: names of regions, units and notices may quote the reader or the header.
    Free text goes; with Clean Descriptors the words of the list stay. Keys, UIDs and dates are the project's.
    Pictures of the view and of key images are left out, because texts may be drawn in them or burnt in.

    Raises
    ------
    BlockedError
        If the film itself may show the patient's name.
    """
    fear = burned_in(request.source) if request.image.source.format == "DICOM" else None
    if fear is not None and fear.blocks and not options.allow_burned_in:
        raise BlockedError(request.image.source.path, fear.reason)
    cleaner = _Cleaner(request.source, project, options)
    cleaned = deidentify(request.source, project, options)
    image, drawn = cleaner.image(request.image, cleaned), cleaner.annotations(request.annotations)
    return replace(
        request,
        image=image,
        source=cleaned,
        annotations=drawn,
        measurements=measure_all(image, drawn) if request.measurements else (),
        analysis=request.analysis and cleaner.analysis(request.analysis),
        reading=request.reading and cleaner.reading(request.reading, request.analysis),
        view=replace(request.view, voi=request.view.voi and cleaner.voi(request.view.voi)),
        picture=None,
        key_pictures={},
    )


class _Cleaner:
    """Cleans the records of one study."""

    def __init__(self, source: Dataset, project: Project, options: Options) -> None:
        self._project, self._options = project, options
        self._names = identifiers_in(source).names
        self._days = project.days(patient_identity(source))

    def key(self, key: str) -> str:
        """Return another key of an image or a study: the hash of a file finds the file."""
        content, mark, frame = key.partition("#")
        return f"{self._project.name('key', content)}{mark}{frame}"

    def words(self, text: str) -> str:
        """Return what is left of free text."""
        return known_words(text, identifiers=self._names) if self._options.clean_descriptors else ""

    def terms(self, text: str) -> str:
        """Return the words of a label that are in the list."""
        return known_words(text, identifiers=self._names) or (text and REMOVED)

    def analysis(self, analysis: Analysis) -> Analysis:
        """Return results under another key, without the reader's words and time of an overrule."""
        analysis = replace(
            analysis, image_key=self.key(analysis.image_key), patches=self.patches(analysis.patches)
        )
        quality = analysis.quality
        if quality is None or quality.overrule is None:
            return analysis
        said = quality.overrule
        left = Overrule(_NEVER, self.words(said.reason))
        notices = tuple(left.sentence if one == said.sentence else one for one in analysis.notices)
        return replace(analysis, notices=notices, quality=replace(quality, overrule=left))

    def patches(self, patches: PatchReading | None) -> PatchReading | None:
        """Return what patches say with another key of the image as their seed."""
        if patches is None:
            return None
        return replace(patches, settings=replace(patches.settings, seed=self.key(patches.settings.seed)))

    def image(self, image: Image, cleaned: Dataset) -> Image:
        """Return an image under another name, with the texts of the de-identified header."""
        name = self._project.name("key", image.source.sha256)
        source = replace(image.source, path=Path(f"{name}.dcm"), sha256=name)
        vois = tuple(self.voi(voi) for voi in image.vois)
        units, text = self.units(image.units), study_text(Tags(cleaned))
        return replace(image, source=source, vois=vois, units=units, text=text)

    def units(self, units: str) -> str:
        """Return the units of modality values if they are the standard's: files may say anything there."""
        return units if code_string(units, self._names) else ""

    def voi(self, voi: Voi) -> Voi:
        """Return a VOI transform with the words of its explanation that are in the list."""
        return replace(voi, explanation=known_words(voi.explanation, identifiers=self._names))

    def annotation(self, annotation: Annotation) -> Annotation:
        """Return an annotation without the reader's words and its time."""
        text = self.words(annotation.text)
        return replace(
            annotation,
            text=text or (REMOVED if annotation.kind is Kind.TEXT else ""),
            origin=self.terms(annotation.origin),
            created=self._moment(annotation.created),
            identifier=str(UUID(int=int(self._project.uid(annotation.identifier)[len("2.25.") :]))),
        )

    def _moment(self, created: str) -> str:
        """Return a time of making, moved like all dates; always the same without that option."""
        if not self._options.shift_dates:
            return _NEVER
        moved = shifted(created[:_DATE_LENGTH], "DA", self._days)
        return _NEVER if moved is None else f"{moved[:4]}-{moved[4:6]}-{moved[6:]}{created[_DATE_LENGTH:]}"

    def annotations(self, drawn: AnnotationSet) -> AnnotationSet:
        """Return all that is drawn."""
        return replace(
            drawn,
            image_key=self.key(drawn.image_key),
            items=tuple(self.annotation(item) for item in drawn.items),
            segments=tuple(
                Segment(self.terms(segment.label), segment.mask, self.terms(segment.origin))
                for segment in drawn.segments
            ),
        )

    def reading(self, reading: StudyReading, analysis: Analysis | None) -> StudyReading:
        """Return what the reader says, without free text; of the models' words those that they said."""
        said = _said_by_models(analysis)
        return StudyReading(
            self.key(reading.study_key),
            tuple(self.terms(label) for label in reading.labels),
            self.words(reading.comment),
            tuple(self._verdict(verdict, said) for verdict in reading.verdicts),
            tuple(self._key_image(image) for image in reading.key_images),
        )

    def _verdict(self, verdict: Verdict, said: frozenset[str]) -> Verdict:
        prediction, model = (
            text if text in said else self.terms(text) for text in (verdict.prediction, verdict.model)
        )
        return Verdict(
            self.key(verdict.image_key), prediction, model, verdict.agrees, self.words(verdict.reason)
        )

    def _key_image(self, image: KeyImage) -> KeyImage:
        return replace(
            image,
            image_key=self.key(image.image_key),
            sop_instance_uid=mapped_uid(image.sop_instance_uid, self._project),
            note=self.words(image.note),
        )


def _said_by_models(analysis: Analysis | None) -> frozenset[str]:
    """Return the labels of the classifier, and what verdicts call it."""
    found = analysis and analysis.classification
    if not found:
        return frozenset()
    return frozenset({*found.probabilities, *found.grouped, f"{found.model.name} {found.model.version}"})
