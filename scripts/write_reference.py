"""Writes docs/reference from the code: complete, and never more than the code does.

    make docs

A test compares the pages with what this script would write.
"""

import argparse
import importlib
import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from objectry.formula.checking.described import of_form, of_function
from objectry.formula.checking.forms import FORMS as SPECIAL_FORMS
from objectry.formula.functions.declare import Function, Profile, Use
from objectry.formula.functions.listing import GROUPS, functions_of
from objectry.formula.functions.periods import RANGES
from objectry.formula.lines.values import WRITERS
from objectry.formula.messages import Message
from objectry.formula.types import Type
from objectry.metadata.documents import Definition, Help, Label
from objectry.metadata.field_types.base import FieldDef
from objectry.metadata.field_types.listing import FIELD_TYPES
from objectry.metadata.kinds.listing import KINDS
from objectry.metadata.kinds.profile import ObjectAction
from objectry.metadata.object_definitions import Feature, ObjectDef, SetupRight
from objectry.metadata.patterns import FORMS
from objectry.metadata.system_fields import system_fields
from objectry.runtime.cli.main import parser
from objectry.runtime.settings import PREFIX, Settings
from objectry.runtime.transfer.mapping import MappingDef
from scripts import formula_samples as samples
from scripts.meanings import ACTIONS, FEATURES, SETUP
from scripts.schema_words import in_variable, in_yaml, takes

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"
FIELD_LINKS = {
    kind.definition.__name__: "[field](field-types.md)" for kind in FIELD_TYPES.values()
}
"""What the definitions of fields are shown as."""
ROW = re.compile(r" \(catalogue [^)]*\)|Catalogue 5\.1, row \d+[^.]*\. ")
"""Where a docstring names a row of the requirements, which are not part of the repository."""
_LABEL = {"zh": "…", "en": "…"}
_NAME = {"name": "name", "type": "text", "label": _LABEL}
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


def in_json(value: object) -> str:
    """A value as the API writes it."""
    return json.dumps(value, ensure_ascii=False, default=str)


