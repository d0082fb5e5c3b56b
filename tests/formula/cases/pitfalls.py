"""Mistakes that somebody has made once, in a prototype or here. None of them comes back."""

from objectry.formula.functions.declare import Profile
from tests.formula.cases.case import Case as C

CASES: tuple[C, ...] = (
    # `a - -2` became `a--2`, which begins a comment in SQL.
    C("amount - -2 + pieces", "1209.5"),
    C("amount - (-pieces)", "1207.5"),
    # Hour 24 of a date.
    C('ISERROR(DATETIMEVALUE("2026-11-23 24:00:00"))', "TRUE"),
    C('ISERROR(TIMEVALUE("24:00:00"))', "TRUE"),
    # `re` needs 80 seconds for this one.
    C('REGEX("' + "a" * 30 + 'c", "(a*)+b")', "FALSE"),
    # Nothing and the empty text as what is replaced.
    C('SUBSTITUTE("abc", "", "x")', "abc"),
    C('SUBSTITUTE("abc", NULL, "x")', "abc"),
    C('SUBSTITUTE("abc", TRIM(" "), "x")', "abc"),
    # Guards of IN and CASE that were taken too early.
    C("pieces IN (7, 1 / (pieces - 7))", "TRUE"),
    C("CASE(pieces, 7, 1, 1 / (pieces - 7), 2, 3)", "1"),
    # A square root before its CASE.
    C("IF(pieces < 0, SQRT(pieces), SQRT(-pieces + 16))", "3"),
    # float8 to numeric keeps 15 digits.
    C("ROUND(SQRT(2), 14)", "1.41421356237310"[:-1]),
    C("SQRT(10 ^ 20)", "10000000000"),
    # quantize with more than 39 digits raised.
    C("ROUND(12345678901234567890, 30)", "12345678901234567890"),
    C("1 / 3 + 10 ^ 30", "1000000000000000000000000000000.33333333"),
    # Decimal("1E+20") printed an exponent.
    C("TEXT(10 ^ 20)", "1" + "0" * 20),
    C('"" & 10 ^ 20', "1" + "0" * 20),
    C("TEXT(0.0000001)", "0.0000001"),
    # str.strip() eats tabs.
    C('TRIM("\t a ")', "\t a"),
    C('LEN(TRIM("\u3000a"))', "1"),
    C('LEN(TRIM("\u3000a"))', "2", profile=Profile.SALESFORCE),
    # Python's parser stops at 200 brackets, and at 20 blocks inside each other.
    C("((" * 100 + "1" + "))" * 100, "1"),
    C("ABS(" * 60 + "-1" + ")" * 60, "1"),
    # `notes` is no NOT, `index` no IN, `order` no OR.
    C("notes", "n"),
    C("NOT notes = 'n'", "?argument_type 1:5"),
    C("index IN (3)", "TRUE"),
    C("nullable", "?field_unknown 1:1"),
    C("order", "?field_unknown 1:1", hint="code"),
    # LPAD with nothing to fill up with.
    C('LPAD("a", 3, note)', "NULL"),
    C('LPAD("a", 3, TRIM(" "))', "NULL"),
    # An argument that is written twice was computed where a check had not been made.
    C("MAX(MAX(start_date, close_date), close_date)", "NULL", {"close_date": None}),
    C("MAX(DATE(2026, 1, 1) - amount, close_date)", "NULL", {"amount": None}),
    # `NOT a IS NULL` is NOT (a IS NULL), and nothing at all behind `=`.
    C("ISBLANK(!(!(!urgent)))", "FALSE", {"urgent": None}),
    C("ISBLANK(NOT(amount > 1))", "TRUE", {"amount": None}),
    C("(NOT(amount > 1)) = NULL", "FALSE"),
    C("urgent = (NOT urgent)", "FALSE"),
    C("(NOT urgent) = (NOT urgent)", "TRUE"),
    C("CASE(NOT urgent, NOT urgent, 1, 2)", "1"),
    # A form of PostgreSQL without a type.
    C('QUARTER(ADDWORKDAYS(close_date, 1, "none"))', "!unknown_name 1:9"),
)  # fmt: skip
