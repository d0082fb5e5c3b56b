"""Functions for amounts of money."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from objectry.formula.faults import Failed, Kind
from objectry.formula.functions.declare import (
    DATE,
    NUMBER,
    OURS,
    TEXT,
    THEIRS,
    Nulls,
    Types,
    function,
)
from objectry.formula.functions.lengths import Sql, as_number, as_text, refused
from objectry.formula.functions.numbers import ZERO
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Changes, Supply, Type

CODE: Types = TEXT | {Type.PICKLIST}
"""A currency is a text or a select with the codes of ISO 4217."""

SYMBOLS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": MappingProxyType(
            {
                "AUD": "AU$", "BRL": "R$", "CAD": "CA$", "CNY": "¥", "EUR": "€", "GBP": "£", "HKD": "HK$", "ILS": "₪",
                "INR": "₹", "JPY": "JP¥", "KRW": "₩", "MXN": "MX$", "NZD": "NZ$", "PHP": "₱", "TWD": "NT$", "USD": "US$",
                "VND": "₫",
            }
        ),
        "en": MappingProxyType(
            {
                "AUD": "A$", "BRL": "R$", "CAD": "CA$", "CNY": "CN¥", "EUR": "€", "GBP": "£", "HKD": "HK$", "ILS": "₪",
                "INR": "₹", "JPY": "¥", "KRW": "₩", "MXN": "MX$", "NZD": "NZ$", "PHP": "₱", "TWD": "NT$", "USD": "$",
                "VND": "₫",
            }
        ),
    }
)  # fmt: skip
"""The signs that readers of a language know, by currency. Other currencies are written with their codes."""

_NO_DECIMALS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()
)
_THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
_CENT = Decimal("0.01")
# Room for the largest number with all its decimals.
_ROOMY = Context(prec=80, rounding=ROUND_HALF_UP)


def _currency(code: str) -> str:
    """A code in capital letters."""
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise Failed(Kind.BAD_CURRENCY)
    return code.upper()


def _rates(
    amount: object, source: str | None, target: str | None, day: object = None
) -> Supply | None:
    """Whether a rate is needed: none where both currencies are written out and the same."""
    same = source is not None and target is not None and source.upper() == target.upper()
    return None if same else Supply.RATES


def _converted(
    surroundings: Surroundings, amount: Decimal, source: str, target: str, day: date
) -> Decimal:
    from_code, to_code = _currency(source), _currency(target)
    if from_code == to_code:
        return amount
    rate = surroundings.rates(from_code, to_code, day)
    if rate is None:
        raise Failed(Kind.BAD_CURRENCY)
    return amount * rate


@function(
    "CONVERTCURRENCY",
    (NUMBER, CODE, CODE),
    Type.NUMBER,
    zh="按今天的汇率把金额换算成另一种货币，不舍入。",
    examples=(
        ('CONVERTCURRENCY(100, "CNY", "CNY")', "100"),
        ('CONVERTCURRENCY(80.5, "usd", "USD")', "80.5"),
    ),
    fails=True,
    changes=Changes.ALWAYS,
    cost=30,
    profiles=OURS,
    asks=_rates,
)
def convert_today(
    surroundings: Surroundings, amount: Decimal, source: str, target: str
) -> Decimal:
    """The amount in another currency at today's rate, not rounded."""
    return _converted(surroundings, amount, source, target, surroundings.moment.today)


@function(
    "CONVERTCURRENCY",
    (NUMBER, CODE, CODE, DATE),
    Type.NUMBER,
    zh="按指定日期的汇率把金额换算成另一种货币，不舍入。",
    examples=(
        ('CONVERTCURRENCY(100, "CNY", "CNY", close_date)', "100"),
        ('CONVERTCURRENCY(80.5, "EUR", "EUR", close_date)', "80.5"),
    ),
    fails=True,
    cost=30,
    profiles=OURS,
    asks=_rates,
)
def convert(
    surroundings: Surroundings, amount: Decimal, source: str, target: str, day: date
) -> Decimal:
    """The amount in another currency at the rate of a day, not rounded."""
    return _converted(surroundings, amount, source, target, day)


def _written(code: str, amount: Decimal, language: str) -> str:
    """An amount with the sign and the decimals of its currency."""
    currency = _currency(code)
    decimals = 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2
    rounded = _ROOMY.quantize(amount, Decimal((0, (1,), -decimals)))
    symbol = SYMBOLS[language].get(currency, f"{currency} ")
    return f"{'-' if rounded < ZERO else ''}{symbol}{rounded.copy_abs():,f}"


