"""A list of client metadata is changed value by value; what is not named stays."""

from collections.abc import Mapping

import pytest

from idp.protocol.client_metadata import InvalidMetadataError, complete_metadata
from idp.protocol.client_metadata.list_changes import GivenValue, ListChange, settle_lists
from idp.protocol.client_metadata.values import WireValue

A, B, C = "https://a.example/cb", "https://b.example/cb", "https://c.example/cb"
STORED = complete_metadata({"redirect_uris": [A, B], "scope": "openid email"})


def complete(changes: Mapping[str, GivenValue]) -> Mapping[str, WireValue]:
    return complete_metadata({**STORED, **changes})


def change(name: str, change: ListChange) -> GivenValue:
    return settle_lists({name: change}, complete)[name]


@pytest.mark.parametrize(
    ("field", "changed", "expected"),
    [
        ("redirect_uris", ListChange(added=(C,)), [A, B, C]),
        ("redirect_uris", ListChange(added=(A,)), [A, B]),
        ("redirect_uris", ListChange(removed=(A,)), [B]),
        ("redirect_uris", ListChange(added=(C,), removed=(A,)), [B, C]),
        ("redirect_uris", ListChange(removed=(A, B)), []),
        ("scope", ListChange(added=("profile",)), "openid email profile"),
        ("scope", ListChange(added=("profile phone",), removed=("email",)), "openid profile phone"),
        ("contacts", ListChange(added=("help@a.example",)), ["help@a.example"]),
    ],
)
def test_values_come_and_go_and_the_rest_stays(field: str, changed: ListChange, expected: WireValue) -> None:
    assert change(field, changed) == expected


def test_a_list_without_a_default_is_left_out_once_it_is_empty() -> None:
    stored = complete_metadata({"response_modes": ["query"]})

    settled = settle_lists({"response_modes": ListChange(removed=("query",))}, lambda changes: {**stored, **changes})

    assert settled == {"response_modes": None}


def test_what_the_provider_offers_may_be_removed_wherever_it_is() -> None:
    assert change("scope", ListChange(removed=("phone",))) == "openid email"


@pytest.mark.parametrize(
    ("stored", "removed", "advice"),
    [([A, B], (C,), f"Registered: {A}, {B}."), ([], (A,), "Registered: none.")],
)
def test_a_value_that_is_not_registered_cannot_be_removed(stored: list[str], removed: tuple[str], advice: str) -> None:
    with pytest.raises(InvalidMetadataError) as refused:
        settle_lists({"redirect_uris": ListChange(removed=removed)}, lambda _: {"redirect_uris": stored})

    assert [(each.field, each.message, each.next_step) for each in refused.value.problems] == [
        ("redirect_uris", f"{removed[0]} is not registered.", advice)
    ]


def test_every_value_that_is_not_registered_is_named() -> None:
    with pytest.raises(InvalidMetadataError) as refused:
        change("redirect_uris", ListChange(removed=(A, C, "https://d.example/cb")))

    assert [each.message.split()[0] for each in refused.value.problems] == [C, "https://d.example/cb"]


def test_a_change_may_begin_with_the_default_in_place_of_what_is_stored() -> None:
    changed = ListChange(added=("refresh_token",), from_default=True)
    stored = complete_metadata({"application_type": "single_page", "grant_types": ["client_credentials"]})

    settled = settle_lists({"grant_types": changed}, lambda changes: complete_metadata({**stored, **changes}))

    assert settled == {"grant_types": ["authorization_code", "refresh_token"]}


def test_lists_are_settled_after_the_other_changes() -> None:
    """The default of `grant_types` follows the scope that the same edit gives."""
    changes = {
        "grant_types": ListChange(added=("client_credentials",), from_default=True),
        "scope": "openid offline_access",
        "application_type": "single_page",
    }

    settled = settle_lists(changes, complete)

    assert settled == {
        "scope": "openid offline_access",
        "application_type": "single_page",
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
    }


def test_only_lists_are_changed_value_by_value() -> None:
    with pytest.raises(InvalidMetadataError) as refused:
        change("client_name", ListChange(added=("Portal",)))

    assert [each.field for each in refused.value.problems] == ["client_name"]


def test_a_value_of_another_form_is_refused_in_the_words_of_its_field() -> None:
    with pytest.raises(InvalidMetadataError) as refused:
        change("contacts", ListChange(added=("line\nbreak",)))

    assert [(each.field, each.next_step) for each in refused.value.problems] == [("contacts", "Give printable text.")]
