"""The Help menu: the guide goes to the browser as a local file, or a sentence says why not."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from cxrviewer import locations
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.outside import open_outside


class Browser(QObject):
    """Takes the place of the user's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[QUrl] = []

    @Slot(QUrl)
    def show(self, address: QUrl) -> None:
        self.shown.append(address)


@pytest.fixture
def browser() -> Iterator[Browser]:
    browser = Browser()
    QDesktopServices.setUrlHandler("file", browser, "show")
    yield browser
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The resources of a bundle, without the guide: a folder to put one into."""
    resources = tmp_path / "shipped" / "resources"
    resources.mkdir(parents=True)
    for entry in locations.resources_folder().iterdir():
        if entry.name != "guide":
            (resources / entry.name).symlink_to(entry)
    (resources.parent / "models").symlink_to(locations.models_folder())
    monkeypatch.setattr(sys, "_MEIPASS", str(resources.parent), raising=False)
    locations._shipped.cache_clear()
    yield resources
    locations._shipped.cache_clear()


def test_the_guide_opens_as_a_local_file(
    open_window: Callable[..., MainWindow], browser: Browser, shipped: Path
) -> None:
    page = shipped / "guide" / "index.html"
    page.parent.mkdir()
    page.write_text("<p>guide</p>")
    open_window().action("show_guide").trigger()
    assert [address.toLocalFile() for address in browser.shown] == [str(page)]


def test_without_a_guide_a_sentence_says_how_to_get_it(
    open_window: Callable[..., MainWindow], browser: Browser, shipped: Path
) -> None:
    window, told = open_window(), []
    window.workspace.session.message.connect(told.append)
    window.action("show_guide").trigger()
    assert browser.shown == []
    (sentence,) = told
    assert str(shipped / "guide" / "index.html") in sentence
    assert "make guide" in sentence


def test_a_browser_does_not_get_the_libraries_of_a_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyInstaller puts its own folder in front; `LD_LIBRARY_PATH_ORIG` has what the user had."""
    seen = []

    class Noting(QObject):
        @Slot(QUrl)
        def show(self, _address: QUrl) -> None:
            seen.append(os.environ.get("LD_LIBRARY_PATH"))

    noting = Noting()
    QDesktopServices.setUrlHandler("file", noting, "show")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle")
    try:
        open_outside(tmp_path)
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/users")
        open_outside(tmp_path)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert seen == [None, "/users"]
    assert os.environ["LD_LIBRARY_PATH"] == "/bundle"
