"""The coded concepts of the structured report: those of DICOM and SNOMED CT, private ones for the rest."""

import re

from cxrviewer.export.dicom.sr_items import Concept
from cxrviewer.readers.layers.own import SCHEME, code_of
from cxrviewer.study import Kind, SpacingOrigin

REPORT = Concept("126000", "DCM", "Imaging Measurement Report")
MEASUREMENTS = Concept("126010", "DCM", "Imaging Measurements")
GROUP = Concept("125007", "DCM", "Measurement Group")
EVALUATIONS = Concept("C0034375", "UMLS", "Qualitative Evaluations")
TRACKING_IDENTIFIER = Concept("112039", "DCM", "Tracking Identifier")
TRACKING_UID = Concept("112040", "DCM", "Tracking Unique Identifier")
IMAGE_REGION = Concept("111030", "DCM", "Image Region")
SOURCE = Concept("260753009", "SCT", "Source")
FINDING = Concept("121071", "DCM", "Finding")
FINDING_SITE = Concept("363698007", "SCT", "Finding Site")
COMMENT = Concept("121106", "DCM", "Comment")
PROBABILITY = Concept("122157", "DCM", "Probability")
AREA = Concept("42798000", "SCT", "Area")
ROW_SPACING = Concept("111066", "DCM", "Vertical Pixel Spacing")
COLUMN_SPACING = Concept("111026", "DCM", "Horizontal Pixel Spacing")

NO_UNIT = Concept("1", "UCUM", "no units")
MM_PER_PIXEL = Concept("mm/{pixel}", "UCUM", "millimeters per pixel")
PERCENT = Concept("%", "UCUM", "Percent")
BIT = Concept("bit", "UCUM", "bit")


def private(value: str, meaning: str) -> Concept:
    """Return a concept of the program's own coding scheme (PS3.16 8.2)."""
    return Concept(value, SCHEME, meaning)


NOTICE = private("notice", "Notice")
KIND = private("kind", "Kind of annotation")
CALIBRATION = private("calibration", "Origin of the calibration")
HEAT_MAP_SHARE = private("heat-map-share", "Share of the heat map inside the lungs")
TEXTURE_SETTINGS = private("texture-settings", "How the co-occurrence matrix was made")
EDITED = private("edited", "Lung mask corrected by the reader")
DRAWN = private("drawn", "Lung mask drawn by the reader")
VERDICT = private("verdict", "Reader's verdict on the model")
KEY_IMAGE = private("key-image", "Key image")
OUTCOME = private("outcome", "Outcome of the models")
ABSTAINED = private("abstain", "The models abstain")
PATCHES = private("patches", "Patches of the lungs that voted")
PATCH_ENTROPY = private("patch-entropy", "Entropy of the votes of patches")
PATCH_VOTES = private("patch-votes", "Votes of patches")
PATCH_PROBABILITY = private("patch-mean", "Mean probability of patches")
PATCH_DEVIATION = private("patch-sd", "Standard deviation of the probability of patches")
PATCH_SETTINGS = private("patch-settings", "How patches were drawn")
PERCENTILE = Concept("121415", "DCM", "Percentile Ranking of measurement")
IN_DOMAIN = private("in-domain", "Published texture domain that holds the value")

