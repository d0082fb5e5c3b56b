"""A language that no product has: every text of the interface in marks, so that one without them has no translation."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from babel.support import NullTranslations

from objectry.formula.checking.described import Described
from objectry.formula.messages import Message
from objectry.metadata.documents import Help, Label
from objectry.runtime.web.pages import rendering

OPEN, CLOSE = "⟦", "⟧"


class Marked(NullTranslations):
    """The texts of a catalogue, in marks."""

    def __init__(self, texts: NullTranslations) -> None:
        super().__init__()
        self.texts = texts

    def gettext(self, message: str) -> str:
        """A text."""
        return _marked(self.texts.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """A text that counts."""
        return _marked(self.texts.ngettext(msgid1, msgid2, n))

    ugettext = gettext
    ungettext = ngettext


def _marked(text: str) -> str:
    return f"{OPEN}{text}{CLOSE}"


def _marking(text: Callable[..., str]) -> Callable[..., str]:
    return lambda *arguments, **named: _marked(text(*arguments, **named))


@contextmanager
def everything_marked() -> Iterator[None]:
    """Meanwhile, pages come with marked texts: those of templates, messages, metadata and functions."""
    texts: Any = rendering.translations
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "translations", lambda language: Marked(texts(language)))
        for kind in (Message, Label, Help):
            patch.setattr(kind, "text", _marking(kind.text))
        patch.setattr(Described, "help", _marking(Described.help))
        rendering.environment.cache_clear()
        yield
    rendering.environment.cache_clear()


def unmarked(text: str) -> str:
    """What stands outside of all marks."""
    depth, left = 0, []
    for sign in text:
        if sign == OPEN:
            depth += 1
        elif sign == CLOSE:
            depth -= 1
        elif depth <= 0:
            left.append(sign)
    return "".join(left)
