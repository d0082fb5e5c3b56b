"""Uploading, attaching, opening and deleting files over HTTP, on both databases."""

import hashlib
import io
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from PIL import Image
from starlette.testclient import TestClient

from objectry.runtime.api import accounts, files, transfer
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ListRequest
from objectry.runtime.settings import Settings
from objectry.runtime.web.app import build_app
from tests.runtime.conftest import Desk, TestClock

Sit = Callable[[str], Desk]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"


def _png(colour: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("L", (4, 4), colour).save(out, "PNG")
    return out.getvalue()


def _send(desk: Desk, *given: tuple[str, bytes], **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named["authorization"] = f"Bearer {desk.token}"
    parts = [("files", (name, content, "text/html")) for name, content in given]
    return desk.client.post("/api/v1/files", files=parts, headers=named)


def _upload(desk: Desk, name: str, content: bytes) -> Any:
    response = _send(desk, (name, content))
    assert response.status_code == 201, response.text
    (one,) = response.json()["files"]
    return one


def _raw(desk: Desk, content: Any, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named["authorization"] = f"Bearer {desk.token}"
    return desk.client.post("/api/v1/files", content=content, headers=named)


def _status(desk: Desk, one: Any, method: str = "GET") -> int:
    return int(desk.call(method, f"/files/{one['id']}").status_code)


def _stored(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.files.glob("*/??/??/*"))


def _drafts(settings: Settings) -> list[Path]:
    return list(settings.files.glob("*/incoming/*"))


def _expense(desk: Desk, *held: Any, **more: Any) -> Any:
    return desk.create(
        "activity_record", subject="拜访", kind="visit", files=[one["id"] for one in held], **more
    )


# Uploading and attaching ---------------------------------------------------------------------------------------------


def test_an_upload_becomes_part_of_a_record_and_is_read_back_with_it(
    desk: Sit, settings: Settings
) -> None:
    sam = desk("sam")
    one = _upload(sam, "合同 v1.pdf", PDF)
    assert one == {
        "id": one["id"], "name": "合同 v1.pdf", "size": len(PDF), "media_type": "application/pdf",
    }  # fmt: skip
    record = _expense(sam, one)
    assert record["files"] == [one]
    path = f"/activity_record/{record['id']}"
    assert sam.get("/activity_record")["records"][0]["files"] == [one]
    answer = sam.call("GET", f"/files/{one['id']}")
    assert answer.content == PDF
    assert _stored(settings) == [hashlib.sha256(PDF).hexdigest()]
    written_back = sam.call("PATCH", path, {"files": record["files"]}, if_match='"1"')
    assert (written_back.status_code, written_back.json()["version"]) == (200, 1)


def test_several_files_come_in_one_call_and_equal_ones_are_kept_once(
    desk: Sit, settings: Settings
) -> None:
    sam = desk("sam")
    response = _send(sam, ("a.pdf", PDF), ("b.pdf", PDF), ("c.png", _png()))
    assert response.status_code == 201
    names = [(one["name"], one["media_type"]) for one in response.json()["files"]]
    assert names == [
        ("a.pdf", "application/pdf"), ("b.pdf", "application/pdf"), ("c.png", "image/png"),
    ]  # fmt: skip
    assert len({one["id"] for one in response.json()["files"]}) == 3
    assert len(_stored(settings)) == 2
    assert _drafts(settings) == []


def test_a_body_can_be_the_file_itself(desk: Sit) -> None:
    response = _raw(desk("sam"), PDF, x_file_name="%E5%90%88%E5%90%8C.pdf")
    assert [one["name"] for one in response.json()["files"]] == ["合同.pdf"]
    refused = _raw(desk("sam"), PDF)
    assert (refused.status_code, refused.json()["code"]) == (400, "file_name_missing")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"--x--\r\n", "multipart/form-data; boundary=x"),
        (b"no parts", "multipart/form-data; boundary=x"),
        (b"--x\r\n", "multipart/form-data"),
        (b"--x\r\n", f"multipart/form-data; boundary={'b' * 300}"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nv\r\n--x--\r\n',
         "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n' + PDF,
         "multipart/form-data; boundary=x"),
        (b"--x\r\n" + b"A: b\r\n" * 500 + b"\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\nA: " + b"b" * 9_000, "multipart/form-data; boundary=x"),
    ],
)  # fmt: skip
def test_a_malformed_upload_leaves_nothing(
    desk: Sit, settings: Settings, body: bytes, kind: str
) -> None:
    refused = _raw(desk("sam"), body, content_type=kind)
    assert (refused.status_code, refused.json()["code"]) == (400, "upload_wrong")
    assert _stored(settings) + _drafts(settings) == []


