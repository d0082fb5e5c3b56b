"""A small pack that has every way in which records hang together, and the people who work with it."""

from pathlib import Path

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.settings import read_settings
from tests.runtime.conftest import fill, pg_database

PACK = {
    "pack": "pack: lab\nversion: 1.0.0\nlabel: {zh: 实验室, en: Lab}\nrequires: [{pack: base}]\n",
    "project": """
object: project
label: {zh: 项目, en: Project}
plural: {zh: 项目, en: Projects}
features: [recycle_bin, import]
fields:
  - {name: name, type: text, required: true, searchable: true, label: {zh: 名称, en: Name}}
  - {name: code, type: text, unique: true, label: {zh: 编号, en: Code}}
  - {name: badge, type: text, unique: true, label: {zh: 徽章, en: Badge}}
  - {name: number, type: autonumber, unique: true, format: "P-{0000}", label: {zh: 流水号, en: Number}}
  - {name: above, type: lookup, to: project, hierarchy: true, label: {zh: 上级, en: Above}}
  - {name: partner, type: lookup, to: customer, label: {zh: 伙伴, en: Partner}}
  - {name: rival, type: lookup, to: customer, history: false, label: {zh: 对手, en: Rival}}
  - {name: patron, type: lookup, to: customer, unique: true, label: {zh: 赞助人, en: Patron}}
  - {name: about, type: anylookup, to: [customer, contact], label: {zh: 关于, en: About}}
  - {name: needs, type: anylookup, to: [product], label: {zh: 需要, en: Needs}}
  - {name: guests, type: multilookup, to: customer, filter: 'name <> "barred"', label: {zh: 来宾, en: Guests}}
  - {name: helpers, type: user, many: true, label: {zh: 帮手, en: Helpers}}
  - name: mood
    type: select
    required: true
    default: calm
    label: {zh: 心情, en: Mood}
    values:
      - {value: calm, label: {zh: 平静, en: Calm}}
      - {value: wild, label: {zh: 狂野, en: Wild}}
  - name: tone
    type: select
    depends_on: mood
    label: {zh: 语气, en: Tone}
    values:
      - {value: soft, label: {zh: 轻柔, en: Soft}, when: [calm]}
      - {value: loud, label: {zh: 响亮, en: Loud}, when: [wild]}
  - name: hint
    type: text
    default: none yet
    label: {zh: 提示, en: Hint}
business_types:
  - {name: inner, default: true, label: {zh: 内部, en: Inner}, values: {mood: [calm]}}
  - {name: outer, label: {zh: 外部, en: Outer}}
""",
    "piece": """
object: piece
label: {zh: 部件, en: Piece}
plural: {zh: 部件, en: Pieces}
sharing: controlled_by_parent
features: [recycle_bin]
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: project, type: master_detail, to: project, label: {zh: 项目, en: Project}}
  - {name: serial, type: text, unique: true, label: {zh: 序列号, en: Serial}}
  - {name: product, type: lookup, to: product, on_delete: forbid, label: {zh: 产品, en: Product}}
  - {name: maker, type: lookup, to: customer, label: {zh: 厂家, en: Maker}}
""",
    "shelf": """
object: shelf
label: {zh: 架子, en: Shelf}
plural: {zh: 架子, en: Shelves}
sharing: public_read_write
owned: false
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: inside, type: lookup, to: shelf, hierarchy: true, label: {zh: 在内, en: Inside}}
""",
    "alone": """
profile: alone
label: {zh: 独行, en: Alone}
objects:
  project: {allow: [read, create, edit, delete]}
  piece: {allow: [read, create, edit, delete]}
""",
    "blind": """
profile: blind
label: {zh: 不见名, en: Blind}
objects:
  project: {allow: [read, edit_all]}
  customer: {allow: [read, view_all], fields: {name: hidden}}
""",
    "guard": """
profile: guard
label: {zh: 门卫, en: Guard}
objects:
  project: {allow: [read, edit_all], fields: {guests: read, helpers: read}}
  customer: {allow: [read]}
""",
    "teller": """
profile: teller
label: {zh: 讲述, en: Teller}
objects:
  project: {allow: [read, create, transfer]}
  user: {allow: [read]}
""",
}


@pytest.fixture(scope="session")
def lab_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the pack."""
    folder = tmp_path_factory.mktemp("lab")
    for name, text in PACK.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, lab_pack: Path) -> Path:
    """A SQLite file with the organisation and the pack in it."""
    file = tmp_path_factory.mktemp("template") / "lab.db"
    fill(read_settings({}, database_url=f"sqlite:///{file}"), lab_pack)
    return file


@pytest.fixture(scope="session")
def pg_template(pg_url: str, lab_pack: Path) -> str:
    """The name of a PostgreSQL database with the organisation and the pack in it."""
    return pg_database(pg_url, lab_pack)


@pytest.fixture
def lab(organization: Organization) -> Organization:
    """The organisation with more users: ann has no right but on projects, ted may make them and hand them over,
    bob sees no names, and gus does not choose guests.
    """
    with organization.write() as context:
        accounts.add_user(context, "ann", "安", ["alone"], None)
        accounts.add_user(context, "ted", "泰德", ["teller"], None)
        accounts.add_user(context, "bob", "鲍勃", ["blind"], None)
        accounts.add_user(context, "gus", "古斯", ["guard"], None)
    return organization
