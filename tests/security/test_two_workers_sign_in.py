"""Threats 36, 53, 56, 57 and 60 as they would happen: twenty requests at once on two processes of ``idp serve``."""

from collections import Counter

import pytest
import requests
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.factors.mailed_codes.models import MailedCode
from idp.factors.recovery_codes.models import RecoveryCode
from idp.organizations.models import Organization
from idp.sessions.models import RememberedSignIn
from tests.factories.accounts import PASSWORD
from tests.factories.factors import create_app_of, create_recovery_codes
from tests.factories.organizations import create_membership
from tests.security.serving import Visitor, same_get, same_post

AT_ONCE = 20
REMEMBER, SESSION = "idp-remember", "idp-session"
START = "/signin?next=/account"
NEW_PASSWORD = "ziegel-Lampe-rot-77"


@pytest.fixture
def phone(app, database, person):
    return create_app_of(database, app.secret_box, person)


def type_password(served, person, **ticked):
    """A browser where the password of ``person`` was right."""
    visitor = Visitor.arrive(served, START)
    visitor.submit(email=person.email)
    visitor.submit(password=PASSWORD, **ticked)
    return visitor


def race_form(served, visitor, **typed):
    """How often each status is answered to the same form, sent many times at once."""
    url, options = visitor.prepared(**typed)
    return Counter(answer.status_code for answer in served.race(same_post(url, AT_ONCE, **options)))


def is_good_once(answers):
    """One goes on; the others are wrong by then, or come when the sign-in is complete already."""
    return answers[303] == 1 and answers[422] + answers[400] == AT_ONCE - 1


def start(served, cookies):
    return requests.get(f"{served.issuer}{START}", cookies=cookies, allow_redirects=False, timeout=30)


def actions(database):
    return Counter(event.action for event in database.rows(select(AuditEvent)))


@pytest.fixture
def remembered(served, person):
    """The cookies of a browser that was closed after its person had ticked the box."""
    visitor = type_password(served, person, remember="y")
    assert visitor.page.url.endswith("/account")
    return {name: value for name, value in visitor.cookies.items() if name != SESSION}


@pytest.mark.threat(36)
def test_tabs_that_are_restored_together_get_one_successor(served, database, mailbox, remembered):
    answers = served.race(same_get(f"{served.issuer}{START}", AT_ONCE, cookies=remembered))

    assert {answer.headers["Location"] for answer in answers} == {"/account"}
    successors = {answer.cookies[REMEMBER] for answer in answers}
    assert len(successors) == 1
    assert successors != {remembered[REMEMBER]}
    assert database.one(select(RememberedSignIn.revoked_at)) is None
    assert not mailbox.mails


@pytest.mark.threat(36)
def test_a_copied_cookie_ends_the_series_once_and_is_told_once(served, database, mailbox, remembered):
    newest = remembered
    for _ in range(2):
        answer = start(served, newest)
        newest = newest | {REMEMBER: answer.cookies[REMEMBER]}

    answers = served.race(same_get(f"{served.issuer}{START}", AT_ONCE, cookies=remembered))

    assert all(answer.headers["Location"].startswith("/signin/int_") for answer in answers)
    assert database.one(select(RememberedSignIn.revoked_at)) is not None
    assert actions(database)["sign_in.remembered_replayed"] == 1
    assert [mail.message for mail in mailbox.mails] == ["remembered_replay"]
    assert start(served, newest).headers["Location"].startswith("/signin/int_")


@pytest.mark.threat(57)
def test_a_code_of_the_app_is_good_once(served, database, person, phone):
    visitor = type_password(served, person)

    answers = race_form(served, visitor, code=phone.code())

    assert is_good_once(answers)
    assert actions(database)["second_factor.failed"] == answers[422]


@pytest.mark.threat(57)
def test_nor_is_it_good_in_another_browser_at_the_same_moment(served, database, person, phone):
    visitors = [type_password(served, person) for _ in range(4)]
    forms = [visitor.prepared(code=phone.code()) for visitor in visitors]

    answers = served.race([post for url, options in forms for post in same_post(url, 3, **options)])

    statuses = Counter(answer.status_code for answer in answers)
    # 400: the winner's own browser has nothing pending any more.
    assert statuses[303] == 1
    assert statuses[422] + statuses[400] == len(answers) - 1
    assert statuses[400] <= 2


@pytest.mark.threat(60)
def test_a_recovery_code_is_good_once(served, database, person, phone, mailbox):
    codes = create_recovery_codes(database, person)
    visitor = type_password(served, person)
    visitor.open(visitor.page.url.replace("/totp", "/recovery-code"))

    assert is_good_once(race_form(served, visitor, code=codes[0]))
    unused = database.rows(select(RecoveryCode).where(RecoveryCode.used_at.is_(None)))
    assert len(unused) == len(codes) - 1
    assert actions(database)["recovery_code.used"] == 1
    assert [mail.message for mail in mailbox.mails] == ["recovery_code_used"]


@pytest.mark.threat(56)
def test_a_mailed_code_is_good_once(served, database, person, mailbox):
    member = create_membership(database, person)
    organization = database.one(select(Organization).where(Organization.id == member.organization_id))
    database.change(organization, second_factor="all")
    visitor = type_password(served, person)

    assert is_good_once(race_form(served, visitor, code=mailbox.only.code))
    assert database.one(select(MailedCode.state)) == "redeemed"


@pytest.mark.threat(53)
def test_a_link_for_a_new_password_is_good_once(served, database, person, mailbox):
    asking = Visitor.arrive(served, "/password-reset")
    asking.submit(email=person.email)
    visitor = Visitor.arrive(served, mailbox.only.link.removeprefix(served.issuer))

    assert race_form(served, visitor, password=NEW_PASSWORD) == {303: 1, 410: AT_ONCE - 1}
    assert actions(database)["password_reset.completed"] == 1
