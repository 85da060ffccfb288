"""A field that takes the next keys pressed as a shortcut."""

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

_BARE = frozenset(
    {
        *(Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr),
        *(Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock, Qt.Key.Key_unknown),
    }
)
_LEAVING = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab})


class KeyField(QLineEdit):
    """Shows the keys of a command; with the focus it waits for others.

    Tab goes on as everywhere, Escape gives up: nobody is caught in it.

    Signals
    -------
    taken
        These keys were pressed, in Qt's portable form.
    given_up
        Escape was pressed.
    """

    taken = Signal(str)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setPlaceholderText("Press the new keys")
        self.setAccessibleName("New keys")
        self.setAccessibleDescription("Press the keys that are to give the command. Escape keeps what was.")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def event(self, event: QEvent) -> bool:
        """Take every key but those that leave the field."""
        if isinstance(event, QKeyEvent) and event.key() not in _LEAVING:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self._take(event)
                return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.key() not in _BARE:
            self.taken.emit(keys_of(event))


def keys_of(event: QKeyEvent) -> str:
    """Return what was pressed in Qt's portable form; Shift counts where it makes no other character."""
    modifiers = event.modifiers() & ~(
        Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier
    )
    text = event.text()
    if text and text.isprintable() and not text.isalnum() and not text.isspace():
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key()))).toString()