def test_one_bad_file_refuses_the_whole_call(desk: Sit, settings: Settings) -> None:
    refused = _send(desk("sam"), ("a.pdf", PDF), ("b.exe", b"MZ\0\0"))
    assert (refused.status_code, refused.json()["code"]) == (422, "file_extension")
    assert _stored(settings) + _drafts(settings) == []


def test_a_repeated_upload_with_the_same_key_answers_the_same_file(desk: Sit) -> None:
    sam = desk("sam")
    first = _send(sam, ("a.pdf", PDF), idempotency_key="k")
    again = _send(sam, ("a.pdf", PDF), idempotency_key="k")
    assert first.json() == again.json()
    other = _send(sam, ("a.png", _png()), idempotency_key="k")
    assert other.json()["code"] == "idempotency_key_reused"


def test_who_asks_is_settled_before_the_body_is_read(desk: Sit, settings: Settings) -> None:
    stranger = Desk(desk("sam").client, "obj_nobody")
    assert _raw(stranger, PDF, x_file_name="a.pdf").status_code == 401
    refused = _raw(desk("rob"), PDF, x_file_name="a.pdf")
    assert (refused.status_code, refused.json()["code"]) == (403, "upload_forbidden")
    assert not settings.files.exists()
    status = anyio.run(_asgi, desk("rob"), "a.pdf", None)
    assert status == 403


def test_a_session_needs_its_csrf_token_to_upload(organization: Organization, desk: Sit) -> None:
    with organization.write() as context:
        accounts.set_password(context, "sam", "a long enough password")
    client: TestClient = desk("sam").client
    session = client.post(
        "/api/v1/session", json={"account": "sam", "password": "a long enough password"}
    ).json()
    headers = {"x-file-name": "a.pdf"}
    forged = client.post("/api/v1/files", content=PDF, headers=headers)
    assert (forged.status_code, forged.json()["code"]) == (403, "csrf_wrong")
    headers["x-csrf-token"] = session["csrf"]
    assert client.post("/api/v1/files", content=PDF, headers=headers).status_code == 201


# Limits --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def small(settings: Settings) -> Iterator[Desk]:
    """Sam, where an upload may have 100,000 bytes and all his pending ones 250,000."""
    changed = settings.model_copy(
        update={"upload_limit": 100_000, "upload_pending_limit": 250_000}
    )
    organization = Organization(changed, TestClock())
    with organization.write() as context:
        token = accounts.create_token(context, "sam", "test", None)
    yield Desk(TestClient(build_app(organization)), token)
    organization.close()


def test_a_file_over_the_limit_is_refused_as_soon_as_it_is(
    small: Desk, settings: Settings
) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while taken < 500_000:
            taken += 10_000
            yield b"x" * 10_000

    refused = _raw(small, endless(), x_file_name="a.txt")
    assert (refused.status_code, refused.json()["code"]) == (413, "file_over_limit")
    refused = _send(small, ("a.txt", b"x" * 100_001))
    assert (refused.status_code, refused.json()["code"]) == (413, "file_over_limit")
    assert _send(small, ("a.txt", b"x" * 100_000)).status_code == 201
    assert _drafts(settings) == []


