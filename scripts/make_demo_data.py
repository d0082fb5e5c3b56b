"""Writes demo/demo.json: the records of the demo organisation, always the same ones, in Chinese and English.

    python scripts/make_demo_data.py

The file lists objects in the order in which they are made; look-ups name records by a unique field or by their name.
Details whose master has no such name are the `parts` of a step: a list of them for each record.
"""

import json
import random
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[1] / "demo" / "demo.json"
START = date(2026, 1, 5)
DAYS = 330
PEOPLE = (
    ("admin", "系统管理员", ("administrator",), None, None),
    ("dora", "董岚", ("sales_manager",), "sales_director", None),
    ("rita", "任宁", ("read_only",), None, None),
    ("mia", "孟晓", ("sales_manager",), "sales_manager", "dora"),
    ("max", "Max Weber", ("sales_manager",), "sales_manager", "dora"),
    ("sam", "沈立", ("sales",), "salesperson", "mia"),
    ("sue", "苏青", ("sales",), "salesperson", "mia"),
    ("tom", "Tom Baker", ("sales",), "salesperson", "max"),
    ("amy", "Amy Clark", ("sales",), "salesperson", "max"),
)
"""Account, name, profiles, role and manager of everybody; managers stand before their people."""
DEPARTMENTS = (("head", "总部", None), ("sales", "销售部", "head"), ("sales_cn", "国内销售组", "sales"),
               ("sales_intl", "International sales", "sales"))  # fmt: skip
TEAMS = {"dora": "sales", "mia": "sales_cn", "sam": "sales_cn", "sue": "sales_cn", "max": "sales_intl",
         "tom": "sales_intl", "amy": "sales_intl"}  # fmt: skip
"""The department of everybody who does not work at the head office."""
RIVALS = (("深圳恒光电源有限公司", "high"), ("东方网关科技有限公司", "medium"), ("Nordic Power AB", "medium"),
          ("Delta Edge Systems", "low"))  # fmt: skip
SELLERS = ("sam", "sue", "tom", "amy")
PLACES = ("深圳", "上海", "北京", "苏州", "杭州", "成都", "武汉", "青岛", "东莞", "厦门")
WORDS = ("华强", "金桥", "远大", "恒信", "瑞丰", "中联", "海川", "新程", "博远", "宏图")
TRADES = ("科技有限公司", "电子有限公司", "贸易有限公司", "医疗器械有限公司", "软件技术有限公司")
ENGLISH = ("Northwind Traders", "Blue Harbor Ltd", "Evergreen Foods", "Silverline Logistics", "Atlas Machinery",
           "Pacific Textiles", "Redwood Energy", "Bright Path Education", "Union Optics", "Granite Works")  # fmt: skip
SURNAMES, GIVEN = (
    "王李张刘陈杨赵黄周吴",
    ("伟", "芳", "娜", "敏", "静", "磊", "洋", "艳", "勇", "杰"),
)
FIRST, LAST = (
    ("Anna", "Ben", "Clara", "David", "Emma"),
    ("Fischer", "Green", "Hughes", "Irving", "Jones"),
)
PRODUCTS = (("标准电源", "PS-100", "320.00"), ("高精度电源", "PS-200", "860.00"), ("工业网关", "GW-10", "1280.00"),
            ("边缘服务器", "ES-1", "15800.00"), ("传感器套件", "SK-5", "450.00"), ("Service plan", "SP-1", "2400.00"),
            ("Installation", "IN-1", "1500.00"), ("数据采集软件", "SW-1", "9800.00"))  # fmt: skip
INDUSTRIES = ("manufacturing", "technology", "medical", "retail", "logistics", "education")
STAGES = ("prospecting", "needs", "proposal", "negotiation", "won", "won", "lost")
WIN_RATES = {
    "prospecting": 10,
    "needs": 30,
    "proposal": 50,
    "negotiation": 80,
    "won": 100,
    "lost": 0,
}
Records = list[dict[str, Any]]


def by_account(account: str) -> dict[str, str]:
    """A look-up to a user."""
    return {"account": account}


def named(name: str) -> dict[str, str]:
    """A look-up to a record by its name."""
    return {"name": name}


def day(rng: random.Random) -> str:
    """A day of the demo year."""
    return (START + timedelta(days=rng.randrange(DAYS))).isoformat()


