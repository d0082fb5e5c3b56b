"""Lines with their answers, which all engines must give."""

from typing import Any

FIELDS: dict[str, Any] = {
    "amount": {"type": "currency", "scale": 2},
    "count": {"type": "integer"},
    "rate": {"type": "percent"},
    "name": {"type": "text"},
    "note": {"type": "textarea"},
    "won": {"type": "boolean"},
    "closed": {"type": "date"},
    "seen": {"type": "datetime"},
    "opens": {"type": "time"},
    "stage": {"type": "picklist", "choices": ["open", "won"]},
    "tags": {"type": "multipicklist"},
    "owner": {"type": "lookup"},
    "where": {"type": "geolocation"},
    "empty": {"type": "number"},
    "Account.Parent.Name": {"type": "string"},
    "$User.Email": {"type": "email"},
    "net": {"type": "currency", "scale": 2, "formula": "amount / 1.19"},
    "label": {"type": "text", "formula": 'name & "!"'},
    "twice": {"type": "number", "scale": 4, "formula": "net * 2"},
}
ROW: dict[str, Any] = {
    "Amount": "1200.50", "COUNT": 7, "rate": "25", "name": "华强科技", "won": True, "closed": "2026-11-30",
    "seen": "2026-11-20T17:30:00.000Z", "opens": "13:00:00.000", "stage": "won", "tags": ["VIP", "展会"],
    "owner": "0b54a8a0-0000-4000-8000-000000000001", "where": {"latitude": "31.23", "longitude": "121.47"},
    "account.parent.name": "集团", "$User.Email": "li@example.cn", "note": "",
}  # fmt: skip
ERROR = "error"
"""Stands for an error of any kind."""
Case = tuple[str, Any]
OURS: tuple[Case, ...] = (
    ("amount", "1200.5"), ("amount * 2", "2401"), ("count + 1", "8"), ("rate", "0.25"), ("amount * rate", "300.125"),
    ("-amount", "-1200.5"), ("0 - 0", "0"), ("1 / 3", "0.333333333333333333"), ("(6 / 11) * 11 = 6", True),
    ("2 * 3 ^ 2", "18"), ("amount / empty", None), ("amount / 0.0000001", "12005000000"), ("amount / (count - 7)", ERROR),
    ("ROUND(amount / 7, 2)", "171.5"), ("MOD(count, 4)", "3"), ("MOD(count, count - 7)", ERROR),
    ("SQRT(0 - count)", ERROR),
    ("ABS(0 - amount)", "1200.5"), ("MAX(count, amount)", "1200.5"), ("MIN(count, empty)", None),
    ("FLOOR(amount)", "1200"),
    ("name", "华强科技"), ("note", None), ('name & "-" & note', "华强科技-"), ("LEN(name)", "4"), ("LEN(note)", "0"),
    ("LEFT(name, 2)", "华强"), ("MID(name, 2, 2)", "强科"), ("UPPER(\"abc\" & note)", "ABC"), ('CONTAINS(name, "科")', True),
    ('SUBSTITUTE(name, "科技", "")', "华强"), ('VALUE("12" & note)', "12"), ('VALUE("x" & note)', ERROR),
    ("TEXT(amount)", "1200.5"), ("won", True), ("NOT won", False), ("won && amount > 1000", True), ("ISBLANK(note)", True),
    ("ISBLANK(empty)", True), ("empty > 1", False), ("BLANKVALUE(empty, 5)", "5"), ("closed", "2026-11-30"),
    ("closed + 1", "2026-12-01"), ("closed - DATE(2026, 11, 23)", "7"), ("YEAR(closed)", "2026"),
    ("TODAY()", "2026-11-23"),
    ("NOW()", "2026-11-23T08:00:00.000Z"), ("DATE(2026, count + 6, 1)", ERROR),
    ('DATEVALUE("2026-13-" & TEXT(count))', ERROR),
    ("ADDMONTHS(closed, 3)", "2027-02-28"), ("seen", "2026-11-20T17:30:00.000Z"),
    ("seen + 0.5", "2026-11-21T05:30:00.000Z"),
    ("HOUR(opens)", "13"), ("opens", "13:00:00.000"), ("opens + 1500", "13:00:01.500"), ('ISPICKVAL(stage, "won")', True),
    ('CASE(stage, "open", 1, "won", 2, 0)', "2"), ("stage", "won"), ('INCLUDES(tags, "VIP")', True),
    ("tags", ["VIP", "展会"]),
    ("PICKLISTCOUNT(tags)", "2"), ("owner", "0b54a8a0-0000-4000-8000-000000000001"), ("ISBLANK(owner)", False),
    ("where", {"latitude": "31.23", "longitude": "121.47"}),
    ('ROUND(DISTANCE(where, GEOLOCATION(39.9, 116.4), "km"), 0)', "1067"), ("Account.Parent.Name", "集团"),
    ("UPPER($User.Email)", "LI@EXAMPLE.CN"), ("net", "1008.82"), ("label", "华强科技!"), ("twice", "2017.64"),
    ("NULL", None), ("1", "1"), ("IFERROR(1 / (count - 7), 9)", "9"),
    ("IF(FALSE, 1)", None), ("IF(won, NULL, amount)", None), ("CASE(count, 1, amount, 7, NULL, 2)", None),
    ("COALESCE(NULL, amount)", "1200.5"), ("IFERROR(NULL, amount)", None),
    ("IFS(won, NULL, amount > 1, closed, NULL)", None),
    ("GEOLOCATION(1.5, count)", {"latitude": "1.5", "longitude": "7"}), ("GEOLOCATION(99, count)", ERROR),
)  # fmt: skip
THEIRS: tuple[Case, ...] = (
    ("amount", "1200.5"), ("2 * 3 ^ 2", "36"), ("1 / count", "0.14285714285714285714285714285714"),
    ("amount * rate", "300.125"), ('name + "!"', "华强科技!"), ("NULLVALUE(empty, 1)", "1"), ("ROUND(count - 1, -1)", "0"),
    ("owner", "0b54a8a0-0000-4000-8000-000000000001"), ("LEFT(owner, 4)", "0b54"), ("ISBLANK(Account.Parent.Name)", False),
    ("ISNULL(empty)", True), ("net * 2", "2017.64705882352941176470588235294118"), ("amount / (count - 7)", ERROR),
    ('IF(ISPICKVAL(stage, "won"), "A", "B")', "A"), ("closed + 1", "2026-12-01"),
)  # fmt: skip


def lines(engine: str) -> list[tuple[dict[str, Any], Any]]:
    """All cases as lines of an engine, with their answers."""
    shared = {"fields": FIELDS, "row": ROW, "now": "2026-11-23T08:00:00Z", "engine": engine}
    return [
        ({"id": f"{profile}: {text}", "formula": text, "profile": profile, **shared}, answer)
        for profile, cases in (("objectry", OURS), ("salesforce", THEIRS))
        for text, answer in cases
    ]
