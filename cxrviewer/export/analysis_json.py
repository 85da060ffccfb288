"""The analysis of one image as a record for JSON."""

from collections.abc import Sequence
from pathlib import Path

from cxrviewer.errors import CxrviewerError, FileError
from cxrviewer.study import (
    NOT_FOR_CLINICAL_USE,
    Analysis,
    Classification,
    Image,
    LungArea,
    ModelReference,
    TextureReadout,
)
from cxrviewer.texture import DOMAINS, DOMAINS_CAVEAT, domain_places, normal_reference

BOTH_LUNGS = "both lungs"

SCHEMA_VERSION = 1
"""Raised whenever a field changes its meaning or goes; fields may be added without."""

Record = dict[str, object]


def analysis_record(image: Image, analysis: Analysis) -> Record:
    """Describe what was found in an image.

    Parameters
    ----------
    image
        The image.
    analysis
        What the analysis says of it.

    Returns
    -------
    JSON-ready: `schema_version`, `not_for_clinical_use`, `file`, `frame`, `sha256`, `status` "ok", `labels`
    and `labels_3` (label -> probability; each sums to 1), `prediction`, `lungs` (area in px, and in mm² with
    the origin of the calibration where there is one), `texture`, `texture_lascu2021`, `texture_domains`,
    `heatmaps`, `models`, `timings_s`, `notices`. Without a classifier for this kind of image labels are
    empty, the prediction null.
    """
    found = analysis.classification
    return {
        "schema_version": SCHEMA_VERSION,
        "not_for_clinical_use": NOT_FOR_CLINICAL_USE,
        "file": str(image.source.path),
        "frame": image.source.frame,
        "sha256": image.source.sha256,
        "status": "ok",
        "labels": dict(found.probabilities) if found else {},
        "labels_3": dict(found.grouped) if found else {},
        "prediction": found.prediction if found else None,
        "lungs": {area.lung: _area(area) for area in analysis.areas},
        "texture": {readout.region: texture_record(readout) for readout in analysis.texture},
        "texture_lascu2021": {one.region: texture_record(one) for one in analysis.texture_lascu2021},
        "texture_domains": domains_record(analysis.texture_lascu2021),
        "heatmaps": [{"label": one.label, "lung_share": one.lung_share} for one in analysis.heatmaps],
        "models": _models(analysis, found),
        "timings_s": dict(analysis.timings_s),
        "notices": [*image.notices, *analysis.notices],
    }


def failure_record(path: Path, error: CxrviewerError) -> Record:
    """Describe why a file could not be analysed: `status` "failed" and the `reason` in words.

    An error of another file, such as a model package, keeps that file's name in the reason.
    """
    reason = error.reason if isinstance(error, FileError) and error.path == path else str(error)
    return {
        "schema_version": SCHEMA_VERSION,
        "not_for_clinical_use": NOT_FOR_CLINICAL_USE,
        "file": str(path),
        "status": "failed",
        "reason": reason,
    }


def _area(area: LungArea) -> Record:
    spacing = area.spacing
    return {
        "area_px": area.area_px,
        "area_mm2": area.area_mm2,
        "spacing_mm": [spacing.row_mm, spacing.column_mm] if spacing else None,
        "spacing_origin": spacing.origin.value if spacing else None,
    }


def texture_record(readout: TextureReadout) -> Record:
    """Describe the texture of one region: features (mean and range over the angles), pairs, settings."""
    settings = readout.settings
    return {
        "features": dict(readout.features),
        "ranges": dict(readout.ranges),
        "pairs": readout.pairs,
        "settings": {
            "levels": settings.levels,
            "distance": settings.distance,
            "angles_deg": list(settings.angles_deg),
            "symmetric": settings.symmetric,
            "convention": settings.convention,
            "quantisation": settings.quantisation,
        },
    }


def domains_record(readouts: Sequence[TextureReadout]) -> Record | None:
    """Describe where both lungs fall in the published domains and among normal films; None without them."""
    both = next((one for one in readouts if one.region == BOTH_LUNGS), None)
    if both is None:
        return None
    places = domain_places(both)
    features: Record = {
        place.feature: {
            "value": place.value,
            "domains": {group: list(interval) for group, interval in DOMAINS[place.feature].items()},
            "inside": list(place.inside),
            "percentile_of_normal": place.percentile,
            "percentile_of_normal_by_source": dict(place.of_sources),
        }
        for place in places
    }
    return {"caveat": DOMAINS_CAVEAT, "normal_films": normal_reference().count, "features": features}


def _models(analysis: Analysis, found: Classification | None) -> Record:
    models: Record = {"segmentation": _model(analysis.lungs.model)}
    if found:
        models["classification"] = _model(found.model)
    return models


def _model(model: ModelReference) -> Record:
    return {
        "name": model.name,
        "version": model.version,
        "sha256": model.sha256,
        "runtime": model.runtime,
    }
