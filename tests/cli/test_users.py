"""`idp users`."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from idp.accounts.models import Account
from idp.administration.models import OperatorRole
from idp.audit.models import AuditEvent
from idp.clients.subjects.models import PairwiseSubject
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import OneTimeLink
from idp.invitations.models import Invitation
from idp.mail.models import OutboxMail
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.sessions.models import Device, RememberedSignIn, SsoSession
from tests.factories.accounts import create_account
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

CREATE = ("users", "create", "--email", "Ada@Example.test", "--given-name", "Ada", "--family-name", "Lovelace")
REASON = ("--reason", "joined the team")
PASSWORD = "vier Enten im Regenfass"


def test_create_with_a_password_from_standard_input(shell: Shell, database: Database) -> None:
    created = shell.answer(*CREATE, "--password-stdin", stdin=f"{PASSWORD}\n")
    account = database.one(select(Account))
    assert (account.id, account.email, account.name) == (created["id"], "ada@example.test", "Ada Lovelace")
    assert account.email_verified_at is not None
    assert PasswordHasher().verify(account.password_hash or "", PASSWORD)
    assert database.count(OutboxMail) == 0
    assert database.one(select(Account.password_changed_at)) is not None


def test_create_without_a_password_invites_the_person(shell: Shell, database: Database) -> None:
    created = shell.answer(*CREATE, "--language", "en")
    mail = database.one(select(OutboxMail))
    assert created["link_mailed"] is True
    assert (mail.recipient, mail.message, mail.language) == ("ada@example.test", "account_created", "en")
    link = database.one(select(OneTimeLink))
    assert link.subject == database.one(select(Invitation.id).where(Invitation.account_id == created["id"]))
    assert link.expires_at - link.created_at > timedelta(days=6)


def test_the_password_itself_is_shown_nowhere(shell: Shell, database: Database) -> None:
    result = shell.run(*CREATE, "--password-stdin", stdin=PASSWORD)
    assert PASSWORD not in result.output
    assert all(PASSWORD not in str(event.details) for event in database.rows(select(AuditEvent)))


def test_an_unverified_address_stays_so(shell: Shell, database: Database) -> None:
    shell.answer(*CREATE, "--unverified")
    assert database.one(select(Account)).email_verified_at is None


@pytest.mark.parametrize("password", ["short", "Ada-Lovelace", "password123", "ada@example.test"])
def test_a_weak_password_is_refused(shell: Shell, database: Database, password: str) -> None:
    assert "portal's rules" in shell.refusal(*CREATE, "--password-stdin", stdin=password)
    assert database.count(Account) == 0


def test_no_password_on_standard_input_is_refused(shell: Shell) -> None:
    assert "no password" in shell.refusal(*CREATE, "--password-stdin", stdin="")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--email", "nobody"), "not an e-mail address"),
        (("--email", "a@example.test", "--username", "a b"), "is not a valid user name"),
        (("--email", "a@example.test", "--given-name", "x" * 101), "at most 100"),
        (("--email", "a@example.test", "--portal", "nowhere"), "no portal nowhere"),
    ],
)
def test_create_explains_what_is_wrong(shell: Shell, arguments: tuple[str, ...], words: str) -> None:
    assert words in shell.refusal("users", "create", *arguments)


@pytest.mark.parametrize("arguments", [("ADA@example.test",), ("other@example.test", "--username", "Ada.L")])
def test_an_address_or_user_name_is_given_once(shell: Shell, arguments: tuple[str, ...]) -> None:
    shell.answer(*CREATE, "--username", "ada.l")
    assert "There is already an account with" in shell.refusal("users", "create", "--email", *arguments)


@pytest.mark.parametrize("identifier", ["id", "email", "username"])
def test_show_finds_by_any_name(shell: Shell, identifier: str) -> None:
    created = shell.answer(*CREATE, "--username", "ada.l", "--role", "auditor")
    shown = shell.answer("users", "show", created[identifier].upper() if identifier != "id" else created["id"])
    assert (shown["id"], shown["roles"], shown["has_password"]) == (created["id"], ["auditor"], False)


def test_a_person_is_found_by_the_subject_that_an_application_knows(shell: Shell, database: Database) -> None:
    created = shell.answer(*CREATE)
    create_account(database)
    database.save(PairwiseSubject(account_id=created["id"], sector="shop.example.test", subject="sub_1"))

    assert shell.answer("users", "show", "sub_1")["id"] == created["id"]
    assert [each["id"] for each in shell.answer("users", "list", "--search", "sub_1")] == [created["id"]]


def test_an_unknown_person_is_named(shell: Shell) -> None:
    assert "There is no account nobody." in shell.refusal("users", "show", "nobody")


def test_list_searches(shell: Shell, database: Database) -> None:
    create_account(database, email="grace@example.test", given_name="Grace", family_name="Hopper")
    create_account(database, email="ada@example.test")
    assert {each["email"] for each in shell.answer("users", "list")} == {"grace@example.test", "ada@example.test"}
    assert [each["email"] for each in shell.answer("users", "list", "--search", "hopp")] == ["grace@example.test"]
    assert shell.answer("users", "list", "--search", "%") == []
    assert len(shell.answer("users", "list", "--limit", "1")) == 1


@pytest.mark.threat(17)
def test_disable_ends_every_session_and_token(shell: Shell, database: Database, signed_in_person: Account) -> None:
    assert shell.answer("users", "disable", signed_in_person.email)["enabled"] is False
    assert database.one(select(Account)).disabled_at is not None
    assert database.one(select(SsoSession)).ended_at is not None
    assert database.one(select(AuthorizationRecord)).revoked_at is not None


def test_enable_brings_the_person_back_but_no_token(
    shell: Shell, database: Database, signed_in_person: Account
) -> None:
    shell.answer("users", "disable", signed_in_person.email)
    assert shell.answer("users", "enable", signed_in_person.email)["enabled"] is True
    assert database.one(select(AuthorizationRecord)).revoked_at is not None


@pytest.mark.threat(35)
def test_enable_brings_back_nothing_that_a_browser_remembers(
    shell: Shell, database: Database, signed_in_person: Account
) -> None:
    now = current_time()
    proof = {"authenticated_at": now, "amr": ["pwd"], "acr": "1", "expires_at": now + timedelta(days=30)}
    person = {"account_id": signed_in_person.id, "token_hash": "1" * 64}
    database.save(RememberedSignIn(portal="shop", **person, **proof))
    database.save(Device(**person, trusted_until=now + timedelta(days=30)))
    shell.answer("users", "disable", signed_in_person.email)
    shell.answer("users", "enable", signed_in_person.email)

    assert database.one(select(RememberedSignIn)).revoked_at is not None
    assert database.one(select(Device)).trusted_until is None


def test_roles_are_given_and_taken(shell: Shell, database: Database) -> None:
    account = create_account(database)
    given = shell.answer("users", "roles", account.email, "--grant", "operator", "--grant", "auditor", *REASON)
    assert given["roles"] == ["auditor", "operator"]
    assert shell.answer("users", "roles", account.email, "--revoke", "operator", *REASON)["roles"] == ["auditor"]
    actions = [event.action for event in database.rows(select(AuditEvent).order_by(AuditEvent.at))]
    assert actions.count("operator_role.granted") == 2
    assert actions.count("operator_role.revoked") == 1
    assert {event.details["reason"] for event in database.rows(select(AuditEvent))} == {"joined the team"}
    assert [each["id"] for each in shell.answer("users", "list", "--role", "auditor")] == [account.id]
    assert shell.answer("users", "list", "--role", "operator") == []


@pytest.mark.parametrize("change", ["--grant", "--revoke"])
def test_a_change_of_roles_takes_a_reason(shell: Shell, database: Database, change: str) -> None:
    account = create_account(database)
    assert "--reason" in shell.refusal("users", "roles", account.email, change, "auditor")
    assert database.count(OperatorRole) == 0


def test_giving_a_role_twice_changes_nothing(shell: Shell, database: Database) -> None:
    account = create_account(database)
    for _ in range(2):
        shell.answer("users", "roles", account.email, "--grant", "operator", *REASON)
    assert database.count(OperatorRole) == 1
    assert database.count(AuditEvent) == 1
    assert database.rows(select(OutboxMail.message)) == ["operator_roles_changed"]


def test_a_disabled_account_has_no_role_any_more(shell: Shell, database: Database) -> None:
    account = create_account(database)
    shell.answer("users", "roles", account.email, "--grant", "operator", *REASON)
    shell.answer("users", "disable", account.email)
    assert "is disabled" in shell.refusal("users", "roles", account.email, "--grant", "operator", *REASON)
    shell.answer("users", "enable", account.email)
    assert database.count(OperatorRole) == 0
    actions = database.rows(select(AuditEvent.action))
    assert "operator_role.revoked" in actions


def test_invite_operator_makes_a_link_and_no_account(shell: Shell, database: Database) -> None:
    invited = shell.answer("users", "invite-operator", "Op@Example.test")
    assert re.fullmatch(r"https://id\.example\.test/operator-invitation/link/[\w-]{43}", invited["link"])
    assert invited["email"] == "op@example.test"
    valid = datetime.fromisoformat(invited["valid_until"]) - datetime.now(UTC)
    assert timedelta(hours=23) < valid <= timedelta(hours=24)
    assert database.count(Account) == database.count(OutboxMail) == 0


def test_invite_operator_can_send_the_link(shell: Shell, database: Database) -> None:
    shell.answer("users", "invite-operator", "op@example.test", "--mail")
    mail = database.one(select(OutboxMail))
    assert (mail.message, mail.recipient) == ("operator_invitation", "op@example.test")


def test_an_existing_person_gets_the_role_instead(shell: Shell, database: Database) -> None:
    account = create_account(database)
    assert "--grant operator" in shell.refusal("users", "invite-operator", account.email)


def test_an_account_is_linked_to_the_customer_of_its_number(shell: Shell, database: Database) -> None:
    created = shell.answer(*CREATE, "--customer-number", "kd-4711")

    assert created["customer_numbers"] == {"customers": ["kd-4711"]}
    assert shell.answer("users", "show", created["email"])["customer_numbers"] == {"customers": ["kd-4711"]}
    assert shell.answer("customers", "show", "KD 4711")["accounts"] == [created["email"]]


def test_an_account_is_not_created_where_its_customer_is_full(shell: Shell, database: Database) -> None:
    create_account(database, customer_number="KD4711")

    assert "No further account" in shell.refusal(*CREATE, "--customer-number", "kd-4711")
    assert database.count(Account) == 1


def test_create_refuses_what_is_no_customer_number(shell: Shell, database: Database) -> None:
    assert "is not a valid customer number" in shell.refusal(*CREATE, "--customer-number", "?")
    assert database.count(Account) == 0


def test_an_invitation_is_sent_again_and_listed_with_its_state(shell: Shell, database: Database) -> None:
    created = shell.answer(*CREATE, "--portal", "forum")

    invited = shell.answer("users", "invite", "ada@example.test", "--portal", "forum")

    listed = shell.answer("users", "invitations", "--search", "ADA@")
    facts = {name: listed[0][name] for name in ("id", "email", "portal", "state", "expires_at")}
    assert facts == {
        "id": created["id"],
        "email": "ada@example.test",
        "portal": "forum",
        "state": "queued",
        "expires_at": invited["expires_at"],
    }
    assert database.count(OutboxMail) == 2
    assert shell.answer("users", "invitations", "--search", "grace") == []


def test_an_account_with_a_password_is_not_invited(shell: Shell, database: Database) -> None:
    account = create_account(database)

    assert "already has a password" in shell.refusal("users", "invite", account.email)
