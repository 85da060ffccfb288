"""Measurements, results and what the reader says as a structured report (PS3.3 A.35.3, PS3.16 TID 1500)."""

from collections.abc import Iterator
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.uid import ComprehensiveSRStorage

from cxrviewer import __version__
from cxrviewer.export.dicom import sr_concepts as concepts
from cxrviewer.export.dicom.derived import begun, now, write_object
from cxrviewer.export.dicom.entities import refer_to
from cxrviewer.export.dicom.files import content_uid
from cxrviewer.export.dicom.sr_annotations import annotation_groups
from cxrviewer.export.dicom.sr_items import (
    HAS_CONTEXT,
    HAS_MODIFIER,
    HAS_PROPERTIES,
    Concept,
    coded,
    container,
    text,
    unique,
)
from cxrviewer.export.dicom.sr_models import model_groups
from cxrviewer.export.request import ExportRequest
from cxrviewer.readers.layers.own import SCHEME
from cxrviewer.study import NOT_FOR_CLINICAL_USE, Analysis, StudyReading, Verdict

_SERIES_NUMBER = 9004
_TEMPLATE = "1500"
_LANGUAGE = Concept("121049", "DCM", "Language of Content Item and Descendants")
_ENGLISH = Concept("en-US", "RFC5646", "English (United States)")
_OBSERVER_TYPE = Concept("121005", "DCM", "Observer Type")
_DEVICE = Concept("121007", "DCM", "Device")
_DEVICE_UID = Concept("121012", "DCM", "Device Observer UID")
_DEVICE_NAME = Concept("121013", "DCM", "Device Observer Name")
_DEVICE_MODEL = Concept("121015", "DCM", "Device Observer Model Name")
_PROCEDURE = Concept("121058", "DCM", "Procedure reported")
_PROCEDURES = {
    "CT": Concept("169069000", "SCT", "CT of chest"),
    **dict.fromkeys(("CR", "DX", "RF"), Concept("399208008", "SCT", "Plain chest X-ray")),
}
_IMAGING = Concept("363679005", "SCT", "Imaging")
_VERDICTS = {
    True: concepts.private("agrees", "Agrees with the model"),
    False: concepts.private("disagrees", "Disagrees with the model"),
}
_REASON = concepts.private("reason", "Reason")
_JUDGED = concepts.private("judged", "What was judged")


def write_sr(path: Path, request: ExportRequest) -> None:
    """Write all that is measured and said of a film as a preliminary, unverified report.

    Parameters
    ----------
    path
        The DICOM file.
    request
        Film, annotations, measurements, results and what the reader says.

    Raises
    ------
    FileError
        If the film's instance lacks a UID or the file cannot be written.
    """
    report = begun(path, request, ComprehensiveSRStorage, "SR", _SERIES_NUMBER)
    _add_document(report, request)
    _add_schemes(report)
    root = container(concepts.REPORT, _content(request), _TEMPLATE)
    del root.RelationshipType
    report.update(root)
    write_object(path, report, request)


def _add_document(report: Dataset, request: ExportRequest) -> None:
    """Add SR Document Series and General modules (C.17.1, C.17.2): partial, preliminary, not verified."""
    report.ReferencedPerformedProcedureStepSequence = []
    report.ContentDate, report.ContentTime = now()
    report.CompletionFlag, report.PreliminaryFlag = "PARTIAL", "PRELIMINARY"
    report.CompletionFlagDescription = NOT_FOR_CLINICAL_USE[:64]
    report.VerificationFlag = "UNVERIFIED"
    report.PerformedProcedureCodeSequence = []
    series = Dataset()
    series.SeriesInstanceUID = request.source.SeriesInstanceUID
    series.ReferencedSOPSequence = [refer_to(request.source)]
    study = Dataset()
    study.StudyInstanceUID = request.source.StudyInstanceUID
    study.ReferencedSeriesSequence = [series]
    report.CurrentRequestedProcedureEvidenceSequence = [study]


def _add_schemes(report: Dataset) -> None:
    """Say whose the private coding scheme is (C.12.1, Coding Scheme Identification)."""
    scheme = Dataset()
    scheme.CodingSchemeDesignator = SCHEME
    scheme.CodingSchemeName = "Codes of cxrviewer"
    scheme.CodingSchemeVersion = __version__
    scheme.CodingSchemeResponsibleOrganization = "cxrviewer"
    report.CodingSchemeIdentificationSequence = [scheme]


def _content(request: ExportRequest) -> Iterator[Dataset]:
    """Give the items under the title, in the order of the template."""
    yield coded(_LANGUAGE, _ENGLISH, HAS_MODIFIER)
    yield coded(_OBSERVER_TYPE, _DEVICE, HAS_CONTEXT)
    yield unique(_DEVICE_UID, content_uid("device", f"cxrviewer {__version__}"))
    yield text(_DEVICE_NAME, "cxrviewer", HAS_CONTEXT)
    yield text(_DEVICE_MODEL, f"cxrviewer {__version__}", HAS_CONTEXT)
    modality = str(request.source.get("Modality", ""))
    yield coded(_PROCEDURE, _PROCEDURES.get(modality, _IMAGING), HAS_MODIFIER)
    groups = [*annotation_groups(request), *model_groups(request)]
    if groups:
        yield container(concepts.MEASUREMENTS, groups)
    yield container(concepts.EVALUATIONS, _evaluations(request))


def _evaluations(request: ExportRequest) -> Iterator[Dataset]:
    """Give what the reader says of the study and the film, and what must stand beside the results."""
    yield text(concepts.NOTICE, NOT_FOR_CLINICAL_USE)
    if request.analysis is not None:
        yield from _outcome(request.analysis)
    notices = (*request.image.notices, *(request.analysis.notices if request.analysis else ()))
    for notice in dict.fromkeys(notices):
        yield text(concepts.NOTICE, notice)
    if request.reading is not None:
        yield from _reading(request.reading, request.image.source.key)


def _outcome(analysis: Analysis) -> Iterator[Dataset]:
    """Give the class that the models answer, or that they abstain and why."""
    abstention, found = analysis.abstention, analysis.classification
    if abstention is not None:
        yield text(concepts.NOTICE, abstention.sentence)
        reason = text(_REASON, abstention.reason, HAS_PROPERTIES)
        yield coded(concepts.OUTCOME, concepts.ABSTAINED, children=[reason])
    elif found is not None:
        yield coded(concepts.OUTCOME, concepts.model_class(found.prediction))


def _reading(reading: StudyReading, image_key: str) -> Iterator[Dataset]:
    for label in reading.labels:
        yield text(concepts.FINDING, label)
    if reading.comment:
        yield text(concepts.COMMENT, reading.comment)
    verdict = reading.verdict_on(image_key)
    if verdict is not None:
        yield _verdict(verdict)
    for key_image in reading.key_images:
        if key_image.image_key == image_key:
            yield text(concepts.KEY_IMAGE, key_image.note or "yes")


def _verdict(verdict: Verdict) -> Dataset:
    judged = text(_JUDGED, f"{verdict.prediction} ({verdict.model})", HAS_PROPERTIES)
    reason = [text(_REASON, verdict.reason, HAS_PROPERTIES)] if verdict.reason else []
    return coded(concepts.VERDICT, _VERDICTS[verdict.agrees], children=[judged, *reason])
