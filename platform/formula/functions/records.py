"""Functions on the record that is being saved, on its user, and on its selects."""

from typing import Any

import sqlalchemy as sa

from objectry.formula.functions.declare import (
    ANY,
    OURS,
    TEXT,
    Nulls,
    Use,
    function,
)
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Changes, Supply, Type

_ON_SAVE = frozenset({Use.RULE})


@function("ISNEW", (), Type.BOOLEAN, nulls=Nulls.TOTAL, changes=Changes.ALWAYS, uses=_ON_SAVE,
          zh="记录正在新建", examples=(("ISNEW()", "FALSE"),))  # fmt: skip
def is_new(around: Surroundings) -> bool:
    """True while the record is saved for the first time."""
    return around.old is None


@function("ISCLONE", (), Type.BOOLEAN, nulls=Nulls.TOTAL, changes=Changes.ALWAYS, uses=_ON_SAVE,
          asks=lambda: Supply.COPIES,
          zh="记录正由复制而新建", examples=(("ISCLONE()", "FALSE"),))  # fmt: skip
def is_clone(around: Surroundings) -> bool:
    """True while a copy of a record is saved for the first time."""
    return around.is_clone


@function(
    "ISCHANGED", (ANY, ANY), Type.BOOLEAN, nulls=Nulls.TOTAL, changes=Changes.ALWAYS, uses=_ON_SAVE
)
def is_changed(around: Surroundings, now: Any, before: Any) -> bool:
    """True when this change gives the field another value; false for new records."""
    return around.old is not None and now != before


@function("VLOOKUP", (TEXT, TEXT, TEXT, ANY), None, nulls=Nulls.TOTAL, blank=True, changes=Changes.ALWAYS, cost=200,
          uses=_ON_SAVE, profiles=frozenset())  # fmt: skip
def look_up(around: Surroundings, target: str, result: str, key: str, value: Any) -> Any:
    """A field of the one record of another object whose key field has a value."""
    return None if value is None else around.find(target, result, key, value)


@function("speaks_english", (), Type.BOOLEAN, nulls=Nulls.TOTAL, profiles=frozenset(),
          sql=lambda around: sa.true() if around.language == "en" else sa.false())  # fmt: skip
def speaks_english(around: Surroundings) -> bool:
    """True where labels are read in English."""
    return around.language == "en"


def _among(text: Any, known: frozenset[str]) -> sa.ColumnElement[bool]:
    """Whether a text is one of those that are known of the user; of nothing nobody can tell."""
    return sa.case((text.is_not(None), text.in_(sorted(known))))


@function("HASROLE", (TEXT,), Type.BOOLEAN, changes=Changes.ALWAYS, profiles=OURS,
          zh="当前用户有这个角色；写角色的代码或名称",
          examples=(('HASROLE("salesperson")', "TRUE"),),
          sql=lambda around, role: _among(role, around.roles))  # fmt: skip
def has_role(around: Surroundings, role: str) -> bool:
    """True when the user has the role of this code or name."""
    return role in around.roles


@function("HASPERMISSION", (TEXT,), Type.BOOLEAN, changes=Changes.ALWAYS, profiles=OURS,
          zh="当前用户有这项权限：写对象名、点和权限，例如 order.export；后台的部分只写名称，例如 metadata",
          examples=(('HASPERMISSION("order.export")', "TRUE"), ('HASPERMISSION("metadata")', "TRUE"),
                    ('HASPERMISSION("export")', "FALSE")),
          sql=lambda around, permission: _among(permission, around.permissions))  # fmt: skip
def has_permission(around: Surroundings, permission: str) -> bool:
    """True when the user has a right: an object, a dot and what it allows, such as `order.export`, or a part of the
    back office, such as `metadata`."""
    return permission in around.permissions
