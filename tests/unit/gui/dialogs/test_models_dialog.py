"""Models in the window: seen, used at once, taken back, brought in and out, and never lost silently."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from cxrviewer.gui.dialogs.models import ModelsDialog
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.training.evaluating import Result
from cxrviewer.inference.card import FRONTAL_FILMS, read_card
from cxrviewer.inference.choices import Choices, Purpose, write_choices
from cxrviewer.locations import demo_film, models_folder

OpenWindow = Callable[..., MainWindow]
Settle = Callable[[MainWindow], None]
CLASSES = Purpose("classify", FRONTAL_FILMS)


@pytest.fixture
def shipped() -> Path:
    """The classifier that ships."""
    return max(models_folder().glob("cxr4-residual-*"))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The user's models, beside the settings of the test's window."""
    return tmp_path / "settings" / "models"


@pytest.fixture
def mine(shipped: Path, own: Path) -> Path:
    """A classifier of the user's own that is less sure."""
    folder = Path(shutil.copytree(shipped, own / "mine-1.0.0"))
    card = json.loads((folder / "card.json").read_text())
    card |= {"name": "mine", "version": "1.0.0", "temperature": 30.0}
    (folder / "card.json").write_text(json.dumps(card))
    return folder


@pytest.fixture
def ask(settle: Settle) -> Callable[[MainWindow], ModelsDialog]:
    """A function that opens the dialog and waits for its list."""

    def open_on(window: MainWindow) -> ModelsDialog:
        window.action("show_models").trigger()
        (dialog,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, ModelsDialog))
        settle(window)
        return dialog

    return open_on


def items(dialog: ModelsDialog) -> dict[str, QTreeWidgetItem]:
    groups = [dialog.tree.topLevelItem(number) for number in range(dialog.tree.topLevelItemCount())]
    rows = [group.child(number) for group in groups for number in range(group.childCount())]
    return {row.text(0): row for row in rows}


def press(dialog: ModelsDialog, model: str, button: str) -> None:
    dialog.tree.setCurrentItem(items(dialog)[model])
    assert dialog.buttons[button].isEnabled()
    dialog.buttons[button].click()


def classifier(window: MainWindow) -> str:
    return window.workspace.session.analysis.classification.model.name


def test_a_model_is_used_at_once_and_the_one_before_again(
    open_window: OpenWindow, mine: Path, ask: Callable[[MainWindow], ModelsDialog], settle: Settle
) -> None:
    window = open_window([demo_film()])
    session = window.workspace.session
    before = session.analysis
    assert classifier(window) == "cxr4-residual"
    dialog = ask(window)
    press(dialog, "mine 1.0.0", "use")
    settle(window)
    assert dialog.state.text() == "mine-1.0.0 is in use."
    assert classifier(window) == "mine"
    sure, unsure = (max(one.classification.probabilities.values()) for one in (before, session.analysis))
    assert unsure < sure
    assert items(dialog)["mine 1.0.0"].text(1) == "\N{CHECK MARK}"
    assert not dialog.buttons["remove"].isEnabled()

    press(dialog, "mine 1.0.0", "roll_back")
    settle(window)
    assert dialog.state.text().endswith("is in use again.")
    assert classifier(window) == "cxr4-residual"
    assert session.analysis.classification.probabilities == before.classification.probabilities
    assert session.analysis.timings_s == before.timings_s, "the kept result is shown and not computed again"
    dialog.reject()


def test_the_choice_outlives_the_window(
    open_window: OpenWindow, mine: Path, ask: Callable[[MainWindow], ModelsDialog], settle: Settle
) -> None:
    first = open_window()
    press(ask(first), "mine 1.0.0", "use")
    settle(first)
    first.close()
    assert classifier(open_window([demo_film()])) == "mine"


