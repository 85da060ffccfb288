"""What the report says, as texts: all that a template may use, and nothing that it could act on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cxrviewer import __version__
from cxrviewer.export.report_analysis import AnalysisWords, analysis_words, calibration_text
from cxrviewer.export.request import ExportRequest
from cxrviewer.measurement import describe_calibration, describe_quantity
from cxrviewer.study import (
    NOT_FOR_CLINICAL_USE,
    Analysis,
    AnnotationSet,
    Image,
    KeyImage,
    Maker,
    Measurement,
    StudyReading,
    Verdict,
    class_title,
)

PRELIMINARY = "PRELIMINARY \N{EN DASH} not signed"
LIMITS = (
    "The lung mask, probabilities and texture come from research models trained on public collections in"
    " which the class goes along with the source and the age of the patient. Probabilities are shares among"
    " the listed classes and not the likelihood of disease; findings outside these classes are not looked"
    " for. Areas are those of the projected lung and hold in the plane of the calibration. Read the film"
    " itself."
)
_FIELD_LETTERS = 200
_AS_SHOWN = "The film as it was shown, with the layers that were visible."
_RENDERED = "The film with the layers that belong to it."


@dataclass(frozen=True, slots=True)
class Entry:
    """A label and its text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class MeasuredWords:
    """One annotation with its values.

    Attributes
    ----------
    number
        From 1, in the order in which they were drawn.
    kind, words
        What it is, and what the reader wrote to it.
    origin
        Where it comes from if the user did not draw it, else empty.
    quantities
        Quantities with their units.
    calibration
        Where millimetres come from; empty where nothing is measured in lengths.
    texture, texture_settings
        Features of a region, and how they were measured.
    notices
        What must stand beside the values.
    """

    number: str
    kind: str
    words: str
    origin: str
    quantities: tuple[Entry, ...]
    calibration: str
    texture: tuple[Entry, ...]
    texture_settings: str
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """What the reader thinks of the models."""

    agrees: bool
    prediction: str
    model: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportWords:
    """Everything that the words of a report are made of.

    Attributes
    ----------
    program, written, status, warning, limits
        Name and version, date and time, that nobody has signed, what it is not for, what the models cannot.
    subject
        What the file says of patient, study and image; nothing that it does not say.
    file
        Its name, and the frame.
    patient
        Name, identifier and study date in one line, for the head of every page.
    labels, comment
        The reader's findings.
    verdict
        On what the models say of this image; None where the reader has not judged.
    picture_note
        What the picture of the film shows.
    key_images
        The reader's notes on them, in the order of their pictures.
    measurements
        All that is drawn.
    drawn
        Sentences on what else the user has changed: the calibration, the lung mask.
    notices
        Of the film.
    analysis
        None without one.
    """

    program: str
    written: str
    status: str
    warning: str
    limits: str
    subject: tuple[Entry, ...]
    file: str
    patient: str
    labels: tuple[str, ...]
    comment: str
    verdict: VerdictWords | None
    picture_note: str
    key_images: tuple[str, ...]
    measurements: tuple[MeasuredWords, ...]
    drawn: tuple[str, ...]
    notices: tuple[str, ...]
    analysis: AnalysisWords | None


def report_words(request: ExportRequest, when: datetime) -> ReportWords:
    """Put a request into words."""
    image, reading = request.image, request.reading or StudyReading("")
    source = image.source
    return ReportWords(
        program=f"cxrviewer {__version__}",
        written=f"{when:%Y-%m-%d %H:%M:%S %z}",
        status=PRELIMINARY,
        warning=NOT_FOR_CLINICAL_USE,
        limits=LIMITS,
        subject=_subject(image),
        file=f"{source.path.name}, frame {source.frame} of {source.frames}",
        patient=_patient(image),
        labels=reading.labels,
        comment=reading.comment.strip(),
        verdict=_verdict(reading.verdict_on(source.key)),
        picture_note=_AS_SHOWN if request.picture is not None else _RENDERED,
        key_images=tuple(_key_image(n, key, image) for n, key in enumerate(reading.key_images, 1)),
        measurements=tuple(_measured(n, measured) for n, measured in enumerate(request.measurements, 1)),
        drawn=_drawn(request.annotations, request.analysis),
        notices=image.notices,
        analysis=analysis_words(request.analysis) if request.analysis is not None else None,
    )


