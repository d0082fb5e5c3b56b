"""From HTTP to a call and back: who is asking, what for, in which transaction, and how the answer is written.

The body is read on the event loop; everything else happens in one hop to a worker thread.
"""

import hashlib
import hmac
import json
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import IO, Any
from urllib.parse import parse_qsl

from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from objectry.formula.messages import Language
from objectry.metadata.problems import MetadataError
from objectry.runtime.api import idempotency, sessions
from objectry.runtime.api.organization import Caller, Organization
from objectry.runtime.api.signing_in import Client
from objectry.runtime.errors import (
    BadRequest,
    Forbidden,
    Refused,
    TooLarge,
    Unauthenticated,
    WrongMediaType,
)
from objectry.runtime.web import messages
from objectry.runtime.web.json_answer import json_bytes
from objectry.runtime.web.languages import language_of
from objectry.runtime.web.problems import asks, metadata_json, problem_json
from objectry.runtime.web.threads import taking_turns, threads_of

log = logging.getLogger("objectry.web")

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
WITHOUT_CONTENT = (204, 304)
"""Answers that consist of a status and headers."""
MAX_KEY = 200
"""Characters of an idempotency key."""
PIECE = 1 << 18
"""Bytes of a file that are sent in one go."""


@dataclass(frozen=True, slots=True)
class Call:
    """An HTTP request, read completely."""

    method: str
    path: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes
    request: str
    """The identifier that ties log lines, audit rows and the answer together."""
    language: Language
    """The language of the answer as long as nobody knows who is calling."""
    client: Client
    """Where it comes from."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    record: str | None = None
    """The ID of the record that the body shows."""
    told: Mapping[str, Any] = field(default_factory=dict)
    """What the body tells beside the record, of what the caller has written."""
    raw: bytes | None = None
    """The body as bytes, for answers that are no JSON."""
    stream: IO[bytes] | None = None
    """The body as an open file, which is closed when it has been sent."""

    @property
    def content(self) -> bytes:
        """The bytes that are sent. An answer without content (204) has none."""
        if self.raw is not None:
            return self.raw
        return b"" if self.status in WITHOUT_CONTENT else json_bytes(self.body)

    @property
    def kept(self) -> bytes:
        """The bytes that are kept for a call that is repeated. A record is shown anew, so its ID is enough."""
        return (
            self.content if self.record is None else json_bytes({"id": self.record, **self.told})
        )


Handler = Callable[[Caller, Call], Answer]


@dataclass(frozen=True, slots=True)
class WriteHandler:
    """A call that writes and answers with what its caller may see of it.

    `again` makes the answer to the same call when it is repeated with its idempotency key, out of the first one as it was
    kept: by the rights that the caller has by then.
    """

    handle: Handler
    again: Callable[[Caller, Call, Answer], Answer]

    def __call__(self, caller: Caller, call: Call) -> Answer:
        """Carry out the call."""
        return self.handle(caller, call)


@dataclass(frozen=True, slots=True)
class FileHandler:
    """A call whose body is a file. It is read before the writing transaction begins, for which others wait."""

    read: Callable[[Caller, Call], Any]
    handle: Callable[[Caller, Call, Any], Answer]


@dataclass(frozen=True, slots=True)
class MetadataHandler:
    """A call whose body is metadata. They are read before the transaction begins in which tables change."""

    read: Callable[[Caller, Call], Any]
    handle: Callable[[Caller, Call, Any], Answer]


@dataclass(frozen=True, slots=True)
class SlowHandler:
    """A call in which something takes long on purpose, as checking a password does: it takes its turns to write by itself,
    while others write. The transaction of the caller is over by then; what he is, is known."""

    handle: Callable[[Organization, Caller, Call], Answer]


Handlers = Mapping[str, Handler | FileHandler | MetadataHandler | SlowHandler]


def endpoint(organization: Organization, handlers: Handlers, writes: bool | None = None) -> Any:
    """An endpoint that takes the methods of `handlers`. `writes` False lets POST read only."""

    async def handle(request: Request) -> Response:
        number = uuid.uuid4().hex[:16]
        try:
            settings = organization.settings
            handler = handlers.get(_method(request))
            takes_turns = isinstance(handler, FileHandler | SlowHandler)
            limit = (
                settings.upload_limit if isinstance(handler, FileHandler) else settings.body_limit
            )
            body = await read_body(request, limit)
            call = call_of(request, body, number)
            writing = call.method in WRITES if writes is None else writes
            work = partial(answered, organization, handlers, call, writing)
            # A file is read before its turn to write comes, and takes it by itself.
            response = await threads_of(request).run(work, writing and not takes_turns)
            return taking_turns(request, response)
        except Refused as refused:
            return refusal(refused, number, language_of(request))
        except ClientDisconnect:
            return Response(status_code=400)

    return handle


def call_of(request: Request, body: bytes, number: str) -> Call:
    """The call that a request makes. Raises BadRequest for a query that is no UTF-8, or says something twice."""
    return Call(
        _method(request), request.scope["path"], request.path_params,
        _query(request.scope["query_string"]), request.headers, request.cookies, body, number,
        language_of(request), client_of(request),
    )  # fmt: skip


def client_of(request: Request) -> Client:
    """Where a request comes from, as the server knows it: what a proxy says counts only where the server believes it."""
    address = "" if request.client is None else request.client.host
    return Client(address, request.headers.get("user-agent", ""))


def with_body(call: Call, body: bytes) -> Call:
    """The call with what stands for a body that was read elsewhere."""
    return replace(call, body=body)


def _method(request: Request) -> str:
    """The method that is carried out. HEAD asks what GET would answer; the server leaves the body out."""
    return "GET" if request.method == "HEAD" else request.method


def refuse_encoded(request: Request) -> None:
    """Raise WrongMediaType for a body that is compressed, or says that it is: nobody would read what was meant."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise WrongMediaType(messages.BODY_ENCODED, {"encoding": encoding[:50]})


