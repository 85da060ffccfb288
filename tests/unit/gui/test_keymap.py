"""Keys of commands: chosen, taken, swapped, given back, and read from a file that holds anything."""

import pytest
from PySide6.QtGui import QKeySequence

from cxrviewer.gui.actions import ACTIONS
from cxrviewer.gui.gesture_table import RESERVED
from cxrviewer.gui.keymap import Keymap, read_keymap


def _shared(keymap: Keymap) -> list[str]:
    keys = [key for spec in ACTIONS for key in keymap.of(spec.name)]
    return [key for key in keys if keys.count(key) > 1]


def test_the_table_gives_no_key_twice_and_none_that_is_reserved() -> None:
    assert _shared(Keymap()) == []
    keys = {key for spec in ACTIONS for key in Keymap().of(spec.name)}
    assert "" not in keys
    assert not keys & set(RESERVED)
    assert all(QKeySequence(key).toString() == key for key in RESERVED)


def test_what_equals_the_table_is_not_written_down() -> None:
    keymap = Keymap().with_keys("invert", ("J",))
    assert keymap.chosen == {"invert": "J"}
    assert keymap.with_keys("invert", ("I",)).chosen == {}
    assert Keymap().with_keys("invert", ()).of("invert") == ()


def test_a_key_is_taken_from_the_one_that_had_it_and_from_that_one_alone() -> None:
    keymap = Keymap().taking("invert", "Ctrl+Y")
    assert keymap.of("invert") == ("Ctrl+Y",)
    assert keymap.of("redo") == ("Ctrl+Shift+Z",)
    assert keymap.holder("I") is None
    assert _shared(keymap) == []


def test_two_commands_swap_their_keys() -> None:
    keymap = Keymap().swapping("invert", "R")
    assert (keymap.of("invert"), keymap.of("rotate_right")) == (("R",), ("I",))
    assert _shared(keymap) == []
    assert keymap.swapping("invert", "I").chosen == {}


def test_a_command_that_gets_its_usual_keys_back_takes_them() -> None:
    keymap = Keymap().swapping("invert", "R").resetting("invert")
    assert keymap.of("invert") == ("I",)
    assert keymap.of("rotate_right") == ()
    assert _shared(keymap) == []


def test_stored_keys_are_read_back() -> None:
    stored = Keymap().swapping("invert", "R").with_keys("fit", ()).with_keys("undo", ("Ctrl+U", "F13")).chosen
    assert read_keymap(stored, "settings.json") == (Keymap(stored), ())


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ({"nonsense": "I"}, "there is no command 'nonsense'"),
        ({"invert": "Qwx+"}, "'Qwx+' is no shortcut"),
        ({"invert": "Ctrl+K, A"}, "is no shortcut"),
        ({"invert": "Z"}, "Z is the magnifier"),
        ({"invert": "Alt+F"}, "Alt+F opens the menu File"),
        ({"invert": "R"}, "R is another command's"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence_and_left_out(stored: dict[str, str], said: str) -> None:
    keymap, messages = read_keymap({**stored, "fit": "J"}, "settings.json")
    assert keymap.chosen == {"fit": "J"}
    (message,) = messages
    assert message.startswith("settings.json: ")
    assert said in message


def test_of_two_commands_that_claim_one_key_one_keeps_its_own() -> None:
    keymap, messages = read_keymap({"invert": "J", "fit": "J"}, "settings.json")
    assert len(keymap.chosen) == len(messages) == 1
    assert _shared(keymap) == []
