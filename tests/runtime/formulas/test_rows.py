"""However many formulas an object has, and however high they stand on each other: what they know is asked for once."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.store.source import MAX_JOINS
from tests.runtime.conftest import Desk

PACK = "pack: visits\nversion: 1.0.0\nlabel: {zh: 拜访, en: Visits}\nrequires: [{pack: base}]\n"
LABEL = "label: {zh: 名, en: Name}"
MANY = range(9)
FIRM = f"""
object: firm
{LABEL}
plural: {{zh: 公司, en: Firms}}
fields:
  - {{name: name, type: text, {LABEL}}}
  - {{name: grade, type: text, {LABEL}}}
  - {{name: brand, type: text, {LABEL}}}
  - {{name: score, type: integer, {LABEL}}}
  - {{name: motto, type: text, {LABEL}}}
"""


def _lines(each: str) -> str:
    return "".join(f"  - {{{each.replace('#', str(at))}, {LABEL}}}\n" for at in MANY)


def _tower(at: int) -> str:
    return f"f{at - 1} + 1" if at else "firm.score + (due - TODAY())"


VISIT = f"""
object: visit
{LABEL}
plural: {{zh: 拜访, en: Visits}}
fields:
  - {{name: name, type: text, {LABEL}}}
  - {{name: firm, type: lookup, to: firm, {LABEL}}}
  - {{name: due, type: date, {LABEL}}}
{_lines("name: kept#, type: formula, returns: text, formula: firm.grade & '#'")
 + _lines("name: given#, type: text, default_formula: firm.brand & $User.title & '#'")
 + "".join(f"  - {{name: f{at}, type: formula, returns: integer, formula: '{_tower(at)}', {LABEL}}}" + chr(10)
           for at in MANY)
}validation_rules:
"""  # fmt: skip
TOP = MANY[-1]


def _rules(*conditions: str) -> str:
    message = "message: {zh: 不行, en: No}"
    told = (f"  - {{name: r{at}, when: '{one}', {message}}}" for at, one in enumerate(conditions))
    return "\n".join(told) + "\n"


def _asking(statements: Iterable[str], word: str) -> list[str]:
    """The statements that read a field of a name."""
    return [
        one for one in statements if one.lstrip().startswith(("SELECT", "WITH")) and word in one
    ]


@pytest.fixture
def saved(
    organization: Organization, desk: Callable[[str], Desk], tmp_path: Path, statements: list[str]
) -> Callable[..., list[str]]:  # fmt: skip
    """Saves a visit under some rules, and answers what the database was asked for."""

    def save(*rules: str) -> list[str]:
        texts = {"pack": PACK, "firm": FIRM, "visit": VISIT + _rules(*rules)}
        for name, text in texts.items():
            (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
        organization.apply([tmp_path])
        admin = desk("admin")
        firm = admin.create("firm", name="a", grade="A", brand="B", score=3, motto="m")["id"]
        statements.clear()
        made = admin.create("visit", firm=firm, due="2026-11-24")
        assert (made["kept3"], made["given3"], made[f"f{TOP}"]) == ("A3", "B3", 4 + TOP)
        return list(statements)

    return save


def test_what_many_formulas_read_is_asked_for_once(saved: Callable[..., list[str]]) -> None:
    asked = saved(
        f"f{TOP} < 5",
        *(f'$User.phone = "{at}"' for at in MANY),
        *(f'VLOOKUP(firm.motto, firm.name, "a") = "{at}"' for at in MANY),
    )
    words = ("firm.score", "grade", "brand", "title", "phone", "motto")
    assert {word: len(_asking(asked, word)) for word in words} == dict.fromkeys(words, 1)
    assert len(_asking(asked, "FOR NO KEY UPDATE OF firm")) <= 1, (
        "held once, where there are others who write"
    )


STEPS = [f"way{at}" for at in range(8)]
WAYS = [f"{one}.{two}" for one in STEPS for two in STEPS]
POINTING = "".join(f"  - {{name: {step}, type: lookup, to: firm, {LABEL}}}\n" for step in STEPS)


def test_more_look_ups_than_one_statement_follows_are_asked_in_pieces(
    organization: Organization, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    assert len(WAYS) > MAX_JOINS
    far = "".join(
        f"  - {{name: far{at}, type: formula, returns: text, formula: firm.{way}.grade, {LABEL}}}\n"
        for at, way in enumerate(WAYS)
    )
    texts = {
        "pack": PACK,
        "firm": FIRM + POINTING,
        "asker": f"extend: user\nfields:\n{POINTING}",
        "visit": VISIT.replace("validation_rules:", f"{far}validation_rules:")
        + _rules(*(f"firm.{way}.brand = $User.{way}.brand" for way in WAYS)),
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    organization.apply([tmp_path])
    admin = desk("admin")
    last = admin.create("firm", name="last", grade="A", brand="B")["id"]
    firm = last
    for name in ("second", "first"):
        firm = admin.create("firm", name=name, **dict.fromkeys(STEPS, firm))["id"]
    made = admin.create("visit", firm=firm, due="2026-11-24")
    assert {made[f"far{at}"] for at in range(len(WAYS))} == {"A"}
