"""Where results come from, in words."""

from cxrviewer.study import Analysis, ModelReference, SpacingOrigin

_PLANES = {
    SpacingOrigin.PIXEL_SPACING: "from Pixel Spacing",
    SpacingOrigin.IMAGER: "at the detector, not in the patient (Imager Pixel Spacing)",
    SpacingOrigin.NOMINAL_SCANNED: "nominal, of the scanned film",
    SpacingOrigin.USER: "calibrated by the user",
}


def spacing_text(analysis: Analysis) -> str:
    """Return where the square millimetres come from."""
    spacing = analysis.areas[0].spacing if analysis.areas else None
    if spacing is None:
        return "The film is not calibrated: areas in pixels only."
    return f"Square millimetres {_PLANES[spacing.origin]}."


def texture_text(analysis: Analysis) -> str:
    """Return how the texture was measured."""
    if not analysis.texture:
        return "No region is large enough."
    settings = analysis.texture[0].settings
    angles = ", ".join(str(angle) for angle in settings.angles_deg)
    return (
        f"Haralick 1973, mean over {angles}°; {settings.levels} levels, distance {settings.distance} px; "
        f"{settings.quantisation}."
    )


def provenance_text(analysis: Analysis) -> str:
    """Return models with version, hash and runtime, and the time of each stage."""
    models = [analysis.lungs.model]
    if analysis.classification is not None:
        models.append(analysis.classification.model)
    total = sum(analysis.timings_s.values())
    stages = ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in analysis.timings_s.items())
    return "\n".join([*map(_model_text, models), f"{total:.2f} s in all: {stages}" if stages else ""]).strip()


def _model_text(model: ModelReference) -> str:
    return f"{model.name} {model.version}  ({model.sha256[:12]})\n{model.runtime}"
