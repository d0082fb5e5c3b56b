"""The benchmark itself: the hand-written side keeps its rules, and the figures can be believed."""

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bench import data, growth
from bench.client import Load, Unexpected, ask, measure, request_bytes
from bench.limit.load import token_of
from bench.limit.values import cents, money_text, phrase, words
from bench.pack import write_pack
from bench.run import Round, main, middle
from bench.server import Server, free_port, running
from bench.sides import MANAGER, Side, Sizes, limit_side

SIZES = Sizes(rows=2_000, opportunities=300)
CUSTOMERS = "/api/v1/customer"


@pytest.fixture(scope="module")
def side(tmp_path_factory: pytest.TempPathFactory) -> Side:
    """The hand-written side on a small database."""
    return limit_side(tmp_path_factory.mktemp("limit"), SIZES)


@pytest.fixture(scope="module")
def server(side: Side) -> Iterator[Server]:
    """Its server."""
    port = free_port()
    command = [part.replace("{port}", str(port)) for part in side.command]
    with running(command, port, side.environment, os.sched_getaffinity(0)) as started:
        yield started


def always(request: bytes, status: int) -> Load:
    """A load that sends the same request again and again."""
    return Load(lambda: request, status)


def call(
    server: Server,
    method: str,
    target: str,
    status: int,
    account: str = MANAGER,
    body: dict[str, Any] | None = None,
    match: int | None = None,
) -> Any:
    """The JSON that a request is answered with; the status must be the expected one."""
    headers = {"authorization": f"Bearer {token_of(account)}"}
    if match is not None:
        headers["if-match"] = f'"{match}"'
    content = b"" if body is None else json.dumps(body).encode()
    sent = request_bytes(method, target, headers, content)
    return json.loads(ask(server.port, always(sent, status)))


def test_every_operation_answers_what_it_must(side: Side, server: Server) -> None:
    for name, operation in side.operations.items():
        assert operation.proof(json.loads(ask(server.port, operation.load))), name


def test_every_search_of_the_load_finds_records(side: Side, server: Server) -> None:
    operation = side.operations["search"]
    for _ in range(20):
        request = operation.load.request()
        answer = json.loads(ask(server.port, always(request, 200)))
        assert operation.proof(answer), request


def test_a_request_without_a_valid_token_is_refused(server: Server) -> None:
    nobody = request_bytes("GET", CUSTOMERS)
    assert json.loads(ask(server.port, always(nobody, 401)))["code"] == "token_missing"
    assert call(server, "GET", CUSTOMERS, 401, account="nobody")["code"] == "token_unknown"


def test_managers_see_the_records_of_those_below_them_only(server: Server) -> None:
    owners = {person.id: person.role for person in data.people()}
    page = call(server, "GET", f"{CUSTOMERS}?limit=200", 200)
    assert len(page["records"]) == 200
    assert {owners[record["owner"]["id"]][:5] for record in page["records"]} == {"all.1"}
    foreign = next(
        row["id"] for row in data.customers(SIZES.rows) if owners[row["owner"]][4] == "2"
    )
    call(server, "GET", f"{CUSTOMERS}/{foreign}", 404)
    call(server, "GET", f"{CUSTOMERS}/{foreign}", 200, account="admin")


