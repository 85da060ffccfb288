"""A fault of the program is logged without values, and told in one sentence."""

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from pydicom import dcmread
from pydicom.uid import RLELossless
from pytestqt.qtbot import QtBot

from cxrviewer.errors import ReadError
from cxrviewer.gui.crash import describe_crash, install_crash_hook
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.opening import sentence
from cxrviewer.locations import demo_film


def _fault() -> Exception:
    try:
        try:
            int("Doe^Jane")
        except ValueError as error:
            raise RuntimeError("patient Doe^Jane") from error
    except RuntimeError as error:
        return error


def test_a_crash_is_described_without_values() -> None:
    text = describe_crash(_fault())
    assert "Doe" not in text
    assert "RuntimeError in _fault" in text
    assert "caused by ValueError" in text


def test_the_hook_logs_tells_and_lets_the_window_live(
    open_window: Callable[..., MainWindow], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    install_crash_hook(window.tell)
    error = _fault()
    with caplog.at_level(logging.ERROR):
        sys.excepthook(type(error), error, error.__traceback__)
    assert "Doe" not in caplog.text
    assert "RuntimeError" in caplog.text
    assert "RuntimeError" in window.workspace.messages.sentences[-1]
    assert window.isVisible()


def test_our_own_errors_are_told_as_they_stand(caplog: pytest.LogCaptureFixture) -> None:
    assert sentence(ReadError("film.dcm", "is no film")) == "film.dcm: is no film."
    assert sentence(_fault()) == "Internal error (RuntimeError)."
    assert "Doe" not in caplog.text


def test_a_crash_of_a_thread_is_told_in_the_windows_thread(
    open_window: Callable[..., MainWindow],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    window = open_window()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    told: list[tuple[str, int]] = []
    install_crash_hook(lambda words: told.append((words, threading.get_ident())))
    with caplog.at_level(logging.ERROR):
        thread = threading.Thread(target=lambda: int("Doe^Jane"))
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: bool(told))
    assert "Doe" not in caplog.text + told[0][0]
    assert "ValueError" in caplog.text
    assert [ident for _words, ident in told] == [threading.get_ident()]
    assert window.isVisible()


def test_decoders_that_are_killed_cost_nothing_but_a_moment(
    open_window: Callable[..., MainWindow],
    settle: Callable[[MainWindow], None],
    tmp_path: Path,
) -> None:
    window = open_window()
    decoders = psutil.Process().children()
    assert decoders
    for decoder in decoders:
        decoder.kill()
    film = dcmread(demo_film())
    film.compress(RLELossless)
    film.save_as(tmp_path / "compressed.dcm")
    window.workspace.opening.open([tmp_path / "compressed.dcm"])
    settle(window)
    assert window.isVisible()
    assert window.workspace.session.film is not None
    assert window.workspace.session.film.key.path == tmp_path / "compressed.dcm"
