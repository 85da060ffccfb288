"""An image and an analysis of it, made by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from voted import nine, votes

from cxrviewer.study import (
    Analysis,
    Classification,
    HeatMap,
    Image,
    ImageSource,
    LungArea,
    LungMask,
    ModelReference,
    PixelSpacing,
    SpacingOrigin,
    StudyText,
    TextureReadout,
    TextureSettings,
)

SEGMENTER = ModelReference("lungs-unet", "1.2.3", "0123456789abcdef" * 4, "ONNX Runtime 1.31 (CPU)")
CLASSIFIER = ModelReference("cxr-four", "0.9.0", "fedcba9876543210" * 4, "torch 2.13 (CUDA)")


@pytest.fixture
def image() -> Image:
    return Image(
        source=ImageSource(Path("folder/film.dcm"), 2, 3, "ab" * 32, "DICOM"),
        pixels=np.arange(60 * 80, dtype=np.uint16).reshape(60, 80),
        spacing=PixelSpacing(0.5, 0.25, SpacingOrigin.IMAGER),
        text=StudyText(
            patient_name="Müller, Jörg", patient_id="P-17", study_date="20210305", view_position="PA"
        ),
        notices=("A broken VOI LUT was left out.",),
    )


@pytest.fixture
def voted(analysis: Analysis) -> Analysis:
    """The analysis with what patches say, and the features of Lascu (2021)."""
    return replace(
        analysis,
        patches=votes(analysis.image_key),
        texture_lascu2021=(nine(), nine("right lung", variance=30.5)),
    )


@pytest.fixture
def analysis(image: Image) -> Analysis:
    labels = np.zeros((60, 80), np.uint8)
    labels[10:50, 10:35] = 1
    labels[10:50, 45:65] = 2
    areas = (
        LungArea("right", 1000, 125.0, image.spacing),
        LungArea("left", 800, 100.0, image.spacing),
    )
    found = Classification(
        {"normal": 0.1, "lung_opacity": 0.2, "viral_pneumonia": 0.05, "covid19": 0.65},
        {"normal": 0.1, "covid19": 0.65, "other_pathology": 0.25},
        CLASSIFIER,
    )
    heatmap = HeatMap("covid19", np.ones((2, 2), np.float32), (0.0, 0.0, 80.0, 60.0), 0.75, CLASSIFIER)
    empty = HeatMap("normal", np.zeros((2, 2), np.float32), (0.0, 0.0, 80.0, 60.0), None, CLASSIFIER)
    readout = TextureReadout("both lungs", {"contrast": 1.5, "ASM": 0.0625}, 12345, TextureSettings())
    return Analysis(
        image_key=image.source.key,
        lungs=LungMask(labels, SEGMENTER),
        areas=areas,
        classification=found,
        heatmaps=(heatmap, empty),
        texture=(readout,),
        timings_s={"segmentation": 0.5},
        notices=("The right lung is cut off.",),
    )
