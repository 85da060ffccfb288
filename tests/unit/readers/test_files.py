"""What is no regular, readable file is refused before it is opened."""

import os
from pathlib import Path

import pytest

from cxrviewer.errors import ReadError
from cxrviewer.readers import read_image


def test_each_refusal_is_one_sentence_with_the_name(tmp_path: Path) -> None:
    (tmp_path / "folder.dcm").mkdir()
    (tmp_path / "empty.dcm").touch()
    (tmp_path / "text.dcm").write_text("This is no film.\n" * 40)
    with (tmp_path / "huge.dcm").open("wb") as stream:
        stream.truncate(2**31 + 1)
    reasons = {
        "missing.dcm": "does not exist",
        "folder.dcm": "is a folder, not a file",
        "empty.dcm": "is empty",
        "text.dcm": "is not a DICOM file",
        "huge.dcm": "is too large (2.0 GiB; the limit is 2 GiB)",
    }
    for name, reason in reasons.items():
        with pytest.raises(ReadError) as refused:
            read_image(tmp_path / name)
        assert str(refused.value).startswith(f"{tmp_path / name}: {reason}")
        assert "\n" not in str(refused.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.dcm")
    with pytest.raises(ReadError, match=r"pipe\.dcm: is not a regular file"):
        read_image(tmp_path / "pipe.dcm")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
def test_an_endless_device_is_refused() -> None:
    with pytest.raises(ReadError, match="is not a regular file"):
        read_image(Path("/dev/zero"))


@pytest.mark.parametrize("path", [Path("x" * 3000), Path("nul\0byte.dcm")])
def test_impossible_names_are_refused(path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be read"):
        read_image(path)
