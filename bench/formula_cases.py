"""Thirty formulas as they stand in a CRM, each beside the Python that a careful programmer would write for it.

The hand-written functions take the same rows, know about nothing, reckon in `Decimal` and round as the field does. Both
sides run in the decimal context of formulas, so that neither has to name how halves are rounded.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from objectry.formula.checking.checker import Checked, Wanted, check
from objectry.formula.functions.declare import Use
from objectry.formula.moments import Moment
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import FieldInfo, Supply, Type

Row = Mapping[str, Any]
Hand = Callable[[Row], Any]
AROUND = Surroundings(Moment(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), ZoneInfo("Asia/Shanghai")))
STAGES = ("open", "quote", "won", "lost")
CITIES = ("上海", "北京", "广州", "深圳", "杭州", "成都", "武汉", "西安")
DEAL = (
    FieldInfo("name", "名称", "Name", Type.TEXT),
    FieldInfo("code", "编号", "Code", Type.TEXT),
    FieldInfo("phone", "电话", "Phone", Type.TEXT),
    FieldInfo("email", "邮箱", "E-mail", Type.TEXT),
    FieldInfo("city", "城市", "City", Type.TEXT),
    FieldInfo("stage", "阶段", "Stage", Type.PICKLIST, choices=STAGES),
    FieldInfo("amount", "金额", "Amount", Type.NUMBER, scale=2),
    FieldInfo("cost", "成本", "Cost", Type.NUMBER, scale=2),
    FieldInfo("quantity", "数量", "Quantity", Type.NUMBER, scale=0),
    FieldInfo("days", "天数", "Days", Type.NUMBER, scale=0),
    FieldInfo("rate", "赢率", "Win rate", Type.NUMBER, scale=1, percent=True),
    FieldInfo("discount", "折扣", "Discount", Type.NUMBER, scale=1, percent=True),
    FieldInfo("signed_on", "签约日期", "Signed on", Type.DATE),
    FieldInfo("close_date", "结单日期", "Close date", Type.DATE),
    FieldInfo("made_at", "创建时间", "Made at", Type.DATETIME),
    FieldInfo("seen_at", "跟进时间", "Seen at", Type.DATETIME),
    FieldInfo("urgent", "紧急", "Urgent", Type.BOOLEAN),
    FieldInfo("customer", "客户", "Customer", Type.LOOKUP, target="customer"),
)
CUSTOMER = (FieldInfo("name", "客户名称", "Customer name", Type.TEXT),)
_OBJECTS: Mapping[str, tuple[FieldInfo, ...]] = MappingProxyType(
    {"deal": DEAL, "customer": CUSTOMER}
)


@dataclass(frozen=True)
class Names:
    """What formulas may name: deals and their customers."""

    object: str = "deal"

    def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
        """By API name."""
        return tuple(one for one in _OBJECTS.get(object_name, ()) if one.name == name)

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All of them."""
        return _OBJECTS.get(object_name, ())

    def objects_called(self) -> Mapping[str, tuple[str, str]]:
        """No objects."""
        return {}

    def lacks(self) -> frozenset[Supply]:
        """Nothing: rows say what there is."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """A formula, what kind of field it is for, and its rival."""

    name: str
    text: str
    wanted: Wanted
    hand: Hand
    zero: bool = False
    """True when empty numbers count as zero."""

    def checked(self) -> Checked:
        """The formula as it is saved."""
        return check(self.text, Names(), self.wanted, use=Use.FIELD, zero=self.zero)


# Rows -------------------------------------------------------------------------------------------


def rows(count: int, missing: float = 0.05) -> list[dict[str, Any]]:
    """The same rows each time; `missing` is the share of values that are nothing."""
    random = Random(7)

    def made(number: int) -> dict[str, Any]:
        row = _row(random, number)
        return {name: None if random.random() < missing else value for name, value in row.items()}

    return [made(number) for number in range(count)]


def _row(random: Random, number: int) -> dict[str, Any]:
    day = date(2024, 1, 1) + timedelta(days=random.randrange(1_500))
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=random.randrange(20_000_000))
    return {
        "name": random.choice(("华强科技", "北方 Technology", "Delta", "远大实业有限公司")) + str(number % 97),
        "code": f"HT-{random.randrange(100):02}-{number:05}",
        "phone": f"138-{random.randrange(10_000):04}-{random.randrange(10_000):04}",
        "email": f"li{number}@example.cn",
        "city": random.choice(CITIES),
        "stage": random.choice(STAGES),
        "amount": Decimal(random.randrange(1_000_000, 9_000_000)) / 100,
        "cost": Decimal(random.randrange(500_000, 6_000_000)) / 100,
        "quantity": Decimal(random.randrange(0, 40)),
        "days": Decimal(random.randrange(1, 90)),
        "rate": Decimal(random.randrange(0, 1_000)) / 10,
        "discount": Decimal(random.randrange(0, 450)) / 10,
        "signed_on": day,
        "close_date": day + timedelta(days=random.randrange(-20, 120)),
        "made_at": moment,
        "seen_at": moment + timedelta(seconds=random.randrange(4_000_000)),
        "urgent": random.random() < 0.3,
        "customer.name": random.choice(("华东集团", "Omega Ltd.", "南方公司")),
    }  # fmt: skip


# By hand ----------------------------------------------------------------------------------------

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
CENTI, CENT, TENTH, TEN_THOUSANDTH = (
    Decimal("0.01"),
    Decimal("0.01"),
    Decimal("0.1"),
    Decimal("0.0001"),
)
WHOLE = tuple(Decimal(number) for number in range(10_000))
MICROSECOND = timedelta(microseconds=1)
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def number_text(number: Decimal) -> str:
    """A number without zeros at the end; the numbers of the rows are neither huge nor tiny."""
    text = str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def last_day(year: int, month: int) -> int:
    """The last day of a month."""
    if month == 2 and year % 4 == 0 and (year % 100 or year % 400 == 0):
        return 29
    return LAST_DAYS[month - 1]


def weighted(row: Row) -> Any:
    """What a deal is worth at its win rate."""
    amount, rate = row["amount"], row["rate"]
    if amount is None or rate is None:
        return None
    return (amount * rate * CENTI).quantize(CENT)


def margin(row: Row) -> Any:
    """The share of the amount that is left after the cost, in points."""
    amount, cost = row["amount"] or ZERO, row["cost"] or ZERO
    if amount > 0:
        return ((amount - cost) / amount).quantize(TEN_THOUSANDTH) * HUNDRED
    return ZERO


SHARES = {"open": Decimal("0.1"), "quote": Decimal("0.4"), "won": Decimal(1)}


def share(row: Row) -> Any:
    """The amount that counts at a stage."""
    amount = row["amount"]
    if amount is None:
        return None
    return (amount * SHARES.get(row["stage"], ZERO)).quantize(CENT)


def full_name(row: Row) -> Any:
    """Name and city."""
    return (row["name"] or "") + " - " + (row["city"] or "")


def unreachable(row: Row) -> Any:
    """Whether there is no phone, or a name of the trade."""
    if not row["phone"]:
        return True
    name = row["name"]
    return name is not None and "TECH" in name.upper()


def slow(row: Row) -> Any:
    """Whether signing took more than a month."""
    if row["urgent"]:
        return False
    close, signed = row["close_date"], row["signed_on"]
    return close is not None and signed is not None and (close - signed).days > 30


def period(row: Row) -> Any:
    """The month of closing as a number."""
    close = row["close_date"]
    return None if close is None else Decimal(close.year * 100 + close.month)


def tax(row: Row) -> Any:
    """The tax on the amount."""
    amount = row["amount"]
    return None if amount is None else (amount * VAT).quantize(CENT)


VAT = Decimal("0.13")
HIGH, MIDDLE, LOW, LEAST = Decimal(80_000), Decimal(50_000), Decimal(30_000), Decimal(15_000)


def grade(row: Row) -> Any:
    """A letter for the amount."""
    amount = row["amount"] or ZERO
    if amount > HIGH:
        return "A"
    if amount > MIDDLE:
        return "B"
    if amount > LOW:
        return "C"
    return "D" if amount > LEAST else "E"


def spread(row: Row) -> Any:
    """How far amount and cost are from each other, and the cost from the middle."""
    amount, cost = row["amount"] or ZERO, row["cost"] or ZERO
    return (max(amount, cost) - min(amount, cost) + abs(cost - MIDDLE)).quantize(CENT)


def label(row: Row) -> Any:
    """The beginning of the name, the quantity and the digits of the phone."""
    name, quantity, phone = row["name"], row["quantity"], row["phone"]
    return (
        (name[:2] if name else "") + "-" + (number_text(quantity) if quantity is not None else "")
        + "-" + (phone.replace("-", "") if phone else "")
    )  # fmt: skip


LIMIT = datetime(2026, 6, 1, tzinfo=UTC)


def waiting(row: Row) -> Any:
    """Whether nobody looked at the deal for a week, or it is urgent."""
    seen = row["seen_at"]
    return (seen is not None and seen + WEEK < LIMIT) or bool(row["urgent"])


REGIONS = {
    "上海": "华东", "杭州": "华东", "北京": "华北", "广州": "华南", "深圳": "华南", "成都": "西南", "武汉": "华中",
}  # fmt: skip


def region(row: Row) -> Any:
    """The region of the city."""
    return REGIONS.get(row["city"], "其他")


def shown_name(row: Row) -> Any:
    """The name of the customer, or that of the deal."""
    return row["customer.name"] or row["name"] or "未命名"


def overdue(row: Row) -> Any:
    """Whether the deal should have been closed a month ago."""
    close = row["close_date"]
    return close is not None and close + MONTH < TODAY and row["stage"] != "won"


TODAY = date(2026, 11, 23)


def month_end(row: Row) -> Any:
    """The last day of the month of closing."""
    close = row["close_date"]
    if close is None:
        return None
    return date(close.year, close.month, last_day(close.year, close.month))


def renewal(row: Row) -> Any:
    """Half a year after signing."""
    signed = row["signed_on"]
    if signed is None:
        return None
    year, month = divmod(signed.year * 12 + signed.month + 5, 12)
    month += 1
    last = last_day(year, month)
    if signed.day >= last or signed.day == last_day(signed.year, signed.month):
        return date(year, month, last)
    return date(year, month, signed.day)


def unit_price(row: Row) -> Any:
    """The amount of one day."""
    amount, days = row["amount"], row["days"]
    if amount is None or days is None:
        return None
    return (amount / days).quantize(CENT)


def reminder(row: Row) -> Any:
    """A sentence with amount and date."""
    amount, close = row["amount"], row["close_date"]
    return (
        "金额 " + (number_text(amount) if amount is not None else "")
        + "，到期 " + (close.isoformat() if close is not None else "")
    )  # fmt: skip


def padded(row: Row) -> Any:
    """The quantity with six digits."""
    quantity = row["quantity"]
    if quantity is None:
        return None
    return number_text(quantity).rjust(6, "0")[:6]


def digits(row: Row) -> Any:
    """The phone without its dashes and blanks."""
    phone = row["phone"]
    return phone.replace("-", "").replace(" ", "") if phone else None


def middling(row: Row) -> Any:
    """Whether a decided deal is neither small nor large."""
    amount = row["amount"]
    return amount is not None and LEAST <= amount <= MIDDLE and row["stage"] in ("won", "lost")


def anonymous(row: Row) -> Any:
    """Whether nothing is known of how to reach the customer."""
    return not row["phone"] and not row["email"] and not row["city"]


def account(row: Row) -> Any:
    """The user of the mail address and two characters of the code."""
    email, code = row["email"], row["code"]
    user = email[: email.find("@")] if email else ""
    return (user + "/" + (code[3:5] if code else "")) or None


def net(row: Row) -> Any:
    """The amount without the discount."""
    amount, discount = row["amount"], row["discount"]
    if amount is None or discount is None:
        return None
    return (amount * (ONE - discount * CENTI)).quantize(CENT)


def latest(row: Row) -> Any:
    """The later one of two dates."""
    signed, close = row["signed_on"], row["close_date"]
    if signed is None or close is None:
        return None
    return max(signed, close)


def weekend(row: Row) -> Any:
    """Whether the deal closes at a weekend."""
    close = row["close_date"]
    return "周末" if close is not None and close.isoweekday() > 5 else "工作日"


HOUR = Decimal(3_600_000_000)


def hours(row: Row) -> Any:
    """Hours between two moments."""
    seen, made = row["seen_at"], row["made_at"]
    if seen is None or made is None:
        return None
    return (((seen - made) // MICROSECOND) / HOUR).quantize(TENTH)


def safe_price(row: Row) -> Any:
    """The price of one piece, or zero without pieces."""
    amount, quantity = row["amount"], row["quantity"]
    if amount is None or quantity is None:
        return None
    if not quantity:
        return ZERO
    return (amount / quantity).quantize(CENT)


THREE_TENTHS = Decimal(30)


def refused(row: Row) -> Any:
    """Whether a deal may not be saved as it is."""
    stage = row["stage"]
    if stage == "won" and row["close_date"] is None:
        return True
    discount = row["discount"]
    if discount is not None and discount > THREE_TENTHS and not row["urgent"]:
        return True
    amount = row["amount"]
    return stage == "lost" and amount is not None and amount > HIGH


# The formulas -----------------------------------------------------------------------------------

MONEY = Wanted(frozenset({Type.NUMBER}), 2)
COUNT = Wanted(frozenset({Type.NUMBER}), 0)
SHARE = Wanted(frozenset({Type.NUMBER}), 2, True)
TEXTS = Wanted(frozenset({Type.TEXT}))
DATES = Wanted(frozenset({Type.DATE}))
TRUTH = Wanted(frozenset({Type.BOOLEAN}))

CASES: Sequence[Case] = (
    Case("weighted amount", "amount * rate", MONEY, weighted),
    Case("margin with IF", "IF(amount > 0, (amount - cost) / amount, 0)", SHARE, margin, True),
    Case("CASE of 4", 'amount * CASE(stage, "open", 0.1, "quote", 0.4, "won", 1, 0)', MONEY, share),
    Case("name concat", 'name & " - " & city', TEXTS, full_name),
    Case("ISBLANK, CONTAINS", 'ISBLANK(phone) || CONTAINS(UPPER(name), "TECH")', TRUTH, unreachable),
    Case("date difference, NOT", "!urgent && close_date - signed_on > 30", TRUTH, slow),
    Case("YEAR * 100 + MONTH", "YEAR(close_date) * 100 + MONTH(close_date)", COUNT, period),
    Case("ROUND of a product", "ROUND(amount * 0.13, 2)", MONEY, tax),
    Case("4 nested IF",
         'IF(amount > 80000, "A", IF(amount > 50000, "B", IF(amount > 30000, "C", IF(amount > 15000, "D", "E"))))',
         TEXTS, grade, True),
    Case("MAX, MIN, ABS", "MAX(amount, cost) - MIN(amount, cost) + ABS(cost - 50000)", MONEY, spread, True),
    Case("LEFT & TEXT & SUBSTITUTE", 'LEFT(name, 2) & "-" & TEXT(quantity) & "-" & SUBSTITUTE(phone, "-", "")',
         TEXTS, label),
    Case("datetime + 7 with OR", "seen_at + 7 < #2026-06-01 08:00# || urgent", TRUTH, waiting),
    Case("CASE over texts",
         'CASE(city, "上海", "华东", "杭州", "华东", "北京", "华北", "广州", "华南", "深圳", "华南", "成都", "西南", '
         '"武汉", "华中", "其他")', TEXTS, region),
    Case("COALESCE, path", 'COALESCE(customer.name, name, "未命名")', TEXTS, shown_name),
    Case("date + 30, TODAY", 'close_date + 30 < TODAY() && stage <> "won"', TRUTH, overdue),
    Case("EOMONTH", "EOMONTH(close_date, 0)", DATES, month_end),
    Case("ADDMONTHS", "ADDMONTHS(signed_on, 6)", DATES, renewal),
    Case("ROUND of a quotient", "ROUND(amount / days, 2)", MONEY, unit_price),
    Case("TEXT of number, date", '"金额 " & TEXT(amount) & "，到期 " & TEXT(close_date)', TEXTS, reminder),
    Case("LPAD", 'LPAD(TEXT(quantity), 6, "0")', TEXTS, padded),
    Case("SUBSTITUTE twice", 'SUBSTITUTE(SUBSTITUTE(phone, "-", ""), " ", "")', TEXTS, digits),
    Case("BETWEEN, IN", 'BETWEEN(amount, 15000, 50000) && stage IN ("won", "lost")', TRUTH, middling),
    Case("ISBLANK chain", "ISBLANK(phone) && ISBLANK(email) && ISBLANK(city)", TRUTH, anonymous),
    Case("LEFT, FIND, MID", 'LEFT(email, FIND("@", email) - 1) & "/" & MID(code, 4, 2)', TEXTS, account),
    Case("percent discount", "amount * (1 - discount)", MONEY, net),
    Case("MAX of dates", "MAX(signed_on, close_date)", DATES, latest),
    Case("WEEKDAY", 'IF(WEEKDAY(close_date) IN (1, 7), "周末", "工作日")', TEXTS, weekend),
    Case("datetime difference", "(seen_at - made_at) * 24", Wanted(frozenset({Type.NUMBER}), 1), hours),
    Case("IFERROR of a division", "IFERROR(amount / quantity, 0)", MONEY, safe_price),
    Case("validation rule",
         '(stage = "won" && ISBLANK(close_date)) || (discount > 30% && !urgent) || (stage = "lost" && amount > 80000)',
         TRUTH, refused),
)  # fmt: skip


# The sample formula, in both modes -------------------------------------------------------------

TEN_THOUSAND = Decimal(10_000)


def sample_zero(row: Row) -> Any:
    """The sample formula where nothing counts as zero."""
    amount = row["amount"] or ZERO
    bonus = amount * TENTH if amount > TEN_THOUSAND and row["stage"] == "won" else ZERO
    return (bonus + (row["days"] or ZERO)).quantize(CENT)


def sample_blank(row: Row) -> Any:
    """The sample formula where nothing stays nothing."""
    days = row["days"]
    if days is None:
        return None
    amount = row["amount"]
    if amount is not None and amount > TEN_THOUSAND and row["stage"] == "won":
        return (amount * TENTH + days).quantize(CENT)
    return days.quantize(CENT)


_SAMPLE = 'IF(amount > 10000 && stage == "won", amount * 0.1, 0) + days'
SAMPLE_ZERO = Case("sample, blank as zero", _SAMPLE, MONEY, sample_zero, True)
SAMPLE_BLANK = Case("sample, blank as blank", _SAMPLE, MONEY, sample_blank)

LONG = (
    'IF(ISBLANK(close_date), "未定", CASE(stage, "open", "跟进中 " & TEXT(ROUND(amount * rate, 2)), "quote", '
    'LEFT(name, 4) & " / " & TEXT(close_date), "won", "已签 " & TEXT(amount * (1 - discount)), "丢单")) '
    '& IF(urgent && close_date - TODAY() < 14, " !", "") & IF(amount > 50000, " 大额：" & LPAD(TEXT(days), 3, "0"), "")'
)
"""A formula of about 300 characters, as one that is saved."""
