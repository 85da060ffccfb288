"""Make the demo studies under resources/demo from their published films: `make_demo.py FOLDER_OF_IMAGES`.

resources/demo/ATTRIBUTION.md tells where the films come from and what this script changes.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from cxrviewer.export import write_dx
from cxrviewer.study import Grey8, PixelSpacing, SpacingOrigin, StudyText, Window

TARGET = Path(__file__).resolve().parent.parent / "resources" / "demo"


@dataclass(frozen=True)
class Demo:
    """A film and what the demo study says of it; patients and dates are invented."""

    film: str
    target: str
    assumed_width_mm: float
    origin: str
    text: StudyText


DEMOS = (
    Demo(
        film="hann_covid_00902.jpg",
        target="demo-chest-pa.dcm",
        assumed_width_mm=430.0,
        origin="covid-19-image-repository, png/23823ebc.png, CC BY 3.0",
        text=StudyText(
            patient_name="Demo^Chest",
            patient_id="DEMO-0001",
            patient_sex="M",
            study_date="20200401",
            study_description="Demo study, invented patient",
            series_description="Chest PA, pixel spacing assumed",
            body_part="CHEST",
            view_position="PA",
            patient_orientation=("L", "F"),
        ),
    ),
    Demo(
        film="ped_normal_04703.jpg",
        target="demo-chest-normal.dcm",
        assumed_width_mm=310.0,
        origin="Mendeley Data rscbjbr9sj/2, train/NORMAL/IM-0480-0001.jpeg, CC BY 4.0",
        text=StudyText(
            patient_name="Demo^Child",
            patient_id="DEMO-0002",
            study_date="20200402",
            study_description="Demo study, invented patient",
            series_description="Chest AP, pixel spacing assumed",
            body_part="CHEST",
            view_position="AP",
            patient_orientation=("L", "F"),
        ),
    ),
)


def main() -> None:
    """Write each demo study and say where it lies."""
    folder = Path(sys.argv[1])
    TARGET.mkdir(parents=True, exist_ok=True)
    for demo in DEMOS:
        write(demo, folder / demo.film, TARGET / demo.target)
        print(TARGET / demo.target)


def write(demo: Demo, film: Path, target: Path) -> None:
    """Wrap the film's pixels, unchanged, as DICOM DX."""
    data = film.read_bytes()
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    pitch = demo.assumed_width_mm / picture.shape[1]
    write_dx(
        target,
        picture,
        demo.text,
        PixelSpacing(pitch, pitch, SpacingOrigin.IMAGER),
        f"Reduced copy of a published film ({demo.origin}); pixel spacing assumed, not measured",
        window=window_of(picture),
        jpeg_ratio=picture.size / len(data),
    )


def window_of(picture: Grey8) -> Window:
    """Return the window between the darkest and the brightest half per cent of the film."""
    low, high = np.percentile(picture, [0.5, 99.5])
    width = float(round(high - low) + 1)
    return Window(float(round(low)) + width / 2, width, explanation="FILM")


if __name__ == "__main__":
    main()
