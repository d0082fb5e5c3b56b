"""Pages from templates: in the language of the reader, with everything that users wrote made harmless."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from objectry.formula.messages import Language
from objectry.runtime.web.pages.assets import assets

TEMPLATES = Path(__file__).parents[1] / "templates"
LOCALE = Path(__file__).parents[1] / "locale"
"""The texts of the interface in other languages than English, as gettext catalogues."""
TAGS: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}
"""The languages as HTML names them."""


@cache
def translations(language: Language) -> NullTranslations:
    """The texts of the interface in a language. English ones are those that stand in the templates."""
    file = LOCALE / f"{language}.po"
    if not file.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


@cache
def environment(language: Language) -> Environment:
    """The templates for readers of a language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    built = assets()
    made.globals |= {
        "asset": built.address,
        "icon": cache(built.icon),
        "language_tag": TAGS[language],
    }
    return made


def render(language: Language, template: str, **values: object) -> str:
    """A page."""
    return environment(language).get_template(template).render(values)
