"""Where results come from, in words."""

from cxrviewer.study import Analysis, ModelReference, SpacingOrigin, TextureReadout

_CONVENTIONS = {"haralick1973": "Haralick 1973", "lascu2021": "Lascu 2021, as best made out"}
_PLANES = {
    SpacingOrigin.PIXEL_SPACING: "from Pixel Spacing",
    SpacingOrigin.IMAGER: "at the detector, not in the patient (Imager Pixel Spacing)",
    SpacingOrigin.NOMINAL_SCANNED: "nominal, of the scanned film",
    SpacingOrigin.USER: "calibrated by the user",
}


def lungs_text(analysis: Analysis | None, *, measuring: bool = False) -> str:
    """Return whose the lungs are.

    Parameters
    ----------
    analysis
        What is shown; None without.
    measuring
        Whether they were just corrected and the readouts do not follow yet.
    """
    if measuring:
        return "Lungs: edited by the user. Measuring again …"
    if analysis is None:
        return "Lungs: none yet."
    if not analysis.lungs.edited:
        return "Lungs: the model's."
    return "Lungs: drawn by the user." if analysis.lungs.by_hand else "Lungs: edited by the user."


def spacing_text(analysis: Analysis) -> str:
    """Return where the square millimetres come from."""
    spacing = analysis.areas[0].spacing if analysis.areas else None
    if spacing is None:
        return "The film is not calibrated: areas in pixels only."
    return f"Square millimetres {_PLANES[spacing.origin]}."


def texture_text(readouts: tuple[TextureReadout, ...]) -> str:
    """Return how the texture was measured."""
    if not readouts:
        return "No region is large enough."
    settings = readouts[0].settings
    angles = ", ".join(str(angle) for angle in settings.angles_deg)
    return (
        f"{_CONVENTIONS[settings.convention]}, over {angles}°; {settings.levels} levels, "
        f"distance {settings.distance} px, {'' if settings.symmetric else 'not '}symmetric; "
        f"{settings.quantisation}."
    )


def provenance_text(analysis: Analysis) -> str:
    """Return models with version, hash and runtime, and the time of each stage."""
    lungs = [] if analysis.lungs.by_hand else [analysis.lungs.model]
    gates = [analysis.quality.gate] if analysis.quality is not None and analysis.quality.gate else []
    models = lungs + ([analysis.classification.model] if analysis.classification is not None else []) + gates
    edited = [lungs_text(analysis)] if analysis.lungs.edited else []
    total = sum(analysis.timings_s.values())
    stages = ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in analysis.timings_s.items())
    timing = [f"{total:.2f} s in all: {stages}"] if stages else []
    return "\n".join([*edited, *map(_model_text, models), *timing])


def _model_text(model: ModelReference) -> str:
    return f"{model.name} {model.version}  ({model.sha256[:12]})\n{model.runtime}"
