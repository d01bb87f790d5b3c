"""A second factor is one class with its pages, and one entry in ``FACTORS``: everything else follows from it."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from flask import Blueprint, render_template_string, request
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import Column, MetaData, String, Table, delete, insert, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.factors import wiring
from idp.factors.challenge import challenge_for_code
from idp.factors.changes import note_added
from idp.factors.factor import Factor, FactorItem
from idp.factors.registry import add_factor, get_factor
from idp.factors.web import complete_enrolment, enrolling_account, factor_to_ask, hold_account_of
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base, UtcDateTime, connection, current_session
from idp.infrastructure.ids import new_id
from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.limits import limited_form
from idp.sessions.actor import account_actor
from tests.factories.accounts import create_account
from tests.factories.factors import finish, open_code_page, type_code
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of
from tests.provisioning.shell import Shell

NUMBER, CODE = "+49 4841 5550123", "0123"
TELEPHONES = Table(
    "telephones",
    MetaData(),
    Column("id", String(40), primary_key=True),
    Column("account_id", String(40)),
    Column("name", String(100)),
    Column("created_at", UtcDateTime()),
)
ENROL_PAGE = """
<form method="post"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}"><input name="number"></form>
"""
VERIFY_PAGE = """
{% extends "layout/page.html" %}
{% from "components/parts.html" import account_chip %}
{% block content %}
{{ account_chip(account, url_for("signin.not_you", interaction_id=interaction.id)) }}
<form method="post">{{ form.hidden_tag() }}{{ form.code }}{{ form.code.errors|join }}{{ form.form_errors|join }}</form>
{% include "factors/other_ways.html" %}
{% endblock %}
"""

telephones = Blueprint("telephones", __name__)


class Telephones(Factor):
    """A telephone that receives a code. Without a gateway, the code is the end of its number."""

    key = "telephones"
    amr = ("sms",)
    label = "Telephone"
    description = "We send a code to your telephone."
    icon = "phone"
    verify_endpoint = "telephones.verify"
    enrol_endpoint = "telephones.enrol"

    def items(self, account_id: str) -> list[FactorItem]:
        columns = (TELEPHONES.c.id, TELEPHONES.c.name, TELEPHONES.c.created_at)
        rows = connection().execute(select(*columns).where(TELEPHONES.c.account_id == account_id))
        return [FactorItem(*row) for row in rows]

    def remove(self, session: Session, account_id: str, item_id: str) -> str | None:
        return session.scalar(delete(TELEPHONES).where(*_own(account_id, item_id)).returning(TELEPHONES.c.name))

    def rename(self, session: Session, account_id: str, item_id: str, name: str) -> bool:
        renamed = update(TELEPHONES).where(*_own(account_id, item_id)).values(name=name)
        return session.scalar(renamed.returning(TELEPHONES.c.id)) is not None

    def remove_all(self, session: Session, account_id: str) -> None:
        session.execute(delete(TELEPHONES).where(TELEPHONES.c.account_id == account_id))


def _own(account_id: str, item_id: str) -> tuple:
    return TELEPHONES.c.id == item_id, TELEPHONES.c.account_id == account_id


@telephones.route("/account/security/telephone", methods=["GET", "POST"])
@limited_form
def enrol() -> Response | str:
    enrolment = enrolling_account()
    if request.method == "GET":
        return render_template_string(ENROL_PAGE)
    hold_account_of(enrolment)
    owner, number = enrolment.account_id, request.form["number"]
    row = {"id": new_id("tel"), "account_id": owner, "name": number, "created_at": current_time()}
    current_session().execute(insert(TELEPHONES).values(row))
    note_added(current_session(), owner, get_factor("telephones"), number, account_actor(owner))
    return complete_enrolment(enrolment, get_factor("telephones"), Telephones.amr)


@telephones.route("/signin/<interaction_id>/factor/telephone", methods=["GET", "POST"])
@limited_form
def verify(interaction_id: str) -> Response:
    factor = get_factor("telephones")
    return challenge_for_code(factor_to_ask(interaction_id, factor), factor, "telephones/verify.html", _check)


def _check(account_id: str, typed: str) -> str | None:
    held = get_factor("telephones").items(account_id)
    return None if any(item.name[-4:] == typed for item in held) else "This is not the code."


def init_telephones(app: Application) -> None:
    """Offer telephones as a second factor."""
    app.register_blueprint(telephones)
    app.jinja_env.loader = ChoiceLoader([DictLoader({"telephones/verify.html": VERIFY_PAGE}), app.jinja_env.loader])
    add_factor(app, Telephones())
    add_export_section(app, ExportSection("telephones", "Telephones", "name created_at", order=130))


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch, database: Database) -> Iterator[None]:
    """The factor in every application that is made from now on, and its table in the database."""
    monkeypatch.setattr(wiring, "FACTORS", [*wiring.FACTORS, init_telephones])
    table = TELEPHONES.to_metadata(Base.metadata)
    table.create(database.engine)
    yield
    table.drop(database.engine)
    Base.metadata.remove(table)


@pytest.fixture
def app(make_app: Callable[..., Application], registered: None) -> Application:
    return make_app(own=True, throttle={"account_attempts": 3})


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database, email="ada@example.test", language="en")


@pytest.fixture
def owner(person: Account, database: Database) -> Account:
    """A person who has a telephone."""
    row = {"id": new_id("tel"), "account_id": person.id, "name": NUMBER, "created_at": current_time()}
    with database.transaction() as session:
        session.execute(insert(TELEPHONES).values(row))
    return person


@pytest.fixture
def browser(app: Application, owner: Account, database: Database) -> PageClient:
    """The browser of the owner, signed in with both factors a moment ago."""
    browser = app.test_client()
    sign_in(browser, database, owner, amr=["pwd", "sms", "mfa"], acr="urn:einlass:acr:2")
    return browser


def events(database: Database) -> Sequence[tuple[str, str]]:
    return [(event.action, event.details["factor"]) for event in database.rows(select(AuditEvent))]


def form_with(page: TestResponse, field: str) -> int:
    """The number of the form that has this field."""
    return next(number for number, form in enumerate(forms_of(page)) if field in form.fields)


def test_it_is_set_up_from_the_security_page(
    client: PageClient, person: Account, database: Database, mailbox: Mailbox
) -> None:
    sign_in(client, database, person)
    assert 'href="/account/security/telephone"' in client.get("/account/security").text

    answer = client.submit(client.get("/account/security/telephone"), {"number": NUMBER})

    assert answer.location == "/account/security/recovery-codes"
    assert NUMBER in client.get("/account/security").text
    assert (mailbox.only.message, NUMBER in mailbox.only.text) == ("factor_added", True)


def test_a_portal_that_demands_a_factor_offers_it(make_app: Callable[..., Application], person: Account) -> None:
    client = make_app(own=True, portals={"shop": {"second_factor": {"policy": "all"}}}).test_client()

    page = open_code_page(client, person.email)

    assert "/account/security/telephone?interaction_id=" in page.text


def test_it_is_asked_for_at_sign_in_and_told_in_the_id_token(
    client: PageClient, owner: Account, database: Database
) -> None:
    rp = create_relying_party(database, client)
    page = open_code_page(client, owner.email, rp.authorize().location)
    assert page.request.path.endswith("/factor/telephone")

    answer = finish(client, type_code(client, page, CODE))

    claims = rp.read_id_token(rp.redeem(answer_of(answer)["code"]).get_json()["id_token"])
    assert (claims["amr"], claims["acr"]) == (["pwd", "sms", "mfa"], "urn:einlass:acr:2")


def test_wrong_codes_are_refused_and_counted(client: PageClient, owner: Account, database: Database) -> None:
    page = open_code_page(client, owner.email)

    assert [type_code(client, page, "9999").status_code for _ in range(3)] == [422] * 3
    assert type_code(client, page, CODE).status_code == 429

    failed, throttled = ("second_factor.failed", "telephones"), ("second_factor.throttled", "telephones")
    assert events(database) == [failed, failed, failed, throttled]


def test_whose_telephone_is_lost_is_led_to_it(client: PageClient, owner: Account) -> None:
    page = open_code_page(client, owner.email)

    assert "Telephone" in client.get(page.request.path.replace("/telephone", "/none-at-hand")).text


def test_it_gets_another_name(browser: PageClient) -> None:
    link = next(part for part in browser.get("/account/security").text.split('"') if part.endswith("/name"))
    page = browser.get(link)

    page = browser.submit(page, {"name": "At home"}, form=form_with(page, "name"), follow_redirects=True)

    assert "At home" in page.text


def test_it_is_removed_and_its_owner_told(browser: PageClient, mailbox: Mailbox) -> None:
    page = browser.get("/account/security")

    browser.submit(page, form=form_with(page, "id"))

    assert NUMBER not in browser.get("/account/security", follow_redirects=True).text
    assert (mailbox.only.message, NUMBER in mailbox.only.text) == ("factor_removed", True)


def test_an_operator_resets_it(shell: Shell, client: PageClient, owner: Account) -> None:
    reset = shell.answer("users", "reset-factors", owner.email, "--reason", "showed her passport")

    assert reset["removed"] == ["telephones"]
    assert "/factor" not in open_code_page(client, owner.email).request.path


def test_it_is_told_in_the_export(browser: PageClient) -> None:
    told = browser.get("/account/export/einlass.json").get_json()

    assert [row["name"] for row in told["telephones"]] == [NUMBER]


def test_a_key_is_given_once(app: Application) -> None:
    with pytest.raises(ValueError, match="telephones"):
        add_factor(app, Telephones())


def test_what_is_no_other_kind_than_a_password_is_refused(app: Application) -> None:
    class SecretWord(Telephones):
        key = "secret_word"
        amr = ("kba",)

    with pytest.raises(ValueError, match="no other kind than a password"):
        add_factor(app, SecretWord())
