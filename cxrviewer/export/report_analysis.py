"""What the models say, as texts."""

from collections.abc import Iterable
from dataclasses import dataclass

from cxrviewer.export.report_patches import PatchWords, patch_words
from cxrviewer.export.report_texture import (
    PublishedWords,
    TextureWords,
    published_words,
    region_name,
    texture_rows,
    texture_settings,
)
from cxrviewer.study import (
    Abstention,
    Analysis,
    Classification,
    HeatMap,
    LungArea,
    ModelReference,
    PixelSpacing,
    SpacingOrigin,
    class_title,
    percent,
)

NO_CALIBRATION = "The file tells no pixel spacing: areas are in pixels only."


@dataclass(frozen=True, slots=True)
class AreaWords:
    """Size of one lung."""

    lung: str
    pixels: str
    area: str


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
    published
        The texture of Lascu (2021); None where it was not measured.
    patches
        None where they did not vote.
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
    published: PublishedWords | None
    patches: PatchWords | None
    models: tuple[ModelWords, ...]
    notices: tuple[str, ...]


def analysis_words(analysis: Analysis) -> AnalysisWords:
    """Put an analysis into words."""
    found = analysis.classification
    return AnalysisWords(
        abstention=_abstention(analysis.abstention),
        prediction=class_title(found.prediction) if found is not None else "",
        probability=percent(found.probabilities[found.prediction]) if found is not None else "",
        grouped=found is not None and bool(found.grouped),
        lung_share=_lung_share(found, analysis.heatmaps),
        lungs_edited=analysis.lungs.edited and not analysis.lungs.by_hand,
        lungs_drawn=analysis.lungs.by_hand,
        areas=tuple(_area(area) for area in analysis.areas),
        calibration=_calibration(analysis.areas),
        texture_regions=tuple(region_name(readout.region) for readout in analysis.texture),
        texture=texture_rows(analysis.texture),
        texture_settings=texture_settings(analysis.texture[0]) if analysis.texture else "",
        published=published_words(analysis),
        patches=patch_words(analysis.patches) if analysis.patches is not None else None,
        models=_models(analysis),
        notices=analysis.notices,
    )


def _abstention(abstention: Abstention | None) -> str:
    """Return what stands in the place of an answer, with the classes as people write them."""
    if abstention is None:
        return ""
    if abstention.between:
        return f"Uncertain between {' and '.join(class_title(label) for label in abstention.between)}."
    return abstention.sentence


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


def _models(analysis: Analysis) -> tuple[ModelWords, ...]:
    lungs, found = analysis.lungs, analysis.classification
    quality = analysis.quality
    refused = quality is not None and quality.refused
    masks = () if lungs.by_hand or refused else (_model("Lungs", lungs.model),)
    gates = () if quality is None or quality.gate is None else (_model("Gate", quality.gate),)
    classes = () if found is None else (_model("Classes", found.model),)
    patches = () if analysis.patches is None else (_model("Patches", analysis.patches.model),)
    return (*gates, *masks, *classes, *patches)


def _model(task: str, model: ModelReference) -> ModelWords:
    return ModelWords(task, f"{model.name} {model.version}", model.sha256[:12], model.runtime)
