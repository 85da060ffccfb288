"""One check and how it is run."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from cxrviewer.errors import CxrviewerError
from cxrviewer.self_test.record import CheckResult


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must work.

    Attributes
    ----------
    name
        In a few words.
    work
        Returns what it has found; raises where something does not work.
    """

    name: str
    work: Callable[[], str]

    def run(self) -> CheckResult:
        """Do it; nothing makes this raise but an interrupt."""
        start = time.monotonic()
        try:
            passed, words = True, self.work()
        except CxrviewerError as error:
            passed, words = False, error.sentence
        except Exception as error:  # noqa: BLE001 - a library that is missing or broken is what is looked for
            passed, words = False, f"{type(error).__name__}: {error}."
        return CheckResult(self.name, passed, words, time.monotonic() - start)
