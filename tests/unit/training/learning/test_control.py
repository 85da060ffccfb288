import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cxrviewer.errors import FileError
from cxrviewer.training.learning.control import CancelAskedError, Control, StopAskedError
from cxrviewer.wishes import CONTROL, Wish, ask, asked


class Seen:
    """What a control has told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def check(self, control: Control) -> None:
        control.check(self._teller("pausing"), self._teller("going on"))

    def _teller(self, word: str) -> Callable[[], None]:
        return lambda: self.told.append(word)


@pytest.mark.parametrize("wish", list(Wish))
def test_the_wish_is_read_as_it_was_asked(tmp_path: Path, wish: Wish) -> None:
    ask(tmp_path, Wish.RUN)
    ask(tmp_path, wish)
    assert asked(tmp_path) is wish
    assert [file.name for file in tmp_path.iterdir()] == [CONTROL]


def test_nothing_asked_is_to_run(tmp_path: Path) -> None:
    seen = Seen()
    seen.check(Control(tmp_path))
    assert seen.told == []


@pytest.mark.parametrize("text", ["", "[]", '{"wish": "party"}', "{}", "\ufeff\x00"])
def test_a_file_that_says_nothing_known_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / CONTROL).write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=r"control\.json: does not hold one of the wishes run, pause"):
        Control(tmp_path).wish()


@pytest.mark.parametrize(("wish", "error"), [(Wish.STOP, StopAskedError), (Wish.CANCEL, CancelAskedError)])
def test_stop_and_cancel_end_the_training(tmp_path: Path, wish: Wish, error: type[Exception]) -> None:
    ask(tmp_path, wish)
    with pytest.raises(error):
        Seen().check(Control(tmp_path))


@pytest.mark.parametrize(
    ("then", "told"), [(Wish.RUN, ["pausing", "going on"]), (Wish.STOP, ["pausing"])], ids=["run", "stop"]
)
def test_a_pause_lasts_until_something_else_is_asked(tmp_path: Path, then: Wish, told: list[str]) -> None:
    ask(tmp_path, Wish.PAUSE)
    seen, outcome = Seen(), []

    def training() -> None:
        try:
            seen.check(Control(tmp_path))
            outcome.append("went on")
        except StopAskedError:
            outcome.append("stopped")

    thread = threading.Thread(target=training)
    thread.start()
    time.sleep(0.5)
    assert thread.is_alive()
    assert seen.told == ["pausing"]
    ask(tmp_path, then)
    thread.join(20)
    assert seen.told == told
    assert outcome == (["went on"] if then is Wish.RUN else ["stopped"])


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_the_wish_to_cancel_and_the_next_one_is_as_before(
    tmp_path: Path, kind: signal.Signals
) -> None:
    got: list[int] = []
    before = signal.signal(kind, lambda number, _frame: got.append(number))
    try:
        control = Control(tmp_path)
        with control.heeding_signals():
            os.kill(os.getpid(), kind)
            with pytest.raises(CancelAskedError):
                Seen().check(control)
            assert got == []
            os.kill(os.getpid(), kind)
        os.kill(os.getpid(), kind)
        assert got == [kind, kind]
    finally:
        signal.signal(kind, before)


def test_processes_agree_on_one_wish(tmp_path: Path) -> None:
    with pytest.raises(StopAskedError):
        Seen().check(Control(tmp_path, agree=lambda wish: max(wish, Wish.STOP, key=list(Wish).index)))
