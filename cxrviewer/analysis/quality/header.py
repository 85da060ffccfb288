"""Which images the models may read: frontal chest radiographs, as far as the file tells."""

from cxrviewer.analysis.quality.checking import check
from cxrviewer.errors import UnsuitableError
from cxrviewer.study import Image, QualityCheck

MINIMUM_SIDE = 64
_RADIOGRAPHS = frozenset({"", "CR", "DX", "RG", "RF", "DR", "OT", "SC"})
_LATERAL_VIEWS = frozenset({"LL", "RL", "LATERAL", "LAT", "LLD", "RLD", "LLO", "RLO"})


def _refusal(image: Image) -> str | None:
    """Return why the models cannot read the image at all; None if nothing speaks against it."""
    text = image.text
    if min(image.rows, image.columns) < MINIMUM_SIDE:
        return f"is too small to analyse ({image.columns} x {image.rows} pixels; {MINIMUM_SIDE} are needed)"
    if text.modality.upper() not in _RADIOGRAPHS:
        return f"is not analysed: the models read chest radiographs, and its modality is {text.modality}"
    if image.is_colour:
        return "is not analysed: the models read grey films, and it is a colour picture"
    return None


def check_suitable(image: Image) -> None:
    """Refuse an image that the models cannot read, which nobody can overrule.

    Raises
    ------
    UnsuitableError
        With the reason.
    """
    reason = _refusal(image)
    if reason is not None:
        raise UnsuitableError(image.source.path, reason)


def view(image: Image) -> QualityCheck:
    """Check that View Position (PS3.3 C.8.11.5) is not a lateral one; the value is 1 if it is."""
    position = image.text.view_position
    lateral = position.upper() in _LATERAL_VIEWS
    refused = f"The models read frontal films, and its view is {position}."
    sentence = refused if lateral else "The file does not call it a lateral view."
    return check("view", float(lateral), sentence, refused=lateral)
