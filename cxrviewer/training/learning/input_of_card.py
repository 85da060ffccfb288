"""The input contract of a model package as values of a preset."""

from dataclasses import replace
from typing import Any

from cxrviewer.errors import ModelError
from cxrviewer.inference.package import ModelPackage
from cxrviewer.inference.preprocessing import Stage
from cxrviewer.training.presets import WHOLE_FILM, Preset, film_stages

_FRAMES = {"lung_crop", "lung_centre", "lung_frame"}
_FILTERS = {"equalise", "clahe", "wiener"}
_GEOMETRIES = {"stretch", "letterbox"}


def with_input_of(preset: Preset, package: ModelPackage) -> Preset:
    """Let a preset prepare films as a model package does.

    Raises
    ------
    ModelError
        If no preset can describe how the package prepares films.
    """
    contract = package.card.input
    values: dict[str, Any] = {
        "filters": (),
        "read_filters": (),
        "only_lungs": False,
        "frame": WHOLE_FILM,
        "low_percent": 0.0,
        "high_percent": 100.0,
        "mean": 0.0,
        "std": 1.0,
        "sizes": (contract.rows,),
        "epochs": (sum(preset.epochs),),
        "reads": package.card.reads,
    }
    filters = "filters"
    for stage in contract.stages:
        values |= _values(stage, values, filters)
        filters = "read_filters" if stage.resamples else filters
    changed = replace(preset, **values)
    last = contract.last_stages
    if film_stages(changed) + last != contract.stages or contract.rows != contract.columns:
        raise ModelError(package.folder, "prepares films in a way that training cannot repeat")
    return changed


def _values(stage: Stage, before: dict[str, Any], filters: str) -> dict[str, Any]:
    """Return the values of a preset that stand for a stage; the setting that a filter belongs to is given."""
    name = stage.stage
    if name in _FRAMES:
        return {"frame": name}
    if name in _FILTERS:
        return {filters: (*before[filters], name)}
    if name in _GEOMETRIES:
        return {"geometry": name}
    values = stage.model_dump()
    if name == "percentile_stretch":
        return {"low_percent": values["low"], "high_percent": values["high"]}
    if name == "normalise":
        return {"mean": values["mean"], "std": values["std"]}
    return {"only_lungs": True} if name == "lung_mask" else {}
