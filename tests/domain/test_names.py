"""A name is found again however it is typed, and never changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentapp.domain.names import name_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ana Ruiz", "ana ruiz"),
        ("  ANA   RUIZ ", "ana ruiz"),
        ("José Nuñez", "jose nunez"),
        ("Jose\u0301", "jose"),
        ("Straße", "strasse"),
        ("Zoë O’Neill", "zoe o’neill"),
    ],
)
def test_case_accents_and_spaces_do_not_matter(name: str, key: str) -> None:
    assert name_key(name) == key


@given(st.text())
def test_the_key_of_a_key_is_itself(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
