"""What somebody may send to do harm, or by mistake: it is refused or computed, in little time, and nothing else happens."""

import json
import random
from collections.abc import Mapping
from types import MappingProxyType

import pytest
import sqlalchemy as sa

from objectry.formula.checking.checker import Wanted, check
from objectry.formula.functions.declare import Profile, Use
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.lines.evaluator import Evaluator
from objectry.formula.problems import FormulaError
from objectry.formula.sql.postgresql import Postgres, unsupported
from objectry.formula.types import FieldInfo, Inlined, Supply, Type
from tests.formula.cases.world import Names, Stored
from tests.formula.hostility import AROUND, LIMIT, quickest, seconds_of, tried

DIALECT = sa.make_url("postgresql+psycopg://").get_dialect()()
INPUTS = 10_000
PROFILES = pytest.mark.parametrize("profile", Profile)
ALPHABET = (
    "amount", "name", "urgent", "stage", "customer.name", "金额", "{合同金额 (元)}", "$User.name", "$Old.amount", "1", "5%",
    '"x"', "'华'", "TRUE", "NULL", "#2026-11-23#", "(", ")", ",", "+", "-", "*", "/", "%", "^", "&", "&&", "||", "=", "<>",
    "<", "2.5", ">=", "!", "NOT", "IN", "（", "，", "“", "”", "/*", "*/", "//", "\n", ".", "{", "}", "IF", "CASE", "IFERROR",
    "e\u0301", "😀",
    "\ud800", "\0", "\u202e", "\ufdd0",
)  # fmt: skip
HARMFUL = MappingProxyType(
    {
        "deep IF": "IF(urgent, 1, " * 62 + "2" + ")" * 62,
        "deep conditions": "IF(" * 62 + "urgent" + ", TRUE, FALSE)" * 62,
        "deep CASE": "CASE(pieces, 1, " * 30 + "2" + ", 3)" * 30,
        "deep IFERROR": "IFERROR(" * 62 + "1 / amount" + ", 1)" * 62,
        "deep IFERROR behind": "IFERROR(1 / amount, " * 62 + "1" + ")" * 62,
        "deep functions": "ABS(" * 63 + "amount" + ")" * 63,
        "deep MAX": "MAX(" * 62 + "amount" + ", 2, 3)" * 62,
        "deep ROUND": "ROUND(" * 62 + "amount" + ", 2)" * 62,
        "long difference": "-".join(["amount"] * 999),
        "long text": "&".join(["name"] * 999),
        "long quotient": "/".join(["amount"] * 999),
        "long power": "^".join(["1"] * 999),
        "right-deep sum": "amount + (" * 62 + "1" + ")" * 62,
        "right-deep power": "2 ^ (" * 62 + "2" + ")" * 62,
        "brackets": "(" * 4_000 + "1" + ")" * 4_000,
        "open brackets": "(" * 9_999,
        "closed brackets": ")" * 9_999,
        "commas": "," * 9_999,
        "dots": "a." * 4_999 + "a",
        "braces": "{" * 9_999,
        "quotes": '"' * 9_999,
        "backslashes": '"' + "\\" * 9_998,
        "signs": "-" * 9_999,
        "NOT": "not " * 2_400 + "urgent",
        "signs behind a name": "!" * 200 + "s" + "!" * 300,
        "comments": "/*" * 4_999,
        "hashes": "#" * 9_999,
        "no tokens": "@ 1 " * 2_400,
        "unknown fields": "+".join(["amuont"] * 1_400),
        "unknown paths": "+".join(["customer.nmae"] * 700),
        "unknown functions": "+".join(["FOO(1)"] * 1_400),
        "many arguments": f"MAX({','.join(['1'] * 4_900)})",
        "REPT of REPT": "REPT(" * 20 + "'x'" + ", 1000)" * 20,
        "SUBSTITUTE of SUBSTITUTE": "SUBSTITUTE(" * 60 + "name" + ", '华', '华华华华')" * 60,
        "LPAD": "LPAD(name, 32000, 'ab')&" * 20 + "''",
        "regular expression": "REGEX(REPT('a', 32000), '(a*)*(b*)*(c|d|e)*x{1,500}')",
        "regular expression of brackets": "REGEX(name, '" + "(" * 240 + ")" * 240 + "')",
        "regular expression of counts": "REGEX(name, '((((a{1,30}){1,30}){1,30}){1,30})')",
        "LIKE": "LIKE(REPT('a', 32000), '" + "%a" * 249 + "b')",
        "regular expression of many states": "REGEX(REPT('a', 32000), '[^b]*(a{1,300}){1,3}c')",
        "regular expressions": " && ".join(["REGEX(REPT('a', 32000), '(a|aa|aaa)*b')"] * 33),
        "matches that look to the end": "REGEX_REPLACE(REPT('a', 32000), 'a(?:.*b)?', 'x')",
        "matches of many states": "REGEX_REPLACE(REPT('a', 2000), 'a(?:.{1,400}b)?', 'x')",
        "many matches": "REGEX_REPLACE(REPT('a', 32000), 'a', 'b')",
        "places of LIKE": "LIKE(REPT('ab', 16000), '%a" + "_" * 400 + "c%')",
        "words": " & ".join(["INITCAP(LEFT(REPT('a ', 32000), 2000))"] * 24),
        "tower": "9 ^ 9 ^ 9 ^ 9 ^ 9 ^ 9",
        "power of a large number": "(1 + 10 ^ -18) ^ (10 ^ 18)",
        "EXP of EXP": "EXP(EXP(EXP(10)))",
        "remainder": "MOD(9 * 10 ^ 62, 7 * 10 ^ -37)",
        "working days": "+".join(["WORKDAYS(DATE(1, 1, 1), DATE(9999, 12, 31))"] * 100),
        "JSON": "JSONVALUE('" + "[" * 900 + "', '$')",
        "format": "TEXT(1, '" + "0" * 900 + "')",
        "pinyin": "PINYIN(REPT('重庆长沙银行行长的音乐会', 166))",
        "much pinyin": "PINYIN(REPT('重庆长沙银行行长的音乐会', 2600))",
        "parts": "SPLIT(REPT(',', 32000), ',', 30000)",
    }
)  # fmt: skip


