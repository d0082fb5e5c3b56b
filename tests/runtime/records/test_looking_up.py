"""Rules that find other records by the value of a field: by and with values of every type, for many records at once."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from objectry.runtime.api.organization import Organization
from tests.runtime.computing.conftest import install
from tests.runtime.conftest import Desk

BOSS = """
object: boss
label: {zh: 老板, en: Boss}
plural: {zh: 老板, en: Bosses}
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: number, type: autonumber, format: "B-{000}", label: {zh: 编号, en: Number}}
  - {name: title, type: text, label: {zh: 职务, en: Title}}
  - {name: nick, type: text, label: {zh: 昵称, en: Nick}}
  - {name: code, type: text, label: {zh: 代码, en: Code}}
  - {name: phone, type: phone, label: {zh: 电话, en: Phone}}
  - {name: joined, type: formula, returns: text, formula: 'name & "!"', label: {zh: 称呼, en: Joined}}
  - {name: pay, type: integer, label: {zh: 薪, en: Pay}}
  - {name: rate, type: percent, label: {zh: 率, en: Rate}}
  - {name: cash, type: currency, label: {zh: 现金, en: Cash}}
  - {name: since, type: date, label: {zh: 入职, en: Since}}
  - {name: seen, type: datetime, label: {zh: 见于, en: Seen}}
  - {name: at, type: time, label: {zh: 时刻, en: At}}
  - {name: mail, type: email, label: {zh: 邮箱, en: Mail}}
  - {name: active, type: boolean, label: {zh: 在职, en: Active}}
  - {name: chief, type: lookup, to: boss, label: {zh: 上级, en: Chief}}
  - {name: marks, type: tags, label: {zh: 标签, en: Marks}}
  - {name: place, type: geolocation, label: {zh: 位置, en: Place}}
  - {name: twice, type: formula, returns: integer, formula: pay * 2, label: {zh: 双薪, en: Twice}}
  - {name: shared, type: formula, returns: percent, formula: rate / 2, label: {zh: 半率, en: Shared}}
  - {name: now, type: formula, returns: percent, formula: 'rate + 0 * DAY(TODAY())', label: {zh: 现率, en: Now}}
  - {name: below, type: rollup, of: boss, through: chief, operation: sum, field: rate, label: {zh: 下级, en: Below}}
  - {name: shown, type: reference, path: chief.rate, label: {zh: 上级率, en: Rate of chief}}
  - name: grade
    type: select
    label: {zh: 级别, en: Grade}
    values: [{value: a, label: {zh: 甲, en: A}}, {value: b, label: {zh: 乙, en: B}}]
"""
KID = """
object: kid
label: {zh: 下属, en: Kid}
plural: {zh: 下属, en: Kids}
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: boss, type: lookup, to: boss, label: {zh: 老板, en: Boss}}
  - {name: n, type: integer, label: {zh: 数, en: N}}
  - {name: rate, type: percent, label: {zh: 率, en: Rate}}
  - {name: cash, type: currency, label: {zh: 现金, en: Cash}}
  - {name: since, type: date, label: {zh: 期, en: Since}}
  - {name: seen, type: datetime, label: {zh: 见于, en: Seen}}
  - {name: at, type: time, label: {zh: 时刻, en: At}}