def keys(
    model: type[BaseModel],
    leave_out: Iterable[str] = (),
    parts: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The table of the keys that a definition takes. `parts` links the definitions in it, by their names."""
    schema = model.model_json_schema()
    named = {"Label": "`{zh: …, en: …}`", "Help": "`{zh: …, en: …}`", **FIELD_LINKS, **parts}

    def row(name: str, field: FieldInfo) -> tuple[str, ...]:
        default = "required" if field.is_required() else code(in_yaml(field.get_default()))
        taken = takes(schema["properties"][name], named)
        return (code(name), field.description or "", taken, default)

    shown = {n: f for n, f in model.model_fields.items() if n not in set(leave_out)}
    return table(("key", "meaning", "value", "default"), (row(n, f) for n, f in shown.items()))


def told(thing: type) -> str:
    """What the docstring of a class tells its readers."""
    return ROW.sub("", inspect.getdoc(thing) or "")


def _sections(name: str, model: type[BaseModel], leave_out: Iterable[str] = ()) -> Iterator[str]:
    """The keys of a definition, then a section for each further definition that it holds."""
    nested = _nested(model)
    parts = {
        part.__name__: f"[{key}](#{_anchor(name)}-{_anchor(key)})" for part, key in nested.items()
    }
    yield keys(model, leave_out, parts)
    for part, key in nested.items():
        yield f"\n### {name}: {key}\n\n{told(part)}\n\n{keys(part, parts=parts)}"


def _anchor(heading: str) -> str:
    """The last part of the address of a heading."""
    return heading.lower().replace(" ", "-")


def forms() -> str:
    """The forms of texts, in the words in which a wrong one is refused."""
    rows = ((one.name, str(one.params()["form_en"])) for one in FORMS.values())
    return table(("form", "meaning"), rows)


def modules() -> Iterator[str]:
    """The import names of all modules of the platform, in alphabetical order."""
    folder = ROOT / "platform"
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if "__main__" not in parts:
            yield ".".join(("objectry", *parts))


def _many(sentence: str) -> str:
    """A sentence with its counts as they are for several: `{count} records`."""
    return re.sub(r"\{(\w+):[^{}|]*\|([^{}]*)\}", r"{\1} \2", sentence)


def errors() -> str:
    """Every message of the platform, by code."""
    found: dict[str, Message] = {}
    for name in modules():
        values = vars(importlib.import_module(name)).values()
        found.update({value.code: value for value in values if isinstance(value, Message)})
    rows = ((code(m.code), m.zh, _many(m.en)) for _, m in sorted(found.items()))
    return (
        "# Messages\n\nWhat the platform says, by the stable code that programs can rely on. "
        "Names in braces are filled in.\n\n" + table(("code", "中文", "English"), rows)
    )


def field_types() -> str:
    """Every field type with its options, operators and examples."""
    parts = [
        "# Field types\n\nThe forms of texts that the column *value* names are under [metadata](metadata.md). The fields "
        "that every object has without saying so are under [system fields](system-fields.md).\n\n"
        "Every field takes these keys:\n\n",
        keys(FieldDef),
        "\nThe types and what each takes in addition:\n",
    ]
    for name, kind in FIELD_TYPES.items():
        parts.append(f"\n## {name}: {kind.title.en} ({kind.title.zh})\n\n")
        parts.append(f"{told(type(kind))}\n")
        common = _as_in_every_field(kind.definition)
        own, *held = _sections(name, kind.definition, common)
        if kind.definition.model_fields.keys() - common:
            parts.append("\n" + own)
        if kind.operators:
            offered = ", ".join(f"{o.label.en} ({o.label.zh})" for o in kind.operators)
            parts.append(f"\nFilters offer: {offered}.\n")
        if kind.examples:
            rows = ((code(e.text), code(in_json(e.json)), code(e.shown)) for e in kind.examples)
            parts.append("\n" + table(("entered", "in the API", "shown"), rows))
        parts.extend(held)
    return "".join(parts)


def _as_in_every_field(definition: type[FieldDef]) -> set[str]:
    """The keys of a field type that take what they take in every field. Some types fix one, as `required: true`."""
    fields = definition.model_fields
    common = FieldDef.model_fields.items()
    same = {name for name, field in common if fields[name].annotation == field.annotation}
    return same | {"type"}


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
        "definition; a folder without one belongs to the pack before it if that names the folder in "
        "`continued_in`. The first key of a file tells its kind; fields are described under "
        "[field types](field-types.md). `objectry schema FOLDER` writes the same as JSON Schemas, with "
        "which editors complete and check what you type.\n\nPut formulas in quotes, as in "
        "`formula: 'due - #2026-01-01#'`. Without them YAML takes what stands behind ` #` for a comment and what begins "
        "with `!` for a tag, ends a value within `{…}` at its first comma, and reads `100` and `true` as no text."
        "\n\nThe column *value* says what a key takes. "
        "Forms of texts that it names:\n\n" + forms()
    ]
    for name, kind in KINDS.items():
        parts.append(f"\n## {name}: {kind.title.en} ({kind.title.zh})\n\n")
        parts.append(f"{told(kind.model)}\n\n")
        parts.extend(_sections(name, kind.model))
        if name in MORE:
            parts.append(MORE[name]())
    return "".join(parts)


def objects_parts() -> str:
    """What an object's features do, in both languages."""
    rows = ((code(name), *FEATURES[name]) for name in get_args(Feature))
    return (
        "\n### object: features\n\nA right of a profile counts only as far as the object has the feature that it is about."
        "\n\n" + table(("feature", "中文", "English"), rows)
    )


def profiles_parts() -> str:
    """What the rights of a profile allow, in both languages."""
    actions = ((code(name), *ACTIONS[name]) for name in get_args(ObjectAction))
    setup = ((code(name), *SETUP[name]) for name in get_args(SetupRight))
    return (
        "\n### profile: allow\n\n[For administrators](../administrators.md) ([中文](../administrators.zh-CN.md)) explains "
        "how rights, roles and sharing work together.\n\n"
        + table(("right", "中文", "English"), actions)
        + "\n### profile: setup\n\n"
        + table(("part", "中文", "English"), setup)
    )


MORE: Mapping[str, Callable[[], str]] = {"object": objects_parts, "profile": profiles_parts}
"""What is told of a kind of metadata behind its keys."""


def fields_of_objects() -> str:
    """The fields that objects have without saying so: which object has which, and what they mean."""
    rows = [
        (
            code(name),
            f"[{kind}](field-types.md)" if kind in FIELD_TYPES else kind,
            when,
            zh,
            en,
            by,
        )
        for when, field in _given()
        for name, kind, by in [
            (field.name, field.type, "the platform" if field.read_only else "people")
        ]
        for zh, en in [_of_system(field)]
    ]
    return (
        "# System fields\n\nFields that objects have without saying so. They can be read, filtered and sorted by, exported, "
        "and placed in lists and layouts like all others; no field of a pack can have their names. What the platform writes "
        "is never written by people, not even by an import.\n\n"
        + table(("field", "type", "objects that have it", "中文", "English", "written by"), rows)
    )


def _of_system(field: FieldDef) -> tuple[str, str]:
    """The label and the meaning of a field in Chinese and English."""
    assert field.help is not None, field.name
    return f"**{field.label.zh}**：{field.help.zh}", f"**{field.label.en}**: {field.help.en}"


def _given() -> Iterator[tuple[str, FieldDef]]:
    """Every system field, and which objects have it: found out by asking for one feature after the other."""
    plain = {
        "object": "thing",
        "label": _LABEL,
        "plural": _LABEL,
        "owned": False,
        "fields": [_NAME],
    }
    owning = (
        "those that are `owned`, as by default, except details (`sharing: controlled_by_parent`)"
    )
    typed = [{"name": "one", "label": _LABEL}]
    asked: list[tuple[str, Mapping[str, object]]] = [("all", {})]
    asked += [
        ("those with `business_types`", {"business_types": typed}),
        (owning, {"owned": True}),
    ]
    asked += [
        (f"those with the feature `{one}`", {"features": [one]}) for one in get_args(Feature)
    ]
    known: set[str] = set()
    for when, option in asked:
        for field in system_fields(ObjectDef.model_validate({**plain, **option})):
            if field.name not in known:
                known.add(field.name)
                yield when, field


def mapping() -> str:
    """The keys of mapping files."""
    return (
        "# Mapping files\n\nWhat a mapping file of `objectry import --map` and of `POST /api/v1/{object}/import` may say. "
        "[Importing](../importing.md) ([中文](../importing.zh-CN.md)) explains it with examples; "
        "`objectry schema FOLDER` writes it as a JSON Schema.\n\n## mapping\n\n"
        + "".join(_sections("mapping", MappingDef))
    )


def settings() -> str:
    """Every setting of a process."""
    schema = Settings.model_json_schema()["properties"]
    rows = (
        (
            code(PREFIX + name.upper()),
            field.description or "",
            takes(schema[name], {}),
            code(in_variable(field.get_default())),
        )
        for name, field in Settings.model_fields.items()
    )
    return (
        "# Settings\n\nEnvironment variables that every command reads. A list is written with commas between its parts."
        "\n\n" + table(("variable", "meaning", "value", "default"), rows)
    )


def formulas() -> str:
    """Every operator, special form and function of the formula language."""
    sample, roles, rights = (
        _sample(),
        _listed(samples.AROUND.roles),
        _listed(samples.AROUND.permissions),
    )
    parts = [
        "# Formulas\n\nAll operators and functions, with their results. [The formula language](../formulas.md) "
        "([中文](../formulas.zh-CN.md)) explains values, fields, operators, empty fields and dates.\n\n"
        "A function marked **P** is computed by the platform only: no filter, no measure and no field that is computed when "
        "it is read can use it. A formula field that is [kept](../computed-fields.md#kept-or-computed-when-it-is-read) can, "
        "and is filtered, sorted and grouped by like any other. One marked **W** is so, too, unless its last argument is "
        "written out as [databases can compute it](../formulas.md#what-a-database-can-compute). "
        "**S** stands in rules that are judged when a record is saved. **O** is ours, **F** is for formulas in the "
        "`salesforce` profile; all others mean the same in both.\n\n"
        "Calendar, clocks, days and midnights are those of the organisation; in filters, those of the user.\n\n"
        f"The examples stand on this record: {sample}. The user has the role {roles}, and the rights {rights}.\n\n"
        "带 **P** 的函数只由平台计算：筛选条件、统计和读取时才计算的字段不能使用；"
        "[保存下来](../computed-fields.zh-CN.md#保存下来还是读取时计算)的公式字段可以使用，并且照样可以筛选、排序和分组。"
        "标 **W** 的函数也是这样，除非最后一个参数直接写出，并且[数据库算得了](../formulas.zh-CN.md#数据库能算什么)。"
        "**S** 只能用在保存记录时判断的规则里。"
        "**O** 只在本平台的公式里有，**F** 只用于 `salesforce` 公式，其余两者相同。\n\n"
        "日历、时钟、日期和零点都按组织的时区；在筛选条件里按用户的时区。\n\n"
        f"示例所用的记录：{sample}。用户的角色是 {roles}，权限是 {rights}。\n",
    ]
    head = ("written", "", "中文", "English", "example")
    forms = ((code(of_form(one).written), _marks("", one.uses, one.profiles), one.help_zh, one.help_en,
              _shown(one.examples)) for one in SPECIAL_FORMS.values() if one.name not in _RANGES)  # fmt: skip
    parts.append("\n## Logic · 逻辑\n\n" + table(head, forms))
    for group in GROUPS:
        rows = ((code(of_function(one).written), _marks(_computed_by(one), one.uses, one.profiles), one.help_zh, one.help_en,
                 _shown(one.examples)) for one in functions_of(group) if one.profiles and one.help_zh)  # fmt: skip
        parts.append(f"\n## {group.title_en} · {group.title_zh}\n\n" + table(head, rows))
    return "".join(parts)


def _sample() -> str:
    """The record that the examples stand on, and the present moment, as formulas write them."""
    values = {name: WRITERS[samples.FIELDS[name].type](one) for name, one in samples.ROW.items()}
    values["NOW()"] = WRITERS[Type.DATETIME](samples.AROUND.moment.now)
    return ", ".join(code(f"{name} = {in_json(value)}") for name, value in values.items())


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(code, sorted(words)))


