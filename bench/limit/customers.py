"""What the hand-written application does with customers, in the transaction that it is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa

from bench.limit import statements
from bench.limit.rules import Fault, checked
from bench.limit.values import money_text, new_id, now, phrase, words

INDEXED = ("name", "code", "phone")
"""Fields that the full-text index holds."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the user, the role, and whether everything may be seen."""

    id: str
    role: str
    admin: bool

    @property
    def sight(self) -> dict[str, str]:
        """The parameters of the condition on rows."""
        return {} if self.admin else {"me": self.id, "role": self.role}


class Refused(Exception):
    """A request that is not carried out: status, code and what is wrong."""

    def __init__(self, status: int, code: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.faults = faults


def caller(connection: sa.Connection, token_hash: str) -> Caller:
    """The user that a token belongs to. Refuses an unknown or expired token."""
    row = connection.execute(statements.CALLER, {"hash": token_hash, "now": now()}).first()
    if row is None:
        raise Refused(401, "token_unknown")
    return Caller(*row)


def _shown(row: Sequence[Any]) -> dict[str, Any]:
    """A customer as it is answered. The columns come in the order of the table, then the names."""
    (
        record, name, code, status, level, phone, website, industry, revenue, employees, region,
        address, zip_code, founded_on, do_not_disturb, comment, owner, department, parent,
        created_by, created_at, updated_by, updated_at, version, owner_name, department_name,
        parent_name, creator_name, updater_name,
    ) = row  # fmt: skip
    return {
        "id": record,
        "name": name,
        "code": code,
        "status": status,
        "level": level,
        "phone": phone,
        "website": website,
        "industry": industry,
        "annual_revenue": money_text(revenue),
        "employee_number": employees,
        "region": region,
        "address": address,
        "zip_code": zip_code,
        "founded_on": founded_on,
        "do_not_disturb": do_not_disturb,
        "comment": comment,
        "owner": {"id": owner, "name": owner_name},
        "department": None if department is None else {"id": department, "name": department_name},
        "parent": None if parent is None else {"id": parent, "name": parent_name},
        "created_by": {"id": created_by, "name": creator_name},
        "created_at": created_at,
        "updated_by": {"id": updated_by, "name": updater_name},
        "updated_at": updated_at,
        "version": version,
    }


def read(connection: sa.Connection, by: Caller, record: str) -> dict[str, Any]:
    """One customer. Refuses one that does not exist or may not be seen: both alike."""
    row = connection.execute(statements.CUSTOMER[by.admin], by.sight | {"record": record}).first()
    if row is None:
        raise Refused(404, "record_not_found")
    return _shown(row)


def page(
    connection: sa.Connection, by: Caller, status: str | None, after: str | None, limit: int
) -> dict[str, Any]:
    """A page of customers, newest first, and the cursor of the next one (None at the end)."""
    given: dict[str, Any] = by.sight | {"limit": limit + 1}
    if status is not None:
        given["status"] = status
    if after is not None:
        moment, mark, last = after.partition("~")
        if not mark:
            raise Refused(400, "cursor_invalid")
        given |= {"moment": moment, "last": last}
    statement = statements.PAGES[by.admin, status is not None, after is not None]
    records = [_shown(row) for row in connection.execute(statement, given).all()]
    if len(records) <= limit:
        return {"records": records, "next": None}
    del records[limit:]
    return {"records": records, "next": f"{records[-1]['created_at']}~{records[-1]['id']}"}


def search(connection: sa.Connection, by: Caller, text: str) -> dict[str, Any]:
    """Customers that hold a phrase, newest first."""
    asked = phrase(text)
    if not asked:
        return {"records": []}
    given = by.sight | {"phrase": asked}
    rows = connection.execute(statements.SEARCH[by.admin], given).all()
    return {
        "records": [
            {"id": record, "name": name, "code": code, "phone": phone}
            for record, name, code, phone in rows
        ]
    }


def funnel(connection: sa.Connection, by: Caller) -> dict[str, Any]:
    """Number and amount of opportunities by stage, and of all."""
    rows = connection.execute(statements.FUNNEL[by.admin], by.sight).all()
    return {
        "groups": [
            {"stage": stage, "count": count, "sum:amount": money_text(amount)}
            for stage, count, amount in rows
        ],
        "total": {
            "count": sum(count for _, count, _ in rows),
            "sum:amount": money_text(sum(amount or 0 for *_, amount in rows)),
        },
    }


def create(connection: sa.Connection, by: Caller, body: Mapping[str, Any]) -> dict[str, Any]:
    """Store a new customer with its audit row and its words. Refuses with all faults at once."""
    defaults = {"status": "potential", "owner": by.id, "do_not_disturb": False}
    values, faults = checked(defaults | dict(body), new=True)
    faults += _faults_of_links(connection, by, values)
    if faults:
        raise Refused(422, "invalid", faults)
    record, moment = new_id(), now()
    stamps = {"id": record, "created_by": by.id, "created_at": moment, "version": 1}
    stamps |= {"updated_by": by.id, "updated_at": moment}
    connection.execute(statements.ADD_CUSTOMER, {**_EMPTY, **values, **stamps})
    changes = {name: [None, value] for name, value in values.items() if value is not None}
    _audit(connection, by, record, moment, changes)
    text = {name: words(values.get(name)) for name in INDEXED}
    added = connection.execute(statements.ADD_TEXT, text | {"customer": record})
    connection.execute(statements.ADD_WORDS, text | {"rowid": added.lastrowid})
    return read(connection, by, record)


def change(
    connection: sa.Connection, by: Caller, record: str, version: int, body: Mapping[str, Any]
) -> dict[str, Any]:
    """Change a customer that still has `version`, with its audit row and its words."""
    found = connection.execute(statements.CURRENT[by.admin], by.sight | {"record": record}).first()
    if found is None:
        raise Refused(404, "record_not_found")
    if found.version != version:
        raise Refused(412, "version_stale")
    before = found._mapping
    values, faults = checked(body, new=False)
    values = {name: value for name, value in values.items() if value != before[name]}
    faults += _faults_of_links(connection, by, values)
    if faults:
        raise Refused(422, "invalid", faults)
    if values:
        moment = now()
        changes = {name: [before[name], value] for name, value in values.items()}
        values |= {"updated_by": by.id, "updated_at": moment, "version": version + 1}
        connection.execute(
            statements.change_customer(frozenset(values)),
            {"record": record} | {f"new_{name}": value for name, value in values.items()},
        )
        _audit(connection, by, record, moment, changes)
        if any(name in values for name in INDEXED):
            _index_again(connection, record, values)
    return read(connection, by, record)


_EMPTY: Mapping[str, Any] = dict.fromkeys((
    "code", "level", "phone", "website", "industry", "annual_revenue", "employee_number", "region",
    "address", "zip_code", "founded_on", "comment", "department", "parent", "deleted_at",
))  # fmt: skip
"""Columns that may stay empty: with them, every new customer is the same statement."""


def _faults_of_links(
    connection: sa.Connection, by: Caller, values: Mapping[str, Any]
) -> list[Fault]:
    """What is wrong with the records that the values point at, and with a code that is taken."""
    questions: dict[str, tuple[sa.Select[Any], dict[str, str]]] = {
        "owner": (statements.USER_EXISTS, {}),
        "department": (statements.DEPARTMENT_EXISTS, {}),
        "parent": (statements.PARENT_EXISTS[by.admin], by.sight),
    }
    faults = []
    for name, (statement, given) in questions.items():
        target = values.get(name)
        if target is None or (name == "owner" and target == by.id):
            continue
        if connection.execute(statement, given | {"record": target}).first() is None:
            faults.append(Fault(name, "lookup", "The record does not exist."))
    code = values.get("code")
    if code is not None and connection.execute(statements.CODE_TAKEN, {"code": code}).first():
        faults.append(Fault("code", "taken", "Another customer has this code."))
    return faults


def _audit(
    connection: sa.Connection, by: Caller, record: str, moment: str, changes: Mapping[str, Any]
) -> None:
    entry = {"object": "customer", "record": record, "user": by.id, "at": moment}
    connection.execute(statements.ADD_AUDIT, entry | {"changes": orjson.dumps(changes).decode()})


def _index_again(connection: sa.Connection, record: str, values: Mapping[str, Any]) -> None:
    """Bring the full-text index in line with changed values."""
    old = connection.execute(statements.TEXT_OF, {"record": record}).one()
    had = {name: getattr(old, name) for name in INDEXED}
    has = {name: words(values[name]) if name in values else had[name] for name in INDEXED}
    row = {"rowid": old.number}
    connection.execute(statements.DROP_WORDS, row | had)
    connection.execute(
        statements.CHANGE_TEXT, row | {f"new_{name}": text for name, text in has.items()}
    )
    connection.execute(statements.ADD_WORDS, row | has)
