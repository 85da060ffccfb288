"""Which keys give which command: those of the table, but for what the user has chosen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from PySide6.QtGui import QKeySequence

from cxrviewer.gui.actions import ACTIONS, SPECS, plain_text
from cxrviewer.gui.gesture_table import RESERVED

SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Keymap:
    """The shortcuts of all commands.

    Attributes
    ----------
    chosen
        Name of a command -> its keys in Qt's portable form, joined by "; ", where not the table's.
    """

    chosen: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> tuple[str, ...]:
        """Return the keys of a command in Qt's portable form, the first of them shown in its menu."""
        return split(self.chosen.get(name, SPECS[name].shortcut))

    def changed(self, name: str) -> bool:
        """Tell whether the user has chosen a command's keys."""
        return name in self.chosen

    def holder(self, key: str, but: str = "") -> str | None:
        """Return the command other than `but` that a key gives, if there is one."""
        names = (spec.name for spec in ACTIONS if spec.name != but and key in self.of(spec.name))
        return next(names, None)

    def with_keys(self, name: str, keys: Iterable[str]) -> "Keymap":
        """Return it with other keys of a command; those of the table are not written down."""
        keys = tuple(dict.fromkeys(keys))
        others = {other: chosen for other, chosen in self.chosen.items() if other != name}
        own = {} if keys == split(SPECS[name].shortcut) else {name: SEPARATOR.join(keys)}
        return Keymap({**others, **own})

    def taking(self, name: str, key: str) -> "Keymap":
        """Return it with a key given to a command, and taken from the one that had it."""
        holder = self.holder(key, but=name)
        freed = self if holder is None else self._without(holder, key)
        return freed.with_keys(name, (key,))

    def swapping(self, name: str, key: str) -> "Keymap":
        """Return it with a key given to a command, whose own keys go to the one that had it."""
        holder = self.holder(key, but=name)
        if holder is None:
            return self.taking(name, key)
        left = [other for other in self.of(holder) if other != key]
        given = [other for other in self.of(name) if other != key]
        return self.with_keys(holder, (*given, *left)).with_keys(name, (key,))

    def resetting(self, name: str) -> "Keymap":
        """Return it with the table's keys of a command, taken from any other that has them by now."""
        keymap = self
        for key in split(SPECS[name].shortcut):
            holder = keymap.holder(key, but=name)
            if holder is not None:
                keymap = keymap._without(holder, key)
        return keymap.with_keys(name, split(SPECS[name].shortcut))

    def _without(self, name: str, key: str) -> "Keymap":
        return self.with_keys(name, (other for other in self.of(name) if other != key))


def split(keys: str) -> tuple[str, ...]:
    """Return the keys of a text in Qt's portable form, as Qt writes them; an empty one for what is no key."""
    if not keys.strip():
        return ()
    return tuple(sequence.toString() for sequence in QKeySequence.listFromString(keys))


def native(keys: Iterable[str]) -> str:
    """Return keys as this system writes them."""
    form = QKeySequence.SequenceFormat.NativeText
    return " or ".join(QKeySequence(key).toString(form) for key in keys)


def read_keymap(chosen: Mapping[str, str], where: str) -> tuple[Keymap, tuple[str, ...]]:
    """Return the keymap of what the settings hold, without what cannot be.

    Parameters
    ----------
    chosen
        Name of a command -> its keys, as stored.
    where
        Name of the settings file, for the sentences.

    Returns
    -------
    tuple
        The keymap, and one sentence for each entry that is left out.
    """
    valid: dict[str, str] = {}
    messages = []
    for name, keys in chosen.items():
        reason = _refusal(name, keys)
        if reason:
            messages.append(f"{where}: {reason}")
        elif split(keys) != split(SPECS[name].shortcut):
            valid[name] = SEPARATOR.join(split(keys))
    keymap, clashes = _without_clashes(Keymap(valid), where)
    return keymap, (*messages, *clashes)


def _refusal(name: str, keys: str) -> str:
    """Return why an entry cannot be, in one sentence, or nothing."""
    if name not in SPECS:
        return f"there is no command {name!r}; its shortcut is left out."
    for key in split(keys):
        if not key or QKeySequence(key).count() != 1:
            return f"{keys!r} is no shortcut; {plain_text(SPECS[name])} keeps its own."
        if key in RESERVED:
            return f"{key} {RESERVED[key]}; {plain_text(SPECS[name])} keeps its own shortcut."
    return ""


def _without_clashes(keymap: Keymap, where: str) -> tuple[Keymap, tuple[str, ...]]:
    """Give the table's keys back to chosen ones that two commands share, until no two share any."""
    messages = []
    while (clash := _clash(keymap)) is not None:
        key, loser = clash
        messages.append(
            f"{where}: {key} is another command's; {plain_text(SPECS[loser])} keeps its own shortcut."
        )
        keymap = Keymap({name: keys for name, keys in keymap.chosen.items() if name != loser})
    return keymap, tuple(messages)


def _clash(keymap: Keymap) -> tuple[str, str] | None:
    """Return a key that two commands share, and the one of them that has chosen it last."""
    holders: dict[str, list[str]] = defaultdict(list)
    for name in SPECS:
        for key in keymap.of(name):
            holders[key].append(name)
    for key, names in holders.items():
        if len(names) > 1:
            return key, [name for name in names if keymap.changed(name)][-1]
    return None
