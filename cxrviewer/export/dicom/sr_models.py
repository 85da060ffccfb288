"""What the models say as measurement groups with their algorithm identification (PS3.16 TID 1501, 4019)."""

from collections.abc import Iterator

from pydicom.dataset import Dataset

from cxrviewer.export.dicom import sr_concepts as concepts
from cxrviewer.export.dicom.derived import image_reference
from cxrviewer.export.dicom.files import content_uid
from cxrviewer.export.dicom.sr_annotations import texture_items
from cxrviewer.export.dicom.sr_items import (
    CONTAINS,
    HAS_CONTEXT,
    HAS_MODIFIER,
    Concept,
    coded,
    container,
    image,
    number,
    text,
    unique,
)
from cxrviewer.export.request import ExportRequest
from cxrviewer.study import Analysis, LungArea, ModelReference

_ALGORITHM_NAME = Concept("111001", "DCM", "Algorithm Name")
_ALGORITHM_VERSION = Concept("111003", "DCM", "Algorithm Version")
_ALGORITHM_PARAMETERS = Concept("111002", "DCM", "Algorithm Parameters")
_REGIONS = ("right lung", "left lung", "both lungs")
_TEMPLATE = "1501"


def model_groups(request: ExportRequest) -> Iterator[Dataset]:
    """Give a measurement group for each class with its probability, then one for each lung that was found."""
    analysis = request.analysis
    if analysis is None:
        return
    source = image(image_reference(request), CONTAINS, concepts.SOURCE)
    yield from _classes(analysis, source)
    for region in _REGIONS:
        items = [*_areas(analysis, region), *_textures(analysis, region)]
        if items:
            yield _lungs(analysis, region, source, items)


def _classes(analysis: Analysis, source: Dataset) -> Iterator[Dataset]:
    found = analysis.classification
    if found is None:
        return
    shares = {heatmap.label: heatmap.lung_share for heatmap in analysis.heatmaps}
    for label, probability in found.probabilities.items():
        share = shares.get(label)
        yield container(
            concepts.GROUP,
            [
                *_tracking(f"Probability of {label}", analysis.image_key, found.model),
                coded(concepts.FINDING, concepts.model_class(label)),
                *_algorithm(found.model),
                source,
                number(concepts.PROBABILITY, probability, concepts.NO_UNIT),
                *([] if share is None else [number(concepts.HEAT_MAP_SHARE, share, concepts.NO_UNIT)]),
            ],
            _TEMPLATE,
        )


def _lungs(analysis: Analysis, region: str, source: Dataset, items: list[Dataset]) -> Dataset:
    lungs = analysis.lungs
    origin = concepts.DRAWN if lungs.by_hand else concepts.EDITED
    by_reader = [text(concepts.NOTICE, origin.meaning)] if lungs.edited else []
    return container(
        concepts.GROUP,
        [
            *_tracking(region.capitalize(), analysis.image_key, lungs.model),
            *([] if lungs.by_hand else _algorithm(lungs.model)),
            coded(concepts.FINDING_SITE, concepts.region(region), HAS_MODIFIER),
            source,
            *items,
            *by_reader,
        ],
        _TEMPLATE,
    )


def _areas(analysis: Analysis, region: str) -> Iterator[Dataset]:
    for area in analysis.areas:
        if f"{area.lung} lung" == region:
            yield _area(area)
            origin = area.spacing.origin if area.spacing else None
            yield coded(concepts.CALIBRATION, concepts.calibration(origin))


def _area(area: LungArea) -> Dataset:
    if area.area_mm2 is not None:
        return number(concepts.AREA, area.area_mm2, concepts.unit("mm2"))
    return number(concepts.AREA, area.area_px, concepts.unit("px2"))


def _textures(analysis: Analysis, region: str) -> Iterator[Dataset]:
    for readout in analysis.texture:
        if readout.region == region:
            yield from texture_items(readout)


def _tracking(name: str, image_key: str, model: ModelReference) -> Iterator[Dataset]:
    yield text(concepts.TRACKING_IDENTIFIER, name, HAS_CONTEXT)
    yield unique(concepts.TRACKING_UID, content_uid("observation", f"{name} {image_key} {model.sha256}"))


def _algorithm(model: ModelReference) -> Iterator[Dataset]:
    """Give name, version, hash of the weights and runtime of a model (TID 4019)."""
    yield text(_ALGORITHM_NAME, model.name, HAS_MODIFIER)
    yield text(_ALGORITHM_VERSION, model.version, HAS_MODIFIER)
    yield text(_ALGORITHM_PARAMETERS, f"sha256 of the weights: {model.sha256}", HAS_MODIFIER)
    yield text(_ALGORITHM_PARAMETERS, f"runtime: {model.runtime}", HAS_MODIFIER)
