"""`cxrviewer analyse`: lungs, classes, Grad-CAM and texture of many films."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxrviewer.errors import CxrviewerError

if TYPE_CHECKING:
    from cxrviewer.analysis import Analyser
    from cxrviewer.study import Analysis, Image

Inputs = Annotated[list[Path], typer.Argument(metavar="INPUT...", help="Films or folders of films.")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write the results to this file.")]
MaskFolder = Annotated[
    Path | None, typer.Option("--masks", help="Write each lung mask here: 0, 1 = right lung, 2 = left lung.")
]
HeatMapFolder = Annotated[Path | None, typer.Option("--heatmaps", help="Write each class's Grad-CAM here.")]
Device = Annotated[str, typer.Option(help="auto, cpu or cuda.")]


class _Pictures:
    """Writes the pictures of each film under names that do not meet."""

    def __init__(self, masks: Path | None, heatmaps: Path | None) -> None:
        self._masks, self._heatmaps = masks, heatmaps
        self._names: Counter[str] = Counter()
        for folder in (masks, heatmaps):
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)

    def write(self, image: "Image", analysis: "Analysis") -> dict[str, Any]:
        """Write mask and heat maps and return where they are."""
        from cxrviewer.export import write_heatmap, write_mask

        stem = image.source.path.stem
        self._names[stem] += 1
        name = stem if self._names[stem] == 1 else f"{stem}-{self._names[stem]}"
        written: dict[str, Any] = {}
        if self._masks is not None:
            file = self._masks / f"{name}.png"
            write_mask(file, analysis.lungs.labels)
            written["mask_file"] = str(file)
        if self._heatmaps is not None:
            files = {}
            for heatmap in analysis.heatmaps:
                file = self._heatmaps / f"{name}_{heatmap.label}.png"
                write_heatmap(file, heatmap, image.rows, image.columns)
                files[heatmap.label] = str(file)
            written["heatmap_files"] = files
        return written


def _summary(record: dict[str, Any]) -> str:
    """Return one line for the screen."""
    if record["status"] != "ok":
        return f"cxrviewer: {record['file']}: {record['reason']}"
    probability = record["labels"][record["prediction"]]
    return f"{record['file']}: {record['prediction']} ({probability:.2f})"


def _analyse_one(file: Path, analyser: "Analyser", pictures: _Pictures) -> dict[str, Any]:
    """Analyse one film; an error becomes a record with its reason."""
    from cxrviewer.export import analysis_record, failure_record
    from cxrviewer.readers import read_image

    try:
        image = read_image(file)
        analysis = analyser.analyse(image)
        return {**analysis_record(image, analysis), **pictures.write(image, analysis)}
    except CxrviewerError as error:
        return failure_record(file, error)


def analyse(
    inputs: Inputs,
    json_file: JsonFile = None,
    masks: MaskFolder = None,
    heatmaps: HeatMapFolder = None,
    device: Device = "auto",
) -> None:
    """Lung mask, classes, Grad-CAM and texture of films."""
    from cxrviewer.analysis import Analyser
    from cxrviewer.export import SCHEMA_VERSION, failure_record, write_json
    from cxrviewer.inference.devices import resolve_device
    from cxrviewer.readers import discover

    analyser, pictures = Analyser(resolve_device(device)), _Pictures(masks, heatmaps)
    found = discover(inputs)
    records = [failure_record(refusal.path, refusal) for refusal in found.refusals]
    for record in records:
        print(_summary(record), file=sys.stderr)
    for file in found.files:
        record = _analyse_one(file, analyser, pictures)
        records.append(record)
        print(_summary(record), file=sys.stdout if record["status"] == "ok" else sys.stderr)
    if json_file is not None:
        write_json(json_file, {"schema_version": SCHEMA_VERSION, "images": records})
    raise typer.Exit(0 if all(record["status"] == "ok" for record in records) else 1)
