"""The page of the personal details. Trial row C3."""

from collections.abc import Callable

from sqlalchemy import select
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.accounts.personal_details.claims import DETAIL_CLAIMS
from idp.audit.models import AuditEvent
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

PAGE = "/account/details"


def form_of(page: TestResponse) -> int:
    return next(number for number, form in enumerate(forms_of(page)) if "nickname" in form.fields)


def test_it_is_for_people_who_are_signed_in(client: PageClient) -> None:
    assert client.get(PAGE).location.startswith("/signin?next=/account/details")


def test_it_offers_what_the_installation_uses(client: PageClient, database: Database) -> None:
    sign_in(client, database, create_account(database))
    page = client.get(PAGE)
    names = set(forms_of(page)[form_of(page)].fields)
    assert {"nickname", "phone_number", "street_address", "postal_code", "locality", "country"} <= names
    assert names.isdisjoint({"birthdate", "gender", "picture"})
    assert "Straße und Hausnummer" in page.text


def test_what_is_written_is_stored_in_its_canonical_form(client: PageClient, database: Database) -> None:
    person = create_account(database)
    sign_in(client, database, person)
    page = client.get(PAGE)
    values = {"nickname": " Ada ", "phone_number": "0049 30 1234567", "postal_code": "01067", "locality": "Dresden"}
    saved = client.submit(page, values, form=form_of(page), follow_redirects=True)

    assert "Ihre Angaben wurden gespeichert." in saved.text
    assert database.one(select(Account)).claims == {
        "nickname": "Ada",
        "phone_number": "+49301234567",
        "address": {"postal_code": "01067", "locality": "Dresden", "formatted": "01067 Dresden"},
    }
    event = database.one(select(AuditEvent))
    assert (event.action, event.subject) == ("profile.changed", person.id)
    assert "1234567" not in str(event.details)


def test_a_detail_can_be_taken_away(client: PageClient, database: Database) -> None:
    sign_in(client, database, create_account(database, claims={"nickname": "Ada", "phone_number": "+49301234567"}))
    page = client.get(PAGE)
    assert forms_of(page)[form_of(page)].fields["nickname"] == "Ada"
    client.submit(page, {"nickname": ""}, form=form_of(page))
    assert database.one(select(Account)).claims == {"phone_number": "+49301234567"}


def test_what_can_not_be_is_explained_beside_the_field(client: PageClient, database: Database) -> None:
    sign_in(client, database, create_account(database))
    page = client.get(PAGE)
    answer = client.submit(page, {"nickname": "Ada", "phone_number": "030 1234567"}, form=form_of(page))
    assert answer.status_code == 422
    assert "mit Landesvorwahl" in answer.text
    assert forms_of(answer)[form_of(answer)].fields["nickname"] == "Ada"
    assert database.one(select(Account)).claims == {}


def test_without_any_there_is_no_page(make_app: Callable[..., Application], database: Database) -> None:
    client = make_app(accounts={"profile_fields": []}).test_client()
    assert isinstance(client, PageClient)
    sign_in(client, database, create_account(database))
    assert PAGE not in client.get("/account").text
    assert client.get(PAGE).status_code == 404


def test_every_detail_can_be_offered_and_chosen(make_app: Callable[..., Application], database: Database) -> None:
    client = make_app(accounts={"profile_fields": list(DETAIL_CLAIMS)}).test_client()
    assert isinstance(client, PageClient)
    sign_in(client, database, create_account(database))
    page = client.get(PAGE)
    values = {"birthdate": "04.03.1980", "gender": "diverse", "zoneinfo": "europe/berlin", "website": "ada.example"}
    assert client.submit(page, values, form=form_of(page)).status_code == 303
    assert database.one(select(Account)).claims == {
        "birthdate": "1980-03-04",
        "gender": "diverse",
        "zoneinfo": "Europe/Berlin",
        "website": "https://ada.example",
    }


def test_an_address_of_several_lines_stays_legible_in_its_field(client: PageClient, database: Database) -> None:
    claims = {"address": {"street_address": "Hinterhaus\nLindenweg 5", "formatted": "Hinterhaus\nLindenweg 5"}}
    sign_in(client, database, create_account(database, claims=claims))
    page = client.get(PAGE)

    assert forms_of(page)[form_of(page)].fields["street_address"] == "Hinterhaus, Lindenweg 5"
