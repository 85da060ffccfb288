"""Writes what the operations of OpenCV that the program uses make of one picture, in three depths.

`python opencv_operations.py FILE.npz`: run with the OpenCV of the wheel, and with that of the bundles.
"""

import sys
from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.generic]
RESAMPLED = ("AREA", "NEAREST", "NEAREST_EXACT", "LINEAR", "CUBIC")
SIZES = ((160, 144), (500, 610), (900, 1013))
MOVE = np.array([[0.97, 0.1, 12.3], [-0.08, 1.03, 4.1]], np.float32)
ELLIPSE = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))


def pictures() -> dict[str, Picture]:
    """Return a soft picture of 8 bits, of 16 bits, and in single precision."""
    noise = np.random.default_rng(0).integers(0, 65536, (531, 477)).astype(np.uint16)
    soft = cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 5), None, 0, 65535, cv2.NORM_MINMAX)
    return {"8": (soft >> 8).astype(np.uint8), "16": soft, "single": (soft / 65535).astype(np.float32)}


def of_any_depth(one: Picture) -> Iterator[tuple[str, Picture]]:
    for way in RESAMPLED:
        for size in SIZES:
            yield f"resize {way} {size}", cv2.resize(one, size, interpolation=getattr(cv2, f"INTER_{way}"))
    for spread in (0.7, 2.0, 9.0):
        yield f"blur {spread}", cv2.GaussianBlur(one, (0, 0), spread)
    for way in (cv2.INTER_NEAREST, cv2.INTER_LINEAR):
        yield f"warp {way}", cv2.warpAffine(one, MOVE, (400, 300), flags=way)
    rows, columns = np.mgrid[:200, :220].astype(np.float32)
    yield "remap", cv2.remap(one, columns * 1.7 + 0.3, rows * 2.1 + 0.7, cv2.INTER_LINEAR)
    yield "box", cv2.boxFilter(one, -1, (7, 7))
    yield "dilate", cv2.dilate(one, ELLIPSE)
    yield "erode", cv2.erode(one, ELLIPSE)
    yield "border", cv2.copyMakeBorder(one, 9, 8, 7, 6, cv2.BORDER_REFLECT)
    yield "sobel", cv2.Sobel(one, cv2.CV_32F, 1, 0)
    yield "mixed", cv2.addWeighted(one, 0.25, np.ascontiguousarray(one[::-1]), 0.75, 0)
    yield "histogram", cv2.calcHist([one], [0], None, [256], [0, 65536])


def of_greys(grey: Picture, deep: Picture) -> Iterator[tuple[str, Picture]]:
    yield "clahe 8", cv2.createCLAHE(2.0, (8, 8)).apply(grey)
    yield "clahe 16", cv2.createCLAHE(2.0, (8, 8)).apply(deep)
    yield "table", cv2.LUT(grey, np.arange(255, -1, -1).astype(np.uint8))
    yield "otsu", cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)[1]
    yield "colours", cv2.applyColorMap(grey, cv2.COLORMAP_INFERNO)
    yield "png", cv2.imdecode(cv2.imencode(".png", deep)[1], cv2.IMREAD_UNCHANGED)
    yield "tiff", cv2.imdecode(cv2.imencode(".tiff", deep)[1], cv2.IMREAD_UNCHANGED)
    yield "jpeg", cv2.imdecode(cv2.imencode(".jpg", grey)[1], cv2.IMREAD_UNCHANGED)


def of_masks(mask: Picture) -> Iterator[tuple[str, Picture]]:
    yield "opened", cv2.morphologyEx(mask, cv2.MORPH_OPEN, ELLIPSE)
    yield "distance", cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    yield "parts", cv2.connectedComponentsWithStats(mask)[1]
    outlines, nesting = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    yield "outlines", np.concatenate(outlines)
    yield "nesting", nesting
    longest = max(outlines, key=len)
    yield "hull", cv2.convexHull(longest)
    yield "simple", cv2.approxPolyDP(longest, 3, True)
    yield "area", np.array(cv2.contourArea(longest))


if __name__ == "__main__":
    of_depth = pictures()
    made = {
        f"{name} {depth}": result for depth, one in of_depth.items() for name, result in of_any_depth(one)
    }
    made |= dict(of_greys(of_depth["8"], of_depth["16"]))
    made |= dict(of_masks((of_depth["8"] > 127).astype(np.uint8)))
    np.savez(sys.argv[1], **made)
    sys.stdout.write(cv2.__file__)