def test_uploads_that_nobody_attaches_have_a_limit_for_each_user(small: Desk) -> None:
    first = _upload(small, "a.txt", b"a" * 100_000)
    _upload(small, "b.txt", b"b" * 100_000)
    refused = _send(small, ("c.txt", b"c" * 60_000))
    assert (refused.status_code, refused.json()["code"]) == (413, "files_pending")
    _expense(small, first)
    assert _send(small, ("c.txt", b"c" * 60_000)).status_code == 201


async def _asgi(desk: Desk, name: str, pieces: Iterator[bytes] | None) -> int:
    """The status of an upload that comes in piece by piece; without pieces the body must not be asked for."""
    status = 0

    async def receive() -> Any:
        assert pieces is not None, "the body was asked for"
        piece = next(pieces, b"")
        return {"type": "http.request", "body": piece, "more_body": bool(piece)}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    headers = {"authorization": f"Bearer {desk.token}", "x-file-name": name}
    scope = {
        "type": "http", "method": "POST", "path": "/api/v1/files", "query_string": b"",
        "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
    }  # fmt: skip
    await desk.client.app(scope, receive, send)
    return status


def test_a_large_file_never_lies_in_memory(desk: Sit, settings: Settings) -> None:
    size = 30_000_000
    pieces = (b"0123456789" * 6_000 for _ in range(size // 60_000))
    sam = desk("sam")
    assert sam.get("/session")  # whatever is made once is made
    tracemalloc.start()
    status = anyio.run(_asgi, sam, "big.txt", pieces)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert status == 201
    assert [path.stat().st_size for path in settings.files.glob("*/??/??/*")] == [size]
    assert peak < 8_000_000


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("virus.exe", b"MZ\0\0", "file_extension"),
        ("page.html", b"<script>alert(1)</script>", "file_extension"),
        ("no ending", PDF, "file_extension"),
        (".pdf", PDF, "file_extension"),
        ("a.pdf.exe", PDF, "file_extension"),
        ("photo.png", b"<html><script>alert(1)</script></html>", "file_content"),
        ("photo.jpg", PDF, "file_content"),
        ("letter.docx", b"PK\x03\x04 nothing in it", "file_content"),
        ("list.txt", b"MZ\x90\0\x03\0\0\0", "file_content"),
        ("empty.txt", b"", "file_without_content"),
    ],
)
def test_files_that_are_not_taken(desk: Sit, name: str, content: bytes, code: str) -> None:
    refused = _raw(desk("sam"), content, x_file_name=name)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_a_field_takes_only_what_its_definition_says(desk: Sit) -> None:
    sam = desk("sam")
    pdf = _upload(sam, "a.pdf", PDF)
    customer = sam.create("customer", name="华强")["id"]
    pictures = [_upload(sam, f"{number}.png", _png(number)) for number in range(3)]

    def refused(value: Any) -> Any:
        values = {"name": "王伟", "customer": customer, "card_image": value}
        answer = sam.call("POST", "/contact", values)
        assert answer.status_code == 422
        return answer.json()["errors"][0]

    assert refused([pdf["id"]])["code"] == "file_extension"
    assert refused([one["id"] for one in pictures])["code"] == "list_too_long"
    assert refused(["../../etc/passwd"])["code"] == "file_id"
    wrong = refused(["0198a1c4-7d3e-7c11-9a55-0123456789ab"])
    assert (wrong["field"], wrong["code"]) == ("card_image", "file_unknown")
    assert refused([{"id": {"id": pdf["id"]}}])["code"] == "file_id"
    sam.create("contact", name="王伟", customer=customer, card_image=pictures[:2])


def test_a_file_that_is_too_large_for_the_field(desk: Sit) -> None:
    sam = desk("sam")
    large = _upload(sam, "big.bmp", b"BM" + b"\0" * (10 << 20))
    answer = sam.call(
        "POST", "/activity_record", {"subject": "x", "kind": "visit", "images": [large]}
    )
    codes = [error["code"] for error in answer.json()["errors"]]
    assert codes == ["file_over_limit"]
    _expense(sam, large)  # the attachments of the same object may have 20 megabytes


