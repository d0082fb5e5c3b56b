"""Writes docs/reference from the code: complete, and never more than the code does.

    make docs

A test compares the pages with what this script would write.
"""

import argparse
import importlib
import inspect
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from objectry.formula.functions import FUNCTIONS
from objectry.formula.messages import Message
from objectry.formula.moments import COUNTED, FIXED
from objectry.metadata.documents import Definition, Help, Label
from objectry.metadata.field_types.base import FieldDef
from objectry.metadata.field_types.listing import FIELD_TYPES
from objectry.metadata.kinds.listing import KINDS
from objectry.runtime.cli.main import parser
from objectry.runtime.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"
HEAD = "<!-- Written by `make docs` from the code: change the code, not this page. -->\n\n"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table. Bars and line breaks inside a cell are escaped."""

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(c.replace("\n", " ").replace("|", "\\|") for c in cells) + " |"

    heads = list(heads)
    return "\n".join([line(heads), line("---" for _ in heads), *map(line, rows)]) + "\n"


def code(value: object) -> str:
    """A value as code, if there is anything to show."""
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(value))
    return f"`` {text} ``" if "`" in text else f"`{text}`" if text else ""


def written(value: object) -> str:
    """A default value as it would stand in YAML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, BaseModel):
        return ", ".join(f"{name}: {written(part)}" for name, part in value)
    return "" if value is None or value == () or value == {} else str(value)


def in_json(value: object) -> str:
    """A value as the API writes it."""
    return json.dumps(value, ensure_ascii=False, default=str)


def keys(model: type[BaseModel], leave_out: Iterable[str] = ()) -> str:
    """The table of the keys that a definition takes."""

    def row(name: str, field: FieldInfo) -> tuple[str, ...]:
        default = "required" if field.is_required() else code(written(field.get_default()))
        return (code(field.alias or name), field.description or "", default)

    shown = {n: f for n, f in model.model_fields.items() if n not in set(leave_out)}
    return table(("key", "meaning", "default"), (row(n, f) for n, f in shown.items()))


def modules() -> Iterator[str]:
    """The import names of all modules of the platform, in alphabetical order."""
    folder = ROOT / "platform"
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if "__main__" not in parts:
            yield ".".join(("objectry", *parts))


def errors() -> str:
    """Every message of the platform, by code."""
    found: dict[str, Message] = {}
    for name in modules():
        values = vars(importlib.import_module(name)).values()
        found.update({value.code: value for value in values if isinstance(value, Message)})
    rows = ((code(m.code), m.zh, m.en) for _, m in sorted(found.items()))
    return (
        "# Messages\n\nWhat the platform says, by the stable code that programs can rely on. "
        "Names in braces are filled in.\n\n" + table(("code", "中文", "English"), rows)
    )


def field_types() -> str:
    """Every field type with its options, operators and examples."""
    common = set(FieldDef.model_fields)
    parts = [
        "# Field types\n\nEvery field takes these keys:\n\n",
        keys(FieldDef),
        "\nThe types and what each takes in addition:\n",
    ]
    for name, kind in FIELD_TYPES.items():
        parts.append(f"\n## {name}: {kind.title.en} ({kind.title.zh})\n\n")
        parts.append(f"{inspect.getdoc(type(kind))}\n")
        if kind.definition.model_fields.keys() - common:
            parts.append("\n" + keys(kind.definition, common))
        if kind.operators:
            offered = ", ".join(f"{o.label.en} ({o.label.zh})" for o in kind.operators)
            parts.append(f"\nFilters offer: {offered}.\n")
        if kind.examples:
            rows = ((code(e.text), code(in_json(e.json)), code(e.shown)) for e in kind.examples)
            parts.append("\n" + table(("entered", "in the API", "shown"), rows))
    return "".join(parts)