_PLACES_IN_JSON = json.dumps(dict.fromkeys(_NO_DECIMALS, 0) | dict.fromkeys(_THREE_DECIMALS, 3))
_SYMBOLS_IN_JSON = MappingProxyType(
    {language: json.dumps(dict(known)) for language, known in SYMBOLS.items()}
)


def _written_in_sql(code: Sql, amount: Sql, language: str) -> Sql:
    known = (_SYMBOLS_IN_JSON[language], _PLACES_IN_JSON)
    tables = (sa.cast(sa.literal(one, sa.Text()), JSONB()) for one in known)
    return sa.func.fx.money(as_text(code), as_number(amount), *tables, type_=sa.Text())


def _written_upstream_in_sql(code: Sql, amount: Sql) -> Sql:
    missing = sa.or_(sa.func.coalesce(as_text(code), "") == "", amount.is_(None))
    return sa.case((missing, ""), else_=_written_in_sql(code, amount, "en"))


@function(
    "FORMATCURRENCY",
    (CODE, NUMBER),
    Type.TEXT,
    zh="带货币符号和千位分隔符的金额，小数位数随货币而定。",
    examples=(
        ('FORMATCURRENCY("CNY", 1234567.5)', "¥1,234,567.50"),
        ('FORMATCURRENCY("USD", -80)', "-US$80.00"),
        ('FORMATCURRENCY("CHF", 5)', "CHF 5.00"),
    ),
    fails=True,
    observes=True,
    cost=60,
    profiles=OURS,
    sql=lambda around, code, amount: _written_in_sql(code, amount, around.language),
)
def format_currency(surroundings: Surroundings, currency: str, amount: Decimal) -> str:
    """The amount with its currency sign, separated thousands and as many decimals as the currency has."""
    return _written(currency, amount, surroundings.language)


@function(
    "FORMATCURRENCY",
    (CODE, NUMBER),
    Type.TEXT,
    zh="带货币符号和千位分隔符的金额，按英文习惯书写。",
    examples=(
        ('FORMATCURRENCY("USD", 1234567.5)', "$1,234,567.50"),
        ('FORMATCURRENCY("JPY", 1234.5)', "¥1,235"),
    ),
    nulls=Nulls.TOTAL,
    blank=True,
    fails=True,
    cost=60,
    profiles=THEIRS,
    sql=_written_upstream_in_sql,
    guard=refused(_written_upstream_in_sql),
)
def format_currency_upstream(currency: str | None, amount: Decimal | None) -> str:
    """The amount with its currency sign and separated thousands, as in English."""
    return "" if not currency or amount is None else _written(currency, amount, "en")


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))
_LARGEST = 10**16


def _in_words(whole: int) -> str:
    """A whole number in the characters of cheques; one 零 stands for all zeros between two digits."""
    for size, unit in _UNITS:
        if whole >= size:
            high, low = divmod(whole, size)
            gap = "零" if 0 < low < size // 10 else ""
            return f"{_in_words(high)}{unit}{gap}{_in_words(low) if low else ''}"
    return _DIGITS[whole]


@function(
    "RMBUPPER",
    (NUMBER,),
    Type.TEXT,
    zh="人民币大写金额，四舍五入到分；元的部分最多 16 位。",
    examples=(
        ("RMBUPPER(1409.5)", "壹仟肆佰零玖元伍角整"),
        ("RMBUPPER(325.04)", "叁佰贰拾伍元零肆分"),
        ("RMBUPPER(-100000000)", "负壹亿元整"),
    ),
    fails=True,
    observes=True,
    cost=80,
    profiles=OURS,
)
def in_capital_characters(amount: Decimal) -> str:
    """The amount in Chinese capital characters as on cheques and invoices, rounded to fen; at most 16 digits of yuan."""
    rounded = _ROOMY.quantize(amount, _CENT)
    yuan, cents = divmod(int(abs(rounded) * 100), 100)
    if yuan >= _LARGEST:
        raise Failed(Kind.OUT_OF_RANGE)
    jiao, fen = divmod(cents, 10)
    words = "负" if rounded < ZERO else ""
    if yuan or not cents:
        words += f"{_in_words(yuan)}元"
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    if not fen:
        return f"{words}整"
    gap = "零" if yuan and not jiao else ""
    return f"{words}{gap}{_DIGITS[fen]}分"
