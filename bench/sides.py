"""What is compared: the hand-written limit, and beside it every other server of the same API.

A side says how its data is made, how its server is started, and which requests ask for the same
work.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import data
from bench.client import Load, request_bytes
from bench.limit.load import load, token_of
from bench.limit.rules import STATUSES
from bench.product import load as product

MANAGER = "region1"
"""Who asks: the manager of a region, who sees a quarter of the records."""
DIRECTOR = "director"
"""Who asks for the totals: no administrator, but above everybody, so every opportunity counts."""
PAGE = 50
PHRASES = ("有限公司", "金桥", "软件技术", "Golden Bridge", "医疗器械有限", "Yuanda", "KH-00004")
TOTALS = "/api/v1/opportunity/aggregate?group=stage&measures=count,sum:amount"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many records both sides have."""

    rows: int
    opportunities: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One kind of request, and the check that one of its answers really did the work."""

    load: Load
    proof: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Side:
    """One server: `command` starts it on the port that stands in place of `{port}`."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    operations: Mapping[str, Operation]


@dataclass(frozen=True, slots=True)
class Spelling:
    """Where the sides' requests differ: tokens by account, list and search as targets."""

    token: Callable[[str], str]
    newest: Callable[[str], str]
    search: Callable[[str], str]


def operations(sizes: Sizes, spelling: Spelling) -> dict[str, Operation]:
    """The six kinds of request, each with a run of its own through the records."""
    bearer = {"authorization": f"Bearer {spelling.token(MANAGER)}"}
    director = {"authorization": f"Bearer {spelling.token(DIRECTOR)}"}
    return {
        "get": Operation(_get(bearer, sizes), lambda answer: len(answer) >= 24),
        "list": Operation(
            _turns(bearer, [spelling.newest(status) for status in STATUSES]),
            lambda answer: len(answer["records"]) == PAGE and bool(answer["next"]),
        ),
        "create": Operation(_create(bearer), lambda answer: answer["version"] == 1),
        "update": Operation(_update(bearer, sizes), lambda answer: answer["version"] >= 2),
        "search": Operation(
            _turns(bearer, [spelling.search(phrase) for phrase in PHRASES]),
            lambda answer: len(answer["records"]) > 0,
        ),
        "aggregate": Operation(
            _turns(director, [TOTALS]),
            lambda answer: (
                sum(group["count"] for group in answer["groups"]) == sizes.opportunities
            ),
        ),
    }


def _own_customers(sizes: Sizes) -> list[str]:
    """The customers that the manager sees, in an order without order."""
    region = MANAGER.removeprefix("region")
    owners = {person.id for person in data.people() if person.role.startswith(f"all.{region}.")}
    seen = [row["id"] for row in data.customers(sizes.rows) if row["owner"] in owners]
    return sorted(seen, key=lambda record: record[::-1])


def _turns(headers: dict[str, str], targets: list[str]) -> Load:
    """GET requests, in turn."""
    prepared = [request_bytes("GET", target, headers) for target in targets]
    numbers = count()
    return Load(lambda: prepared[next(numbers) % len(prepared)], 200)


def _get(headers: dict[str, str], sizes: Sizes) -> Load:
    return _turns(headers, [f"/api/v1/customer/{record}" for record in _own_customers(sizes)])


def _create(headers: dict[str, str]) -> Load:
    """New customers, each with a code of its own."""
    numbers = count()

    def request() -> bytes:
        number = next(numbers)
        body = {
            "name": f"新客户{number}有限公司",
            "code": f"NEW-{number}",
            "status": "potential",
            "level": "normal",
            "phone": f"139{number:08}",
            "website": "https://www.example.com",
            "industry": "software",
            "annual_revenue": "1234567.89",
            "employee_number": 120,
            "region": "杭州市",
            "address": "杭州市人民路 1 号",
            "zip_code": "310000",
            "founded_on": "2001-02-03",
            "do_not_disturb": False,
            "comment": "由展会获得",
            "department": data.department_id(1),
        }
        return request_bytes("POST", "/api/v1/customer", headers, _json(body))

    return Load(request, 201)


def _update(headers: dict[str, str], sizes: Sizes) -> Load:
    """Changes of existing customers: each pass finds the versions that the last one left."""
    targets = _own_customers(sizes)
    numbers = count()

    def request() -> bytes:
        turn, place = divmod(next(numbers), len(targets))
        body = {"annual_revenue": f"{turn}.50", "employee_number": 6_000 + turn, "level": "key"}
        body["phone"] = f"138{turn:08}"
        matching = headers | {"if-match": f'"{turn + 1}"'}
        return request_bytes("PATCH", f"/api/v1/customer/{targets[place]}", matching, _json(body))

    return Load(request, 200)


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def limit_side(folder: Path, sizes: Sizes) -> Side:
    """The hand-written application on a new database in `folder`."""
    path = folder / "limit.db"
    load(path, sizes.rows, sizes.opportunities)
    spelling = Spelling(
        token=token_of,
        newest=lambda status: f"/api/v1/customer?status={status}&sort=-created_at&limit={PAGE}",
        search=lambda phrase: f"/api/v1/search?q={quote(phrase)}",
    )
    return Side(
        "limit",
        uvicorn("bench.limit.app:build"),
        {"BENCH_LIMIT_DATABASE": str(path)},
        operations(sizes, spelling),
    )


def uvicorn(factory: str) -> tuple[str, ...]:
    """The command of one worker with httptools, as all sides are served."""
    options = ("--http", "httptools", "--loop", "asyncio", "--no-access-log", "--lifespan", "auto")
    quiet = ("--log-level", "warning", "--host", "127.0.0.1", "--port", "{port}")
    return (sys.executable, "-m", "uvicorn", "--factory", factory, *options, *quiet)


def _newest(status: str) -> str:
    """The list of one status, newest first, in the product's spelling."""
    condition = quote(f'status = "{status}"')
    return f"/api/v1/customer?filter={condition}&sort=-created_at&limit={PAGE}"


def product_side(folder: Path, sizes: Sizes) -> Side:
    """The generated API on a new database in `folder`, as `objectry serve` serves it."""
    path = folder / "product.db"
    product.load(path, sizes.rows, sizes.opportunities)
    spelling = Spelling(
        token=token_of,
        newest=_newest,
        search=lambda phrase: f"/api/v1/search?q={quote(phrase)}&limit=20",
    )
    environment = product.environment(path)
    return Side("product", product.command(), environment, operations(sizes, spelling))


SIDES: Mapping[str, Callable[[Path, Sizes], Side]] = {
    "limit": limit_side,
    "product": product_side,
}
"""What can be measured, by name. The first one is what the others are compared with."""
