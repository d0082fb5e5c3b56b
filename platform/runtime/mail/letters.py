"""Letters: what a mail says, and how that looks as text and as HTML."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from objectry.formula.messages import Language

TEMPLATES = Path(__file__).parent / "templates"
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, in the language of whom it is for."""

    language: Language
    subject: str
    greeting: str
    before: tuple[str, ...]
    """Paragraphs before the link."""
    after: tuple[str, ...] = ()
    """Paragraphs behind it."""
    link: str = ""
    """Where it leads; nothing without a link."""
    label: str = ""
    """What the link is called where one can press it."""


def as_text(letter: Letter) -> str:
    """A letter as text."""
    link = (letter.link,) if letter.link else ()
    return "\n\n".join((letter.greeting, *letter.before, *link, *letter.after)) + "\n"


def as_html(letter: Letter) -> str:
    """A letter as HTML, which loads nothing from anywhere."""
    return _ENVIRONMENT.get_template("letter.html").render(letter=letter)
