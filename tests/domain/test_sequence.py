"""What may not stand where it stands among the facts of a renewal, read from bodies alone."""

import hashlib
from typing import Any

from consentapp.domain.canonical import canonical_bytes
from consentapp.domain.sequence import order_faults, renewals, with_renewed

Bodies = dict[str, dict[str, Any]]


def bodies(*told: tuple[str, str, dict[str, Any]]) -> Bodies:
    """(intake, kind, what it says) in ledger order; the n-th fact has the id `fact<n>`."""
    return {
        f"fact{number}": {"kind": kind, "intake": intake, "about": about}
        for number, (intake, kind, about) in enumerate(told)
    }


def page(intake: str, form: str, name: str) -> tuple[str, str, dict[str, Any]]:
    return (intake, "page.answered", {"form": form, "page": name})


def covers(*ids: str) -> dict[str, str]:
    return {"covers": hashlib.sha256(canonical_bytes(list(ids))).hexdigest()}


def faults(found: Bodies, intake: str, kind: str, about: dict[str, Any]) -> list[str]:
    return list(order_faults({"kind": kind, "intake": intake, "about": about}, found))


FIRST = (
    ("one", "intake.opened", {}),
    page("one", "care", "risks"),
    page("one", "care", "route"),
    page("one", "now", "now"),
    ("one", "intake.signed", covers("fact1", "fact2", "fact3")),
    ("two", "intake.opened", {"renews": "one", "afresh": ["now"]}),
)


def test_a_renewal_s_signature_covers_pages_that_were_carried_over() -> None:
    """21 CFR 11.70"""
    found = bodies(*FIRST, page("two", "care", "risks"), page("two", "now", "now"))
    assert faults(found, "two", "intake.signed", covers("fact2", "fact6", "fact7")) == []


def test_a_renewal_s_signature_that_leaves_one_out_is_found() -> None:
    found = bodies(*FIRST, page("two", "care", "risks"), page("two", "now", "now"))
    assert faults(found, "two", "intake.signed", covers("fact6", "fact7")) == [
        "the signature does not cover the pages that stood when it was given"
    ]


def test_what_was_said_about_an_earlier_day_is_not_covered() -> None:
    found = bodies(*FIRST, page("two", "care", "risks"))
    assert faults(found, "two", "intake.signed", covers("fact2", "fact6")) == []


def test_an_older_record_gives_way_to_a_signature_that_renews_it() -> None:
    found = bodies(*FIRST, ("two", "intake.signed", {}))
    about = {"renewal": "two", "signature": "fact6"}
    assert faults(found, "one", "intake.superseded", about) == []


def test_a_record_does_not_give_way_to_a_signature_of_someone_else() -> None:
    found = bodies(*FIRST, ("three", "intake.opened", {}), ("three", "intake.signed", {}))
    for about in (
        {"renewal": "three", "signature": "fact7"},
        {"renewal": "two", "signature": "fact7"},
        {"renewal": "nothing", "signature": "fact7"},
    ):
        assert faults(found, "one", "intake.superseded", about) == [
            "the newer signature that it names does not renew this intake"
        ]


def test_intakes_that_renew_each_other_end_the_search() -> None:
    found = bodies(("one", "intake.opened", {"renews": "two"}), ("two", "intake.opened", {"renews": "one"}))
    assert with_renewed("one", renewals(found)) == {"one", "two"}


def test_odd_bodies_are_no_renewals() -> None:
    found = bodies(("one", "intake.opened", {"renews": ["two"], "afresh": 3}), ("one", "page.answered", {}))
    assert with_renewed("one", {"one": ""}) == {"one"}
    assert faults(found, "one", "intake.signed", {"covers": ""})
