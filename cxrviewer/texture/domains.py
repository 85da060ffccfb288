"""The texture domains of Lascu (2021), equations 13 to 21, and where a film falls in them.

They name no disease: that of viral pneumonia lies almost wholly in that of COVID-19, and normal films of some
sources lie outside the normal one. What is said is which domains hold a value, and its place among normal
films.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cxrviewer.study import Analysis, TextureReadout
from cxrviewer.texture.lascu2021 import LASCU2021
from cxrviewer.texture.reference import NormalReference, normal_reference

Interval = tuple[float, float]

BOTH_LUNGS = "both lungs"

DOMAINS: Mapping[str, Mapping[str, Interval]] = {
    "variance": {
        "normal": (22.97, 33.81),
        "viral pneumonia": (36.13, 48.19),
        "COVID-19": (33.78, 57.99),
    },
    "mean": {
        "normal": (8.17, 11.87),
        "viral pneumonia": (10.77, 15.79),
        "COVID-19": (10.44, 18.97),
    },
    "sum_variance_uncentred": {
        "normal": (99.98, 132.45),
        "viral pneumonia": (147.79, 206.52),
        "COVID-19": (132.78, 211.54),
    },
}
"""Feature of the convention lascu2021 (V, M and SV) -> group of the paper's 100 films each -> interval."""

DOMAINS_CAVEAT = (
    "The published domains overlap, and texture depends on where, how and at which resolution a film was "
    "made. A value inside a domain names no disease, and one outside the normal domain does not mean that a "
    "film is abnormal."
)


@dataclass(frozen=True, slots=True)
class DomainPlace:
    """Where one feature of a film falls.

    Attributes
    ----------
    feature
        One of `DOMAINS`.
    value
        Of both lungs.
    inside
        The groups whose published interval holds it; none, one or several.
    percentile
        Among the normal films that ship, 0 to 100.
    of_sources
        The same among those of each source.
    """

    feature: str
    value: float
    inside: tuple[str, ...]
    percentile: float
    of_sources: Mapping[str, float]


def lung_domains(analysis: Analysis) -> tuple[DomainPlace, ...]:
    """Find the place of an analysis among domains and normal films.

    Returns
    -------
    Nothing without both lungs, and where nothing can be compared: grey levels of another picture (Hounsfield
    units), or lungs of another model than those of the normal films; corrected or drawn ones may be compared.
    """
    lungs = analysis.lungs
    if not lungs.by_hand and lungs.model.name != normal_reference().lung_model:
        return ()
    both = (one for one in analysis.texture_lascu2021 if one.region == BOTH_LUNGS)
    return next((domain_places(one) for one in both if one.settings == LASCU2021), ())


def domain_places(
    readout: TextureReadout, reference: NormalReference | None = None
) -> tuple[DomainPlace, ...]:
    """Find the place of V, M and SV.

    Parameters
    ----------
    readout
        Of both lungs, with the settings `LASCU2021`.
    reference
        The normal films; those that ship if None.

    Raises
    ------
    ValueError
        If the readout is of another convention.
    """
    if readout.settings.convention != "lascu2021":
        raise ValueError(f"the domains are of lascu2021, not of {readout.settings.convention}")
    normal = reference or normal_reference()
    return tuple(_place(feature, readout.features[feature], normal) for feature in DOMAINS)


def _place(feature: str, value: float, normal: NormalReference) -> DomainPlace:
    return DomainPlace(
        feature,
        value,
        tuple(group for group, (low, high) in DOMAINS[feature].items() if low <= value <= high),
        normal.percentile(feature, value),
        {source: normal.percentile(feature, value, source) for source in normal.films},
    )
