"""`cxrviewer analyse`: lungs, classes, Grad-CAM and texture of many films."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxrviewer.cli.chosen_models import chosen_models
from cxrviewer.cli.free_names import FreeNames
from cxrviewer.cli.options import Device, Kind, ModelFolder, Patches
from cxrviewer.errors import CxrviewerError, FileError
from cxrviewer.inference.devices import DeviceChoice, resolve_device
from cxrviewer.study import ReadAs

if TYPE_CHECKING:
    from cxrviewer.analysis import Analyser
    from cxrviewer.study import Analysis, HeatMap, Image, Overrule

Inputs = Annotated[list[Path], typer.Argument(metavar="INPUT...", help="Films or folders of films.")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write the results to this file.")]
MaskFolder = Annotated[
    Path | None, typer.Option("--masks", help="Write each lung mask here: 0, 1 = right lung, 2 = left lung.")
]
HeatMapFolder = Annotated[Path | None, typer.Option("--heatmaps", help="Write each class's Grad-CAM here.")]
Anyway = Annotated[
    str | None,
    typer.Option(
        metavar="REASON", help="Analyse films that fail the checks too, and say so with this reason."
    ),
]


@dataclass(frozen=True, slots=True)
class _Targets:
    """The files that the pictures of one film go to."""

    mask: Path | None
    heatmaps: dict[str, Path]

    @property
    def files(self) -> list[Path]:
        """All of them."""
        return [*([self.mask] if self.mask else []), *self.heatmaps.values()]


class _Pictures:
    """Writes the pictures of each film under names that meet neither each other nor the films read."""

    def __init__(self, masks: Path | None, heatmaps: Path | None, films: Sequence[Path]) -> None:
        self._masks, self._heatmaps = masks, heatmaps
        self._names = FreeNames(films)
        for folder in (masks, heatmaps):
            if folder is not None:
                _make_folder(folder)

    def write(self, image: "Image", analysis: "Analysis") -> dict[str, Any]:
        """Write mask and heat maps and return where they are."""
        from cxrviewer.export import write_heatmap, write_mask

        targets = self._free_targets(image.source.path.stem, analysis)
        written: dict[str, Any] = {}
        if targets.mask is not None:
            write_mask(targets.mask, analysis.lungs.labels)
            written["mask_file"] = str(targets.mask)
        if self._heatmaps is not None:
            for name, heatmap in _maps(analysis).items():
                write_heatmap(targets.heatmaps[name], heatmap, image.rows, image.columns)
            written["heatmap_files"] = {label: str(file) for label, file in targets.heatmaps.items()}
        return written

    def _free_targets(self, stem: str, analysis: "Analysis") -> _Targets:
        """Return files that nothing else of this run is or is written to."""
        name = self._names.free_name(stem, lambda name: self._targets(name, analysis).files)
        return self._targets(name, analysis)

    def _targets(self, name: str, analysis: "Analysis") -> _Targets:
        """Return the files of a film under a name."""
        heatmaps = self._heatmaps
        return _Targets(
            self._masks / f"{name}.png" if self._masks else None,
            {one: heatmaps / f"{name}_{one}.png" for one in _maps(analysis)} if heatmaps else {},
        )


def _maps(analysis: "Analysis") -> "dict[str, HeatMap]":
    """Return the maps of the whole film under their labels, and those merged of patches beside them."""
    merged = analysis.patches.heatmaps if analysis.patches is not None else ()
    whole = {heatmap.label: heatmap for heatmap in analysis.heatmaps}
    return whole | {f"{heatmap.label}_patches": heatmap for heatmap in merged}


def _make_folder(folder: Path) -> None:
    """Make a folder if there is none (FileError if that fails)."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(folder, f"cannot be made a folder ({error.strerror})") from error


