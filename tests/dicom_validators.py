"""Other people's programs that judge DICOM files; tests that need them skip where they are not installed."""

import shutil
import subprocess
from pathlib import Path

import pytest


def run_program(name: str, *arguments: object) -> str:
    """Return what a program says on both outputs; skip the test where there is no such program."""
    if shutil.which(name) is None:
        pytest.skip(f"no {name} (apt: dicom3tools, dcmtk)")
    done = subprocess.run(
        [name, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        errors="replace",
    )
    return done.stdout + done.stderr


def errors_in(file: Path) -> list[str]:
    """Return the errors that dciodvfy finds in a file."""
    said = run_program("dciodvfy", "-new", file)
    return [line for line in said.splitlines() if "Error" in line]


def inconsistencies(*files: Path) -> str:
    """Return what dcentvfy says against files of one study.

    It files Accession Number under the series in images and under the study in reports, and warns of that.
    """
    said = run_program("dcentvfy", *files).splitlines(keepends=True)
    of_its_own = "Different information entities for attribute - Element=<AccessionNumber>"
    return "".join(line for line in said if of_its_own not in line)
