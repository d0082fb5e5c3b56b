"""What is kept of a password."""

from unittest.mock import Mock

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from objectry.runtime.api import passwords


def test_whoever_steals_digests_cannot_try_many_passwords(
    hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_HASHER", hasher)
    kept = passwords.hashed("a long enough password")
    cost = extract_parameters(kept)
    assert cost.type is Type.ID
    assert cost.memory_cost >= 64 * 1024  # KiB
    assert cost.time_cost >= 3
    assert passwords.verify(kept, "a long enough password")
    assert not passwords.verify(kept, "a long enough passwort")


def test_an_account_that_is_none_costs_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    noted = Mock(wraps=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(passwords, "_HASHER", noted)
    assert not passwords.verify(None, "nobody has this password")
    assert not passwords.verify(passwords.hashed("one"), "another")
    unknown, known = (extract_parameters(call.args[0]) for call in noted.verify.call_args_list)
    assert unknown == known
