"""Drawn films with known answers: two dark lungs on a bright chest, one pattern in them for each class."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from pydicom.uid import ComputedRadiographyImageStorage
from small_films import write_ct

from cxrviewer.training.presets import FOUR_CLASSES

Bytes = npt.NDArray[np.uint8]
ROWS, COLUMNS = 72, 80


def _stripes(rows: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    return rows // 6 % 2 == 0


# Where the lungs turn dense; every pattern is its own mirror image
_PATTERNS: dict[str, Callable[[npt.NDArray[np.intp]], npt.NDArray[np.bool_]]] = {
    "normal": lambda rows: rows < 0,
    "lung_opacity": lambda rows: rows < ROWS // 2,
    "viral_pneumonia": lambda rows: rows >= ROWS // 2,
    "covid19": _stripes,
}


def draw_chest(label: str, generator: np.random.Generator) -> tuple[Bytes, Bytes]:
    """Return a film and its mask, (72, 80) uint8; mask 1 lies on the left of the picture."""
    mask = np.zeros((ROWS, COLUMNS), np.uint8)
    shift = generator.integers(-3, 4, 2)
    for value, centre, width in ((1, 22, 13), (2, 58, 11)):
        place = (int(centre + shift[0]), int(36 + shift[1]))
        cv2.ellipse(mask, place, (width, 26), 0, 0, 360, value, -1)
    rows = np.arange(ROWS)[:, None].repeat(COLUMNS, axis=1)
    film = np.where(mask > 0, 60, 190)
    film = np.where((mask > 0) & _PATTERNS[label](rows), 150, film)
    return np.clip(film + generator.normal(0, 6, film.shape), 0, 255).astype(np.uint8), mask


def individual(film: Bytes, mask: Bytes, generator: np.random.Generator) -> tuple[Bytes, Bytes]:
    """Turn and stretch a drawn film and its mask a little, and give it a grain that no other film has."""
    centre = np.array([COLUMNS / 2, ROWS / 2])
    turned = cv2.getRotationMatrix2D(centre.tolist(), generator.uniform(-12, 12), 1)
    turned[:, :2] = np.diag(generator.uniform(0.85, 1.15, 2)) @ turned[:, :2]
    turned[:, 2] = centre - turned[:, :2] @ centre
    warped = cv2.warpAffine(film, turned, (COLUMNS, ROWS), borderMode=cv2.BORDER_REFLECT)
    grain = cv2.GaussianBlur(generator.normal(0, 1, film.shape).astype(np.float32), (0, 0), 1.5)
    grained = np.clip(warped + 12 * grain / grain.std(), 0, 255).astype(np.uint8)
    return grained, cv2.warpAffine(mask, turned, (COLUMNS, ROWS), flags=cv2.INTER_NEAREST)


@dataclass(frozen=True)
class PhantomSet:
    """A data set on disk: `manifest.csv`, `films/`, `masks/`."""

    folder: Path
    films: tuple[Path, ...]


def write_phantoms(folder: Path, per_label: int, labels: Sequence[str] = FOUR_CLASSES) -> PhantomSet:
    """Write a data set with a manifest; two films belong to each patient, and no two are alike."""
    generator, own = np.random.default_rng(3), np.random.default_rng(4)
    for name in ("films", "masks"):
        (folder / name).mkdir(parents=True)
    rows: list[dict[str, str]] = []
    for label in labels:
        for number in range(per_label):
            name = f"{label}-{number}.png"
            film, mask = individual(*draw_chest(label, generator), own)
            cv2.imwrite(str(folder / "films" / name), film)
            cv2.imwrite(str(folder / "masks" / name), mask)
            rows.append(
                {
                    "file": f"films/{name}",
                    "label": label,
                    "patient_id": f"{label}-{number // 2}",
                    "source": "phantom",
                    "mask_file": f"masks/{name}",
                }
            )
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return PhantomSet(folder, tuple(folder / row["file"] for row in rows))


def as_cr(film: Path, path: Path, patient: str = "7", number: int = 1) -> Path:
    """Write a drawn film as Computed Radiography."""
    pixels = cv2.imread(str(film), cv2.IMREAD_GRAYSCALE)
    assert pixels is not None
    return write_ct(
        path, patient, number=number,
        SOPClassUID=ComputedRadiographyImageStorage, Modality="CR", PatientName="Nemo^Test",
        Rows=pixels.shape[0], Columns=pixels.shape[1], PixelData=pixels.tobytes(),
        PatientSex="O", PatientBirthDate="19700101", StudyTime="120000", StudyID="1",
        AccessionNumber="", ReferringPhysicianName="",
    )  # fmt: skip
