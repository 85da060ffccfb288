"""The analysis of one image as a record for JSON."""

from dataclasses import asdict
from pathlib import Path

from cxrviewer.errors import CxrviewerError, FileError, UnsuitableError
from cxrviewer.study import (
    NOT_FOR_CLINICAL_USE,
    OUTCOME,
    Analysis,
    Cause,
    Classification,
    Image,
    LungArea,
    ModelReference,
    PatchReading,
    Quality,
    TextureReadout,
)
from cxrviewer.texture import DOMAINS, DOMAINS_CAVEAT, lung_domains, normal_reference

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
    JSON-ready: `schema_version`, `not_for_clinical_use`, `file`, `frame`, `sha256`, `status` "ok", or
    "abstained" with the `reason` where a check refused the film, `outcome` (the prediction, or "abstain"),
    `abstention` (cause "gate", "novelty" or "uncertain"; reason; the labels between which it is uncertain),
    `quality` (every check, and what the reader overruled), `labels` and `labels_3` (label -> probability;
    each sums to 1), `prediction`, `operating_points`, `novelty`, `lungs` (area in px, and in mm² with the
    origin of the calibration where there is one), `texture`, `texture_lascu2021`,
    `texture_domains`, `heatmaps`, `patches` (null unless they were asked for), `models`, `timings_s`,
    `notices`. Without an answer labels are empty, the prediction null.
    """
    found, abstention = analysis.classification, analysis.abstention
    status = "abstained" if abstention is not None and abstention.cause is Cause.GATE else "ok"
    refused = {} if status == "ok" or abstention is None else {"reason": abstention.reason}
    return {
        "schema_version": SCHEMA_VERSION,
        "not_for_clinical_use": NOT_FOR_CLINICAL_USE,
        "file": str(image.source.path),
        **refused,
        "frame": image.source.frame,
        "sha256": image.source.sha256,
        "status": status,
        "outcome": _outcome(analysis),
        "abstention": None if abstention is None else asdict(abstention),
        "quality": None if analysis.quality is None else _quality(analysis.quality),
        "labels": dict(found.probabilities) if found else {},
        "labels_3": dict(found.grouped) if found else {},
        "prediction": found.prediction if found else None,
        "operating_points": _operating_points(found),
        "novelty": asdict(found.novelty) if found and found.novelty else None,
        "lungs": {area.lung: _area(area) for area in analysis.areas},
        "texture": {readout.region: texture_record(readout) for readout in analysis.texture},
        "texture_lascu2021": {one.region: texture_record(one) for one in analysis.texture_lascu2021},
        "texture_domains": domains_record(analysis),
        "heatmaps": [{"label": one.label, "lung_share": one.lung_share} for one in analysis.heatmaps],
        "patches": patch_record(analysis.patches) if analysis.patches else None,
        "models": _models(analysis, found),
        "timings_s": dict(analysis.timings_s),
        "notices": [*image.notices, *analysis.notices],
    }


def _outcome(analysis: Analysis) -> str | None:
    """Return the prediction, or "abstain" where the models give no answer; None without a classifier."""
    if analysis.abstention is not None:
        return OUTCOME
    return analysis.classification.prediction if analysis.classification is not None else None


def _quality(quality: Quality) -> Record:
    """Describe the checks and what the reader has overruled."""
    return {
        "checks": [asdict(check) for check in quality.checks],
        "overrule": None if quality.overrule is None else asdict(quality.overrule),
    }


def _operating_points(found: Classification | None) -> Record:
    """Describe threshold and uncertain band of each class."""
    return {label: asdict(point) for label, point in found.operating_points.items()} if found else {}


def failure_record(path: Path, error: CxrviewerError) -> Record:
    """Describe why a file could not be analysed: `status` "failed" and the `reason` in words.

    An error of another file, such as a model package, keeps that file's name in the reason.
    """
    reason = error.reason if isinstance(error, FileError) and error.path == path else str(error)
    refused = isinstance(error, UnsuitableError)
    return {
        "schema_version": SCHEMA_VERSION,
        "not_for_clinical_use": NOT_FOR_CLINICAL_USE,
        "file": str(path),
        "status": "abstained" if refused else "failed",
        "outcome": OUTCOME if refused else None,
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


def domains_record(analysis: Analysis) -> Record | None:
    """Describe where both lungs fall in the published domains and among normal films; None where none."""
    places = lung_domains(analysis)
    if not places:
        return None
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


def patch_record(reading: PatchReading) -> Record:
    """Describe what the patches of a film say: votes, means, spread, where they lie, how they were drawn."""
    settings = reading.settings
    return {
        "number": reading.number,
        "prediction": reading.prediction,
        "votes": dict(reading.votes),
        "vote_shares": reading.shares,
        "vote_entropy_bits": reading.entropy_bits,
        "labels": dict(reading.probabilities),
        "labels_3": dict(reading.grouped),
        "standard_deviations": dict(reading.deviations),
        "centres": [[round(x, 2), round(y, 2)] for x, y in reading.centres.tolist()],
        "patch_px": reading.patch_px,
        "heatmaps": [{"label": one.label, "lung_share": one.lung_share} for one in reading.heatmaps],
        "settings": {
            "seed": settings.seed,
            "side": settings.side,
            "lung_rows": settings.lung_rows,
            "detail_rows": settings.detail_rows,
            "masked": settings.masked,
        },
        "model": _model(reading.model),
    }


def _models(analysis: Analysis, found: Classification | None) -> Record:
    models: Record = {"segmentation": _model(analysis.lungs.model)}
    if found:
        models["classification"] = _model(found.model)
    if analysis.quality is not None and analysis.quality.gate is not None:
        models["gate"] = _model(analysis.quality.gate)
    return models


def _model(model: ModelReference) -> Record:
    return {
        "name": model.name,
        "version": model.version,
        "sha256": model.sha256,
        "runtime": model.runtime,
    }
