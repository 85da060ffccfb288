"""What the models say as measurement groups with their algorithm identification (PS3.16 TID 1501, 4019)."""

from collections.abc import Iterable, Iterator

from pydicom.dataset import Dataset

from cxrviewer.export.dicom import sr_concepts as concepts
from cxrviewer.export.dicom.derived import image_reference
from cxrviewer.export.dicom.sr_annotations import texture_items
from cxrviewer.export.dicom.sr_items import (
    CONTAINS,
    HAS_MODIFIER,
    HAS_PROPERTIES,
    coded,
    container,
    image,
    number,
    text,
)
from cxrviewer.export.dicom.sr_origins import algorithm, tracking
from cxrviewer.export.dicom.sr_patches import patch_groups
from cxrviewer.export.request import ExportRequest
from cxrviewer.study import Analysis, LungArea, TextureReadout
from cxrviewer.texture import BOTH_LUNGS, DOMAINS_CAVEAT, DomainPlace, lung_domains

_REGIONS = ("right lung", "left lung", "both lungs")
_TEMPLATE = "1501"


def model_groups(request: ExportRequest) -> Iterator[Dataset]:
    """Give the measurement groups of all results.

    One for each class with its probability, one for the patches and one for what they say of each class, one
    for each lung that was found, and one for each with the texture by the convention lascu2021.
    """
    analysis = request.analysis
    if analysis is None:
        return
    source = image(image_reference(request), CONTAINS, concepts.SOURCE)
    yield from _classes(analysis, source)
    if analysis.patches is not None:
        yield from patch_groups(analysis.patches, analysis.image_key, source)
    for region in _REGIONS:
        items = [*_areas(analysis, region), *_textures(analysis.texture, region)]
        if items:
            yield _lungs(analysis, region, region.capitalize(), source, items)
    yield from _published(analysis, source)


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
                *tracking(f"Probability of {label}", analysis.image_key, found.model),
                coded(concepts.FINDING, concepts.model_class(label)),
                *algorithm(found.model),
                source,
                number(concepts.PROBABILITY, probability, concepts.NO_UNIT),
                *([] if share is None else [number(concepts.HEAT_MAP_SHARE, share, concepts.NO_UNIT)]),
            ],
            _TEMPLATE,
        )


def _published(analysis: Analysis, source: Dataset) -> Iterator[Dataset]:
    """Give a group for each region with the features of Lascu (2021); V, M and SV with their places."""
    places = {place.feature: list(_place(place)) for place in lung_domains(analysis)}
    for readout in analysis.texture_lascu2021:
        of_both = places if readout.region == BOTH_LUNGS else {}
        items = [
            *texture_items(readout, of_both),
            *([text(concepts.NOTICE, DOMAINS_CAVEAT)] if of_both else []),
        ]
        name = f"{readout.region.capitalize()}, texture of Lascu (2021)"
        yield _lungs(analysis, readout.region, name, source, items)


def _place(place: DomainPlace) -> Iterator[Dataset]:
    """Give the percentile among the normal films (TID 311) and the domains that hold a value."""
    yield number(concepts.PERCENTILE, place.percentile, concepts.PERCENT, relation=HAS_PROPERTIES)
    for group in place.inside:
        yield coded(concepts.IN_DOMAIN, concepts.domain(group), HAS_PROPERTIES)


def _lungs(analysis: Analysis, region: str, name: str, source: Dataset, items: list[Dataset]) -> Dataset:
    lungs = analysis.lungs
    origin = concepts.DRAWN if lungs.by_hand else concepts.EDITED
    by_reader = [text(concepts.NOTICE, origin.meaning)] if lungs.edited else []
    return container(
        concepts.GROUP,
        [
            *tracking(name, analysis.image_key, lungs.model),
            *([] if lungs.by_hand else algorithm(lungs.model)),
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


def _textures(readouts: Iterable[TextureReadout], region: str) -> Iterator[Dataset]:
    for readout in readouts:
        if readout.region == region:
            yield from texture_items(readout)