def test_pages_follow_each_other_without_gap_or_repetition(server: Server) -> None:
    seen: list[str] = []
    after = ""
    while True:
        target = f"{CUSTOMERS}?status=eliminated&sort=-created_at&limit=50{after}"
        page = call(server, "GET", target, 200)
        seen += [record["id"] for record in page["records"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    own = {person.id for person in data.people() if person.role.startswith("all.1.")}
    expected = [
        row["id"]
        for row in data.customers(SIZES.rows)
        if row["owner"] in own and row["status"] == "eliminated"
    ]
    assert seen == expected[::-1]


def test_a_new_customer_is_found_by_its_new_words_after_a_change(server: Server) -> None:
    made = call(server, "POST", CUSTOMERS, 201, body={"name": "云杉乐器厂", "code": "HARP-1"})
    assert made["owner"]["name"].startswith(MANAGER)
    target = f"{CUSTOMERS}/{made['id']}"
    call(server, "PATCH", target, 428, body={"name": "白桦乐器厂"})
    changed = call(server, "PATCH", target, 200, body={"name": "白桦乐器厂"}, match=1)
    assert (changed["name"], changed["version"]) == ("白桦乐器厂", 2)
    call(server, "PATCH", target, 412, body={"name": "红松乐器厂"}, match=1)
    found = call(server, "GET", "/api/v1/search?q=%E7%99%BD%E6%A1%A6", 200)["records"]
    assert [record["id"] for record in found] == [made["id"]]
    assert call(server, "GET", "/api/v1/search?q=%E4%BA%91%E6%9D%89", 200)["records"] == []


def test_all_faults_of_a_draft_are_named_and_nothing_is_written(server: Server) -> None:
    bad = {
        "name": " ",
        "level": "best",
        "annual_revenue": "1.234",
        "employee_number": -1,
        "founded_on": "2026-02-30",
        "department": "00000000-0000-7000-8000-000000000000",
        "code": "KH-0000001",
        "colour": "red",
    }
    refused = call(server, "POST", CUSTOMERS, 422, body=bad)
    assert {error["field"]: error["code"] for error in refused["errors"]} == {
        "name": "required",
        "level": "choice",
        "annual_revenue": "number",
        "employee_number": "range",
        "founded_on": "date",
        "department": "lookup",
        "code": "taken",
        "colour": "unknown_field",
    }


def test_the_load_generator_counts_every_answer(side: Side, server: Server) -> None:
    got = measure(server.port, side.operations["get"].load, concurrency=4, seconds=0.3)
    assert len(got.latencies) > 4
    assert 0 < got.percentile(0) <= got.percentile(0.5) <= got.percentile(1)
    assert sum(got.latencies) <= 4 * got.seconds


def test_an_unexpected_status_ends_a_measurement(server: Server) -> None:
    nobody = request_bytes("GET", CUSTOMERS)
    with pytest.raises(Unexpected, match="401"):
        measure(server.port, always(nobody, 200), concurrency=2, seconds=5)


def test_the_median_is_taken_of_each_figure() -> None:
    rounds = [Round(1, 9, 1, 5), Round(3, 1, 2, 6), Round(2, 5, 9, 1)]
    assert middle(rounds) == Round(2, 5, 2, 5)


def test_a_run_prints_a_line_for_each_operation(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sizes = ["--rows", "1200", "--opportunities", "100", "--seconds", "0.1", "--rounds", "1"]
    main([*sizes, "--concurrency", "1,2", "--folder", str(tmp_path)])
    lines = capsys.readouterr().out.splitlines()
    for side in ("limit", "product"):
        assert [line.split()[:3] for line in lines if f" {side} " in line] == [
            [name, concurrency, side]
            for name in ("get", "list", "create", "update", "search", "aggregate")
            for concurrency in ("1", "2")
        ]


def test_growth_is_measured_on_every_size(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rounds = ["--seconds", "0.1", "--rounds", "1", "--folder", str(tmp_path)]
    growth.main(["--rows", "1200,2400", *rounds])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[:2] for line in lines if line[0] in growth.OPERATIONS] == [
        [name, size] for name in growth.OPERATIONS for size in ("1,200", "2,400")
    ]


def test_the_same_sizes_give_the_same_data() -> None:
    assert list(data.customers(50)) == list(data.customers(50))
    assert len({row["id"] for row in data.customers(5_000)}) == 5_000
    assert len({row["id"] for row in data.opportunities(5_000, 100)}) == 5_000


def test_money_is_exact_and_texts_become_one_token_a_character() -> None:
    for text in ("0.00", "0.05", "-12.34", "1234567.89"):
        assert money_text(cents(Decimal(text))) == text
    assert words("华信 ABC-12") == "华 信 abc 12"


def test_only_the_last_word_of_letters_or_digits_may_go_on_in_a_search() -> None:
    assert phrase("ABC 华信") == '"abc 华 信"'
    assert phrase("华信 ABC") == '"华 信 abc" *'
    assert phrase("…") == ""


def test_a_generated_pack_has_as_many_objects_as_asked_for(tmp_path: Path) -> None:
    write_pack(tmp_path / "pack", 3)
    names = sorted(path.name for path in (tmp_path / "pack").rglob("*.yaml"))
    assert names == [
        "pack.yaml",
        *(f"thing_00{number}{end}.yaml" for number in range(3) for end in (".default", "")),
    ]
