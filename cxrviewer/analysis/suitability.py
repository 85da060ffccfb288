"""Which images the models may read: frontal chest radiographs, as far as the file tells."""

from cxrviewer.errors import ReadError
from cxrviewer.study import Image

MINIMUM_SIDE = 64
_RADIOGRAPHS = frozenset({"", "CR", "DX", "RG", "RF", "DR", "OT", "SC"})
_LATERAL_VIEWS = frozenset({"LL", "RL", "LATERAL", "LAT", "LLD", "RLD", "LLO", "RLO"})


def _refusal(image: Image) -> str | None:
    """Return why the models must not read the image; None if nothing speaks against it."""
    text = image.text
    if min(image.rows, image.columns) < MINIMUM_SIDE:
        return f"is too small to analyse ({image.columns} x {image.rows} pixels; {MINIMUM_SIDE} are needed)"
    if text.modality.upper() not in _RADIOGRAPHS:
        return f"is not analysed: the models read chest radiographs, and its modality is {text.modality}"
    if image.is_colour:
        return "is not analysed: the models read grey films, and it is a colour picture"
    if text.view_position.upper() in _LATERAL_VIEWS:
        return f"is not analysed: the models read frontal films, and its view is {text.view_position}"
    return None


def check_suitable(image: Image) -> None:
    """Refuse an image that the models were not made for.

    Raises
    ------
    ReadError
        With the reason.
    """
    reason = _refusal(image)
    if reason is not None:
        raise ReadError(image.source.path, reason)
