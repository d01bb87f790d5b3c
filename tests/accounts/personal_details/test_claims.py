"""Personal details as claims: stored by the names of the standard, told by what the installation offers."""

from typing import get_args

from idp.accounts.personal_details.claims import DETAIL_CLAIMS, details_of, told_claims, with_details
from idp.settings.accounts import ProfileField

ADDRESS = {"street_address": "Am Markt 1", "postal_code": "01067", "locality": "Dresden", "country": "Deutschland"}


def test_an_address_is_one_claim_with_members_and_the_whole() -> None:
    assert with_details({}, ADDRESS | {"nickname": "Ada"}) == {
        "nickname": "Ada",
        "address": ADDRESS | {"formatted": "Am Markt 1\n01067 Dresden\nDeutschland"},
    }


def test_details_come_back_as_they_were_stored() -> None:
    details = ADDRESS | {"nickname": "Ada", "phone_number": "+49301234567"}
    assert details_of(with_details({}, details)) == details


def test_an_empty_detail_goes_and_others_stay() -> None:
    stored = with_details({"hobby": "chess"}, ADDRESS | {"nickname": "Ada"})
    assert with_details(stored, dict.fromkeys(ADDRESS, "")) == {"hobby": "chess", "nickname": "Ada"}


def test_another_telephone_number_is_not_a_verified_one() -> None:
    stored = {"phone_number": "+49301234567", "phone_number_verified": True}
    assert with_details(stored, {"nickname": "Ada"})["phone_number_verified"] is True
    assert "phone_number_verified" not in with_details(stored, {"phone_number": "+49307654321"})


def test_a_number_that_was_never_verified_says_so() -> None:
    assert told_claims({"phone_number": "+49301234567"}, ("phone_number",))["phone_number_verified"] is False
    assert told_claims({"nickname": "Ada"}, ("phone_number",)) == {}


def test_the_setting_names_every_claim() -> None:
    assert set(get_args(ProfileField)) == DETAIL_CLAIMS
