"""All checks, one after the other."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from cxrviewer.self_test import databases, decoding, exports, models, processes
from cxrviewer.self_test.check import Check
from cxrviewer.self_test.record import CheckResult, SelfTest


def all_checks(folder: Path) -> list[Check]:
    """Return every check; what they write goes to `folder`."""
    return [
        *decoding.checks(),
        *models.checks(),
        *databases.checks(folder),
        *exports.checks(folder),
        *processes.checks(folder),
    ]


def run_self_test(tell: Callable[[CheckResult], None]) -> SelfTest:
    """Check the installed program; nothing of the user's is read or written.

    Parameters
    ----------
    tell
        Hears of every result as it comes.
    """
    results = []
    with tempfile.TemporaryDirectory(prefix="cxrviewer-self-test-") as folder:
        for check in all_checks(Path(folder)):
            results.append(check.run())
            tell(results[-1])
    return SelfTest(tuple(results))
