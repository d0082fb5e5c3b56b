"""What both sides are filled with: users, customers and opportunities, in Chinese and English.

Everything is computed from a record's number, so the same sizes give the same data and a row needs
no memory of the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.limit.rules import INDUSTRIES, LEVELS, STATUSES
from bench.limit.values import id_of, moment_text

REGIONS = 4
TEAMS_OF_REGION = 4
SELLERS_OF_TEAM = 5
FIRST_MOMENT = 1_672_531_200_000
"""2023-01-01 in milliseconds: when the first record was made."""
SPAN = 100_000_000_000
"""Milliseconds (a good three years) over which the records were made."""

STAGES = ("prospecting", "needs", "proposal", "negotiation", "won", "lost")
CITIES = (
    ("北京", "Beijing"), ("上海", "Shanghai"), ("广州", "Guangzhou"), ("深圳", "Shenzhen"),
    ("杭州", "Hangzhou"), ("成都", "Chengdu"), ("武汉", "Wuhan"), ("南京", "Nanjing"),
)  # fmt: skip
BRANDS = (
    ("华信", "Huaxin"), ("远大", "Yuanda"), ("博雅", "Boya"), ("金桥", "Golden Bridge"),
    ("天成", "Tiancheng"), ("恒通", "Hengtong"), ("明德", "Mingde"), ("海川", "Haichuan"),
    ("瑞丰", "Ruifeng"), ("新科", "Xinke"), ("东方", "Orient"), ("安泰", "Antai"),
    ("蓝天", "Blue Sky"),
)  # fmt: skip
TRADES = (
    ("机械设备", "Machinery"), ("化工材料", "Chemicals"), ("软件技术", "Software"),
    ("医疗器械", "Medical"), ("建筑工程", "Construction"), ("物流运输", "Logistics"),
    ("电子科技", "Electronics"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A user. The role is a place in the tree: `all`, `all.2`, `all.2.0`, `all.2.0.seller`."""

    id: str
    account: str
    name: str
    role: str
    department: int
    admin: bool = False


def person_id(number: int) -> str:
    """The ID of the user with a number."""
    return id_of(FIRST_MOMENT, number + 1)


def department_id(number: int) -> str:
    """The ID of a region's department."""
    return id_of(FIRST_MOMENT, 1_000_000 + number)


def customer_id(number: int, of: int) -> str:
    """The ID of customer `number` of `of`."""
    return id_of(_made(number, of), _mix(number))


def _made(number: int, of: int) -> int:
    return FIRST_MOMENT + number * SPAN // of


def _mix(number: int) -> int:
    """A number that looks random and is not (the finaliser of SplitMix64)."""
    number = (number + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    number = (number ^ number >> 27) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
    return number ^ number >> 31


def people() -> list[Person]:
    """An administrator, a director, and the managers and sellers of four regions: 102 users."""
    places = [("admin", "all"), ("director", "all")]
    for region in range(REGIONS):
        places.append((f"region{region}", f"all.{region}"))
        for team in range(TEAMS_OF_REGION):
            places.append((f"team{region}{team}", f"all.{region}.{team}"))
            places += [
                (f"seller{region}{team}{seller}", f"all.{region}.{team}.seller")
                for seller in range(SELLERS_OF_TEAM)
            ]
    return [
        Person(
            person_id(number),
            account,
            f"{account} 王{number}",
            role,
            int(role[4:5] or 0),
            account == "admin",
        )
        for number, (account, role) in enumerate(places)
    ]


def role_ids() -> dict[str, str]:
    """The ID of each role, from the top of the tree down."""
    names = sorted({person.role for person in people()})
    return {name: id_of(FIRST_MOMENT, 2_000_000 + place) for place, name in enumerate(names)}


def role_above(role: str) -> str | None:
    """The role above another one; None at the top."""
    return role.rpartition(".")[0] or None


def sellers() -> list[Person]:
    """The users who own records."""
    return [person for person in people() if person.account.startswith("seller")]


def customers(count: int) -> Iterator[dict[str, Any]]:
    """The customers as stored, money in cents. Some have an English name, every tenth a parent."""
    owners, phrases = sellers(), _names()
    for number in range(count):
        mixed = _mix(number)
        owner = owners[mixed % len(owners)]
        moment = moment_text(_made(number, count))
        city, english_city = CITIES[mixed >> 8 & 7]
        yield {
            "id": customer_id(number, count),
            "name": f"{phrases[mixed >> 16 & 1023]}{number}",
            "code": f"KH-{number:07}",
            "status": STATUSES[(mixed >> 26) % 3],
            "level": LEVELS[mixed >> 30 & 3],
            "phone": f"13{(mixed >> 20) % 1_000_000_000:09}",
            "website": f"https://www.example-{number}.com",
            "industry": INDUSTRIES[(mixed >> 32) % len(INDUSTRIES)],
            "annual_revenue": (mixed >> 24) % 10_000_000_00,
            "employee_number": (mixed >> 36) % 5_000,
            "region": f"{city}市",
            "address": f"{city}市人民路 {mixed % 900 + 1} 号 / {english_city}",
            "zip_code": f"{100_000 + mixed % 800_000}",
            "founded_on": f"{1980 + mixed % 40}-{mixed % 12 + 1:02}-{mixed % 28 + 1:02}",
            "do_not_disturb": mixed & 31 == 0,
            "comment": f"由展会获得，第 {number} 位；prefers e-mail in the morning.",
            "owner": owner.id,
            "department": department_id(owner.department),
            "parent": customer_id(mixed % number, count) if number and number % 10 == 0 else None,
            "created_by": owner.id,
            "created_at": moment,
            "updated_by": owner.id,
            "updated_at": moment,
            "version": 1,
            "deleted_at": None,
        }


def _names() -> list[str]:
    """1024 beginnings of company names."""
    names = []
    for number in range(1024):
        mixed = _mix(number)
        city = CITIES[mixed % len(CITIES)]
        brand = BRANDS[(mixed >> 8) % len(BRANDS)]
        trade = TRADES[(mixed >> 16) % len(TRADES)]
        chinese = f"{city[0]}{brand[0]}{trade[0]}有限公司"
        names.append(f"{brand[1]} {trade[1]} {city[1]} Ltd " if number % 8 == 0 else chinese)
    return names


def opportunities(count: int, customers_made: int) -> Iterator[dict[str, Any]]:
    """The opportunities, as stored. Money in cents."""
    owners = [person.id for person in sellers()]
    targets = [customer_id(number, customers_made) for number in range(min(customers_made, 1_000))]
    for number in range(count):
        mixed = _mix(~number & 0xFFFFFFFF)
        made = _made(number, count)
        moment = moment_text(made)
        yield {
            "id": id_of(made, mixed),
            "name": f"机会 {number}",
            "customer": targets[mixed % len(targets)],
            "owner": owners[(mixed >> 16) % len(owners)],
            "stage": STAGES[(mixed >> 24) % len(STAGES)],
            "amount": (mixed >> 28) % 1_000_000_00,
            "close_date": moment[:10],
            "created_at": moment,
            "updated_at": moment,
            "version": 1,
            "deleted_at": None,
        }