_QUANTITIES = {
    "length": Concept("410668003", "SCT", "Length"),
    "angle": Concept("1483009", "SCT", "Angle"),
    "Cobb angle": Concept("285285000", "SCT", "Cobb angle"),
    "area": AREA,
    "perimeter": Concept("131191004", "SCT", "Perimeter"),
    "mean": Concept("373098007", "SCT", "Mean"),
    "standard deviation": Concept("386136009", "SCT", "Standard Deviation"),
    "minimum": Concept("255605001", "SCT", "Minimum"),
    "maximum": Concept("56851009", "SCT", "Maximum"),
    "median": Concept("373099004", "SCT", "Median"),
    "5th percentile": Concept("371888009", "SCT", "Fifth percentile"),
    "95th percentile": Concept("371889001", "SCT", "Ninety-fifth percentile"),
    "cardiothoracic ratio": private("ctr", "Cardiothoracic ratio"),
}
_UNITS = {
    "mm": Concept("mm", "UCUM", "millimeter"),
    "mm2": Concept("mm2", "UCUM", "square millimeter"),
    "deg": Concept("deg", "UCUM", "degree"),
    "1": NO_UNIT,
    "": NO_UNIT,
    "[hnsf'U]": Concept("[hnsf'U]", "UCUM", "Hounsfield unit"),
    "px": Concept("{pixels}", "UCUM", "pixels"),
    "px2": Concept("{pixels2}", "UCUM", "square pixels"),
}
_FEATURES = {
    "contrast": Concept("126063", "DCM", "Contrast of GLCM"),
    "dissimilarity": Concept("126064", "DCM", "Dissimilarity of GLCM"),
    "homogeneity": Concept("126062", "DCM", "Inverse Difference Moment of GLCM"),
    "energy": Concept("126061", "DCM", "Root Angular Second Moment of GLCM"),
    "ASM": Concept("126065", "DCM", "Angular Second Moment of GLCM"),
    "correlation": Concept("126066", "DCM", "Correlation of GLCM"),
    "variance": Concept("128783", "DCM", "Joint Variance of GLCM"),
    "sum_average": Concept("128787", "DCM", "Sum Average of GLCM"),
    "sum_variance": Concept("128788", "DCM", "Sum Variance of GLCM"),
    "difference_variance": Concept("128785", "DCM", "Difference Variance of GLCM"),
    "information_correlation_1": Concept("128798", "DCM", "First Measure of Information Correlation of GLCM"),
    "entropy": private("entropy-nat", "Joint entropy of GLCM, natural logarithm"),
    "sum_entropy": private("sum-entropy-nat", "Sum entropy of GLCM, natural logarithm"),
    "difference_entropy": private("diff-entropy-nat", "Difference entropy of GLCM, natural logarithm"),
    "information_correlation_2": private("imc2-nat", "Second information correlation, natural logarithm"),
    "maximal_correlation_coefficient": private("mcc", "Maximal correlation coefficient of GLCM"),
}
"""Those of DICOM are defined with logarithms to the base 2; where the base matters ours are private."""
_FEATURES_LASCU2021 = {
    "local_homogeneity": private("lascu-local-idm", "Local homogeneity of GLCM (Lascu 2021)"),
    "mean": private("lascu-mean", "Mean M of GLCM (Lascu 2021)"),
    "variance": private("lascu-v", "Variance V of GLCM, not centred (Lascu 2021)"),
    "sum_variance": private("lascu-sv", "Sum variance of GLCM as printed (Lascu 2021)"),
    "sum_variance_uncentred": private("lascu-sv-raw", "Sum variance SV of GLCM, not centred (Lascu 2021)"),
}
"""Where the formula is not that of the textbook; the others are the same."""
_CLASSES = {
    "normal": Concept("17621005", "SCT", "Normal"),
    "lung_opacity": Concept("112001", "DCM", "Opacity"),
    "viral_pneumonia": Concept("75570004", "SCT", "Viral pneumonia"),
    "covid19": Concept("840539006", "SCT", "COVID-19"),
    "ct_covid": Concept("840539006", "SCT", "COVID-19"),
    "tuberculosis": Concept("56717001", "SCT", "Tuberculosis"),
}
_REGIONS = {
    "right lung": Concept("3341006", "SCT", "Right lung"),
    "left lung": Concept("44029006", "SCT", "Left lung"),
    "both lungs": Concept("74101002", "SCT", "Both lungs"),
}
_ORIGINS = {
    SpacingOrigin.PIXEL_SPACING: private("PixelSpacing", "Pixel Spacing"),
    SpacingOrigin.IMAGER: private("ImagerSpacing", "Imager Pixel Spacing, at the detector"),
    SpacingOrigin.NOMINAL_SCANNED: private("ScannedSpacing", "Nominal Scanned Pixel Spacing"),
    SpacingOrigin.USER: private("user", "Calibrated by the user"),
}
NOT_CALIBRATED = private("none", "Not calibrated: pixels")


def quantity(name: str) -> Concept:
    """Return the concept of a measured quantity."""
    return _QUANTITIES.get(name) or private(_slug(name), name.capitalize())


def unit(ucum: str) -> Concept:
    """Return the concept of a unit by its UCUM code."""
    return _UNITS.get(ucum) or Concept(ucum, "UCUM", ucum)


def feature(name: str, convention: str = "haralick1973") -> Concept:
    """Return the concept of a texture feature by a convention."""
    own = _FEATURES_LASCU2021.get(name) if convention == "lascu2021" else None
    return own or _FEATURES.get(name) or private(_slug(name), f"{name} of GLCM")


def domain(group: str) -> Concept:
    """Return the concept of a published domain: it is named after a group of films and names no disease."""
    return private(f"domain-{_slug(group)}", f"Domain of the films called {group} (Lascu 2021)")


def model_class(label: str) -> Concept:
    """Return the concept of one of a classifier's answers."""
    return _CLASSES.get(label) or private(_slug(label), label.replace("_", " ").capitalize())


def region(name: str) -> Concept:
    """Return the concept of a part of the body."""
    return _REGIONS.get(name) or private(_slug(name), name)


def kind(of: Kind) -> Concept:
    """Return the concept of a kind of annotation."""
    return private(code_of(of), of.value.capitalize())


def calibration(origin: SpacingOrigin | None) -> Concept:
    """Return the concept of where millimetres come from."""
    return _ORIGINS[origin] if origin else NOT_CALIBRATED


def _slug(words: str) -> str:
    """Return words as a code value: ASCII letters, digits and hyphens."""
    return re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-") or "unnamed"