def customers(rng: random.Random) -> Records:
    """Forty companies, a quarter of them with English names."""
    chinese = [
        f"{rng.choice(PLACES)}{word}{trade}" for word in WORDS for trade in rng.sample(TRADES, 3)
    ]
    return [
        {
            "name": name,
            "owner": by_account(rng.choice(SELLERS)),
            "status": rng.choice(("potential", "cooperating", "cooperating")),
            "level": rng.choice(("key", "important", "normal")),
            "industry": rng.choice(INDUSTRIES),
            "annual_revenue": f"{rng.randrange(1, 900) * 100_000}.00",
            "employee_number": rng.randrange(20, 3000),
            "phone": f"0755-8{rng.randrange(1_000_000, 9_999_999)}",
        }
        for name in dict.fromkeys([*chinese, *ENGLISH])
    ]


def contacts(rng: random.Random, companies: Records) -> Records:
    """One or two people in each company, owned by whoever owns the company."""
    found: Records = []
    for company in companies:
        for _ in range(rng.randrange(1, 3)):
            english = company["name"] in ENGLISH
            name = (
                f"{rng.choice(FIRST)} {rng.choice(LAST)}"
                if english
                else rng.choice(SURNAMES) + rng.choice(GIVEN)
            )
            found.append({
                "name": name, "customer": named(company["name"]), "owner": company["owner"],
                "mobile": f"138{rng.randrange(10_000_000, 99_999_999)}",
            })  # fmt: skip
    return found


def deals(rng: random.Random, companies: Records) -> Records:
    """Seventy opportunities in all stages."""
    found: Records = []
    for number in range(70):
        company, stage = rng.choice(companies), rng.choice(STAGES)
        product = rng.choice(PRODUCTS)[0]
        deal = {
            "name": f"{company['name'][:8]} {product} {number + 1:02d}",
            "customer": named(company["name"]),
            "owner": company["owner"],
            "amount": f"{rng.randrange(5, 800) * 1000}.00",
            "close_date": day(rng),
            "stage": stage,
            "win_rate": WIN_RATES[stage],
        }
        if stage == "lost":
            deal["lose_reason"] = rng.choice(("price", "product", "budget_cut"))
        found.append(deal)
    return found


def products_of(rng: random.Random, price: str) -> Records:
    """One or two lines, with the price in the field of that name."""
    return [
        {
            "product": named(product[0]),
            "quantity": str(rng.randrange(1, 20)),
            price: product[2],
        }
        for product in rng.sample(PRODUCTS, rng.randrange(1, 3))
    ]


def lines(rng: random.Random, masters: Records, field: str, price: str, key: str) -> Records:
    """One or two lines below each of some records."""
    return [
        {field: {key: master[key]}, **line}
        for master in masters
        for line in products_of(rng, price)
    ]


def person(entry: tuple[str, str, tuple[str, ...], str | None, str | None]) -> dict[str, Any]:
    """A user with department, role and manager."""
    account, name, profiles, role, manager = entry
    return {
        "account": account, "name": name, "profiles": [{"code": code} for code in profiles],
        "role": {"code": role} if role else None, "manager": by_account(manager) if manager else None,
        "department": {"code": TEAMS.get(account, "head")},
    }  # fmt: skip


def teams() -> list[dict[str, Any]]:
    """Departments and users from the top down: who is pointed to must be there already."""
    found: list[dict[str, Any]] = []
    for code, name, parent in DEPARTMENTS:
        record = {"code": code, "name": name, "parent": {"code": parent} if parent else None}
        found.append({"object": "department", "records": [record]})
    for level in (PEOPLE[:3], PEOPLE[3:5], PEOPLE[5:]):
        found.append({"object": "user", "records": [person(one) for one in level]})
    return found


def rivalry(rng: random.Random, companies: Records) -> list[dict[str, Any]]:
    """Four competitors, and where we meet them."""
    rivals = [
        {"name": name, "threat_level": threat, "owner": by_account("dora")}
        for name, threat in RIVALS
    ]
    met = [
        {"customer": named(company["name"]), "competitor": named(rng.choice(RIVALS)[0]),
         "product": named(rng.choice(PRODUCTS)[0]), "market": rng.choice(("华南", "华东", "Europe")),
         "our_advantage": rng.choice(("交货快", "本地服务", "Better service"))}
        for company in rng.sample(companies, 6)
    ]  # fmt: skip
    return [
        {"object": "competitor", "records": rivals},
        {"object": "customer_competitor", "records": met},
    ]


