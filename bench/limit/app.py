"""The API of one fixed `customer` object, written by hand: the limit of the generated API.

It does what the generated one must do, and nothing else: a token on every request, rights as a
condition in every query, validation, an audit row and the search index in the transaction of the
change, durable commits. An endpoint reads its request on the event loop and makes one hop into a
worker thread for everything else.

Started by `uvicorn --factory bench.limit.app:build`; `BENCH_LIMIT_DATABASE` names the file.
"""

import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.limit.customers import (
    Caller,
    Refused,
    caller,
    change,
    create,
    funnel,
    page,
    read,
    search,
)
from bench.limit.schema import THREADS, open_engine

MAX_BODY = 1_000_000
"""Bytes of the largest request body."""
MAX_LIMIT = 200
"""Records of the largest page."""
STATUSES = re.compile("[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint answers: a status, a value for JSON, a version for the ETag."""

    status: int
    value: Any
    version: int | None = None


Work = Callable[[sa.Connection, Caller, Request, bytes], Answer]


def _get(connection: sa.Connection, by: Caller, request: Request, body: bytes) -> Answer:
    record = read(connection, by, request.path_params["record"])
    return Answer(200, record, record["version"])


def _list(connection: sa.Connection, by: Caller, request: Request, body: bytes) -> Answer:
    asked = request.query_params
    status, limit = asked.get("status"), asked.get("limit", "50")
    if status is not None and not STATUSES.fullmatch(status):
        raise Refused(400, "filter_invalid")
    if asked.get("sort", "-created_at") != "-created_at":
        raise Refused(400, "sort_invalid")
    if not limit.isdecimal() or len(limit) > 3 or not 1 <= int(limit) <= MAX_LIMIT:
        raise Refused(400, "limit_invalid")
    return Answer(200, page(connection, by, status, asked.get("after"), int(limit)))


def _search(connection: sa.Connection, by: Caller, request: Request, body: bytes) -> Answer:
    return Answer(200, search(connection, by, request.query_params.get("q", "")[:200]))


def _aggregate(connection: sa.Connection, by: Caller, request: Request, body: bytes) -> Answer:
    return Answer(200, funnel(connection, by))


def _create(connection: sa.Connection, by: Caller, request: Request, body: bytes) -> Answer:
    record = create(connection, by, _object(body))
    return Answer(201, record, record["version"])


def _change(connection: sa.Connection, by: Caller, request: Request, body: bytes) -> Answer:
    match = re.fullmatch(r'"(\d{1,9})"', request.headers.get("if-match", ""))
    if match is None:
        raise Refused(428, "version_missing")
    record = change(connection, by, request.path_params["record"], int(match[1]), _object(body))
    return Answer(200, record, record["version"])


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(400, "json_invalid") from error
    if not isinstance(value, dict):
        raise Refused(400, "json_no_object")
    return value


def _answer(engine: sa.Engine, work: Work, request: Request, body: bytes) -> Response:
    """Do the work of one request in one transaction, in a worker thread."""
    try:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise Refused(401, "token_missing")
        with engine.connect() as connection, connection.begin():
            by = caller(connection, sha256(token.encode()).hexdigest())
            answer = work(connection, by, request, body)
    except Refused as refused:
        errors = [asdict(fault) for fault in refused.faults]
        problem = {"status": refused.status, "code": refused.code, "errors": errors}
        content = orjson.dumps({"type": "about:blank", "title": "Refused"} | problem)
        return Response(content, refused.status, media_type="application/problem+json")
    headers = {} if answer.version is None else {"etag": f'"{answer.version}"'}
    return Response(orjson.dumps(answer.value), answer.status, headers, "application/json")


def build() -> Starlette:
    """The application on the database that the environment names."""
    path = Path(os.environ["BENCH_LIMIT_DATABASE"])
    reading, writing = open_engine(path, writing=False), open_engine(path, writing=True)
    # SQLite has one writer: requests that wait here come in turn, those that wait in SQLite sleep.
    turns = {reading: CapacityLimiter(THREADS), writing: CapacityLimiter(1)}

    def endpoint(engine: sa.Engine, work: Work) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            body = b""
            if engine is writing:
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > MAX_BODY:
                        return Response(status_code=413)
            return await to_thread.run_sync(
                _answer, engine, work, request, body, limiter=turns[engine]
            )

        return serve

    one, many = "/api/v1/customer/{record}", "/api/v1/customer"
    return Starlette(
        routes=[
            Route(one, endpoint(reading, _get), methods=["GET"]),
            Route(one, endpoint(writing, _change), methods=["PATCH"]),
            Route(many, endpoint(reading, _list), methods=["GET"]),
            Route(many, endpoint(writing, _create), methods=["POST"]),
            Route("/api/v1/search", endpoint(reading, _search), methods=["GET"]),
            Route("/api/v1/opportunity/aggregate", endpoint(reading, _aggregate), methods=["GET"]),
        ]
    )
