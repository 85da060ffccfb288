"""The demo film is analysed, exported in every format, and each file is read back."""

from functools import cached_property, partial
from pathlib import Path

import numpy as np

from cxrviewer.analysis import Analyser
from cxrviewer.export.dicom.source import source_for
from cxrviewer.export.formats import FORMATS, export_film, files_of
from cxrviewer.export.layer_files import read_layer_file
from cxrviewer.export.request import ExportRequest
from cxrviewer.locations import demo_film
from cxrviewer.measurement import measure_all
from cxrviewer.readers import read_image
from cxrviewer.self_test.check import Check
from cxrviewer.self_test.record import SelfTestError
from cxrviewer.study import Analysis, Annotation, AnnotationSet, Image, Kind

_LINE = ((20.0, 30.0), (120.0, 90.0))
_LAYERS, _PICTURES = ("sr", "seg", "gsps", "json"), ("sc", "png", "tiff")


class Demo:
    """The demo film, read and analysed once for all checks."""

    @cached_property
    def image(self) -> Image:
        """The film."""
        return read_image(demo_film())

    @cached_property
    def analysis(self) -> Analysis:
        """Its results, by the models that ship."""
        return Analyser("cpu", threads=1).analyse(self.image)

    @cached_property
    def request(self) -> ExportRequest:
        """What is exported."""
        line = Annotation(Kind.LENGTH, _LINE)
        drawn = AnnotationSet(self.image.source.key, (line,))
        measured = measure_all(self.image, drawn)
        return ExportRequest(self.image, source_for(self.image), drawn, measured, self.analysis)


def checks(folder: Path) -> list[Check]:
    """Return the checks; files are written to `folder`."""
    demo = Demo()
    formats = [Check(f"export {name}", partial(_export, demo, name, folder)) for name in FORMATS]
    return [Check("analysis of the demo film", partial(_analyse, demo)), *formats]


def _analyse(demo: Demo) -> str:
    """Find lungs and class."""
    found = demo.analysis
    if found.classification is None or not found.lungs.labels.any():
        raise SelfTestError(f"{demo_film()}: the analysis finds no lungs or no class")
    return f"{found.classification.prediction}, in {np.count_nonzero(found.lungs.labels)} pixels of lung"


def _export(demo: Demo, name: str, folder: Path) -> str:
    """Write one format and read it back."""
    exported = export_film(demo.request, files_of(folder, "demo", demo.request, [name]))
    for failure in exported.failures:
        raise failure
    (path,) = exported.written
    read_back(path, name, demo)
    return f"{path.stat().st_size} bytes, read back"


def read_back(path: Path, name: str, demo: Demo) -> None:
    """Read what was written (SelfTestError if it is not that)."""
    if name in _LAYERS:
        _read_layers(path, name, demo)
    elif name in _PICTURES:
        if np.ptp(read_image(path).pixels) == 0:
            raise SelfTestError(f"{path}: the exported picture is empty")
    elif not path.read_bytes().startswith(b"%PDF-" if name == "pdf" else b"\xef\xbb\xbf"):
        raise SelfTestError(f"{path}: is no {name.upper()} file")


def _read_layers(path: Path, name: str, demo: Demo) -> None:
    """Read layers: there must be the one line, or the lungs of the analysis."""
    drawn = read_layer_file(path).drawn_on(demo.image)
    if drawn is None:
        raise SelfTestError(f"{path}: does not name the film that it was made of")
    if name != "seg":
        if [one.kind for one in drawn.items] != [Kind.LENGTH]:
            raise SelfTestError(f"{path}: does not hold the line that was drawn")
        return
    masks = [segment.mask.labels() > 0 for segment in drawn.segments]
    if not masks or not np.array_equal(np.logical_or.reduce(masks), demo.analysis.lungs.labels > 0):
        raise SelfTestError(f"{path}: the lungs read back are not those that were written")
