"""The texture of the lungs, as texts."""

from collections.abc import Iterable
from dataclasses import dataclass

from cxrviewer.study import Analysis, TextureReadout
from cxrviewer.texture import DOMAINS, DOMAINS_CAVEAT, DomainPlace, lung_domains, normal_reference

_DASH = "\N{EN DASH}"
_PUBLISHED = {"variance": "Variance V", "mean": "Mean M", "sum_variance_uncentred": "Sum variance SV"}


@dataclass(frozen=True, slots=True)
class TextureWords:
    """One feature with its value in each region."""

    feature: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DomainWords:
    """V, M or SV of both lungs.

    Attributes
    ----------
    feature, number
        Its name and value.
    domains
        The published interval of each group, in the order of `PublishedWords.groups`.
    inside
        The groups whose interval holds it.
    percentile
        How many of the normal films lie below.
    """

    feature: str
    number: str
    domains: tuple[str, ...]
    inside: str
    percentile: str


@dataclass(frozen=True, slots=True)
class PublishedWords:
    """The texture of Lascu (2021).

    Attributes
    ----------
    regions, texture, settings
        Names of the regions, a row for each feature, and how they were measured.
    groups, domains
        Names of the published domains, a row for each of V, M and SV; no row where nothing can be compared.
    normal_films
        How many there are to be compared with.
    caveat
        What the domains do not say.
    """

    regions: tuple[str, ...]
    texture: tuple[TextureWords, ...]
    settings: str
    groups: tuple[str, ...]
    domains: tuple[DomainWords, ...]
    normal_films: str
    caveat: str


def published_words(analysis: Analysis) -> PublishedWords | None:
    """Put the texture of Lascu (2021) into words; None where it was not measured."""
    readouts = analysis.texture_lascu2021
    if not readouts:
        return None
    return PublishedWords(
        regions=tuple(region_name(readout.region) for readout in readouts),
        texture=texture_rows(readouts),
        settings=texture_settings(readouts[0]),
        groups=tuple(_capital(group) for group in next(iter(DOMAINS.values()))),
        domains=tuple(_place(place) for place in lung_domains(analysis)),
        normal_films=str(normal_reference().count),
        caveat=DOMAINS_CAVEAT,
    )


def _place(place: DomainPlace) -> DomainWords:
    return DomainWords(
        _PUBLISHED[place.feature],
        f"{place.value:.4g}",
        tuple(f"{low:g} {_DASH} {high:g}" for low, high in DOMAINS[place.feature].values()),
        ", ".join(_capital(group) for group in place.inside) or "none",
        f"above {place.percentile:.0f} %",
    )


def region_name(region: str) -> str:
    """Return the short name of a region."""
    return _capital(region.removesuffix(" lung").removesuffix(" lungs"))


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def texture_rows(readouts: Iterable[TextureReadout]) -> tuple[TextureWords, ...]:
    """Return a row for each feature, with a number for each readout."""
    shown = tuple(readouts)
    names = dict.fromkeys(name for readout in shown for name in readout.features)
    return tuple(TextureWords(_feature_name(name), _values(name, shown)) for name in names)


def _values(name: str, readouts: Iterable[TextureReadout]) -> tuple[str, ...]:
    found = (readout.features.get(name) for readout in readouts)
    return tuple(_DASH if value is None else f"{value:.4g}" for value in found)


def _feature_name(name: str) -> str:
    return name if name.isupper() else name.replace("_", " ").capitalize()


def texture_settings(readout: TextureReadout) -> str:
    """Return how texture was measured, in one sentence."""
    how = readout.settings
    angles = ", ".join(f"{angle}°" for angle in how.angles_deg)
    return (
        f"Grey-level co-occurrence inside the mask only; {how.levels} levels ({how.quantisation}), distance"
        f" {how.distance} px, mean over {angles}, {'' if how.symmetric else 'not '}symmetric, convention"
        f" {how.convention}, natural logarithms."
    )
