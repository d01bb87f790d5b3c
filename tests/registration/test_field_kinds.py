"""A portal's own fields by their kinds: what is typed is kept in one form, and what the limits refuse is said."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from tests.factories.registration_pages import EMAIL, open_link, register
from tests.provisioning.pages import forms_of

FIELDS = {
    "born": {"kind": "date", "earliest": "1900-01-01", "latest": "today"},
    "power": {"kind": "number", "minimum": 0, "maximum": 99.5, "decimals": 2},
    "seats": {"kind": "number", "kept": "shared"},
    "phone": {"kind": "phone"},
    "mail": {"kind": "email"},
    "site": {"kind": "url"},
    "rest": {"kind": "date", "optional": True},
}
ENTRIES = {
    "born": "31.12.1990",
    "power": "12,50",
    "seats": "0",
    "phone": "0049 30 1234567",
    "mail": " Ada@Example.test ",
    "site": "www.ada.example",
}
KEPT = {
    "born": "1990-12-31",
    "power": 12.5,
    "phone": "+49301234567",
    "mail": "ada@example.test",
    "site": "https://www.ada.example",
}


@pytest.fixture
def app(make_app):
    registration = {"pages": [["name", "email", "profile", "password"]], "fields": FIELDS}
    return make_app(portals={"shop": {"registration": registration}})


def send(client, **changed):
    return register(client, **{f"profile_{key}": value for key, value in (ENTRIES | changed).items()})


def test_what_is_typed_is_kept_in_one_form(client, mailbox, database):
    send(client)
    client.submit(open_link(client, mailbox.only.link), follow_redirects=True)

    assert database.one(select(AdmissionRecord.profile)) == KEPT
    account = database.one(select(Account).where(Account.email == EMAIL))
    assert account.shared_fields == {"seats": {"kind": "number", "value": 0}}
    assert "0" in [form.fields.get("profile_seats") for form in forms_of(client.get("/account/details"))]
    told = client.get("/account/export/readable").text
    assert "born: 1990-12-31" in told
    assert "seats: 0" in told


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"born": "31.02.1990"}, "Bitte geben Sie ein Datum ein, zum Beispiel 31.12.1990."),
        ({"born": "31.12.1899"}, "Bitte geben Sie ein Datum ein, das nicht vor dem 01.01.1900 liegt."),
        # 00:30 of the next day in the time zone of the portal: half past eleven in the evening in UTC.
        ({"born": "22.11.2026"}, "Bitte geben Sie ein Datum ein, das nicht nach dem 21.11.2026 liegt."),
        ({"born": "  "}, "Bitte füllen Sie dieses Feld aus."),
        ({"power": "viel"}, "Bitte geben Sie eine Zahl ein, zum Beispiel 12,5."),
        ({"power": "12,505"}, "Bitte geben Sie eine Zahl mit höchstens 2 Nachkommastellen ein."),
        ({"power": "-0,01"}, "Bitte geben Sie mindestens 0 ein."),
        ({"power": "99,51"}, "Bitte geben Sie höchstens 99,5 ein."),
        ({"seats": "1,5"}, "Bitte geben Sie eine ganze Zahl ein."),
        ({"seats": "9" * 4000}, "Bitte geben Sie eine Zahl mit höchstens 15 Ziffern ein."),
        ({"phone": "030 1234567"}, "Bitte geben Sie die Nummer mit Landesvorwahl ein"),
        ({"mail": "ada"}, "Bitte geben Sie eine vollständige E‑Mail-Adresse ein"),
        ({"site": "ada"}, "Bitte geben Sie eine vollständige Internetadresse ein"),
    ],
)
def test_what_the_limits_refuse_is_said_at_the_field(client, clock, changed, said):
    clock.move_to("2026-11-20T23:30:00Z")
    page = send(client, **changed)
    assert page.status_code == 422
    assert said in page.text.replace("\u00a0", " ")


def test_a_page_in_the_other_language_writes_what_was_entered_in_its_way(client):
    page = client.get("/register")
    typed = {"profile_power": "12,5", "profile_born": "1.2.1990", "ui_language": "en"}
    fields = forms_of(client.post("/register", data=forms_of(page)[0].fields | typed))[0].fields
    assert (fields["profile_power"], fields["profile_born"]) == ("12.5", "1990-02-01")
