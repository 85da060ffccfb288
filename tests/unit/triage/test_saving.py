"""Files of each film beside the worklist."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from phantoms import PhantomSet

from cxrviewer.analysis import Analyser
from cxrviewer.export.formats import UnknownFormatError
from cxrviewer.readers import read_image
from cxrviewer.triage.saving import Saved, save, saves_named

resource = pytest.importorskip("resource", reason="limits of a process are set as on Unix")


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """Let files grow to so many bytes, as on a disk that is full; SIGXFSZ is ignored by Python itself."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_names_in_any_order_mean_the_same(tmp_path: Path) -> None:
    assert saves_named("heatmaps, SR,,sr", tmp_path) == saves_named("sr,heatmaps", tmp_path)
    assert saves_named("", tmp_path).words == ""
    with pytest.raises(UnknownFormatError, match="no format 'gif'"):
        saves_named("sr,gif", tmp_path)


def test_without_room_nothing_more_can_be_written(
    phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    image = read_image(phantoms.films[0])
    analysis = Analyser("cpu", tiny_models).analyse(image)
    saves = saves_named("seg,masks", tmp_path)
    with no_file_over(100):
        full = save(saves, image, analysis)
    assert full.words == ""
    assert "cannot be written: File too large" in full.stop
    folder = tmp_path / "cases" / image.source.sha256
    assert list(folder.iterdir()) == []
    assert save(saves, image, analysis) == Saved("seg,masks")
    assert {file.name for file in folder.iterdir()} == {"seg.dcm", "source.dcm", "lungs.png"}
