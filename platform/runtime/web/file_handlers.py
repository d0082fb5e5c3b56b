"""Files over HTTP. Content streams through: no file is ever held in memory as a whole, in either direction."""

import uuid
from collections.abc import Sequence
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from objectry.runtime.api import files
from objectry.runtime.api.files import Admission, Received
from objectry.runtime.api.organization import Caller, Organization
from objectry.runtime.errors import Refused
from objectry.runtime.web import door
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Answer, Call
from objectry.runtime.web.languages import language_of
from objectry.runtime.web.threads import threads_of
from objectry.runtime.web.uploads import Upload, upload_of

SAFE = {
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",
    "accept-ranges": "none",
}
"""Whatever a file holds, a browser saves it, runs nothing of it, and asks again before it uses its copy."""


def upload_endpoint(organization: Organization) -> Any:
    """`POST /files`: several files as `multipart/form-data`, or one as the body with its name in `X-File-Name`.

    Who is asking is settled before the body is read, and once more when the rows are added.
    """

    async def handle(request: Request) -> Response:
        number = uuid.uuid4().hex[:16]
        try:
            call = door.call_of(request, b"", number)
            door.refuse_encoded(request)
        except Refused as error:
            return door.refusal(error, number, language_of(request))
        admitted: list[Admission] = []

        def admit(caller: Caller, call: Call) -> Answer:
            known_parameters(call, ())
            admitted.append(files.admit(caller.context))
            return Answer(204)

        threads = threads_of(request)
        work = partial(door.answered, organization, {"POST": admit}, call, False)
        refused = await threads.run(work, writing=False)
        if not admitted:
            return refused
        upload: Upload | None = None
        try:
            upload = upload_of(request, admitted[0])
            async for chunk in request.stream():
                if chunk:
                    await run_in_threadpool(upload.write, chunk)
            received = await run_in_threadpool(upload.finish)
            work = partial(_keep, organization, call, admitted[0], received)
            return await threads.run(work, writing=True)
        except Refused as error:
            return door.refusal(error, call.request, admitted[0].language)
        except ClientDisconnect:
            return Response(status_code=400)
        finally:
            if upload is not None:
                await run_in_threadpool(upload.discard)

    return handle


def _keep(
    organization: Organization, call: Call, admission: Admission, received: Sequence[Received]
) -> Response:
    """Put the content in its place and add the rows. An idempotency key stands for these very files."""

    def keep(caller: Caller, call: Call) -> Answer:
        return Answer(201, files.keep(caller.context, received))

    told = "\n".join(f"{one.draft.sha256} {one.name}" for one in received).encode()
    with files.placed(admission, received):
        return door.answered(organization, {"POST": keep}, door.with_body(call, told), True)


def download(caller: Caller, call: Call) -> Answer:
    """`GET /files/{id}`"""
    known_parameters(call, ())
    found = files.download(caller.context, call.parts["id"])
    tag = f'"{found.file.sha256}"'
    known = call.headers.get("if-none-match", "").split(",")
    if any(part.strip().removeprefix("W/") in (tag, "*") for part in known):
        found.content.close()
        return Answer(304, headers={**SAFE, "etag": tag}, raw=b"")
    headers = {
        **SAFE,
        "etag": tag,
        "content-type": found.file.media_type,
        "content-length": str(found.file.size),
        "content-disposition": found.disposition,
    }
    return Answer(200, headers=headers, stream=found.content)


def delete(caller: Caller, call: Call) -> Answer:
    """`DELETE /files/{id}`"""
    known_parameters(call, ())
    files.delete(caller.context, call.parts["id"])
    return Answer(204)
