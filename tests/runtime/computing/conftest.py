"""Customers and their deals, with computed fields of every sort."""

from collections.abc import Callable
from pathlib import Path

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.jobs.sweep import sweep
from objectry.runtime.settings import read_settings
from tests.runtime.conftest import Desk, fill, pg_database

Sit = Callable[[str], Desk]

PACK = "pack: deals\nversion: 1.0.0\nlabel: {zh: 交易, en: Deals}\nrequires: [{pack: base}]\n"
DEAL = """
object: deal
label: {zh: 交易, en: Deal}
plural: {zh: 交易, en: Deals}
features: [recycle_bin, import, export]
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: number, type: autonumber, format: "D-{000}", label: {zh: 编号, en: Number}}
  - {name: title, type: formula, returns: text, formula: 'number & " " & name', label: {zh: 标题, en: Title}}
  - {name: firm, type: lookup, to: firm, label: {zh: 公司, en: Firm}}
  - {name: amount, type: currency, label: {zh: 金额, en: Amount}}
  - {name: parts, type: integer, label: {zh: 份数, en: Parts}}
  - {name: rate, type: percent, label: {zh: 赢率, en: Rate}}
  - {name: due, type: date, label: {zh: 到期, en: Due}}
  - {name: urgent, type: boolean, label: {zh: 加急, en: Urgent}}
  - {name: weighted, type: formula, returns: currency, formula: "amount * rate", label: {zh: 加权, en: Weighted}}
  - {name: doubled, type: formula, returns: currency, formula: "weighted * 2", label: {zh: 双倍, en: Doubled}}
  - {name: share, type: formula, returns: currency, formula: "amount / parts", label: {zh: 每份, en: Share}}
  - {name: rank, type: formula, returns: text, formula: 'firm.grade & "/" & firm.home.name', label: {zh: 级, en: Rank}}
  - {name: left, type: formula, returns: integer, formula: "due - TODAY()", label: {zh: 剩余, en: Days left}}
  - {name: late, type: formula, returns: boolean, formula: "left < 0", label: {zh: 逾期, en: Late}}
  - {name: pace, type: formula, returns: decimal, formula: "left / parts", label: {zh: 节奏, en: Pace}}
  - {name: firm_grade, type: reference, path: firm.grade, label: {zh: 公司级别, en: Grade of firm}}
  - {name: firm_name, type: reference, path: firm.name, label: {zh: 公司名称, en: Name of firm}}
validation_rules:
  - name: not_too_heavy
    when: "weighted > 1000000"
    message: {zh: 加权金额过大, en: This weighs too much}
"""
FIRM = """
object: firm
label: {zh: 公司, en: Firm}
plural: {zh: 公司, en: Firms}
features: [recycle_bin]
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: home, type: lookup, to: home, label: {zh: 所在地, en: Home}}
  - {name: deals, type: rollup, of: deal, through: firm, operation: count, label: {zh: 交易数, en: Deals}}
  - name: total
    type: rollup
    of: deal
    through: firm
    operation: sum
    field: weighted
    label: {zh: 合计, en: Total}
  - name: urgent_total
    type: rollup
    of: deal
    through: firm
    operation: sum
    field: amount
    filter: "urgent AND amount > 10"
    label: {zh: 加急合计, en: Urgent total}
  - {name: mean, type: rollup, of: deal, through: firm, operation: avg, field: parts, label: {zh: 平均, en: Mean}}
  - {name: last, type: rollup, of: deal, through: firm, operation: max, field: due, label: {zh: 最晚, en: Last}}
  - {name: least, type: rollup, of: deal, through: firm, operation: min, field: amount, label: {zh: 最小, en: Least}}
  - name: kinds
    type: rollup
    of: deal
    through: firm
    operation: count_distinct
    field: parts
    label: {zh: 种类, en: Kinds}
  - {name: some, type: rollup, of: deal, through: firm, operation: any, field: urgent, label: {zh: 有加急, en: Any}}
  - {name: every, type: rollup, of: deal, through: firm, operation: all, field: urgent, label: {zh: 全加急, en: All}}
  - name: grade
    type: formula
    returns: text
    formula: 'IF(total >= 1000, "A", IF(deals > 0, "B", NULL))'
    label: {zh: 级别, en: Grade}
"""
HOME = """
object: home
label: {zh: 地区, en: Home}
plural: {zh: 地区, en: Homes}
features: [recycle_bin]
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: wealth, type: rollup, of: firm, through: home, operation: sum, field: total, label: {zh: 财富, en: Wealth}}
"""


OBJECTS = {"deal": DEAL, "firm": FIRM, "home": HOME}


def write(folder: Path, **objects: str) -> Path:
    """Write the pack into a folder, with other objects than usual where some are given."""
    folder.mkdir(exist_ok=True)
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    for name, text in {**OBJECTS, **objects}.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def install(organization: Organization, folder: Path, **objects: str) -> None:
    """Install the pack, with other objects than usual where some are given."""
    organization.apply([write(folder, **objects)])


@pytest.fixture(scope="session")
def deals_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the pack."""
    return write(tmp_path_factory.mktemp("deals"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, deals_pack: Path) -> Path:
    """A SQLite file with the organisation and the pack in it."""
    file = tmp_path_factory.mktemp("template") / "deals.db"
    fill(read_settings({}, database_url=f"sqlite:///{file}"), deals_pack)
    return file


@pytest.fixture(scope="session")
def pg_template(pg_url: str, deals_pack: Path) -> str:
    """The name of a PostgreSQL database with the organisation and the pack in it."""
    return pg_database(pg_url, deals_pack)


def work(organization: Organization) -> None:
    """Do all jobs that wait, and those that they leave."""
    while sweep(organization, "test", lambda: False):
        pass


@pytest.fixture
def admin(desk: Sit) -> Desk:
    """The administrator, in an organisation with deals."""
    return desk("admin")
