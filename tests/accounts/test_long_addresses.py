"""An address of up to 254 characters (RFC 5321) works wherever one is taken, and a longer one is refused there.

Trial row F2.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select

from idp.accounts.identifiers import canonical_email
from idp.accounts.models import Account
from idp.administration.invitation import invite_operator
from idp.administration.models import OperatorRole
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.mail.header_text import LONGEST_ADDRESS, parse_recipient
from idp.settings.portals.support import SupportSettings
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.registration_pages import NEW_PASSWORD, open_link, register, request_reset
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import try_password
from tests.mail.test_header_text import delivered
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of
from tests.provisioning.shell import Shell

ADDRESSES = {
    "as it was tried": f"long.address@{'d' * 60}.{'d' * 60}.{'d' * 60}.example",
    "the longest of all": f"{'l' * 64}@{'d' * 61}.{'e' * 63}.{'f' * 55}.example",
    "the longest local part": f"{'l' * 64}@example.test",
    "the longest labels": f"a@{'d' * 63}.{'e' * 63}.{'f' * 63}.example",
}
TOO_LONG = [f"{'l' * 65}@example.test", f"{'l' * 64}@{'d' * 62}.{'e' * 63}.{'f' * 56}.example", f"a@{'d' * 64}.example"]
# What a mail program decodes (RFC 2047), whatever comes of it.
ENCODED_WORD = "=?utf-8?q?a@example.test"
every_address = pytest.mark.parametrize("email", ADDRESSES.values(), ids=ADDRESSES)
_ATOM = st.text("abcxyzABC019!#$%&'*+-/=?^_`{|}~", min_size=1, max_size=64)
_LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True).filter(lambda label: label[2:4] != "--")


def test_the_longest_is_as_long_as_can_be() -> None:
    assert max(map(len, ADDRESSES.values())) == LONGEST_ADDRESS


@example("=?", ["a"])
@example("=?utf-8?q?a", ["b"])
@given(_ATOM, st.lists(_LABEL, min_size=1, max_size=4))
def test_what_is_an_address_is_one_for_the_mail_as_well(local_part: str, labels: list[str]) -> None:
    address = canonical_email(f"{local_part}@{'.'.join(labels)}.example")
    if address is not None:
        assert parse_recipient(address) == address
        assert [each.addr_spec for each in delivered("x", "y", address)["To"].addresses] == [address]


@pytest.mark.parametrize(
    "email", [*TOO_LONG, "=?utf-8?q?a@example.test"], ids=["local part", "address", "label", "word"]
)
def test_what_no_mail_could_be_sent_to_is_no_address(
    client: PageClient, database: Database, mailbox: Mailbox, email: str
) -> None:
    assert canonical_email(email) is None
    assert register(client, email=email).status_code == 422
    assert request_reset(client, email).status_code == 422
    assert len(mailbox) == 0


@every_address
def test_it_registers_confirms_and_signs_in_on_two_devices(
    app: Application, client: PageClient, database: Database, mailbox: Mailbox, email: str
) -> None:
    register(client, email=email)
    client.submit(open_link(client, mailbox.only.link))

    for _ in range(2):
        assert try_password(app.test_client(), email.upper(), NEW_PASSWORD).status_code == 303
    assert database.one(select(Account.email)) == email
    assert {mail.recipient for mail in mailbox.mails} == {email}


@every_address
def test_registering_it_again_tells_its_owner(
    client: PageClient, database: Database, mailbox: Mailbox, email: str
) -> None:
    create_account(database, email=email)

    register(client, email=email)

    assert (mailbox.only.message, mailbox.only.recipient) == ("already_registered", email)


@every_address
def test_it_gets_a_link_to_a_new_password(client: PageClient, database: Database, mailbox: Mailbox, email: str) -> None:
    create_account(database, email=email)
    request_reset(client, email)

    assert client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD}).status_code == 303


@every_address
@pytest.mark.parametrize(("page", "column"), [("email", Account.email), ("recovery-email", Account.recovery_email)])
def test_an_account_changes_to_it(
    client: PageClient, database: Database, mailbox: Mailbox, email: str, page: str, column: object
) -> None:
    sign_in(client, database, create_account(database))
    shown = client.get(f"/account/{page}")
    number = next(number for number, form in enumerate(forms_of(shown)) if "email" in form.fields)
    client.submit(shown, {"email": email}, form=number)

    assert client.submit(open_link(client, mailbox.to(email)[-1].link)).status_code == 200
    assert database.one(select(column)) == email


@every_address
def test_it_becomes_an_operators(
    app: Application, client: PageClient, database: Database, mailbox: Mailbox, email: str
) -> None:
    with app.app_context(), transaction() as session:
        invite_operator(session, email, app.settings, operator(), by_mail=True)
    entry = {"given_name": "Olga", "family_name": "Perowa", "password": NEW_PASSWORD}

    assert client.submit(open_link(client, mailbox.only.link), entry).status_code == 303
    assert database.count(OperatorRole) == 1


@every_address
def test_the_command_line_creates_imports_and_finds_it(
    shell: Shell, database: Database, tmp_path: Path, email: str
) -> None:
    shell.answer("users", "create", "--email", email, "--given-name", "Ada", "--family-name", "Lang")
    file = tmp_path / "people.csv"
    file.write_text(f"email,given_name\n{email.replace('example', 'test')},Grace\n")

    assert shell.answer("users", "import", str(file))["new"] == 1
    assert database.count(Account) == 2
    assert shell.answer("users", "show", email)["email"] == email


@every_address
def test_a_portal_names_it_as_its_support(email: str) -> None:
    email = email.replace("@example.test", "@portal.example")
    assert SupportSettings(email=email).email == email


def test_the_sign_in_tells_what_can_be_no_name_from_what_may_be_one(make_app: Callable[..., Application]) -> None:
    client = make_app(portals={"shop": {"user_names": True}}).test_client()
    for length in (255, 320, 321, 5000):
        page = client.get("/signin", follow_redirects=True)
        answer = client.submit(page, {"email": f"{'l' * (length - 8)}@example"}, follow_redirects=True)
        assert answer.status_code == (200 if length <= 320 else 422)
