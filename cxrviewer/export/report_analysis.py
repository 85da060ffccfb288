"""What the models say, as texts."""

from collections.abc import Iterable
from dataclasses import dataclass

from cxrviewer.study import (
    Abstention,
    Analysis,
    Classification,
    HeatMap,
    LungArea,
    ModelReference,
    PixelSpacing,
    SpacingOrigin,
    TextureReadout,
)

_NAMES = {"covid19": "COVID-19", "ct_covid": "COVID-19", "ct_non_covid": "Not COVID-19"}
NO_CALIBRATION = "The file tells no pixel spacing: areas are in pixels only."


@dataclass(frozen=True, slots=True)
class AreaWords:
    """Size of one lung."""

    lung: str
    pixels: str
    area: str


@dataclass(frozen=True, slots=True)
class TextureWords:
    """One feature with its value in each region."""

    feature: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelWords:
    """Which model did what."""

    task: str
    model: str
    sha256: str
    runtime: str


@dataclass(frozen=True, slots=True)
class AnalysisWords:
    """What the models say.

    Attributes
    ----------
    abstention
        Why the models give no answer, in one sentence or more; empty where they do.
    prediction, probability
        The class of the highest probability; empty without a classifier.
    grouped
        Whether the model gives the coarser view of the probabilities too.
    lung_share
        How much of the prediction's Grad-CAM lies inside the lungs; empty where that cannot be said.
    lungs_edited
        Whether the user has corrected the model's lung mask.
    lungs_drawn
        Whether the lungs are the user's alone, without a model's.
    areas, calibration
        Of the lungs, and where millimetres come from.
    texture_regions, texture, texture_settings
        Names of the regions, a row for each feature, and how they were measured.
    models
        One row for each.
    notices
        What must stand beside the result.
    """

    abstention: str
    prediction: str
    probability: str
    grouped: bool
    lung_share: str
    lungs_edited: bool
    lungs_drawn: bool
    areas: tuple[AreaWords, ...]
    calibration: str
    texture_regions: tuple[str, ...]
    texture: tuple[TextureWords, ...]
    texture_settings: str
    models: tuple[ModelWords, ...]
    notices: tuple[str, ...]


def analysis_words(analysis: Analysis) -> AnalysisWords:
    """Put an analysis into words."""
    found = analysis.classification
    return AnalysisWords(
        abstention=_abstention(analysis.abstention),
        prediction=label_name(found.prediction) if found is not None else "",
        probability=percent(found.probabilities[found.prediction]) if found is not None else "",
        grouped=found is not None and bool(found.grouped),
        lung_share=_lung_share(found, analysis.heatmaps),
        lungs_edited=analysis.lungs.edited and not analysis.lungs.by_hand,
        lungs_drawn=analysis.lungs.by_hand,
        areas=tuple(_area(area) for area in analysis.areas),
        calibration=_calibration(analysis.areas),
        texture_regions=tuple(_region_name(readout.region) for readout in analysis.texture),
        texture=_texture(analysis.texture),
        texture_settings=_texture_settings(analysis.texture[0]) if analysis.texture else "",
        models=_models(analysis),
        notices=analysis.notices,
    )


def _abstention(abstention: Abstention | None) -> str:
    """Return what stands in the place of an answer, with the classes as people write them."""
    if abstention is None:
        return ""
    if abstention.between:
        return f"Uncertain between {' and '.join(label_name(label) for label in abstention.between)}."
    return abstention.sentence


def label_name(label: str) -> str:
    """Return a class as people write it."""
    return _NAMES.get(label, label.replace("_", " ").capitalize())


def percent(share: float) -> str:
    """Return a share of 1 in per cent."""
    return f"{100 * share:.1f} %"


def _lung_share(found: Classification | None, heatmaps: Iterable[HeatMap]) -> str:
    shown = next((heatmap for heatmap in heatmaps if found and heatmap.label == found.prediction), None)
    return percent(shown.lung_share) if shown is not None and shown.lung_share is not None else ""


def _area(area: LungArea) -> AreaWords:
    square_mm = "\N{EN DASH}" if area.area_mm2 is None else f"{area.area_mm2:,.0f} mm²"
    return AreaWords(area.lung.capitalize(), f"{area.area_px:,}", square_mm)


def _calibration(areas: Iterable[LungArea]) -> str:
    spacing = next((area.spacing for area in areas if area.spacing), None)
    return calibration_text(spacing) if spacing is not None else NO_CALIBRATION


def calibration_text(spacing: PixelSpacing) -> str:
    """Return where millimetres come from, in one sentence."""
    plane = (
        " at the detector, where the lungs are magnified" if spacing.origin is SpacingOrigin.IMAGER else ""
    )
    return f"Calibration: {spacing.origin.value} {spacing.row_mm:.4g} × {spacing.column_mm:.4g} mm{plane}."


def _region_name(region: str) -> str:
    return region.removesuffix(" lung").removesuffix(" lungs").capitalize()


def _texture(readouts: tuple[TextureReadout, ...]) -> tuple[TextureWords, ...]:
    names = dict.fromkeys(name for readout in readouts for name in readout.features)
    return tuple(TextureWords(_feature_name(name), _values(name, readouts)) for name in names)


def _values(name: str, readouts: tuple[TextureReadout, ...]) -> tuple[str, ...]:
    found = (readout.features.get(name) for readout in readouts)
    return tuple("\N{EN DASH}" if value is None else f"{value:.4g}" for value in found)


def _feature_name(name: str) -> str:
    return name if name.isupper() else name.replace("_", " ").capitalize()


def _texture_settings(readout: TextureReadout) -> str:
    """Return how texture was measured, in one sentence."""
    how = readout.settings
    angles = ", ".join(f"{angle}°" for angle in how.angles_deg)
    return (
        f"Grey-level co-occurrence inside the mask only; {how.levels} levels ({how.quantisation}), distance"
        f" {how.distance} px, mean over {angles}, {'' if how.symmetric else 'not '}symmetric, convention"
        f" {how.convention}, natural logarithms."
    )


def _models(analysis: Analysis) -> tuple[ModelWords, ...]:
    lungs, found = analysis.lungs, analysis.classification
    quality = analysis.quality
    refused = quality is not None and quality.refused
    masks = () if lungs.by_hand or refused else (_model("Lungs", lungs.model),)
    gates = () if quality is None or quality.gate is None else (_model("Gate", quality.gate),)
    return (*gates, *masks, *((_model("Classes", found.model),) if found is not None else ()))


def _model(task: str, model: ModelReference) -> ModelWords:
    return ModelWords(task, f"{model.name} {model.version}", model.sha256[:12], model.runtime)
