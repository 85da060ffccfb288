"""What is checked of a film before any model's answer is believed."""

from cxrviewer.analysis.quality.header import check_suitable
from cxrviewer.analysis.quality.inspection import NO_GATE, mask_checks, picture_checks

__all__ = ["NO_GATE", "check_suitable", "mask_checks", "picture_checks"]
