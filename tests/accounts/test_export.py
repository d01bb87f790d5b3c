"""Everything that is stored about a person, to take along."""

import json
import re

import pytest

from idp.accounts.export.labels import LABELS
from idp.accounts.models import Account
from idp.administration.roles import Role
from idp.admissions.models import AdmissionRecord
from idp.audit.models import AuditEvent
from idp.factors.passkeys.models import Passkey
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.personal_data import export_sections, untold_tables
from idp.organizations.models import MemberRole
from idp.protocol.admission import AdmissionState
from idp.sessions.models import KnownPlace
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import create_session, sign_in
from tests.provisioning.product import product

PAGE = "/account/export"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
SECTIONS = export_sections(product())
SECRET = re.compile(r"_hash$|^wrapped_|secret|public_key|challenge|nonce|^code_|claims_request")


@pytest.fixture
def person(database, clock):
    return create_account(database, language="en")


def told_of(section) -> set[str]:
    return {*section.computed, *section.columns}


def download(client):
    answer = client.get(f"{PAGE}/einlass.json")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    return json.loads(answer.data)


def test_the_page_leads_to_both_forms(client, database, person):
    sign_in(client, database, person)
    page = client.get(PAGE)

    assert f'href="{PAGE}/readable"' in page.text
    assert f'href="{PAGE}/einlass.json"' in page.text


def test_everything_of_ones_own_is_there_and_nothing_of_others(client, database, person):
    create_membership(database, person, role="administrator")
    stranger = create_account(database, given_name="Fremd")
    create_session(database, stranger, user_agent="Stranger/1.0")
    create_membership(database, stranger)
    database.save(AuditEvent(action="sign_in.succeeded", subject=stranger.id, ip="198.51.100.99"))
    sign_in(client, database, person)
    create_relying_party(database, client).obtain_tokens()

    found = download(client)

    assert found["accounts"][0]["email"] == person.email
    assert found["memberships"][0]["role"] == "administrator"
    assert len(found["sessions"]) == len(found["memberships"]) == len(found["authorizations"]) == 1
    assert not re.search(f"Fremd|Stranger|198.51.100.99|{re.escape(stranger.email)}", json.dumps(found))


def test_an_organization_is_told_by_its_name_too(client, database, person):
    member = create_membership(database, person, name="Hafenwerk Süd GmbH")
    sign_in(client, database, person)

    told = download(client)["memberships"][0]
    assert (told["organization"], told["organization_id"]) == ("Hafenwerk Süd GmbH", member.organization_id)
    assert "<dt>Organization</dt><dd>Hafenwerk Süd GmbH</dd>" in client.get(f"{PAGE}/readable").text


def test_no_secret_is_told():
    assert [name for section in SECTIONS for name in told_of(section) if SECRET.search(name)] == []


def test_every_table_that_speaks_of_people_is_told_or_left_out_on_purpose():
    people = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(
            column.name.endswith("account_id") or any(column.references(key) for key in Account.__table__.primary_key)
            for column in table.columns
        )
    }
    assert people | {"accounts", "audit_events"} == {section.table for section in SECTIONS} | set(
        untold_tables(product())
    )


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.table)
def test_every_column_exists(section):
    assert set(section.columns) <= {column.name for column in Base.metadata.tables[section.table].columns}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.table)
def test_every_column_has_its_words(section):
    assert told_of(section) <= {*LABELS, *section.labels}


@pytest.mark.threat(43)
def test_mails_to_other_addresses_do_not_tell_who_has_an_account(client, database, person, mailbox):
    taken = create_account(database)
    sign_in(client, database, person)
    for address in (taken.email, "frei@example.test"):
        page = client.get("/account/email")
        client.submit(page, {"email": address}, form=email_form(page))

    assert download(client)["outbox"] == []