# Rights --------------------------------------------------------------------------------------------------------------


def test_an_upload_belongs_to_its_maker_until_a_record_holds_it(desk: Sit) -> None:
    sam, sue, mia = desk("sam"), desk("sue"), desk("mia")
    one = _upload(sam, "a.pdf", PDF)
    assert (_status(sam, one), _status(sue, one), _status(mia, one)) == (200, 404, 404)
    _expense(sam, one)
    assert (_status(sam, one), _status(sue, one), _status(mia, one)) == (200, 404, 200)


def test_the_right_to_a_file_ends_with_the_right_to_its_record(desk: Sit) -> None:
    sam, sue, admin = desk("sam"), desk("sue"), desk("admin")
    one = _upload(sam, "a.pdf", PDF)
    record = _expense(sam, one)
    user = admin.get("/user", filter='account = "sue"')["records"][0]["id"]
    path = f"/activity_record/{record['id']}"
    moved = admin.call("PATCH", path, {"owner": user}, if_match='"1"')
    assert moved.status_code == 200
    assert (_status(sam, one), _status(sue, one)) == (404, 200)
    unknown = sam.call("GET", "/files/0198a1c4-7d3e-7c11-9a55-0123456789ab").json()
    assert sam.call("GET", f"/files/{one['id']}").json() == unknown
    # What has been taken out of every record is its maker's again.
    sue.call("PATCH", path, {"files": None}, if_match='"2"')
    assert (_status(sam, one), _status(sue, one)) == (200, 404)


def test_files_of_others_cannot_be_attached_by_guessing(desk: Sit) -> None:
    sam, sue = desk("sam"), desk("sue")
    loose, held = _upload(sam, "a.pdf", PDF), _upload(sam, "b.png", _png())
    _expense(sam, held)
    unknown = "0198a1c4-7d3e-7c11-9a55-0123456789ab"
    for guess in (loose["id"], held["id"], unknown):
        body = {"subject": "x", "kind": "visit", "files": [guess]}
        answers = [
            sue.call("POST", "/activity_record", body),
            sue.call("POST", "/activity_record/bulk", {
                "operation": "create", "records": [body], "all_or_nothing": True}),
        ]  # fmt: skip
        assert [answer.status_code for answer in answers] == [422, 422]
        assert answers[0].json()["errors"][0]["code"] == "file_unknown"
    assert sue.get("/activity_record")["records"] == []
    assert (_status(sue, loose), _status(sue, held)) == (404, 404)


def test_whoever_may_read_a_file_may_attach_it_again(desk: Sit) -> None:
    sam, mia = desk("sam"), desk("mia")
    one = _upload(sam, "a.pdf", PDF)
    _expense(sam, one)
    assert _expense(mia, one)["files"] == [one]


def test_a_hidden_field_hides_its_files(
    organization: Organization, settings: Settings, tmp_path: Path
) -> None:
    pack = tmp_path / "narrow"
    pack.mkdir()
    (pack / "pack.yaml").write_text(
        "pack: narrow\nversion: 1.0.0\nlabel: {zh: 窄, en: Narrow}\nrequires: [{pack: base}]\n",
        "utf-8",
    )
    (pack / "profile.yaml").write_text(
        "profile: blind\nlabel: {zh: 盲, en: Blind}\nobjects:\n"
        "  activity_record: {allow: [read, edit, view_all], fields: {files: hidden}}\n", "utf-8"
    )  # fmt: skip
    organization.apply([pack])
    with organization.write() as context:
        accounts.add_user(context, "ben", "本", ["blind"], None)
        tokens = [accounts.create_token(context, name, "t", None) for name in ("sam", "ben")]
    client = TestClient(build_app(organization))
    sam, ben = (Desk(client, token) for token in tokens)
    one = _upload(sam, "a.pdf", PDF)
    record = _expense(sam, one)
    assert "files" not in ben.get(f"/activity_record/{record['id']}")
    assert _status(ben, one) == 404


