"""A folder that fills while it is watched, with real workers."""

import csv
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from phantoms import PhantomSet, as_cr

from cxrviewer.errors import FileError
from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.jobs import JobContext
from cxrviewer.triage.local_engine import LocalEngine
from cxrviewer.triage.policy import read_policy
from cxrviewer.triage.running import Event, Finished, Noted, Order
from cxrviewer.triage.saving import saves_named
from cxrviewer.triage.watching import Watch, watch_batch
from cxrviewer.triage.work import Equipment

LONG_S = 120.0
QUICK = Watch(settle_s=0.3, look_every_s=0.1, write_every_s=0.1)


class Watching:
    """A watch in a thread of its own, and what it tells."""

    def __init__(self, folder: Path, out: Path, models: Path, watch: Watch, saves: str = "") -> None:
        self.events: list[Event] = []
        self.ended: list[object] = []
        self.context = JobContext()
        wanted = saves_named(saves, out)
        order = Order((folder,), out, read_policy(), saves=wanted.words)
        engine = LocalEngine(Equipment(Catalogue(models), saves=wanted), 1)
        self.out = out

        def run() -> None:
            try:
                self.ended.append(watch_batch(order, engine, self.events.append, self.context, watch))
            except Exception as error:  # noqa: BLE001 - looked at by the test
                self.ended.append(error)

        self.thread = threading.Thread(target=run)
        self.thread.start()

    def analysed(self) -> list[str]:
        return [event.path.name for event in self.events if isinstance(event, Finished)]

    def rows(self) -> dict[str, dict[str, str]]:
        try:
            with (self.out / "worklist.csv").open(newline="", encoding="utf-8") as stream:
                return {Path(row["file"]).name: row for row in csv.DictReader(stream)}
        except FileNotFoundError:
            return {}

    def wait_for(self, condition: Callable[[], bool]) -> None:
        limit = time.monotonic() + LONG_S
        while not condition():
            assert not self.ended, self.ended
            assert time.monotonic() < limit, (self.events, self.rows())
            time.sleep(0.05)


@contextmanager
def watching(
    folder: Path, out: Path, models: Path, watch: Watch = QUICK, saves: str = ""
) -> Iterator[Watching]:
    running = Watching(folder, out, models, watch, saves)
    try:
        yield running
    finally:
        running.context.cancelled.set()
        running.thread.join(LONG_S)
        assert not running.thread.is_alive()


def test_a_folder_that_fills(phantoms: PhantomSet, tiny_models: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "films", tmp_path / "out"
    folder.mkdir()
    shutil.copy(phantoms.films[0], folder / "a.png")
    with watching(folder, out, tiny_models) as watch:
        watch.wait_for(lambda: set(watch.rows()) == {"a.png"} and watch.rows()["a.png"]["sha256"] != "")
        (folder / "sub").mkdir()
        shutil.copy(phantoms.films[8], folder / "sub" / "b.png")
        (folder / "cut.png").write_bytes(phantoms.films[1].read_bytes()[:300])
        watch.wait_for(lambda: {"b.png", "cut.png"} <= set(watch.analysed()))
        watch.wait_for(lambda: watch.rows().get("cut.png", {}).get("status") == "failed")
        before = watch.rows()["a.png"]["sha256"]
        shutil.copy(phantoms.films[16], folder / "a.png")  # replaced
        (folder / "cut.png").rename(folder / "renamed.png")
        (folder / "sub" / "b.png").unlink()
        watch.wait_for(lambda: set(watch.rows()) == {"a.png", "renamed.png"})
        watch.wait_for(lambda: watch.rows()["a.png"]["sha256"] not in {"", before})
    rows = watch.rows()
    assert rows["renamed.png"]["status"] == "failed"
    assert sorted(watch.analysed()) == ["a.png", "a.png", "b.png", "cut.png", "renamed.png"]
    assert len(watch.ended) == 1
    assert isinstance(watch.ended[0], list)
    assert (out / "results.jsonl").is_file()
    assert (out / "summary.html").is_file()


def test_what_is_written_slowly_is_taken_when_it_is_whole(
    phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    whole = phantoms.films[0].read_bytes()
    with watching(folder, tmp_path / "out", tiny_models, Watch(2.0, 0.1, 0.1)) as watch:
        with (folder / "slow.png").open("wb") as stream:
            for start in range(0, len(whole), len(whole) // 12):
                stream.write(whole[start : start + len(whole) // 12])
                stream.flush()
                time.sleep(0.1)
                assert watch.analysed() == []
        watch.wait_for(lambda: "slow.png" in watch.rows())
    assert watch.rows()["slow.png"]["status"] in {"done", "abstained"}
    assert watch.analysed() == ["slow.png"]


def test_what_comes_goes_before_what_lay_there(
    phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    lain = 28
    for number, film in enumerate(phantoms.films[:lain]):
        shutil.copy(film, folder / f"old{number:02}.png")
    with watching(folder, tmp_path / "out", tiny_models, Watch(0.0, 0.01, 30.0)) as watch:
        watch.wait_for(lambda: len(watch.analysed()) >= 2)
        comes = Path(shutil.copy(phantoms.films[30], tmp_path))
        comes.rename(folder / "zz-new.png")  # in one piece: with no time to settle, half of it would be taken
        watch.wait_for(lambda: len(watch.analysed()) == lain + 1)
    assert watch.analysed().index("zz-new.png") < lain - 3


def test_what_is_removed_while_it_waits_is_no_trouble(
    phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    for film in phantoms.films[:20]:
        shutil.copy(film, folder)
    with watching(folder, tmp_path / "out", tiny_models) as watch:
        watch.wait_for(lambda: len(watch.analysed()) >= 2)
        left = sorted(folder.iterdir())[-1]
        for film in sorted(folder.iterdir())[:-1]:
            film.unlink()
        watch.wait_for(lambda: set(watch.rows()) == {left.name} and watch.rows()[left.name]["rank"] == "1")
        watch.wait_for(lambda: watch.rows()[left.name]["status"] in {"done", "abstained"})


def test_a_film_whose_files_cannot_be_written_is_not_analysed_again_and_again(
    phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "films"
    as_cr(phantoms.films[0], folder / "bad.dcm", patient="no-UID")
    with watching(folder, tmp_path / "out", tiny_models, saves="sr") as watch:
        watch.wait_for(lambda: watch.analysed() == ["bad.dcm"])
        as_cr(phantoms.films[8], folder / "good.dcm")
        watch.wait_for(lambda: "good.dcm" in watch.analysed())
        as_cr(phantoms.films[16], folder / "last.dcm", number=2)
        watch.wait_for(lambda: "last.dcm" in watch.analysed())
    assert watch.analysed() == ["bad.dcm", "good.dcm", "last.dcm"]
    assert sum(isinstance(event, Noted) for event in watch.events) == 1
    assert len(list((tmp_path / "out" / "cases").glob("*/sr.dcm"))) == 2


def test_an_input_that_does_not_exist_is_refused(tiny_models: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="films: does not exist"):
        watch_batch(
            Order((tmp_path / "films",), tmp_path / "out", read_policy()),
            LocalEngine(Equipment(Catalogue(tiny_models)), 1),
            print,
            JobContext(),
        )
