"""An account that is deleted in the middle of a request for one of its pages: after each statement, one by one.

Never an error of ours: the browser is led to the sign-in, or told that it was signed out.
"""

import pytest
from sqlalchemy import delete, select

from idp.accounts.models import Account
from idp.clients.models import ClientRecord
from idp.consent.models import Consent
from idp.infrastructure.clock import current_time
from tests.architecture.test_routes import ROUTES, Access
from tests.factories.accounts import create_account
from tests.factories.factors import MULTI, create_app_of, create_recovery_codes
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.meanwhile import at_once, meanwhile, moments
from tests.provisioning.pages import forms_of

pytestmark = pytest.mark.usefixtures("clock")

PAGES = sorted(path for path, methods in ROUTES.items() if methods.get("GET") is Access.PERSON and "<" not in path)
FACTOR_PAGES = ["/account/security/recovery-codes", "/account/security/totp/{item}/name"]
FORMS = {
    "/account": {"given_name": "Grace"},
    "/account/details": {"nickname": "Ada"},
    "/account/password": {"password": "ziegel-Lampe-rot-77"},
    "/account/email": {"email": "neu@example.test"},
    "/account/recovery-email": {"email": "neu@example.test"},
    "/account/deletion": {"confirm": "y"},
    "/account/security/recovery-codes": {},
    "/account/security/totp/{item}/name": {"name": "Telefon"},
}
LEADING_ON = {200, 303, 403, 404}


@pytest.fixture
def app(make_app):
    return make_app(throttle={"mails_per_address": 1000})


class Owner:
    """A person with everything, signed in."""

    def __init__(self, app, database, **values):
        self.database = database
        self.account = create_account(database, **values)
        self.item = create_app_of(database, app.secret_box, self.account).id
        create_recovery_codes(database, self.account)
        self.browser = app.test_client()
        sign_in(self.browser, database, self.account, **MULTI)

    def path(self, template):
        return template.format(item=self.item)

    def delete(self):
        return at_once(self.database, delete(Account).where(Account.id == self.account.id))


def form_with(page, fields):
    """The page's own form, the one at its foot for the language aside."""
    forms = [(at, form) for at, form in enumerate(forms_of(page)) if form.action != "/language"]
    return next(at for at, form in forms if set(fields) <= set(form.fields) | form.boxes)


def check(answer):
    assert answer.status_code in LEADING_ON, answer.text
    if answer.status_code == 303 and not answer.location.startswith("/account"):
        assert answer.location.startswith("/signin"), answer.location


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("template", [*PAGES, *FACTOR_PAGES])
def test_a_page_leads_to_the_sign_in(app, database, template):
    for moment in moments():
        owner = Owner(app, database)
        with meanwhile(app, moment, owner.delete):
            check(owner.browser.get(owner.path(template)))

    assert moment.number > 2


@pytest.mark.parametrize("template", FORMS)
def test_a_form_changes_nothing(app, database, template):
    for moment in moments():
        owner = Owner(app, database)
        page = owner.browser.get(owner.path(template))
        number = form_with(page, FORMS[template])
        with meanwhile(app, moment, owner.delete):
            check(owner.browser.submit(page, FORMS[template], number))

    assert moment.number > 2


def test_a_deletion_that_is_taken_back_in_the_moment_of_its_execution(app, database):
    for moment in moments():
        owner = Owner(app, database, delete_after=current_time())
        page = owner.browser.get("/account/deletion")
        number = next(at for at, form in enumerate(forms_of(page)) if form.action.endswith("/cancel"))
        with meanwhile(app, moment, owner.delete):
            check(owner.browser.submit(page, form=number))

    assert moment.number > 2


def test_taking_access_back_leads_on_too(app, database):
    for moment in moments():
        owner = Owner(app, database)
        create_relying_party(database, owner.browser, consent="explicit")
        grant_everything(database, owner.account)
        page = owner.browser.get("/account/applications")
        number = next(at for at, form in enumerate(forms_of(page)) if form.action.endswith("/withdraw"))
        with meanwhile(app, moment, owner.delete):
            check(owner.browser.submit(page, form=number))

    assert moment.number > 2


def grant_everything(database, account):
    """A consent for each client that there is."""
    clients = database.rows(select(ClientRecord.client_id))
    database.save(*[Consent(account_id=account.id, client_id=each, scopes=["openid"]) for each in clients])
