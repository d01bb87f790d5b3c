"""What a person calls themself, or what is theirs, turns and hides no text of other people's pages and mails.

Trial row S13.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from idp.accounts.identifiers import canonical_customer_number, canonical_username
from idp.accounts.models import Account
from idp.accounts.names import canonical_name, clean_name
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.factories.factors import MULTI, create_app_of, shown_app
from tests.factories.registration_pages import NEW_PASSWORD, open_link, register
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of
from tests.provisioning.shell import Shell

INVISIBLE = {
    "right-to-left override": "\u202e",
    "isolate": "\u2067",
    "mark of direction": "\u200f",
    "space without width": "\u200b",
    "joiner": "\u200d",
    "no-break without width": "\ufeff",
    "soft hyphen": "\u00ad",
    "word joiner": "\u2060",
    "tag": "\U000e0041",
}
every_one = pytest.mark.parametrize("letter", INVISIBLE.values(), ids=INVISIBLE)


@every_one
@pytest.mark.parametrize("position", ["{}Ada", "A{}da", "Ada{}"])
def test_an_invisible_letter_is_left_out(letter: str, position: str) -> None:
    assert clean_name(position.format(letter)) == canonical_name(position.format(letter)) == "Ada"


@pytest.mark.parametrize(
    "name",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "O'Neill-D\u2019Arc",
        "Nguy\u1ec5n Th\u1ecb",
        "\u674e\u5c0f\u9f8d",
        "Zo\u00eb, \u201eMax\u201c <3",
        "\u2764",
    ],
)
def test_what_a_script_needs_stays(name: str) -> None:
    assert canonical_name(name) == name


def test_spaces_of_any_kind_are_one() -> None:
    assert canonical_name(" Ann\u00a0\u2003Maria\t ") == "Ann Maria"


@every_one
def test_no_name_consists_of_them(client: PageClient, database: Database, letter: str) -> None:
    assert register(client, given_name=letter * 3).status_code == 422


@every_one
def test_the_form_of_registration_leaves_it_out(
    client: PageClient, database: Database, mailbox: Mailbox, letter: str
) -> None:
    register(client, given_name=f"Gr{letter}ace", family_name=f"{letter}Neu")
    client.submit(open_link(client, mailbox.only.link))

    assert database.one(select(Account)).name == "Grace Neu"


def on_the_profile(client: PageClient, database: Database, name: str) -> str:
    account = create_account(database)
    sign_in(client, database, account)
    page = client.get("/account")
    number = next(number for number, form in enumerate(forms_of(page)) if "given_name" in form.fields)
    client.submit(page, {"given_name": name}, form=number)
    return database.one(select(Account.given_name))


def on_connecting_an_app(client: PageClient, database: Database, name: str) -> str:
    sign_in(client, database, create_account(database))
    page = client.get("/account/security/totp")
    client.submit(page, {"code": shown_app(page).code(), "name": name})
    return database.one(select(TotpSecret.name))


def on_renaming(client: PageClient, database: Database, name: str) -> str:
    account = create_account(database)
    created = create_app_of(database, client.application.secret_box, account, name="Alt")
    sign_in(client, database, account, **MULTI)
    page = client.get(f"/account/security/totp/{created.id}/name")
    number = next(number for number, form in enumerate(forms_of(page)) if "name" in form.fields)
    client.submit(page, {"name": name}, form=number)
    return database.one(select(TotpSecret.name))


@every_one
@pytest.mark.parametrize("store", [on_the_profile, on_connecting_an_app, on_renaming])
def test_other_forms_do_the_same(
    client: PageClient, database: Database, store: Callable[[PageClient, Database, str], str], letter: str
) -> None:
    assert store(client, database, f"Dienst{letter}handy") == "Diensthandy"


@every_one
def test_the_command_line_does_the_same(shell: Shell, database: Database, letter: str) -> None:
    shell.answer("users", "create", "--email", "ada@example.test", "--given-name", f"A{letter}da", "--password-stdin",
                 stdin=NEW_PASSWORD)  # fmt: skip

    assert database.one(select(Account.given_name)) == "Ada"


@every_one
def test_a_client_is_not_called_so(shell: Shell, database: Database, letter: str) -> None:
    assert "printable" in shell.refusal("clients", "create", f"Ma{letter}ps", "--redirect-uri", "https://a.example/cb")


@every_one
def test_numbers_and_user_names_have_none(app: Application, letter: str) -> None:
    assert canonical_customer_number(f"KD{letter}4711") is None
    assert canonical_username(f"ada{letter}l") is None
