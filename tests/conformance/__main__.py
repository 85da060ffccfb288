"""Write docs/display-conformance.md: `python -m conformance` with tests/ on the path (`make conformance`)."""

import argparse
import sys
import tempfile
from pathlib import Path

import pydicom.data
from conformance.document import Section, document, unexplained
from conformance.reference import missing_tools
from conformance.survey import load_reference, survey_constructed, survey_files

_REPOSITORY = Path(__file__).resolve().parents[2]
_SHARED = _REPOSITORY.parent / "shared"


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__)
    parser.add_argument("--reference", type=Path, default=_SHARED / "tools" / "render_reference.py")
    parser.add_argument("--films", type=Path, default=_SHARED / "data" / "dicom")
    parser.add_argument("--output", type=Path, default=_REPOSITORY / "docs" / "display-conformance.md")
    return parser.parse_args()


def main() -> int:
    """Survey everything and write the document; return 1 if a deviation has no explanation."""
    arguments = _arguments()
    if missing_tools() or not arguments.reference.is_file():
        needed = ", ".join(missing_tools()) or str(arguments.reference)
        sys.stderr.write(f"conformance: {needed} is needed (packages dcmtk and libgdcm-tools).\n")
        return 2
    reference = load_reference(arguments.reference)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        tests = Path(pydicom.data.__file__).parent
        sections = [Section("pydicom's test files", tuple(survey_files(tests, reference, work)))]
        if arguments.films.is_dir():
            films = tuple(survey_files(arguments.films, reference, work))
            sections.insert(0, Section("Film collection", films))
        sections.append(Section("Constructed films", tuple(survey_constructed(work))))
    arguments.output.write_text(document(sections), encoding="utf-8")
    for row in unexplained(sections):
        sys.stderr.write(f"conformance: {row.file} deviates and is not explained: {row.apart}\n")
    return 1 if unexplained(sections) else 0


if __name__ == "__main__":
    sys.exit(main())
