"""Whether an image is read as a chest radiograph or as a CT slice."""

from collections.abc import Callable

from cxrviewer.analysis.ct.picture import in_hounsfield_units
from cxrviewer.analysis.ct.recognition import NO_SLICE_BELOW, SLICE_FROM, slice_log_odds
from cxrviewer.display import render_unit
from cxrviewer.errors import UnsuitableError
from cxrviewer.study import Image, ReadAs

_UNTOLD = frozenset({"", "OT", "SC"})

A_SLICE = (
    "looks like a CT slice, which the models of chest radiographs never read: say that it is to be read "
    "as one"
)


def kind_of(image: Image, wanted: ReadAs, looking: Callable[[], bool] = lambda: True) -> ReadAs:
    """Decide what an image is read as.

    The header decides where it names a modality; of other pictures the user, and against a picture that looks
    like the other kind no choice is made unasked.

    Parameters
    ----------
    image
        The image.
    wanted
        What the user says.
    looking
        Asked for a picture without a modality: whether it is looked at.

    Returns
    -------
    `ReadAs.CXR` or `ReadAs.CT`.

    Raises
    ------
    UnsuitableError
        If the user's choice is against the header, or the picture needs one or is plainly no slice.
    """
    modality = image.text.modality.upper()
    if modality == "CT" or in_hounsfield_units(image):
        if wanted is ReadAs.CXR:
            raise UnsuitableError(image.source.path, "is not read as a chest radiograph: its modality is CT")
        return ReadAs.CT
    if modality not in _UNTOLD:
        if wanted is ReadAs.CT:
            raise UnsuitableError(image.source.path, f"is not read as a CT slice: its modality is {modality}")
        return ReadAs.CXR
    return _kind_of_picture(image, wanted, looking)


def _kind_of_picture(image: Image, wanted: ReadAs, looking: Callable[[], bool]) -> ReadAs:
    """Decide by the picture and the user."""
    if wanted is ReadAs.CXR or (wanted is ReadAs.AUTO and not looking()):
        return ReadAs.CXR
    log_odds = slice_log_odds(render_unit(image))
    if wanted is ReadAs.AUTO:
        if log_odds > SLICE_FROM:
            raise UnsuitableError(image.source.path, A_SLICE)
        return ReadAs.CXR
    if log_odds < NO_SLICE_BELOW:
        raise UnsuitableError(image.source.path, "is not read as a CT slice: it does not look like one")
    return ReadAs.CT
