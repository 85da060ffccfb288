"""Lists, trees, sliders and texts keep the keys that move within them, though the stack has the same ones."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractSlider, QPlainTextEdit, QWidget

NAVIGATION = frozenset(
    {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
)


class NavigationKeys(QObject):
    """Says for a widget with the focus that it, and not a command of the window, takes a navigation key."""

    def watch(self, root: QWidget) -> None:
        """Keep the keys of every list, tree, slider and field of text below `root`."""
        for kind in (QAbstractItemView, QAbstractSlider, QPlainTextEdit):
            for widget in root.findChildren(kind):
                widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Accept what would otherwise become a command."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
            if plain and event.key() in NAVIGATION:
                event.accept()
                return True
        return False
