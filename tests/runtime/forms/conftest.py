"""Deals whose fields and layouts demand, lock and hide at times, with people who may not see or write everything."""

from collections.abc import Callable
from pathlib import Path

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.settings import read_settings
from tests.runtime.conftest import Desk, fill, pg_database
from tests.runtime.forms.bills import BILLS

FILES = {
    "pack": "pack: deals\nversion: 1.0.0\nlabel: {zh: 交易, en: Deals}\nrequires: [{pack: base}]\n",
    "deal": """
object: deal
label: {zh: 交易, en: Deal}
plural: {zh: 交易, en: Deals}
features: [recycle_bin, import]
sharing: public_read_write
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: customer, type: lookup, to: customer, label: {zh: 客户, en: Customer}}
  - name: stage
    type: select
    default: new
    label: {zh: 阶段, en: Stage}
    values:
      - {value: new, label: {zh: 新, en: New}}
      - {value: won, label: {zh: 赢单, en: Won}}
      - {value: lost, label: {zh: 输单, en: Lost}}
  - {name: reason, type: text, required_when: 'stage = "lost"', label: {zh: 原因, en: Reason}}
  - {name: amount, type: currency, read_only_when: 'stage = "won"', label: {zh: 金额, en: Amount}}
  - {name: months, type: integer, label: {zh: 月数, en: Months}}
  - {name: monthly, type: currency, required_when: 'amount / months > 100', label: {zh: 月费, en: Monthly}}
  - {name: permit, type: text, required_when: 'customer.industry = "medical"', label: {zh: 许可, en: Permit}}
  - {name: code, type: text, default_formula: '"D-" & name', read_only_when: 'stage <> "lost"', required: true,
     label: {zh: 代码, en: Code}}
  - {name: until, type: date, read_only_when: 'customer.industry = "retail"', label: {zh: 期限, en: Until}}
  - {name: doubled, type: formula, returns: currency, formula: amount * 2, label: {zh: 两倍, en: Doubled}}
  - {name: days_left, type: formula, returns: integer, formula: until - TODAY(), label: {zh: 剩余, en: Days left}}
  - {name: parts, type: rollup, of: part, through: deal, operation: count, label: {zh: 明细数, en: Parts}}
  - {name: backing, type: text, required_when: doubled > 10000, label: {zh: 担保, en: Backing}}
  - {name: excuse, type: text, required_when: days_left < 0, label: {zh: 说明, en: Excuse}}
  - {name: terms, type: text, read_only_when: parts > 0 || days_left > 300, label: {zh: 条款, en: Terms}}
business_types:
  - {name: small, default: true, label: {zh: 小单, en: Small}}
  - {name: won, label: {zh: 赢单, en: Won at once}, defaults: {stage: won}}
""",
    "part": """
object: part
label: {zh: 明细, en: Part}
plural: {zh: 明细, en: Parts}
sharing: controlled_by_parent
fields:
  - {name: name, type: text, label: {zh: 名称, en: Name}}
  - {name: deal, type: master_detail, to: deal, label: {zh: 交易, en: Deal}}
  - {name: price, type: currency, read_only_when: 'deal.stage = "won"', label: {zh: 价格, en: Price}}
""",
    "layout": """
layout: deal.default
object: deal
label: {zh: 标准, en: Standard}
sections:
  - label: {zh: 基本, en: Basics}
    fields:
      - name
      - stage
      - {field: amount, required: true}
      - {field: months, required_when: amount > 500, read_only_when: 'stage = "won"'}
      - {field: until, read_only: true}
      - code
  - label: {zh: 输单, en: Lost}
    when: stage = "lost"
    fields: [{field: reason, required: true}, {field: permit, required: true, when: amount > 10}]
""",
    "lax": """
layout: deal.lax
object: deal
label: {zh: 宽松, en: Lax}
profiles: [clerk]
sections:
  - {label: {zh: 基本, en: Basics}, fields: [name, {field: reason, read_only: true}]}
""",
    "sales": """
layout: deal.sales
object: deal
label: {zh: 全部, en: Every}
profiles: [sales]
sections: [{label: {zh: 基本, en: Basics}, fields: [name, permit]}]
""",
    "plain": """
layout: deal.plain
object: deal
label: {zh: 简单, en: Plain}
profiles: [read_only]
sections: [{label: {zh: 基本, en: Basics}, fields: [name, customer]}]
quick_create: [stage]
""",
    "permits": """
layout: deal.permits
object: deal
label: {zh: 许可, en: Permits}
profiles: [sales_manager]
sections:
  - {label: {zh: 许可, en: Permits}, fields: [permit]}
  - {label: {zh: 基本, en: Basics}, fields: [name]}
""",
    "won": """
layout: deal.won
object: deal
label: {zh: 赢单, en: Won}
business_types: [won]
sections: [{label: {zh: 基本, en: Basics}, fields: [name, amount]}]
""",
    "terms": """
layout: deal.terms
object: deal
label: {zh: 条款, en: Terms}
profiles: [read_only]
sections: [{label: {zh: 基本, en: Basics}, fields: [backing, excuse, terms, doubled, parts]}]
""",
    "viewer": """
profile: viewer
label: {zh: 旁观, en: Viewer}
objects: {deal: {allow: [read]}}
""",
    "clerk": """
profile: clerk
label: {zh: 文员, en: Clerk}
objects:
  customer: {allow: [read]}
  deal: {allow: [read, create, edit], fields: {reason: read, permit: hidden}}
""",
    **BILLS,
}


@pytest.fixture(scope="session")
def deal_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the pack."""
    folder = tmp_path_factory.mktemp("deals")
    for name, text in FILES.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, deal_pack: Path) -> Path:
    """A SQLite file with the organisation and the pack in it."""
    file = tmp_path_factory.mktemp("template") / "deals.db"
    fill(read_settings({}, database_url=f"sqlite:///{file}"), deal_pack)
    return file


@pytest.fixture(scope="session")
def pg_template(pg_url: str, deal_pack: Path) -> str:
    """The name of a PostgreSQL database with the organisation and the pack in it."""
    return pg_database(pg_url, deal_pack)


@pytest.fixture
def deals(organization: Organization, desk: Callable[[str], Desk]) -> Desk:
    """The administrator, beside cleo, the clerk, and vera, who may only read."""
    with organization.write() as context:
        accounts.add_user(context, "cleo", "克里奥", ["clerk"], None)
        accounts.add_user(context, "vera", "薇拉", ["viewer"], None)
    return desk("admin")


@pytest.fixture
def biller(organization: Organization, desk: Callable[[str], Desk]) -> Desk:
    """Somebody who makes bills, and may not see all of them."""
    with organization.write() as context:
        accounts.add_user(context, "bill", "Bill", ["biller"], None)
    return desk("bill")
