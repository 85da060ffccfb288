"""`cxrviewer texture`: Haralick features of a film, or of the lungs that a mask marks."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxrviewer.errors import FileError, ReadError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from cxrviewer.study import Image, TextureReadout, TextureSettings

WHOLE_IMAGE = "whole image"


class MapFeature(Enum):
    """What a map can be of."""

    CONTRAST = "contrast"
    ENTROPY = "entropy"
    HOMOGENEITY = "homogeneity"


class Convention(Enum):
    """Which features are read off the matrix."""

    HARALICK1973 = "haralick1973"
    LASCU2021 = "lascu2021"


def texture(
    film: Annotated[Path, typer.Argument(metavar="INPUT", help="DICOM, PNG, JPEG or TIFF file.")],
    mask: Annotated[
        Path | None,
        typer.Option(
            help="PNG of the film's size: 0, 1 = right lung, 2 = left lung. Without it: the whole film."
        ),
    ] = None,
    levels: Annotated[
        int | None, typer.Option(min=2, max=256, help="Grey levels; 32, of lascu2021 8, if not given.")
    ] = None,
    distance: Annotated[
        list[int] | None,
        typer.Option(min=1, help="Pixels between the two of a pair, 1 if not given; may be repeated."),
    ] = None,
    convention: Annotated[Convention, typer.Option(help="Which features.")] = Convention.HARALICK1973,
    symmetric: Annotated[
        bool, typer.Option("--symmetric/--asymmetric", help="Count each pair in both directions.")
    ] = True,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the readouts to this file.")] = None,
    maps: Annotated[
        list[MapFeature] | None,
        typer.Option(
            "--map",
            help="Write the map of this feature: window 32, step 8, 32 levels, distance 1; may be repeated.",
        ),
    ] = None,
    map_folder: Annotated[Path, typer.Option(help="Folder of the maps: a CSV and a PNG of each.")] = Path(),
    frame: Annotated[int, typer.Option(min=1, help="Frame of a multi-frame file, from 1.")] = 1,
) -> None:
    """Measure texture: features of the grey-level co-occurrence matrix, mean and range over the angles."""
    from cxrviewer.export import write_json
    from cxrviewer.readers import read_image
    from cxrviewer.study import NOT_FOR_CLINICAL_USE

    image = read_image(film, frame)
    settings = _settings(levels, distance or [1], convention, symmetric=symmetric)
    readouts = _measure(image, mask, settings)
    for measured in readouts:
        print(_table(measured))
    if convention is Convention.LASCU2021 and mask is not None:
        print(_domains(readouts[0][0]))
    print(NOT_FOR_CLINICAL_USE)
    if maps:
        _write_maps(image, mask, maps, map_folder)
    if json_file is not None:
        write_json(json_file, _record(image, readouts))


def _domains(both: "TextureReadout") -> str:
    """Return where both lungs fall in the published domains and among normal films."""
    from cxrviewer.texture import DOMAINS_CAVEAT, domain_places, normal_reference

    count = normal_reference().count
    lines = [
        f"{place.feature}: {place.value:.4g}; in the domain of {', '.join(place.inside) or 'none'}; "
        f"percentile {place.percentile:.0f} of {count} normal films"
        for place in domain_places(both)
    ]
    return "\n".join([*lines, DOMAINS_CAVEAT, ""])


def _write_maps(image: "Image", mask: Path | None, maps: list[MapFeature], folder: Path) -> None:
    """Write each map as numbers and as a picture of the film with it."""
    import numpy as np

    from cxrviewer.display import render_unit
    from cxrviewer.export import write_texture_map
    from cxrviewer.texture import TextureError, texture_map

    unit = render_unit(image)
    region = np.ones(unit.shape, bool) if mask is None else _read_mask(mask, image) > 0
    for feature in dict.fromkeys(maps):
        try:
            found = texture_map(unit, region, feature.value)
        except TextureError as error:
            raise FileError(image.source.path, str(error)) from error
        for file in write_texture_map(folder, image.source.path.stem, found, unit):
            print(file)


def _settings(
    levels: int | None, distances: list[int], convention: Convention, *, symmetric: bool
) -> "list[TextureSettings]":
    """Return the settings of each distance."""
    from cxrviewer.study import TextureSettings
    from cxrviewer.texture import LASCU2021

    base = LASCU2021 if convention is Convention.LASCU2021 else TextureSettings()
    base = replace(base, levels=levels or base.levels, symmetric=symmetric)
    return [replace(base, distance=distance) for distance in dict.fromkeys(distances)]


def _measure(
    image: "Image", mask: Path | None, settings: "list[TextureSettings]"
) -> "list[Sequence[TextureReadout]]":
    """Measure the regions of the mask, or the whole film without one, with each of the settings."""
    import numpy as np

    from cxrviewer.display import render_unit
    from cxrviewer.texture import TextureError, measure_region, measure_textures

    labels = None if mask is None else _read_mask(mask, image)
    unit = render_unit(image)
    try:
        if labels is None:
            everywhere = np.ones(unit.shape, bool)
            return [(measure_region(unit, everywhere, WHOLE_IMAGE, one),) for one in settings]
        readouts: list[Sequence[TextureReadout]] = [
            *measure_textures(unit, labels, settings, minimum_pairs=1)
        ]
    except TextureError as error:
        raise FileError(image.source.path, str(error)) from error
    if not all(readouts):
        raise FileError(mask or image.source.path, "marks no pair of pixels to measure texture on")
    return readouts


def _read_mask(path: Path, image: "Image") -> "npt.NDArray[np.uint8]":
    """Read a mask in the film's geometry."""
    from cxrviewer.readers import read_image

    labels = read_image(path).pixels
    if labels.ndim != 2 or labels.dtype.name != "uint8":
        raise ReadError(path, "is no 8-bit grey mask")
    if labels.shape != (image.rows, image.columns):
        size = f"{labels.shape[1]} × {labels.shape[0]}"
        raise ReadError(path, f"the mask has {size} pixels, the film {image.columns} × {image.rows}")
    if labels.max() > 2:
        raise ReadError(path, f"holds the value {labels.max()}; a mask has 0, 1 = right and 2 = left lung")
    return labels.astype("uint8", copy=False)