def _summary(record: dict[str, Any]) -> str:
    """Return one line for the screen."""
    if record["status"] != "ok":
        refused = "the models abstain: " if record.get("abstention") else ""
        return f"cxrviewer: {record['file']}: {refused}{record['reason']}"
    if record["prediction"] is None:
        return f"{record['file']}: no classifier for this kind of picture is installed"
    probability = record["labels"][record["prediction"]]
    if record["patches"]:
        found = record["patches"]
        votes = found["votes"][found["prediction"]]
        voted = f"; patches: {found['prediction']} ({votes} of {found['number']})"
    else:
        voted = f"; {record['patches_reason']}" if "patches_reason" in record else ""
    doubt = f", {record['abstention']['reason']}" if record["abstention"] else ""
    return f"{record['file']}: {record['prediction']} ({probability:.2f}){doubt}{voted}"


def _overrule(reason: str | None) -> "Overrule | None":
    """Return the reader's decision as of now; None without a reason."""
    from cxrviewer.study import Overrule

    return None if reason is None else Overrule.now(reason)


def _with_patches(
    image: "Image", analysis: "Analysis", analyser: "Analyser", number: int, read_as: ReadAs
) -> "tuple[Analysis, dict[str, Any]]":
    """Let patches of the lungs vote; where that is refused the rest stands, with the reason beside it."""
    try:
        reading = analyser.read_patches(image, analysis, number, read_as=read_as)
    except FileError as error:
        return analysis, {"patches_reason": error.reason}
    return replace(analysis, patches=reading), {}


def _analyse_one(
    file: Path,
    analyser: "Analyser",
    pictures: _Pictures,
    read_as: ReadAs,
    overrule: "Overrule | None",
    patches: int,
) -> dict[str, Any]:
    """Analyse one film; an error becomes a record with its reason."""
    from cxrviewer.export import analysis_record, failure_record
    from cxrviewer.readers import read_image

    try:
        image = read_image(file)
        analysis = analyser.analyse(image, read_as=read_as, overrule=overrule)
        said: dict[str, Any] = {}
        if patches and (analysis.quality is None or not analysis.quality.refused):
            analysis, said = _with_patches(image, analysis, analyser, patches, read_as)
        record = {**analysis_record(image, analysis), **said}
        return {**record, **(pictures.write(image, analysis) if record["status"] == "ok" else {})}
    except CxrviewerError as error:
        return failure_record(file, error)
    except Exception as error:  # noqa: BLE001 - one film must not take the rest of the batch with it
        first_line = str(error).partition("\n")[0]
        return failure_record(
            file, CxrviewerError(f"an error of the program ({type(error).__name__}: {first_line})")
        )


def analyse(
    inputs: Inputs,
    json_file: JsonFile = None,
    masks: MaskFolder = None,
    heatmaps: HeatMapFolder = None,
    models: ModelFolder = None,
    device: Device = DeviceChoice.AUTO,
    read_as: Kind = ReadAs.AUTO,
    anyway: Anyway = None,
    patches: Patches = 0,
) -> None:
    """Lung mask, classes, Grad-CAM and texture of films."""
    from cxrviewer.analysis import Analyser
    from cxrviewer.export import SCHEMA_VERSION, failure_record, write_json
    from cxrviewer.readers import discover

    analyser = Analyser(resolve_device(device), chosen_models(models))
    found, overrule = discover(inputs), _overrule(anyway)
    pictures = _Pictures(masks, heatmaps, found.files)
    records = [failure_record(refusal.path, refusal) for refusal in found.refusals]
    for record in records:
        print(_summary(record), file=sys.stderr)
    for file in found.files:
        record = _analyse_one(file, analyser, pictures, read_as, overrule, patches)
        records.append(record)
        print(_summary(record), file=sys.stdout if record["status"] == "ok" else sys.stderr)
    if json_file is not None:
        write_json(json_file, {"schema_version": SCHEMA_VERSION, "images": records})
    raise typer.Exit(0 if all(record["status"] == "ok" for record in records) else 1)
