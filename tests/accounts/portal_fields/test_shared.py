"""What is kept with the account, and what the portal keeps for itself."""

import pytest

from idp.accounts.portal_fields.shared import divide, shared_entries
from idp.settings import ProfileFieldSettings

TEXT = {"kind": "text", "value": "Lager"}
SHARED = ProfileFieldSettings(kept="shared")
OWN = ProfileFieldSettings()


@pytest.mark.parametrize(
    ("held", "field", "new", "own"),
    [
        ({}, SHARED, {"place": TEXT}, {}),
        ({}, OWN, {}, {"place": "Lager"}),
        ({"place": TEXT}, SHARED, {}, {}),
        ({"place": TEXT | {"value": "Hof"}}, SHARED, {}, {"place": "Lager"}),
        ({"place": {"kind": "choice", "value": "Lager"}}, SHARED, {}, {"place": "Lager"}),
        ({"place": TEXT}, OWN, {}, {"place": "Lager"}),
    ],
    ids=["new", "own", "the same", "another", "another kind", "own beside a shared one"],
)
def test_an_entry_of_the_account_is_never_replaced(held, field, new, own):
    assert divide(held, {"place": field}, {"place": "Lager"}) == (new, own)


def test_only_fields_that_are_shared_get_an_entry_of_their_kind():
    fields = {"place": SHARED, "trade": OWN, "shift": ProfileFieldSettings(kept="shared", kind="choice")}
    held = dict.fromkeys(fields, TEXT)
    assert shared_entries(held, fields) == {"place": "Lager"}