def _subject(image: Image) -> tuple[Entry, ...]:
    text = image.text
    entries = (
        ("Patient", text.patient_name),
        ("Study date", date_text(text.study_date)),
        ("View", text.view_position),
        ("Patient ID", text.patient_id),
        ("Study", text.study_description),
        ("Modality", text.modality),
        ("Born", date_text(text.patient_birth_date)),
        ("Series", text.series_description),
        ("Accession no.", text.accession_number),
        ("Sex, age", ", ".join(filter(None, (text.patient_sex, text.patient_age)))),
        ("Institution", text.institution),
        ("Pixels", f"{image.columns} × {image.rows}"),
    )
    return tuple(Entry(label, _shortened(value)) for label, value in entries if value)


def _shortened(value: str) -> str:
    return value if len(value) <= _FIELD_LETTERS else f"{value[:_FIELD_LETTERS]}…"


def date_text(stored: str) -> str:
    """Return a DICOM date (YYYYMMDD) as YYYY-MM-DD, anything else as it stands."""
    return f"{stored[:4]}-{stored[4:6]}-{stored[6:]}" if len(stored) == 8 and stored.isdigit() else stored


def _patient(image: Image) -> str:
    text = image.text
    return "  ·  ".join(filter(None, (text.patient_name, text.patient_id, date_text(text.study_date))))[:120]


def _verdict(verdict: Verdict | None) -> VerdictWords | None:
    if verdict is None:
        return None
    return VerdictWords(verdict.agrees, class_title(verdict.prediction), verdict.model, verdict.reason)


def _key_image(number: int, key: KeyImage, image: Image) -> str:
    """Return the line under a key image."""
    shown = " (this film)" if key.image_key == image.source.key else ""
    frame = f", frame {key.frame}" if key.frame > 1 else ""
    return f"Key image {number}{frame}{shown}" + (f": {key.note}" if key.note else "")


def _measured(number: int, measured: Measurement) -> MeasuredWords:
    annotation = measured.annotation
    origin = "" if annotation.maker is Maker.USER else str(annotation.maker)
    texture = measured.texture.features if measured.texture is not None else {}
    return MeasuredWords(
        number=str(number),
        kind=annotation.kind.capitalize() if annotation.kind.islower() else str(annotation.kind),
        words=annotation.text,
        origin=", ".join(filter(None, (origin, annotation.origin))),
        quantities=tuple(
            Entry(quantity.name, describe_quantity(quantity)) for quantity in measured.quantities
        ),
        calibration=_calibration_of(measured),
        texture=tuple(Entry(name.replace("_", " "), f"{value:.4g}") for name, value in texture.items()),
        texture_settings=measured.texture.settings.words if measured.texture is not None else "",
        notices=measured.notices,
    )


def _calibration_of(measured: Measurement) -> str:
    """Return where the millimetres of a measurement come from."""
    units = {quantity.unit for quantity in measured.quantities}
    if measured.spacing is not None and units & {"mm", "mm2"}:
        return describe_calibration(measured.spacing)
    return describe_calibration(None) if units & {"px", "px2"} else ""


def _drawn(annotations: AnnotationSet, analysis: Analysis | None) -> tuple[str, ...]:
    by_hand = analysis is not None and analysis.lungs.by_hand
    lungs = "The lungs were drawn by the reader." if by_hand else "The lung mask was edited by the user."
    sentences: Sequence[str] = (
        f"{calibration_text(annotations.calibration)}" if annotations.calibration is not None else "",
        lungs if annotations.lungs is not None else "",
        *(f"Imported: {segment.label}, from {segment.origin}." for segment in annotations.segments),
    )
    return tuple(filter(None, sentences))
