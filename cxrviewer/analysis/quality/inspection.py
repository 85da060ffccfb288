"""All checks in order: header, exposure, the gate's network, then the lung mask and the air in it."""

from cxrviewer.analysis.quality.air import air
from cxrviewer.analysis.quality.exposure import contrast, grey_counts, grey_levels, saturation
from cxrviewer.analysis.quality.frontal import familiar, mirrored, upright_frontal
from cxrviewer.analysis.quality.header import view
from cxrviewer.analysis.quality.lungs import lung_checks
from cxrviewer.inference.gate import Gate
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, CheckOutcome, Image, LungMask, QualityCheck

NO_GATE = (
    "No gate is installed: whether this is an upright frontal chest film was judged by the lung mask alone."
)


def picture_checks(image: Image, unit: FloatMap, gate: Gate | None) -> tuple[QualityCheck, ...]:
    """Check header, exposure and, where a gate is installed and there is something to see, the picture.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1], bright = dense.
    """
    counts = grey_counts(unit)
    first = (view(image), contrast(counts), saturation(counts), grey_levels(counts))
    if gate is None or any(one.outcome is CheckOutcome.REFUSED for one in first[1:]):
        return first
    reading, card = gate.read(unit), gate.package.card
    return (*first, upright_frontal(reading, card), familiar(reading, card), mirrored(reading, card))


def mask_checks(mask: LungMask, unit: FloatMap) -> tuple[QualityCheck, ...]:
    """Check the lung mask and, if it shows both lungs, whether there is air in them.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1], bright = dense; as large as the mask.
    """
    both = all((mask.labels == lung).any() for lung in (RIGHT_LUNG, LEFT_LUNG))
    return (*lung_checks(mask), *((air(unit, mask.labels),) if both else ()))
