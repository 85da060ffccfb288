"""`cxrviewer anonymise`: one bad file stops nothing, and inputs are never touched."""

from pathlib import Path

import pytest
import typer
from pydicom import dcmread
from small_films import write_ct, write_png
from typer.testing import CliRunner, Result

from cxrviewer.cli.anonymise import anonymise
from cxrviewer.errors import FileError


def run(tmp_path: Path, *arguments: str | Path) -> Result:
    app = typer.Typer()
    app.command()(anonymise)
    given = [*arguments, "--project", tmp_path / "project.json"]
    return CliRunner().invoke(app, [str(argument) for argument in given])


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """A film that is blocked, a damaged one, a picture, and two that can be written."""
    folder = tmp_path / "films"
    write_ct(folder / "a.dcm", number=1, PatientSex="F")
    write_ct(folder / "b.dcm", number=2, BurnedInAnnotation="YES")
    write_ct(folder / "c.dcm", number=3)
    (folder / "d.dcm").write_bytes(bytes(128) + b"DICM" + b"nonsense" * 9)
    write_png(folder / "e.png")
    return folder


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_one_bad_file_does_not_stop_the_rest(tmp_path: Path, films: Path) -> None:
    before = contents(films)
    result = run(tmp_path, films, "--output", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "3 de-identified, 1 blocked, 1 failed"
    assert f"{films / 'b.dcm'}: has burnt-in annotation" in result.stderr
    assert str(films / "d.dcm") in result.stderr
    assert len(contents(tmp_path / "out")) == 3
    assert contents(films) == before


def test_everything_that_can_be_written_is_a_success(tmp_path: Path, films: Path) -> None:
    (films / "d.dcm").unlink()
    result = run(tmp_path, films, films / "a.dcm", "--output", tmp_path / "out", "--allow-burned-in")
    assert result.exit_code == 0, result.stderr
    assert len(list((tmp_path / "out").rglob("*.dcm"))) == 3


def test_options_reach_the_copies(tmp_path: Path, films: Path) -> None:
    options = ("--shift-dates", "--keep-patient-characteristics", "--clean-descriptors")
    assert run(tmp_path, films / "a.dcm", "--output", tmp_path / "out", *options).exit_code == 0
    (copy,) = (tmp_path / "out").rglob("*.dcm")
    header = dcmread(copy)
    assert header.PatientSex == "F"
    assert header.StudyDate not in {"", "20240131"}
    codes = [code.CodeValue for code in header.DeidentificationMethodCodeSequence]
    assert codes == ["113100", "113103", "113104", "113105", "113107", "113108"]


@pytest.mark.parametrize("place", ["", "deeper/down"])
def test_a_folder_for_copies_inside_the_input_is_refused(tmp_path: Path, films: Path, place: str) -> None:
    result = run(tmp_path, films, "--output", films / place)
    assert isinstance(result.exception, FileError)
    assert "choose another folder" in str(result.exception)
    assert len(contents(films)) == 5


def test_a_link_into_the_input_is_refused_too(tmp_path: Path, films: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(films, target_is_directory=True)
    assert isinstance(run(tmp_path, films, "--output", link / "copies").exception, FileError)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    result = run(tmp_path, tmp_path / "nothing", "--output", tmp_path / "out")
    assert result.exit_code == 1
    assert "nothing: does not exist" in result.stderr
