"""What the self-test finds out, and the same as JSON."""

import os
import platform
import sys
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import numpy as np
import numpy.typing as npt

from cxrviewer import __version__
from cxrviewer.errors import CxrviewerError

SCHEMA_VERSION = 1
Pixels = npt.NDArray[np.generic]
LIBRARIES = (
    *("PySide6_Essentials", "numpy", "pydicom", "imagecodecs", "python-gdcm", "opencv-python-headless"),
    *("onnxruntime", "torch", "highdicom", "reportlab"),
)


class SelfTestError(CxrviewerError):
    """Something does not work as it must; one sentence."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of one check.

    Attributes
    ----------
    name
        Of the check, such as "decode 1.2.840.10008.1.2.5".
    passed
        Whether all is as it must be.
    words
        What was found; of a failure the reason, one sentence.
    seconds
        It took so long.
    """

    name: str
    passed: bool
    words: str
    seconds: float


@dataclass(frozen=True, slots=True)
class SelfTest:
    """The results of all checks, in their order."""

    results: tuple[CheckResult, ...]

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        """The checks that did not pass."""
        return tuple(result for result in self.results if not result.passed)

    def record(self) -> dict[str, Any]:
        """Return it as JSON types: what runs, on what, and every check."""
        return {
            "schema_version": SCHEMA_VERSION,
            "program": "cxrviewer",
            "version": __version__,
            "bundle": bool(getattr(sys, "frozen", False)),
            "python": platform.python_version(),
            "system": platform.platform(),
            "cores": os.cpu_count(),
            "libraries": {name: version for name in LIBRARIES if (version := _version(name))},
            "passed": not self.failures,
            "checks": [
                {
                    "name": result.name,
                    "passed": result.passed,
                    "words": result.words,
                    "seconds": round(result.seconds, 3),
                }
                for result in self.results
            ],
        }


def _version(distribution: str) -> str:
    """Return the version of an installed distribution; empty where it is not there."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