@PROFILES
def test_random_bytes_are_refused_quickly(profile: Profile) -> None:
    source = random.Random(20261123)
    for at in range(INPUTS // 2):
        data = source.randbytes(source.randint(0, 200 if at % 50 else 4_000))
        text = data.decode("latin-1") if at % 2 else data.decode("utf-8", "replace")
        assert quickest(text, profile) <= LIMIT, text


@PROFILES
def test_random_tokens_are_read_quickly(profile: Profile) -> None:
    source = random.Random(20261124)
    words = (*ALPHABET, *(f"{name}(" for name in FUNCTIONS[profile] if name.isalpha()))
    for _ in range(INPUTS // 4):
        text = " ".join(source.choices(words, k=source.randint(1, 60)))
        assert quickest(text, profile) <= LIMIT, text


@PROFILES
@pytest.mark.parametrize("name", HARMFUL)
def test_what_would_do_harm_takes_little_time(name: str, profile: Profile) -> None:
    tried("PINYIN(name)", profile)  # its dictionaries take their time once
    assert quickest(HARMFUL[name], profile) <= LIMIT


@PROFILES
@pytest.mark.parametrize("name", HARMFUL)
def test_a_database_is_asked_for_nothing_endless(name: str, profile: Profile) -> None:
    try:
        formula = check(HARMFUL[name], Names(), Wanted(), use=Use.RULE, profile=profile)
        if unsupported(formula) is not None:
            return
        engine = Postgres(Stored("postgresql"), AROUND)
        query = sa.select(engine.whole(formula), engine.failing(formula))
    except FormulaError:
        return
    assert len(str(query.compile(dialect=DIALECT))) < 1_000_000


@PROFILES
def test_formulas_that_double_each_other_are_refused(profile: Profile) -> None:
    fields = [FieldInfo("f0", "", "", Type.NUMBER)]
    for at in range(1, 10):
        text = f"{' + '.join([f'f{at - 1}'] * 9)}"
        fields.append(FieldInfo(f"f{at}", "", "", Type.NUMBER, formula=Inlined(text, "deal")))
    known = {one.name: one for one in fields}

    class Doubling:
        """A scope of formulas, each of which names the one before nine times."""

        object = "deal"

        def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
            """By name."""
            return (known[name],) if name in known else ()

        def names(self, object_name: str) -> tuple[FieldInfo, ...]:
            """All of them."""
            return tuple(fields)

        def objects_called(self) -> Mapping[str, tuple[str, str]]:
            """No objects."""
            return {}

        def lacks(self) -> frozenset[Supply]:
            """Nothing: rows say what there is."""
            return frozenset()

    for text in ("f9", " + ".join(["f3"] * 900)):

        def refused(text: str = text) -> None:
            with pytest.raises(FormulaError):
                check(text, Doubling(), Wanted(), profile=profile)

        assert min(seconds_of(refused, 1) for _ in range(2)) < 1, text


@pytest.mark.parametrize(("levels", "width"), [(3, 8), (9, 8)])
def test_formulas_that_name_each_other_many_times_are_read_once(levels: int, width: int) -> None:
    fields = {
        f"f{at}": {"type": "number", "formula": "+".join([f"f{at + 1}"] * width)}
        for at in range(levels)
    }
    line = {"id": 1, "formula": "f0", "fields": {**fields, f"f{levels}": "number"}, "row": {}}
    evaluator = Evaluator("en", {})

    def answered() -> None:
        (answer,) = evaluator.answers([json.dumps(line).encode()])
        assert json.loads(answer)["id"] == 1

    assert seconds_of(answered, 1) < 2
