"""Which options of a definition a plan changes, from what to what: as data for programs, in short for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pydantic_core import to_jsonable_python

from objectry.formula.messages import Language
from objectry.metadata import messages
from objectry.metadata.differences import Difference, differences
from objectry.metadata.documents import Definition, Help, Label

SHOWN_VALUE = 40
"""Characters of a value that a sentence shows."""
SHOWN_CHANGES = 6
"""Options that a sentence names."""


@dataclass(frozen=True, slots=True)
class OptionChange:
    """One option that gets another value. None stands for no value."""

    option: str
    """Where it stands, entries of lists by their names: `label.zh`, `values.won.color`."""
    before: object
    after: object

    @classmethod
    def of(cls, difference: Difference) -> "OptionChange":
        """What a difference between two definitions says."""
        return cls(".".join(map(str, difference.at)), difference.before, difference.after)

    def json(self) -> dict[str, object]:
        """The change as the API answers it."""
        return {
            "option": self.option,
            "before": to_jsonable_python(self.before),
            "after": to_jsonable_python(self.after),
        }

    def texts(self, language: Language) -> Iterator[str]:
        """The change in short: `sharing from public_read to private`; of a list of parts, what becomes of each."""
        if isinstance(self.before, tuple) and isinstance(self.after, tuple) and _has_parts(self):
            yield from _of_parts(self.option, self.before, self.after, language)
        else:
            yield self._text(language)

    def _text(self, language: Language) -> str:
        whole = _is_whole(self.before) or _is_whole(self.after)
        if whole and self.before is None:
            return messages.OPTION_NEW.text(language, {"option": self.option})
        if whole and self.after is None:
            return messages.OPTION_GONE.text(language, {"option": self.option})
        params = {
            "option": self.option,
            "before": _short(self.before, language),
            "after": _short(self.after, language),
        }
        return messages.OPTION_OTHER.text(language, params)


def told(changes: tuple[OptionChange, ...], language: Language) -> str:
    """Several changes in a row, the first of them if there are very many."""
    texts = [text for change in changes for text in change.texts(language)]
    shown, further = texts[:SHOWN_CHANGES], ["…"] if len(texts) > SHOWN_CHANGES else []
    return ("；" if language == "zh" else "; ").join(shown + further)


def _has_parts(change: OptionChange) -> bool:
    """Tell whether lists are better told by what comes and goes: parts with options of their own, or many names."""
    both = (change.before, change.after)
    entries = [entry for entries in both if isinstance(entries, tuple) for entry in entries]
    return any(isinstance(entry, Definition) for entry in entries) or any(
        len(_words(entries, "en")) > SHOWN_VALUE for entries in both
    )


def _of_parts(
    option: str, before: tuple[object, ...], after: tuple[object, ...], language: Language
) -> Iterator[str]:
    """What comes, goes and changes among the parts of a list, which are known by what people call them."""
    had, has = _called(before, language), _called(after, language)
    for name, part in had.items():
        at = {"option": f"{option}.{name}"}
        if name not in has:
            yield messages.OPTION_GONE.text(language, at)
        elif type(part) is not type(has[name]):
            yield messages.OPTION_CHANGED.text(language, at)
        else:
            for one in differences(part, has[name]):
                inner = OptionChange.of(one)
                yield from replace(inner, option=f"{at['option']}.{inner.option}").texts(language)
    for name in [name for name in has if name not in had]:
        yield messages.OPTION_NEW.text(language, {"option": f"{option}.{name}"})
    if [name for name in had if name in has] != [name for name in has if name in had]:
        yield messages.OPTION_ORDER.text(language, {"option": option})


def _called(parts: tuple[object, ...], language: Language) -> dict[str, object]:
    """The parts of a list by what they are called; those of one name are told apart by a number."""
    found: dict[str, object] = {}
    for part in parts:
        name = _name(part, language)
        alike = sum(known == name or known.startswith(f"{name} (") for known in found)
        found[f"{name} ({alike + 1})" if alike else name] = part
    return found


def _name(part: object, language: Language) -> str:
    for key in ("label", "field", "object"):
        named = getattr(part, key, None)
        if named is not None:
            return _words(named, language)
    return _words(part, language)


def _is_whole(value: object) -> bool:
    """Tell whether a value has parts of its own, so that it is named and not shown."""
    return isinstance(value, Definition) and not isinstance(value, Label | Help)


def _short(value: object, language: Language) -> str:
    text = _words(value, language)
    return text if len(text) <= SHOWN_VALUE else text[:SHOWN_VALUE] + "…"


def _words(value: object, language: Language) -> str:
    match value:
        case None:
            return messages.OPTION_EMPTY.text(language)
        case bool():
            return "true" if value else "false"
        case Label() | Help():
            return value.text(language)
        case Definition():
            return "{…}"
        case Mapping():
            parts = (f"{key}: {_words(part, language)}" for key, part in value.items())
            return "{" + ", ".join(parts) + "}"
        case tuple():
            return "[" + ", ".join(_words(part, language) for part in value) + "]"
    return str(value)
