"""Titles that divide a panel."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from cxrviewer.gui.panels.messages import wrapped_label


def add_section(column: QVBoxLayout, parent: QWidget, title: str, *, ruled: bool = True) -> None:
    """Put a title, and a line above it, at the end of a column."""
    if ruled:
        rule = QFrame(parent)
        rule.setObjectName("rule")
        column.addSpacing(8)
        column.addWidget(rule)
        column.addSpacing(4)
    column.addWidget(wrapped_label(parent, title, "section"))