def test_a_model_that_is_chosen_where_models_are_trained_reads_the_film_on_screen(
    open_window: OpenWindow, mine: Path, settle: Settle
) -> None:
    window = open_window([demo_film()])
    window.action("train_models").trigger()
    settle(window)
    assert classifier(window) == "cxr4-residual"
    result = window.workspace.commands.training.window.result
    result.show_result(Result(mine, mine, read_card(mine), mine, ("validation",), {}))
    result.use.click()
    assert not result.use.isEnabled()
    settle(window)
    assert classifier(window) == "mine"
    assert result.state.text() == "mine-1.0.0 is in use."
    result.before.click()
    settle(window)
    assert classifier(window) == "cxr4-residual"


def test_a_chosen_model_that_is_gone_is_said_in_the_window_and_beside_the_result(
    open_window: OpenWindow, own: Path
) -> None:
    write_choices(Choices().using(CLASSES, "mine-1.0.0"), own / "in-use.json")
    window = open_window([demo_film()])
    said = "The chosen model mine-1.0.0 cannot be used: it is not installed."
    assert any(told.startswith(said) for told in window.workspace.messages.sentences)
    assert any(notice.startswith(said) for notice in window.workspace.session.analysis.notices)
    assert classifier(window) == "cxr4-residual"


def test_a_model_goes_out_away_and_comes_in_again(
    open_window: OpenWindow,
    mine: Path,
    ask: Callable[[MainWindow], ModelsDialog],
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "mine.cxrmodel"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(file), ""))
    monkeypatch.setattr(QMessageBox, "question", lambda *_a, **_k: QMessageBox.StandardButton.Ok)
    window = open_window()
    dialog = ask(window)
    for button, said in (
        ("verify", "is whole and answers as its card says"),
        ("export", f"is written to {file}."),
        ("remove", "mine-1.0.0 is removed."),
    ):
        press(dialog, "mine 1.0.0", button)
        settle(window)
        assert said in dialog.state.text()
    assert "mine 1.0.0" not in items(dialog)
    assert not mine.exists()
    dialog.buttons["bring_in"].click()
    settle(window)
    assert dialog.state.text() == "mine-1.0.0 is installed; it is not in use yet."
    assert "mine 1.0.0" in items(dialog)
    dialog.buttons["bring_in"].click()
    settle(window)
    assert dialog.state.text() == "mine-1.0.0: is installed already."


def test_what_ships_stays_and_what_is_broken_says_why(
    open_window: OpenWindow, own: Path, ask: Callable[[MainWindow], ModelsDialog], qtbot: QtBot
) -> None:
    (own / "bad-1.0.0").mkdir(parents=True)
    (own / "bad-1.0.0" / "card.json").write_text("{}")
    dialog = ask(open_window())
    assert dialog.row is not None
    assert dialog.row.shipped
    assert "Limits" in dialog.card.toPlainText()
    assert not dialog.buttons["remove"].isEnabled()
    dialog.tree.setCurrentItem(items(dialog)["bad-1.0.0 (broken)"])
    assert "is not a valid model card" in dialog.card.toPlainText()
    enabled = {name for name, button in dialog.buttons.items() if button.isEnabled()}
    assert enabled == {"verify", "remove", "bring_in"}


def test_no_word_of_a_card_is_broken_however_narrow_it_is(
    open_window: OpenWindow, ask: Callable[[MainWindow], ModelsDialog]
) -> None:
    dialog = ask(open_window())
    dialog.tree.setCurrentItem(
        next(item for name, item in items(dialog).items() if name.startswith("cxr4-residual"))
    )
    dialog.card.setFixedWidth(320)
    QApplication.processEvents()
    block = dialog.card.document().begin()
    ends = []
    while block.isValid():
        lines = [block.layout().lineAt(number) for number in range(block.layout().lineCount())]
        ends += [block.text()[: line.textStart() + line.textLength()] for line in lines[:-1]]
        block = block.next()
    assert len(ends) > 20
    assert [end for end in ends if not end.endswith((" ", "-", "/"))] == []