async def read_body(request: Request, limit: int) -> bytes:
    """The body of a request. Raises TooLarge as soon as it is too large."""
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > limit:
        raise TooLarge(messages.BODY_TOO_LARGE, {"limit": limit})
    if _method(request) == "GET":
        return b""
    refuse_encoded(request)
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLarge(messages.BODY_TOO_LARGE, {"limit": limit})
        chunks.append(chunk)
    return b"".join(chunks)


def answered(
    organization: Organization, handlers: Handlers, call: Call, writing: bool
) -> Response:
    """Carry out a call in a transaction of its own, for whoever makes it, and put the answer into HTTP."""
    language = call.language
    try:
        secret, kind = _secret(call, organization.settings.session_cookie)
        handler = handlers[call.method]
        if isinstance(handler, SlowHandler):
            with organization.read_as(secret, kind, call.request) as found:
                language = found.context.language if found else language
                caller = _admitted(found, call, kind)
            return respond(handler.handle(organization, caller, call), call.request)
        if isinstance(handler, FileHandler | MetadataHandler):
            with organization.read_as(secret, kind, call.request) as found:
                language = found.context.language if found else language
                caller = _admitted(found, call, kind)
                handler = partial(_with_read, handler, handler.read(caller, call))

        seen: Caller | None = None
        opened = partial(
            _transaction, organization, handlers[call.method], writing, secret, kind, call
        )

        def in_transaction(alone: bool) -> Answer:
            nonlocal language, seen
            with opened(alone=alone) as found:
                language = found.context.language if found else language
                seen = caller = _admitted(found, call, kind)
                return _once(caller, call, handler) if writing else handler(caller, call)

        answer = organization.carried_out(in_transaction)
        assert seen
        return noting_use(respond(answer, call.request), organization, seen, call)
    except Refused as refused:
        return refusal(refused, call.request, language)
    except MetadataError as error:
        body = metadata_json(error, language)
        return _json(body["status"], body, {}, call.request, "application/problem+json")
    except Exception:
        log.exception("request %s: %s %s failed", call.request, call.method, call.path)
        return failure(call.request, language)


def noting_use(
    response: Response, organization: Organization, caller: Caller, call: Call
) -> Response:
    """The response, after which it is noted that the session is used, if that was not noted lately."""
    if not sessions.is_noted(caller):
        secret = call.cookies.get(organization.settings.session_cookie, "")
        response.background = BackgroundTask(
            sessions.note_use, organization, secret, call.client.address
        )
    return response


def _transaction(
    organization: Organization, handler: Handler | FileHandler | MetadataHandler | SlowHandler, writing: bool,
    secret: str, kind: str, call: Call, *, alone: bool,
) -> AbstractContextManager[Caller | None]:  # fmt: skip
    """The transaction in which a call is carried out."""
    if isinstance(handler, MetadataHandler):
        return organization.change_as(secret, kind, call.request)
    if writing:
        return organization.write_as(secret, kind, call.request, alone)
    return organization.read_as(secret, kind, call.request)


