"""What a page must be for those without a mouse: reached by Tab, named, its texts whole."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QTabBar, QWidget

_QTS_OWN = ("qt_", "_q_")
_MOST = 200


def walked_by_tab(tabs: QTabBar) -> list[QWidget]:
    """Press Tab from the tabs of a window on until they are reached again; return what had the focus."""
    tabs.setFocus()
    reached: list[QWidget] = []
    focused: QWidget | None = tabs
    while focused is not None and focused not in reached and len(reached) < _MOST:
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
    assert focused is tabs
    return reached


def missed_by_tab(shown: QWidget, reached: list[QWidget]) -> list[str]:
    """Return what of a page takes Tab but was not reached."""
    return [
        f"{widget!r} {widget.accessibleName()}"
        for widget in shown.findChildren(QWidget)
        if _takes_tab(widget) and widget not in reached
    ]


def _takes_tab(widget: QWidget) -> bool:
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    inner = widget.focusProxy() is not None or widget.objectName().startswith(_QTS_OWN)
    return takes and widget.isVisible() and widget.isEnabled() and not inner


def cut_texts(shown: QWidget) -> list[str]:
    """Return the texts of a page that have less room than they need."""
    QApplication.processEvents()
    seen = [widget for widget in shown.findChildren(QWidget) if widget.isVisible() and _text(widget)]
    assert seen
    return [_text(widget) for widget in seen if widget.width() < widget.minimumSizeHint().width()]


def _text(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        return "" if widget.wordWrap() else widget.text()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def nameless(window: QWidget) -> list[str]:
    """Return what takes the focus in a window and has neither a name nor a text."""
    return [
        f"{widget!r} in {widget.parent()!r}"
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.objectName().startswith("qt_")
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
