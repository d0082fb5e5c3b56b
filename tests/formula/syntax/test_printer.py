"""What is printed is read as the same tree, with the brackets that it takes and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.formula.functions.declare import Profile
from objectry.formula.problems import FormulaError
from objectry.formula.syntax.parser import parse
from objectry.formula.syntax.printer import printed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("((1)+(2))*3", "(1 + 2) * 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("(1-2)-3", "(1 - 2) - 3"),
        ("a AND (b OR !c)", "a && (b || !c)"),
        ("not not a", "!!a"),
        ("a - -2", "a - -2"),
        ("x in ('a', \"b\")", 'IN(x, "a", "b")'),
        ("{ a }.{合同金额 (元)} & {or}", "a.{合同金额 (元)} & {or}"),
        ('"\\"\\\\\\n\\u0001中😀"', '"\\"\\\\\\n\\u0001中😀"'),
        ("#2026-11-23 8:00#".replace("8:", "08:"), "#2026-11-23 08:00:00#"),
        ("5%", "0.05"),
        ("true = NULL", "TRUE = NULL"),
    ],
)
def test_a_tree_is_printed_like_this(text: str, shown: str) -> None:
    assert printed(parse(text)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a:b#c$d . or", "a:b#c$d.or"),
        ("'\\t\x01\\'\\\\'", '"\\t\x01\'\\\\"'),
        ("2 * 3 ^ 4", "2 * 3 ^ 4"),
    ],
)
def test_a_tree_of_the_salesforce_profile_is_printed_like_this(text: str, shown: str) -> None:
    assert printed(parse(text, Profile.SALESFORCE), Profile.SALESFORCE) == shown


@given(st.text("()\"'!&|=<>#{}+-*/%^.,aINORTD 1中\\", max_size=40), st.sampled_from(Profile))
def test_whatever_is_read_can_be_printed(text: str, profile: Profile) -> None:
    try:
        tree = parse(text, profile)
    except FormulaError:
        return
    assert parse(printed(tree, profile), profile) == tree
