"""`cxrviewer check-data` on folders with and without planted faults."""

import json
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from planted import WHOLE_RULE, write_classes

from cxrviewer.training.preflight.report import DataReport

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classes(tmp_path_factory.mktemp("films") / "data", 12)


class Page(HTMLParser):
    """The pictures and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.pictures.append(str(dict(attrs)["src"]))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_clean_set_ends_with_0(command: Command, films: Path) -> None:
    ended = command("check-data", films, "--no-lungs", "--patient-rule", WHOLE_RULE)
    assert (ended.status, ended.err) == (0, "")
    assert "normal: 12 films of 6 patients or groups" in ended.out
    assert "blocks:" not in ended.out
    assert "warning:" not in ended.out


def test_a_duplicate_ends_with_1_and_is_in_both_reports(
    command: Command, films: Path, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(films, tmp_path / "data"))
    shutil.copy(data / "normal" / "normal-p00-0.png", data / "covid19" / "<b>copy.png")
    (data / "normal" / "torn.png").write_bytes(b"torn")
    out = tmp_path / "report.json", tmp_path / "report.html"
    ended = command("check-data", data, "--no-lungs", "--json", out[0], "--html", out[1])
    assert ended.status == 1
    assert "blocks: The same file is there with different labels" in ended.out
    assert ended.err.startswith("cxrviewer: ")
    assert "torn.png" in ended.err
    report = DataReport.model_validate(json.loads(out[0].read_text()))
    assert report.blocks
    assert [Path(file).name for file in report.copies[0].files] == ["<b>copy.png", "normal-p00-0.png"]
    page = Page()
    page.feed(out[1].read_text(encoding="utf-8"))
    assert "<b>copy.png" in page.text  # names are text, not markup
    assert len(page.pictures) == 4  # the average of each class, and the film that is there twice
    assert all(picture.startswith("data:image/png;base64,") for picture in page.pictures)
    assert not re.search(r"https?://", out[1].read_text(encoding="utf-8"))


def test_the_installed_segmentation_blanks_the_lungs(command: Command, films: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    assert command("check-data", films, "--patient-rule", WHOLE_RULE, "--json", out).status == 0
    parts = {one.part for one in DataReport.model_validate_json(out.read_text()).probes}
    assert parts == {"whole film", "borders", "lungs blanked"}


def test_what_is_no_data_set_is_one_line(command: Command, tmp_path: Path) -> None:
    ended = command("check-data", tmp_path)
    assert (ended.status, ended.err) == (1, f"cxrviewer: {tmp_path}: holds no film\n")
