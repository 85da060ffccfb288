"""Questions that must be answered before something is lost."""

from PySide6.QtWidgets import QMessageBox, QWidget


def ask_to_cancel(parent: QWidget) -> bool:
    """Ask whether a training shall end without a model."""
    return _asked(
        parent,
        "Cancel the training?",
        "It ends without a model. What is trained so far is kept and can be gone on with.",
        "&Cancel the training",
        "&Let it run",
    )


def ask_to_remove(parent: QWidget, names: str) -> bool:
    """Ask whether runs shall be removed."""
    return _asked(
        parent,
        f"Remove {names}?",
        "The records, checkpoints and models in the folders of these runs are deleted. Models that were put "
        "into the list of models stay.",
        "&Remove",
        "&Keep",
    )


def _asked(parent: QWidget, title: str, sentence: str, yes: str, no: str) -> bool:
    box = QMessageBox(QMessageBox.Icon.Warning, title, title, parent=parent)
    box.setInformativeText(sentence)
    agreed = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
    kept = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(kept)
    box.setEscapeButton(kept)
    box.exec()
    return box.clickedButton() is agreed
