"""What a measurement group of a model begins with: tracking and algorithm (PS3.16 TID 1501, 4019)."""

from collections.abc import Iterator

from pydicom.dataset import Dataset

from cxrviewer.export.dicom import sr_concepts as concepts
from cxrviewer.export.dicom.files import content_uid
from cxrviewer.export.dicom.sr_items import HAS_CONTEXT, HAS_MODIFIER, Concept, text, unique
from cxrviewer.study import ModelReference

_ALGORITHM_NAME = Concept("111001", "DCM", "Algorithm Name")
_ALGORITHM_VERSION = Concept("111003", "DCM", "Algorithm Version")
_ALGORITHM_PARAMETERS = Concept("111002", "DCM", "Algorithm Parameters")


def tracking(name: str, image_key: str, model: ModelReference) -> Iterator[Dataset]:
    """Give the identifiers of what a model says: the same of the same image and weights."""
    yield text(concepts.TRACKING_IDENTIFIER, name, HAS_CONTEXT)
    yield unique(concepts.TRACKING_UID, content_uid("observation", f"{name} {image_key} {model.sha256}"))


def algorithm(model: ModelReference) -> Iterator[Dataset]:
    """Give name, version, hash of the weights and runtime of a model (TID 4019)."""
    yield text(_ALGORITHM_NAME, model.name, HAS_MODIFIER)
    yield text(_ALGORITHM_VERSION, model.version, HAS_MODIFIER)
    yield text(_ALGORITHM_PARAMETERS, f"sha256 of the weights: {model.sha256}", HAS_MODIFIER)
    yield text(_ALGORITHM_PARAMETERS, f"runtime: {model.runtime}", HAS_MODIFIER)
