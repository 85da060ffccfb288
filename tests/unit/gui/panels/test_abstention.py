"""A film that the checks refuse, in the real window: why, and what the reader can do."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cxrviewer.display import render_unit
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.panels.abstention import AbstentionBox, headline
from cxrviewer.locations import demo_film
from cxrviewer.readers import read_image
from cxrviewer.store import Overrules
from cxrviewer.study import Abstention, Cause

WAIT_MS = 60_000


@pytest.fixture
def upside_down(tmp_path: Path) -> Path:
    """The demo film, small and turned by 180 degrees."""
    unit = cv2.resize(render_unit(read_image(demo_film())), (400, 400), interpolation=cv2.INTER_AREA)
    file = tmp_path / "upside-down.png"
    cv2.imwrite(str(file), np.rot90((unit * 255).astype(np.uint8), 2))
    return file


def test_a_refused_film_says_why_and_is_analysed_when_the_reader_says_why(
    open_window: Callable[..., MainWindow], upside_down: Path, qtbot: QtBot
) -> None:
    window = open_window([upside_down])
    panel, session = window.workspace.panel, window.workspace.session
    box = panel.abstention
    assert box.isVisible()
    assert not panel.results.isVisible()
    assert "upside down" in session.analysis.abstention.reason
    assert session.analysis.classification is None
    assert not box.button.isEnabled()
    QTest.keyClicks(box.reason, "the patient hung head down")
    QTest.mouseClick(box.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.analysis.classification is not None, timeout=WAIT_MS)
    assert panel.results.isVisible()
    assert "Gate overruled by the reader: the patient hung head down." in session.analysis.notices
    kept = Overrules(window.workspace._kept.results.path).find(session.image_key)
    assert kept is not None
    assert kept.reason == "the patient hung head down"
    assert kept.at.endswith("+00:00")


def test_a_film_with_an_answer_shows_no_abstention(qtbot: QtBot) -> None:
    box = AbstentionBox()
    qtbot.addWidget(box)
    box.show_analysis(None)
    assert not box.isVisibleTo(None)


@pytest.mark.parametrize(
    ("abstention", "expected"),
    [
        (
            Abstention(Cause.UNCERTAIN, "uncertain", ("covid19", "lung_opacity")),
            "Uncertain between COVID-19 and Lung opacity",
        ),
        (Abstention(Cause.GATE, "It is blank."), "Not analysed"),
        (Abstention(Cause.NOVELTY, "unlike"), "No answer: an unusual film"),
    ],
)
def test_the_headline_is_the_outcome(abstention: Abstention, expected: str) -> None:
    assert headline(abstention) == expected
