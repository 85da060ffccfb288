"""Labels of classifiers as people write them."""

_WORDS = {"covid19": "COVID-19", "ct_covid": "COVID-19", "ct_non_covid": "not COVID-19"}


def class_words(label: str) -> str:
    """Return a label as it stands within a sentence; one that is not known is written without underscores.

    Examples
    --------
    >>> class_words("covid19"), class_words("lung_opacity")
    ('COVID-19', 'lung opacity')
    """
    return _WORDS.get(label, label.replace("_", " "))


def class_title(label: str) -> str:
    """Return a label as it stands alone or first.

    Examples
    --------
    >>> class_title("ct_non_covid"), class_title("lung_opacity")
    ('Not COVID-19', 'Lung opacity')
    """
    words = class_words(label)
    return words[:1].upper() + words[1:]