def _nested(model: type[BaseModel]) -> Mapping[type[BaseModel], str]:
    """The definitions that a definition holds, except fields and texts, with the key of each."""
    found: dict[type[BaseModel], str] = {}
    waiting = [model]
    while waiting:
        for key, field in waiting.pop(0).model_fields.items():
            for part in _models(field.annotation):
                if part not in found and not issubclass(part, FieldDef | Label | Help):
                    found[part] = key
                    waiting.append(part)
    return found


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if inspect.isclass(annotation) and issubclass(annotation, Definition):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models(part)


def metadata() -> str:
    """Every kind of metadata with its keys."""
    parts = [
        "# Metadata\n\nA pack is a folder with a `pack.yaml` and one YAML file for each further "
        "definition. The first key of a file tells its kind; fields are described under "
        "[field types](field-types.md).\n"
    ]
    for name, kind in KINDS.items():
        parts.append(f"\n## {name}: {kind.title.en} ({kind.title.zh})\n\n")
        parts.append(f"{inspect.getdoc(kind.model)}\n\n{keys(kind.model)}")
        for part, key in _nested(kind.model).items():
            parts.append(f"\n### {name}: {key}\n\n{inspect.getdoc(part)}\n\n{keys(part)}")
    return "".join(parts)


def settings() -> str:
    """Every setting of a process."""
    rows = (
        (code(PREFIX + name.upper()), field.description or "", code(written(field.get_default())))
        for name, field in Settings.model_fields.items()
    )
    return "# Settings\n\nEnvironment variables that every command reads.\n\n" + table(
        ("variable", "meaning", "default"), rows
    )


def formulas() -> str:
    """Every function and relative date of the formula language."""
    rows = ((code(f.name), f.zh, f.en, code(f.example)) for f in FUNCTIONS.values())
    return (
        '# Formulas\n\nConditions compare fields with values: `stage = "won" && amount > 1000`. Paths reach through '
        "look-ups: `customer.industry`. Dates are written `#2026-11-23#`, texts in quotes.\n\n## Functions\n\n"
        + table(("function", "中文", "English", "example"), rows)
        + "\n## Relative dates\n\nA date is `=` such a range when it lies in it, `<` when it lies before it: "
        "`close_date = THIS_QUARTER`. Weeks start on Monday, days are those of the user's time zone.\n\n"
        + "".join(f"- {code(name)}\n" for name in FIXED)
        + "".join(f"- {code(name + '(n)')}\n" for name in COUNTED)
    )


def commands() -> str:
    """Every command with its arguments, in both languages."""
    parts = ["# Command line\n\nExit codes: 0 done, 1 refused, 2 wrong usage.\n"]
    zh, en = parser("zh"), parser("en")
    parts.append("\n" + table(("option", "中文", "English"), _options(zh, en)))
    for (name, own_zh), (_, own_en) in zip(_subcommands(zh), _subcommands(en), strict=True):
        told = f"{own_en.description}\n\n{own_zh.description}"
        parts.append(f"\n## objectry {' '.join(name)}\n\n{told}\n")
        if rows := list(_options(own_zh, own_en)):
            parts.append("\n" + table(("argument", "中文", "English"), rows))
    return "".join(parts)


def _subcommands(
    above: argparse.ArgumentParser, name: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """The commands below a parser that do something themselves."""
    for action in above._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, below in action.choices.items():
                inner = list(_subcommands(below, (*name, word)))
                yield from inner or [((*name, word), below)]


def _options(
    zh: argparse.ArgumentParser, en: argparse.ArgumentParser
) -> Iterator[tuple[str, str, str]]:
    for one, other in zip(zh._actions, en._actions, strict=True):
        if not isinstance(one, argparse._SubParsersAction | argparse._HelpAction):
            shown = ", ".join(one.option_strings) or str(one.metavar or one.dest)
            yield code(shown), one.help or "", other.help or ""


PAGES: Mapping[str, Callable[[], str]] = {
    "command-line.md": commands,
    "errors.md": errors,
    "formulas.md": formulas,
    "field-types.md": field_types,
    "metadata.md": metadata,
    "settings.md": settings,
}
"""The pages of docs/reference and what writes them."""


def main() -> None:
    """Write all pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(HEAD + page(), encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
