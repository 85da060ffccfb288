"""What the user has chosen: which is in use, back again, kept in a file."""

from pathlib import Path

import pytest

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import CT_SLICES, FRONTAL_FILMS
from cxrviewer.inference.choices import MOST_REMEMBERED, Choices, Purpose, read_choices, write_choices

CLASSES, SLICES = Purpose("classify", FRONTAL_FILMS), Purpose("classify", CT_SLICES)


def test_nothing_is_chosen_at_first(tmp_path: Path) -> None:
    assert read_choices(tmp_path / "in-use.json").of(CLASSES) == ""


def test_rolling_back_goes_the_way_that_was_come() -> None:
    choices = Choices().using(CLASSES, "a-1.0.0").using(CLASSES, "b-1.0.0").using(SLICES, "c-1.0.0")
    assert (choices.of(CLASSES), choices.of(SLICES)) == ("b-1.0.0", "c-1.0.0")
    once = choices.rolled_back(CLASSES)
    assert (once.of(CLASSES), once.of(SLICES)) == ("a-1.0.0", "c-1.0.0")
    twice = once.rolled_back(CLASSES)
    assert (twice.of(CLASSES), twice.of(SLICES)) == ("", "c-1.0.0")
    assert twice.rolled_back(CLASSES) == twice


def test_choosing_what_is_in_use_adds_no_step_back() -> None:
    once = Choices().using(CLASSES, "a-1.0.0")
    assert once.using(CLASSES, "a-1.0.0") == once


def test_only_so_many_steps_back_are_kept() -> None:
    choices = Choices()
    for number in range(MOST_REMEMBERED + 5):
        choices = choices.using(CLASSES, f"m-{number}.0.0")
    assert len(choices.chosen[CLASSES.key]) == MOST_REMEMBERED
    assert choices.of(CLASSES) == f"m-{MOST_REMEMBERED + 4}.0.0"


def test_choices_survive_the_file_and_leave_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "models" / "in-use.json"
    choices = Choices().using(CLASSES, "a-1.0.0").using(SLICES, "c-1.0.0")
    write_choices(choices, file)
    assert read_choices(file) == choices
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"schema_version": 2}', b'{"chosen": {"classify, x": ["../../etc"]}}', b"\xff"],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "in-use.json"
    file.write_bytes(content)
    with pytest.raises(ModelError, match="cannot be read") as caught:
        read_choices(file)
    assert caught.value.path == file


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(ModelError, match=r"in-use\.json: the choice of models cannot be written"):
        write_choices(Choices(), tmp_path / "models" / "in-use.json")