def _admitted(caller: Caller | None, call: Call, kind: str) -> Caller:
    """The caller, if it is one, and if it was its own page that sent the request."""
    if caller is None:
        raise Unauthenticated(messages.SIGN_IN_NEEDED)
    if call.method in WRITES and kind == "session" and not _same(call, caller.csrf):
        raise Forbidden(messages.CSRF_WRONG)
    return caller


def _with_read(
    handler: FileHandler | MetadataHandler, read: Any, caller: Caller, call: Call
) -> Answer:
    return handler.handle(caller, call, read)


def _query(raw: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise BadRequest(messages.QUERY_NOT_UTF8) from None
    for name, value in pairs:
        if name in found:
            raise BadRequest(messages.PARAMETER_TWICE, {"name": name[:100]})
        found[name] = value
    return found


def _secret(call: Call, cookie_name: str) -> tuple[str, str]:
    """What the caller shows, and what it is. A token comes first: programs may run in a browser too."""
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip(), "token"
    cookie = call.cookies.get(cookie_name)
    if cookie is None:
        raise Unauthenticated(messages.SIGN_IN_NEEDED)
    return cookie, "session"


def _same(call: Call, csrf: str) -> bool:
    given = call.headers.get("x-csrf-token", "")
    return bool(csrf) and hmac.compare_digest(given.encode(), csrf.encode())


def _once(caller: Caller, call: Call, handler: Handler) -> Answer:
    """Carry out a write once for each idempotency key, and answer a repeated one with what came of it.

    What a handler reads before its transaction begins, it reads with the rights of the caller when the call is repeated
    too; an answer without content tells nothing.
    """
    key = call.headers.get("idempotency-key")
    if key is None:
        return handler(caller, call)
    if not 1 <= len(key) <= MAX_KEY or not key.isprintable():
        raise BadRequest(messages.KEY_WRONG)
    request = _fingerprint(call)
    kept = idempotency.recall(caller.context, key)
    if kept is not None:
        if kept.request != request:
            raise BadRequest(messages.KEY_REUSED)
        first = Answer(kept.status, headers=kept.headers, raw=kept.body)
        return handler.again(caller, call, first) if isinstance(handler, WriteHandler) else first
    answer = handler(caller, call)
    idempotency.keep(caller.context, key, request, answer.status, answer.kept, answer.headers)
    return answer


def _fingerprint(call: Call) -> str:
    """What tells a repeated request from another one: everything that decides what it does."""
    asked = [call.method, call.path, sorted(call.query.items()), call.headers.get("if-match")]
    return hashlib.sha256(json.dumps(asked).encode() + b"\n" + call.body).hexdigest()


def respond(answer: Answer, request: str) -> Response:
    """The HTTP form of an answer."""
    headers = {**answer.headers, "x-request-id": request}
    if answer.stream is not None:
        return StreamingResponse(_pieces(answer.stream), answer.status, headers)
    if answer.status not in WITHOUT_CONTENT:
        headers.setdefault("content-type", "application/json")
    return Response(answer.content, answer.status, headers)


def refusal(refused: Refused, request: str, language: Language) -> Response:
    """The HTTP form of a refusal inside a call."""
    body = problem_json(refused, language)
    return _json(refused.status, body, asks(refused), request, "application/problem+json")


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece


def failure(request: str, language: Language) -> Response:
    """The problem document of a defect: the number by which its traceback is found, and nothing else."""
    body = {"type": "about:blank", "title": "Internal Server Error", "status": 500,
            "code": messages.INTERNAL.code,
            "detail": messages.INTERNAL.text(language, {"request": request})}  # fmt: skip
    return _json(500, body, {}, request, "application/problem+json")


def problem(refused: Refused, request: Request, headers: Mapping[str, str] | None) -> Response:
    """The problem document of a refusal outside a call."""
    body = problem_json(refused, language_of(request))
    return _json(
        refused.status,
        body,
        {**asks(refused), **(headers or {})},
        uuid.uuid4().hex[:16],
        "application/problem+json",
    )


def json_response(status: int, body: Any) -> Response:
    """A JSON answer outside a call."""
    return _json(status, body, {}, uuid.uuid4().hex[:16], "application/json")


def _json(status: int, body: Any, headers: Mapping[str, str], request: str, kind: str) -> Response:
    return Response(
        json_bytes(body), status, {**headers, "x-request-id": request}, media_type=kind
    )