_RANGES = frozenset(one.name for one in RANGES)


def _computed_by(one: Function) -> str:
    """P for what the platform computes only, W for what databases may compute; nothing for what they do."""
    return "" if one.sql is not None else "P" if one.written is None else "W"


def _marks(computed: str, uses: frozenset[Use], profiles: frozenset[Profile]) -> str:
    """P or W, S, O and F."""
    own = {frozenset({Profile.OBJECTRY}): "O", frozenset({Profile.SALESFORCE}): "F"}
    marks = (computed, "S" if uses == {Use.RULE} else "", own.get(profiles, ""))
    return " ".join(one for one in marks if one)


def _shown(examples: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{code(text)} → {code(result)}" for text, result in examples)


def commands() -> str:
    """Every command with its arguments, in both languages."""
    parts = ["# Command line\n\nExit codes: 0 done, 1 refused, 2 wrong usage. `--lang` and `--database` stand before the "
             "command, its own arguments behind it.\n"]  # fmt: skip
    zh, en = parser("zh"), parser("en")
    rows = [(name, told_zh, told_en) for name, _, told_zh, told_en in _options(zh, en)]
    parts.append("\n" + table(("option", "中文", "English"), rows))
    for (name, own_zh), (_, own_en) in zip(_subcommands(zh), _subcommands(en), strict=True):
        both = f"{own_en.description}\n\n{own_zh.description}"
        parts.append(f"\n## objectry {' '.join(name)}\n\n{both}\n")
        if own := list(_options(own_zh, own_en)):
            parts.append("\n" + table(("argument", "needed", "中文", "English"), own))
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
) -> Iterator[tuple[str, str, str, str]]:
    """The name of each argument, whether it is needed, and its meaning in both languages."""
    for one, other in zip(zh._actions, en._actions, strict=True):
        if not isinstance(one, argparse._SubParsersAction | argparse._HelpAction):
            shown = ", ".join(one.option_strings) or str(one.metavar or one.dest)
            if one.choices:
                shown = f"{shown} {'|'.join(map(str, one.choices))}"
            yield code(shown), "yes" if one.required else "", one.help or "", other.help or ""


PAGES: Mapping[str, Callable[[], str]] = {
    "command-line.md": commands,
    "errors.md": errors,
    "formulas.md": formulas,
    "field-types.md": field_types,
    "mapping.md": mapping,
    "metadata.md": metadata,
    "settings.md": settings,
    "system-fields.md": fields_of_objects,
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
