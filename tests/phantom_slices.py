"""Drawn axial CT slices in Hounsfield units whose lungs are known."""

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from small_films import write_ct

from cxrviewer.study import Image, ImageSource, PixelSpacing, Rescale, SpacingOrigin, StudyText

SIDE, SPACING_MM = 256, 1.4
AIR, LUNG, GROUND_GLASS, TISSUE, BONE = -1000, -850, -450, 40, 500

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Chest:
    """What a slice shows.

    Attributes
    ----------
    gap
        Pixels between the lungs in front of the heart; negative ones overlap.
    trachea
        Whether there is one.
    consolidation
        Whether dense lung lies at the right lung's outer border.
    ground_glass
        Whether a hazy part lies in the left lung.
    bowel
        Whether gas lies below the left lung, in its own wall.
    """

    gap: int = 24
    trachea: bool = True
    consolidation: bool = False
    ground_glass: bool = False
    bowel: bool = False
    lungs: bool = True
    seed: int = 5


def _ellipse(centre: tuple[int, int], axes: tuple[int, int]) -> npt.NDArray[np.bool_]:
    return cv2.ellipse(np.zeros((SIDE, SIDE), np.uint8), centre, axes, 0, 0, 360, 1, -1) > 0


def draw_slice(chest: Chest) -> tuple[npt.NDArray[np.int16], Bytes]:
    """Return Hounsfield units and labels, (256, 256): 1 the lung at the picture's left, 2 at its right."""
    generator = np.random.default_rng(chest.seed)
    hounsfield = np.full((SIDE, SIDE), AIR, np.float32)
    hounsfield[_ellipse((128, 128), (116, 84))] = -100
    hounsfield[_ellipse((128, 128), (108, 76))] = TISSUE
    hounsfield[226:229, 40:216] = 300  # the table
    labels = np.zeros((SIDE, SIDE), np.uint8)
    if chest.lungs:
        reach = 40
        for label, side in ((1, -1), (2, 1)):
            inner = 128 + side * chest.gap // 2
            labels[_ellipse((inner + side * reach, 122), (reach, 56))] = label
    hounsfield[labels > 0] = LUNG
    _vessels(hounsfield, labels, generator)
    _extras(hounsfield, labels, chest)
    noisy = cv2.GaussianBlur(hounsfield, (0, 0), 0.7) + generator.normal(0, 18, hounsfield.shape)
    return np.asarray(np.clip(noisy, -1024, 3000), np.int16), labels


def _vessels(hounsfield: npt.NDArray[np.float32], labels: Bytes, generator: np.random.Generator) -> None:
    rows, columns = np.nonzero(labels)
    for place in generator.choice(max(rows.size, 1), 90 if rows.size else 0):
        cv2.circle(
            hounsfield, (int(columns[place]), int(rows[place])), int(generator.integers(1, 3)), 30.0, -1
        )


def _extras(hounsfield: npt.NDArray[np.float32], labels: Bytes, chest: Chest) -> None:
    hounsfield[_ellipse((128, 178), (14, 12))] = BONE
    if chest.trachea:
        hounsfield[_ellipse((128, 112), (8, 9))] = TISSUE
        hounsfield[_ellipse((128, 112), (6, 7))] = AIR
        labels[_ellipse((128, 112), (8, 9))] = 0
    if chest.consolidation and chest.lungs:
        left = int(np.flatnonzero((labels == 1).any(axis=0))[0])
        hounsfield[_ellipse((left, 122), (6, 8)) & (labels == 1)] = TISSUE
    if chest.ground_glass:
        hounsfield[_ellipse((176, 130), (12, 14)) & (labels == 2)] = GROUND_GLASS
    if chest.bowel:
        hounsfield[_ellipse((128, 60), (26, 5))] = AIR


def slice_image(
    chest: Chest, orientation: tuple[str, ...] = ("L", "P"), *, hounsfield: bool = True
) -> tuple[Image, Bytes]:
    """Return the slice as a CT file gives it, or as a grey picture in a lung window, and its labels."""
    values, labels = draw_slice(chest)
    image = Image(
        ImageSource(Path("slice.dcm"), 1, 1, "c" * 64, "DICOM"),
        values,
        modality=Rescale(1.0, 0.0),
        units="HU",
        spacing=PixelSpacing(SPACING_MM, SPACING_MM, SpacingOrigin.PIXEL_SPACING),
        text=StudyText(modality="CT", patient_orientation=orientation),
    )
    if hounsfield:
        return image, labels
    grey = np.clip((values.astype(np.float32) + 1350) / 1500 * 255, 0, 255).astype(np.uint8)
    source = ImageSource(Path("slice.png"), 1, 1, "d" * 64, "PNG")
    return replace(image, source=source, pixels=grey, units="", spacing=None, text=StudyText()), labels


def write_slice(path: Path, chest: Chest, number: int = 1) -> Bytes:
    """Write the slice as a CT file of 16 bits, seen from the feet, and return its labels."""
    values, labels = draw_slice(chest)
    write_ct(
        path,
        number=number,
        Rows=SIDE,
        Columns=SIDE,
        BitsAllocated=16,
        BitsStored=16,
        HighBit=15,
        PixelRepresentation=0,
        PixelSpacing=[SPACING_MM, SPACING_MM],
        RescaleSlope=1,
        RescaleIntercept=-1024,
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        ImagePositionPatient=[0, 0, 5 * number],
        FrameOfReferenceUID="1.2.7",
        WindowCenter=40,
        WindowWidth=400,
        PixelData=(values.astype(np.int32) + 1024).astype("<u2").tobytes(),
    )
    return labels


def write_picture(path: Path, chest: Chest) -> Bytes:
    """Write the slice as a PNG in a lung window and return its labels."""
    image, labels = slice_image(chest, hounsfield=False)
    cv2.imwrite(str(path), image.pixels)
    return labels
