"""The demo film written and read back; a file that is not what it should be is found out."""

from pathlib import Path

import pytest

from cxrviewer.export.formats import FORMATS
from cxrviewer.self_test import exports
from cxrviewer.self_test.exports import Demo


def test_what_can_be_read_back_passes(tmp_path: Path) -> None:
    wanted = {"export seg", "export gsps", "export json"}
    results = [check.run() for check in exports.checks(tmp_path) if check.name in wanted]
    assert [result for result in results if not result.passed] == []
    assert len(list(tmp_path.iterdir())) == len(wanted)


@pytest.mark.slow
def test_every_format_passes(tmp_path: Path) -> None:
    results = [check.run() for check in exports.checks(tmp_path)]
    assert [result for result in results if not result.passed] == []
    assert len(list(tmp_path.iterdir())) == len(FORMATS) == len(results) - 1


def test_a_picture_without_content_fails(tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "black.png"
    Image.new("RGB", (20, 10)).save(path)
    with pytest.raises(exports.SelfTestError, match="is empty"):
        exports.read_back(path, "png", Demo())
    with pytest.raises(exports.SelfTestError, match="is no PDF file"):
        exports.read_back(path, "pdf", Demo())
