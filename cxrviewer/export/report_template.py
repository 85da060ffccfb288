"""The report's template: jinja2 in a sandbox that reaches nothing but the words."""

from dataclasses import asdict
from pathlib import Path

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cxrviewer.errors import FileError
from cxrviewer.export.report_markup import Element, MarkupError, read_markup
from cxrviewer.export.report_words import ReportWords

_ENVIRONMENT = ImmutableSandboxedEnvironment(
    autoescape=True,  # a text of the film can open no element
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    loader=None,  # hence no include, import or extends: a template reads no other file
)


def fill_template(template: Path, words: ReportWords) -> Element:
    """Return the report that a template makes of the words.

    Raises
    ------
    FileError
        If the template cannot be read or makes no report; the reason names its line.
    """
    try:
        text = _ENVIRONMENT.from_string(template.read_text(encoding="utf-8")).render(asdict(words))
        return read_markup(text)
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(template, f"cannot be read: {error}") from error
    except TemplateError as error:
        raise FileError(template, f"is no template of a report: {_where(error)}{error}") from error
    except MarkupError as error:
        raise FileError(template, f"makes no report: {error}") from error
    except (TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        raise FileError(template, f"cannot be filled: {error}") from error


def _where(error: TemplateError) -> str:
    line = getattr(error, "lineno", None)
    return f"line {line}: " if line else ""