def _table(readouts: "Sequence[TextureReadout]") -> str:
    """Return the features in columns, one for each region."""
    names = list(readouts[0].features)
    width = max(map(len, names))
    rows = [("", [readout.region for readout in readouts])]
    rows += [(name, [_value(readout, name) for readout in readouts]) for name in names]
    rows += [("pairs", [str(readout.pairs) for readout in readouts])]
    lines = [f"{name:<{width}}" + "".join(f"{cell:>24}" for cell in cells) for name, cells in rows]
    how = readouts[0].settings
    direction = "symmetric" if how.symmetric else "in one direction"
    settings = (
        f"{how.convention}: {how.levels} levels, distance {how.distance}, {direction}, "
        f"mean (range) over {len(how.angles_deg)} angles; {how.quantisation}"
    )
    return "\n".join([*lines, settings, ""])


def _value(readout: "TextureReadout", name: str) -> str:
    return f"{readout.features[name]:.6g} ({readout.ranges[name]:.2g})"


def _record(image: "Image", readouts: "list[Sequence[TextureReadout]]") -> dict[str, object]:
    """Return what goes into the JSON file, in the form of the analysis record; of several distances all."""
    from cxrviewer.export import SCHEMA_VERSION, texture_record
    from cxrviewer.study import NOT_FOR_CLINICAL_USE

    return {
        "schema_version": SCHEMA_VERSION,
        "not_for_clinical_use": NOT_FOR_CLINICAL_USE,
        "file": str(image.source.path),
        "status": "ok",
        "texture": {readout.region: texture_record(readout) for readout in readouts[0]},
        "further_distances": [
            {readout.region: texture_record(readout) for readout in further} for further in readouts[1:]
        ],
    }