def email_form(page) -> int:
    from_page = page.text.split("<form")[1:]
    return next(number for number, form in enumerate(from_page) if 'name="email"' in form.split("</form>")[0])


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_can_be_read(client, database, language):
    person = create_account(database, language=language)
    sign_in(client, database, person)

    page = client.get(f"{PAGE}/readable")

    assert page.status_code == 200
    assert person.family_name in page.text
    assert ("Profil und Adressen" in page.text) == (language == "de")


@pytest.mark.threat(59)
@pytest.mark.parametrize("path", ["/readable", "/einlass.json"])
def test_it_asks_for_a_recent_sign_in(client, database, person, clock, path):
    sign_in(client, database, person)
    clock.shift(11 * 60)

    assert "fresh=1" in client.get(PAGE + path).location


def test_no_table_is_told_and_left_out_at_once():
    assert not {section.table for section in SECTIONS} & set(untold_tables(product()))


def test_every_label_of_a_section_is_of_a_column_of_its_own():
    assert [section.table for section in SECTIONS if not set(section.labels) <= told_of(section)] == []


def readable(client) -> str:
    """The words of the page, without its frame and its markup."""
    page = client.get(f"{PAGE}/readable").text
    return re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])


def test_it_is_read_in_words(client, database, person):
    """What people call things, not what programs do; the file for programs has both.

    Trial, pages: improvement 7."""
    database.change(person, claims={"nickname": "Addy", "address": {"country": "Deutschland"}})
    create_membership(database, person, role="administrator")
    database.save(
        AdmissionRecord(
            account_id=person.id, portal="shop", state="admitted", journey_version=1, evidence={"way": "x"}
        ),
        KnownPlace(account_id=person.id, country="PT", first_seen_at=current_time(), last_seen_at=current_time()),
        Passkey(
            account_id=person.id, credential_id="Y3JlZA", public_key=b"key", transports=["usb", "hybrid"], name="Key"
        ),
    )
    sign_in(client, database, person, user_agent=FIREFOX, amr=["pwd", "hwk", "user", "mfa"], acr="urn:einlass:acr:2")
    create_relying_party(database, client, client_name="Orders").obtain_tokens(scope="openid email offline_access")
    raw, words = json.dumps(download(client)), " ".join(readable(client).split())

    inner = {
        "urn:einlass:acr:2",
        '"pwd"',
        '"way"',
        "admitted",
        "administrator",
        "Y3JlZA",
        "Mozilla",
        '"usb"',
        "export.made",
    }
    assert {name for name in inner if name not in raw} == set()
    assert {name for name in inner if name.strip('"') in words} == set()
    for said in (
        "Sign-in methods Password, Passkey",
        "Security level two factors",
        "Browser Firefox on Windows",
        "Portal Beispiel-Shop",
        "Application Orders",
        "Allowed E-mail address, Stay connected",
        "Status Access granted",
        "Rights Administrator",
        "Country Portugal",
        "Transports USB, another device",
        "Event Account data exported",
        "Language English",
        "Personal details Nickname: Addy, Country: Deutschland",
    ):
        assert said in words, said


def test_there_is_no_row_without_a_value(client, database, person):
    """Nothing that an account has not got is listed as a dash.

    Trial, pages: improvement 7."""
    sign_in(client, database, person)
    page = client.get(f"{PAGE}/readable").text

    assert "Customer ID" not in page
    assert page.index("No data stored") > page.index("<h2>Sign-ins</h2>")
    assert "Organizations and rights" in page[page.index("No data stored") :]
    assert re.findall(r"<dd>\s*(?:–|None|)\s*</dd>", page) == []


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        ("admissions", "state", AdmissionState),
        ("memberships", "role", MemberRole),
        ("operator_roles", "role", Role),
        ("email_changes", "kind", ("email", "recovery_email")),
    ],
)
def test_every_state_and_role_has_words(table, column, values):
    """Trial, pages: improvement 7."""
    words = next(section.words for section in SECTIONS if section.table == table)[column]

    assert [value for value in values if words(str(value)) is None] == []


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.table)
def test_words_are_of_columns_that_are_told(section):
    """Trial, pages: improvement 7."""
    assert set(section.words) <= told_of(section)
