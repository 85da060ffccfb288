"""Every real film meets the bar or its deviation is explained; the document tells what does not."""

from pathlib import Path

import pytest
from conformance.comparing import Difference
from conformance.document import Section, document, unexplained
from conformance.reference import missing_tools
from conformance.survey import Row, load_reference, survey_files


@pytest.mark.films
@pytest.mark.slow
def test_every_film_of_the_collection(film_collection: Path, tmp_path: Path) -> None:
    script = film_collection.parent / "tools" / "render_reference.py"
    if missing_tools() or not script.is_file():
        pytest.skip("no reference renderer")
    rows = tuple(survey_files(film_collection / "dicom", load_reference(script), tmp_path))
    section = Section("films", rows)
    assert len(section.pictures) > 50
    assert unexplained([section]) == []


def test_the_document_names_what_nobody_explains() -> None:
    rows = (
        Row("right.dcm", "MONOCHROME2", "12/16", "lut", "dcm2pnm", Difference(1, 0.0, 0.0)),
        Row("wrong.dcm", "MONOCHROME1", "8/8", "minmax", "dcm2pnm", Difference(3, 0.01, 0.001)),
        Row("often.dcm", "MONOCHROME1", "8/8", "minmax", "dcm2pnm", Difference(2, 0.06, 0.0)),
        Row("plan.dcm", refusal="holds no image: RT Plan Storage", remark="no pixel data"),
    )
    section = Section("Films", rows)
    assert [row.file for row in unexplained([section])] == ["wrong.dcm", "often.dcm"]
    text = document([section])
    assert "| Films | 3 | 0 | 1 | 2 | 1 |" in text
    assert "- `wrong.dcm`, `often.dcm`: NOT EXPLAINED" in text
    assert "| right.dcm | MONOCHROME2 | 12/16 | lut | dcm2pnm | 1 | 0.00% | 0.00% | ok |" in text
    assert "| holds no image: RT Plan Storage | no pixel data | 1 | plan.dcm |" in text