def parts(rng: random.Random, sales: Records, known: Records) -> Records:
    """Contacts with a part in a deal of their company; only those that a name is enough for."""
    names = [contact["name"] for contact in known]
    found: Records = []
    for contact in known:
        deal = next((one for one in sales if one["customer"] == contact["customer"]), None)
        if deal and names.count(contact["name"]) == 1 and len(found) < 8:
            found.append({
                "opportunity": named(deal["name"]), "contact": named(contact["name"]),
                "role": rng.choice(("decision_maker", "technical_decision_maker", "user")),
                "is_primary": len(found) % 2 == 0,
            })  # fmt: skip
    return found


def dealings(rng: random.Random, companies: Records) -> Records:
    """Calls, visits and meetings."""
    return [
        {"subject": rng.choice(("电话回访", "拜访客户", "Call about the offer", "Site visit")),
         "kind": rng.choice(("call", "visit", "meeting")),
         "related": {"object": "customer", "name": company["name"]}, "owner": company["owner"],
         "started_at": f"{day(rng)}T02:00:00Z", "content": rng.choice(("客户要求报价。", "Asked for a quotation."))}
        for company in rng.sample(companies, 14)
    ]  # fmt: skip


def steps() -> list[dict[str, Any]]:
    """All records, object by object."""
    rng = random.Random(20261123)
    companies = customers(rng)
    sales = deals(rng, companies)
    won = [deal for deal in sales if deal["stage"] == "won"]
    contracts = [
        {
            "title": f"{deal['name']} 合同", "customer": deal["customer"], "opportunity": named(deal["name"]),
            "owner": deal["owner"], "amount": deal["amount"], "status": "running",
            "start_date": deal["close_date"],
            "end_date": (date.fromisoformat(deal["close_date"]) + timedelta(days=365)).isoformat(),
        }
        for deal in won[:12]
    ]  # fmt: skip
    orders = [
        {"customer": deal["customer"], "opportunity": named(deal["name"]), "owner": deal["owner"],
         "order_date": deal["close_date"], "status": "effective", "discount": discount}
        for deal, discount in zip(won[:8], cycle((None, "95", None)), strict=False)
    ]  # fmt: skip
    tasks = [
        {"subject": rng.choice(("回访", "发报价", "Call back", "Prepare the demo")),
         "owner": by_account(rng.choice(SELLERS)),
         "due_at": f"2026-12-{rng.randrange(1, 29):02d}T09:00:00Z", "status": "not_started"}
        for _ in range(15)
    ]  # fmt: skip
    expenses = [
        {"kind": rng.choice(("travel", "entertainment", "transport")), "amount": f"{rng.randrange(50, 4000)}.00",
         "incurred_on": day(rng), "owner": by_account(rng.choice(SELLERS)), "status": "unclaimed"}
        for _ in range(12)
    ]  # fmt: skip
    targets = [
        {"name": f"2026 {name}", "assessed": "person", "subject_user": by_account(account), "year": 2026,
         "metric": "won_amount", "owner": by_account("dora"),
         **{f"month_{month}": f"{rng.randrange(5, 30) * 10_000}" for month in range(1, 13)}}
        for account, name, profiles, *_ in PEOPLE if "sales" in profiles
    ]  # fmt: skip
    products = [
        {"name": name, "code": code, "list_price": price,
         "category": named("硬件" if code[:2] in ("PS", "GW", "ES", "SK") else "软件与服务")}
        for name, code, price in PRODUCTS
    ]  # fmt: skip
    known = contacts(rng, companies)
    ordered = random.Random(20261124)
    return [
        *teams(),
        {"object": "product_category", "records": [{"name": "硬件"}, {"name": "软件与服务"}]},
        {"object": "product", "records": products},
        {"object": "customer", "records": companies},
        {"object": "contact", "records": known},
        {"object": "opportunity", "records": sales},
        {
            "object": "opportunity_line",
            "records": lines(rng, sales[:25], "opportunity", "unit_price", "name"),
        },
        {"object": "contract", "records": contracts},
        {
            "object": "order",
            "records": orders,
            "parts": {"order_line": [products_of(ordered, "unit_price") for _ in orders]},
        },
        {"object": "task", "records": tasks},
        {"object": "expense", "records": expenses},
        {"object": "target", "records": targets},
        *rivalry(rng, companies),
        {"object": "activity_record", "records": dealings(rng, companies)},
        {"object": "opportunity_contact", "records": parts(rng, sales, known)},
        {
            "object": "contract_line",
            "records": lines(rng, contracts[:5], "contract", "price", "title"),
        },
    ]


def written() -> str:
    """The text of the file."""
    return json.dumps(steps(), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the file."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
