"""The dark reading-room look: Fusion style, a palette and a style sheet."""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from cxrviewer.locations import resources_folder

COLOURS: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (QPalette.ColorRole.Window, "#16181c"),
    (QPalette.ColorRole.WindowText, "#d5dae1"),
    (QPalette.ColorRole.Base, "#1a1d22"),
    (QPalette.ColorRole.AlternateBase, "#1f2329"),
    (QPalette.ColorRole.Text, "#d5dae1"),
    (QPalette.ColorRole.PlaceholderText, "#98a2ae"),
    (QPalette.ColorRole.Button, "#2a3038"),
    (QPalette.ColorRole.ButtonText, "#d5dae1"),
    (QPalette.ColorRole.Highlight, "#2b4f6b"),
    (QPalette.ColorRole.HighlightedText, "#ffffff"),
    (QPalette.ColorRole.Link, "#6cc4ff"),
    (QPalette.ColorRole.ToolTipBase, "#262b32"),
    (QPalette.ColorRole.ToolTipText, "#e4e8ed"),
)


def apply_theme(application: QApplication) -> None:
    """Give the whole program its look, on top of the Fusion style."""
    palette = QPalette()
    for role, colour in COLOURS:
        palette.setColor(role, QColor(colour))
    application.setPalette(palette)
    resources = resources_folder()
    sheet = (resources / "themes" / "reading_room.qss").read_text(encoding="utf-8")
    application.setStyleSheet(sheet.replace("@icons@", (resources / "icons").as_posix()))