def test_files_of_records_in_the_recycle_bin_rest_with_them(desk: Sit) -> None:
    sam = desk("sam")
    one = _upload(sam, "a.pdf", PDF)
    record = _expense(sam, one)
    path = f"/activity_record/{record['id']}"
    sam.call("DELETE", path, if_match='"1"')
    assert _status(sam, one) == 404
    sam.call("POST", f"{path}/restore")
    assert _status(sam, one) == 200


def test_only_own_uploads_that_no_record_holds_can_be_deleted(desk: Sit) -> None:
    sam, sue = desk("sam"), desk("sue")
    loose, held = _upload(sam, "a.pdf", PDF), _upload(sam, "b.pdf", PDF)
    _expense(sam, held)
    assert _status(sue, loose, "DELETE") == 404
    refused = sam.call("DELETE", f"/files/{held['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "file_attached")
    assert _status(sam, loose, "DELETE") == 204
    assert (_status(sam, loose), _status(sam, held)) == (404, 200)
    for guess in ("x", "..%2F..%2Fetc%2Fpasswd", "0198a1c4-7d3e-7c11-9a55-0123456789ab"):
        assert sam.call("DELETE", f"/files/{guess}").status_code == 404


# Serving -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def lax(settings: Settings) -> Iterator[Desk]:
    """Sam, where an operator allows HTML files."""
    changed = settings.model_copy(update={"upload_extensions": ("html", "svg", "gif", "pdf")})
    organization = Organization(changed, TestClock())
    with organization.write() as context:
        token = accounts.create_token(context, "sam", "test", None)
    yield Desk(TestClient(build_app(organization)), token)
    organization.close()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
         "image/svg+xml"),
        ("x.html", b"<script>alert(1)</script>", "text/html"),
        ("x.gif", b"GIF89a/*<script>alert(1)</script>*/", "image/gif"),
        ("x.pdf", b"%PDF-1.4 /OpenAction << /JS (app.alert(1)) >>\n%%EOF", "application/pdf"),
    ],
)  # fmt: skip
def test_nothing_that_is_served_can_run(
    lax: Desk, name: str, content: bytes, media_type: str
) -> None:
    one = _upload(lax, name, content)
    answer = lax.call("GET", f"/files/{one['id']}")
    assert answer.content == content
    headers = answer.headers
    assert headers["content-type"] == media_type
    assert headers["content-disposition"].startswith("attachment; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'; sandbox" in headers["content-security-policy"]
    assert headers["cache-control"] == "private, no-cache"


def test_a_copy_that_the_browser_has_is_not_sent_again_but_asked_for_each_time(desk: Sit) -> None:
    sam, sue = desk("sam"), desk("sue")
    one = _upload(sam, "a.pdf", PDF)
    path = f"/files/{one['id']}"
    tag = sam.call("GET", path).headers["etag"]
    assert tag == f'"{hashlib.sha256(PDF).hexdigest()}"'
    for known in (f'"x", {tag}', f"W/{tag}", "*"):
        answer = sam.call("GET", path, if_none_match=known)
        assert (answer.status_code, answer.content) == (304, b"")
    assert sue.call("GET", path, if_none_match=tag).status_code == 404


def test_ranges_are_not_served(desk: Sit) -> None:
    sam = desk("sam")
    one = _upload(sam, "a.pdf", PDF)
    many = "bytes=" + ",".join(f"{n}-{n}" for n in range(5_000))
    answer = sam.call("GET", f"/files/{one['id']}", range=many)
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["accept-ranges"] == "none"


def test_head_answers_like_get_without_the_content(desk: Sit) -> None:
    sam = desk("sam")
    one = _upload(sam, "a.pdf", PDF)
    answer = sam.call("HEAD", f"/files/{one['id']}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(PDF))
    assert sam.call("HEAD", "/customer").status_code == 200


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/cron.d/a.pdf", "a.pdf"),
        ("..\\..\\windows\\a.pdf", "a.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("\u202egpj.fdp.pdf", "gpj.fdp.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ('quo"te;x.pdf', 'quo"te;x.pdf'),
        ("%2e%2e%2fa.pdf", "%2e%2e%2fa.pdf"),
        ("名" * 5_00 + ".pdf", "名" * 196 + ".pdf"),
        ("  ..  .a.pdf. ", "a.pdf"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_names_keep_no_tricks(desk: Sit, settings: Settings, given: str, kept: str) -> None:
    sam = desk("sam")
    quoted = "".join(f"%{byte:02X}" for byte in given.encode())
    (one,) = _raw(sam, PDF, x_file_name=quoted).json()["files"]
    assert one["name"] == kept
    headers = sam.call("GET", f"/files/{one['id']}").headers
    assert "\n" not in headers["content-disposition"]
    assert "set-cookie" not in headers
    assert _stored(settings) == [hashlib.sha256(PDF).hexdigest()]
    record = _expense(sam, one)
    assert record["files"][0]["name"] == kept


# Together with the rest ----------------------------------------------------------------------------------------------


def test_an_export_with_files_imports_back_to_no_change(
    desk: Sit, organization: Organization
) -> None:
    mia = desk("mia")
    pictures = [_upload(mia, f"{number}.png", _png(number)) for number in range(2)]
    _expense(mia, *pictures)
    with organization.read(organization.principal("mia")) as context:
        asked = ListRequest("id,subject,kind,files")
        with transfer.export_file(context, "activity_record", asked, "csv") as exported:
            text = exported.read()
    assert f"{pictures[0]['id']}; {pictures[1]['id']}" in text.decode()
    answer = mia.client.post(
        "/api/v1/activity_record/import", params={"operation": "update", "key": "id"},
        content=text, headers={"authorization": f"Bearer {mia.token}"},
    )  # fmt: skip
    assert (answer.json()["unchanged"], answer.json()["failed"]) == (1, 0), answer.text


def test_records_with_and_without_files_can_be_told_apart(desk: Sit) -> None:
    sam = desk("sam")
    held = _expense(sam, _upload(sam, "a.pdf", PDF))
    empty = _expense(sam)
    found = sam.get("/activity_record", filter="ISBLANK(files)")["records"]
    assert [one["id"] for one in found] == [empty["id"]]
    found = sam.get("/activity_record", filter="NOT(ISBLANK(files))")["records"]
    assert [one["id"] for one in found] == [held["id"]]


def test_the_history_tells_of_files_by_id(desk: Sit) -> None:
    sam = desk("sam")
    record = _expense(sam)
    one = _upload(sam, "a.pdf", PDF)
    path = f"/activity_record/{record['id']}"
    sam.call("PATCH", path, {"files": [one["id"]]}, if_match='"1"')
    assert sam.get(f"{path}/history")["events"][0]["changes"] == {"files": [None, [one["id"]]]}


def test_the_interface_describes_files(desk: Sit) -> None:
    document = desk("sam").get("/openapi.json")
    assert {"post"} == document["paths"]["/api/v1/files"].keys()
    assert {"get", "delete", "parameters"} == document["paths"]["/api/v1/files/{id}"].keys()
    schemas = document["components"]["schemas"]
    shown = schemas["ActivityRecord"]["properties"]["files"]["anyOf"][0]
    assert shown == {"type": "array", "items": {"$ref": "#/components/schemas/File"}}
    written = schemas["ActivityRecordWrite"]["properties"]["files"]["anyOf"][0]
    assert written["maxItems"] == 10
    assert files.messages.FILE_UNKNOWN.code == "file_unknown"