validation_rules:
"""
BY_VALUES = {
    "a text": 'VLOOKUP(boss.pay, boss.name, "b") = 5',
    "an address": 'VLOOKUP(boss.name, boss.mail, "b@example.cn") = "b"',
    "a text with blanks around it": 'VLOOKUP(boss.pay, boss.name, "  b ") = 5',
    "a text on two lines": 'VLOOKUP(boss.pay, boss.title, "Head" & CHR(10) & "of all ") = 5',
    "a text in parts": 'VLOOKUP(boss.pay, boss.nick, "Zoe" & CHR(776)) = 5',
    "a text that would no longer be taken": 'VLOOKUP(boss.pay, boss.code, "Q-1") = 5',
    "an address in capitals": 'VLOOKUP(boss.name, boss.mail, " B@Example.CN") = "b"',
    "a telephone number as people write it": 'VLOOKUP(boss.name, boss.phone, "138 0000 1111") = "b"',
    "a formula that joins": 'VLOOKUP(boss.name, boss.joined, " b! ") = "b"',
    "an automatic number": 'VLOOKUP(boss.name, boss.number, "B-001") = "b"',
    "a choice": 'VLOOKUP(boss.name, boss.grade, "a") = "b"',
    "a whole number": 'VLOOKUP(boss.name, boss.pay, n) = "b"',
    "a whole number that was reckoned": 'VLOOKUP(boss.name, boss.pay, n / 3 * 3) = "b"',
    "the version": 'VLOOKUP(boss.name, boss.version, n - 4) = "b"',
    "a percentage": "VLOOKUP(boss.pay, boss.rate, rate) = 5",
    "a percentage that is written out": "VLOOKUP(boss.pay, boss.rate, 25%) = 5",
    "an amount": 'VLOOKUP(boss.name, boss.cash, cash) = "b"',
    "a day": 'VLOOKUP(boss.name, boss.since, since) = "b"',
    "the day of a moment": 'VLOOKUP(boss.name, boss.since, seen) = "b"',
    "a moment": 'VLOOKUP(boss.name, boss.seen, seen) = "b"',
    "a time": 'VLOOKUP(boss.name, boss.at, at) = "b"',
    "the truth": 'VLOOKUP(boss.name, boss.active, n > 1) = "b"',
    "an id": 'VLOOKUP(boss.name, boss.id, boss) = "b"',
    "a look-up": 'VLOOKUP(boss.name, boss.chief, boss) = "o"',
    "a formula that is kept": 'VLOOKUP(boss.name, boss.twice, n * 2) = "b"',
    "a share that is kept": 'VLOOKUP(boss.name, boss.shared, rate / 2) = "b"',
    "a sum": 'VLOOKUP(boss.name, boss.below, 75%) = "b"',
}
WITH_VALUES = {
    "whole numbers": 'VLOOKUP(boss.pay, boss.name, "b") / VLOOKUP(boss.pay, boss.name, "o") * 1.5 = 3.75',
    "a version": 'VLOOKUP(boss.version, boss.name, "b") * 1.5 = 1.5',
    "percentages": 'VLOOKUP(boss.rate, boss.name, "b") = 25%',
    "percentages that are kept": 'VLOOKUP(boss.shared, boss.name, "b") = 12.5%',
    "percentages that change": 'VLOOKUP(boss.now, boss.name, "b") = 25%',
    "percentages of others": 'VLOOKUP(boss.shown, boss.name, "o") = 25%',
    "sums": 'VLOOKUP(boss.below, boss.name, "b") + 0.25 = 1',
    "amounts": 'VLOOKUP(boss.cash, boss.name, "b") * 2 = 20.1',
    "days": 'VLOOKUP(boss.since, boss.name, "b") + 1 = #2026-01-03#',
    "moments": 'VLOOKUP(boss.seen, boss.name, "b") = seen',
    "times": 'VLOOKUP(boss.at, boss.name, "b") = at',
    "truths": 'VLOOKUP(boss.active, boss.name, "b")',
    "look-ups": 'VLOOKUP(boss.chief, boss.name, "o") = boss',
    "lists": 'INCLUDES(VLOOKUP(boss.marks, boss.name, "b"), "x")',
    "places": 'DISTANCE(VLOOKUP(boss.place, boss.name, "b"), GEOLOCATION(31.2, 121.5), "km") < 1',
    "choices": 'VLOOKUP(boss.grade, boss.name, "b") = "a"',
    "what was looked up":
        'VLOOKUP(boss.name, boss.pay, VLOOKUP(boss.pay, boss.cash, VLOOKUP(boss.cash, boss.name, "b"))) = "b"',
}  # fmt: skip
BY_NOTHING = {
    "nobody's name": "VLOOKUP(boss.pay, boss.name, name)",
    "half a number": "VLOOKUP(boss.name, boss.pay, n + 0.5)",
    "more than a column keeps": "VLOOKUP(boss.name, boss.pay, 10 ^ 30)",
    "more points than a column keeps": "VLOOKUP(boss.name, boss.rate, 10 ^ 17)",
    "more than any number": "VLOOKUP(boss.name, boss.rate, 10 ^ 62)",
    "more decimals": "VLOOKUP(boss.name, boss.cash, cash + 0.001)",
    "decimals of points": "VLOOKUP(boss.name, boss.rate, rate + 0.00001)",
    "nothing": "VLOOKUP(boss.name, boss.pay, NULL)",
    "blanks": 'VLOOKUP(boss.name, boss.title, "  ")',
    "capitals": 'VLOOKUP(boss.name, boss.name, "B")',
    "an empty value": "VLOOKUP(boss.name, boss.cash, NULLIF(cash, cash))",
}  # fmt: skip


def _with_rules(rules: Mapping[str, str]) -> str:
    told = (
        f'  - {{name: r{at}, when: \'{when}\', message: {{zh: "{name}", en: "{name}"}}}}\n'
        for at, (name, when) in enumerate(rules.items())
    )
    return KID + "".join(told)


def _refused(admin: Desk, values: Mapping[str, object]) -> list[str]:
    answer = admin.call("POST", "/kid", values)
    assert answer.status_code == 422, answer.text
    return [one["message"] for one in answer.json()["errors"]]


@pytest.fixture
def admin(desk: Callable[[str], Desk]) -> Desk:
    """The administrator."""
    return desk("admin")


@pytest.fixture
def kid(organization: Organization, admin: Desk, tmp_path: Path) -> dict[str, object]:
    """The values of a kid, each of which its boss has as well; there is another boss below that one."""
    install(organization, tmp_path / "pack", boss=BOSS)
    same = {
        "rate": "25",
        "cash": "10.05",
        "since": "2026-01-02",
        "seen": "2026-01-02T03:04:05.678Z",
        "at": "13:05",
    }
    first = admin.create(
        "boss", name="b", pay=5, mail="b@example.cn", active=True, grade="a", marks=["x"],
        title="Head of all", nick="Zo\u00eb", code="Q-1", phone="+86 138 0000 1111",
        place={"lat": "31.2", "lng": "121.5"}, **same,
    )  # fmt: skip
    other = admin.create("boss", name="other", pay=2, rate="75", chief=first["id"])
    admin.call("PATCH", f"/boss/{other['id']}", {"name": "o"}, if_match="*")
    return {"name": "k", "n": 5, "boss": first["id"], **same}


def test_records_are_found_by_values_of_every_type(
    organization: Organization, admin: Desk, tmp_path: Path, kid: dict[str, object]
) -> None:
    rules = {**BY_VALUES, **WITH_VALUES}
    stricter = BOSS.replace("name: code, type: text", 'name: code, type: text, pattern: "P.*"')
    install(organization, tmp_path / "pack", boss=stricter, kid=_with_rules(rules))
    assert _refused(admin, kid) == list(rules)


def test_what_no_record_can_have_finds_none(
    organization: Organization, admin: Desk, tmp_path: Path, kid: dict[str, object]
) -> None:
    rules = {name: f"ISBLANK({text})" for name, text in BY_NOTHING.items()}
    install(organization, tmp_path / "pack", boss=BOSS, kid=_with_rules(rules))
    assert _refused(admin, kid) == list(rules)


def test_a_batch_looks_up_in_few_statements(
    organization: Organization, admin: Desk, tmp_path: Path, kid: dict[str, object],
    statements: list[str],
) -> None:  # fmt: skip
    rules = {
        "known": "ISBLANK(VLOOKUP(boss.pay, boss.name, name))",
        "twice": "VLOOKUP(boss.name, boss.pay, VLOOKUP(boss.pay, boss.name, name)) <> name",
        "changed": "NOT(ISNEW()) && ISBLANK(VLOOKUP(boss.pay, boss.name, name))",
    }
    install(organization, tmp_path / "pack", boss=BOSS, kid=_with_rules(rules))

    def sent(count: int) -> int:
        names = [["b", "o", f"nobody {at}"][at % 3] for at in range(count)]
        records = [{"name": name} for name in names]
        statements.clear()
        answer = admin.call("POST", "/kid/bulk", {"operation": "create", "records": records})
        found = [one["status"] for one in answer.json()["results"]]
        assert found == ["failed" if name.startswith("nobody") else "created" for name in names]
        return len(statements)

    sent(3)  # some things are asked for once
    assert sent(90) == sent(3)
