"""Generated pairs of portals with different policies: nothing that was opened at one is worth more at the other than a
fresh sign-in there, and nothing is worth less."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from idp.accounts.models import Account
from idp.accounts.password_policy import broken_rules
from idp.admissions import admit, withdraw_admission
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.organizations.models import Organization
from idp.portals import demands_at
from idp.sessions.web import session_cookie_name
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.admissions import admit_everywhere
from tests.factories.clients import change_client
from tests.factories.devices import device_token, give_device_token
from tests.factories.factors import create_app_of, create_recovery_codes
from tests.factories.organizations import create_membership
from tests.factories.registration_pages import open_link, request_reset
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.remembering import close, held
from tests.factories.sessions import hold, session_token, sign_in
from tests.provisioning.pages import forms_of
from tests.security.portal_pairs import CASES, PLAIN, PORTALS, Case, Guest, is_let_in, what_works

pytestmark = pytest.mark.threat(88)

BUDGETS = {"account_attempts": 1000, "address_attempts": 100000, "mails_per_address": 1000}
STRICT_RULES = {
    "special": {"name": "Special", "password": {"require_special": True, "minimum_length": 10}},
    "mixed": {"name": "Mixed", "password": {"require_mixed_case": True}},
}
OWN_PAGE = "/account/password"
IN_TIME = timedelta(minutes=5)
# More of them by hand find rarer pairs.
EXAMPLES = 25
# Shrinking would sign in some hundred times more.
PHASES = (Phase.explicit, Phase.generate)
# Where the time ends within an example, Hypothesis tells of a flaky one with an exception that it can't repeat.
SECONDS = 100 + 4 * EXAMPLES


class Visit:
    """One case: the account, its browser, and the application that it came from."""

    def __init__(self, app, database, mailbox, clock, case: Case) -> None:
        self.app, self.database, self.clock, self.case = app, database, clock, case
        self.account = create_account(database, password=case.password, password_rules_met=())
        if case.role is not None:
            self.membership = create_membership(database, self.account, role=case.role)
        phone = create_app_of(database, app.secret_box, self.account) if case.has_phone else None
        codes = create_recovery_codes(database, self.account) if phone else []
        with app.app_context(), transaction() as session:
            for portal in case.admitted:
                admit(session, self.account.id, portal, operator())
        self.guest = Guest(
            app.test_client(),
            mailbox,
            clock,
            self.account.email,
            case.password,
            phone,
            codes,
            case.uses,
            case.trusts,
            True,
        )
        self.answered: frozenset[str] = frozenset()

    def at(self, portal: str, browser) -> RelyingParty:
        return create_relying_party(self.database, browser, portal=portal)

    def begin(self) -> RelyingParty | None:
        """The application whose portal let the account in, with a session behind it; None where it did not."""
        rp = self.at(self.case.begun, self.guest.browser)
        is_in, self.answered = self.guest.sign_in(rp.authorize())
        if is_in and self.case.trusts:
            # Once more, by the password and the trust in the device alone.
            is_in, self.answered = self.guest.sign_in(rp.authorize(prompt="login"))
        self.guest.trusts = self.guest.remembers = False
        return rp if is_in and is_let_in(rp.authorize(prompt="none")) else None

    def happen(self) -> None:
        """What becomes stricter in the middle of the session."""
        match self.case.meanwhile:
            case "factor":
                self.guest.phone = self.guest.phone or create_app_of(self.database, self.app.secret_box, self.account)
            case "organization" if self.case.role is not None:
                with self.database.transaction() as session:
                    session.get_one(Organization, self.membership.organization_id).second_factor = "all"
            case "due":
                with self.database.transaction() as session:
                    session.get_one(Account, self.account.id).password_change_due_at = current_time()
            case "withdrawn":
                with self.app.app_context(), transaction() as session:
                    withdraw_admission(session, self.account.id, self.case.asked, operator())
        self.clock.shift(self.case.waited)

    def sign_in_afresh(self, start) -> bool:
        """Whether a sign-in by the same methods, in the same browser but without its session, is let in at once."""
        may = self.answered | ({"totp", "recovery-code"} if self.answered & {"totp", "recovery-code"} else set())
        browser = self.app.test_client()
        give_device_token(browser, device_token(self.guest.browser))
        return self.guest.afresh(browser).sign_in(start(browser), may - {"new-password", "journey"})[0]


@pytest.fixture
def app(make_app):
    return make_app(portals=PORTALS | STRICT_RULES, throttle=BUDGETS)


@pytest.mark.timeout(SECONDS)
def test_nothing_is_worth_more_or_less_at_a_portal_than_a_fresh_sign_in_there(app, database, mailbox, clock):
    """Session, tokens, code, remembered sign-in and the account's own pages, whatever is raised meanwhile.

    Trial row S1.
    """
    outcomes = set()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
    @given(case=CASES)
    @example(replace(PLAIN, begun="shop", asked="strict"))
    @example(replace(PLAIN, begun="mailing", asked="strict"))
    @example(replace(PLAIN, begun="closed", asked="shop"))
    def holds(case: Case) -> None:
        visit = Visit(app, database, mailbox, clock, case)
        rp = visit.begin()
        outcomes.add(compare(visit, rp) if rp is not None else None)

    holds()
    assert outcomes == {True, False, None}


def compare(visit: Visit, rp: RelyingParty) -> bool:
    """Whether a fresh sign-in at the second portal is let in, which everything else must agree with."""
    case, browser = visit.case, visit.guest.browser
    is_soon = case.waited < IN_TIME
    tokens, code = rp.obtain_tokens(), rp.obtain_code()
    visit.happen()
    change_client(visit.database, rp.registered, portal=case.asked)
    asking, seen = visit.at(case.asked, browser), {}
    if is_soon:
        seen["code"] = rp.redeem(code).status_code == 200
        seen |= what_works(rp, tokens)
        seen["session"] = is_let_in(asking.authorize(prompt="none"))
    else:
        seen["refresh"] = rp.refresh(tokens["refresh_token"]).status_code == 200
    session, is_remembered = session_token(browser), held(browser) is not None
    close(browser)
    resumed = is_let_in(asking.authorize(prompt="none"))
    fresh = visit.sign_in_afresh(lambda other: visit.at(case.asked, other).authorize())
    assert seen == dict.fromkeys(seen, fresh), f"a fresh sign-in: {fresh}"
    is_offered = PORTALS[case.asked].get("remember_me", {}).get("offered", False)
    assert resumed == (fresh and is_remembered and is_offered), f"a fresh sign-in: {fresh}, remembered: {resumed}"
    if is_soon and session is not None:
        hold(browser, session_cookie_name, session)
        is_open = browser.get(OWN_PAGE).status_code == 200
        to_own_page = visit.sign_in_afresh(lambda other: other.get(f"/signin?next={OWN_PAGE}"))
        assert is_open == to_own_page, f"the account page opens: {is_open}, after a fresh sign-in: {to_own_page}"
    return fresh


PASSWORDS_TRIED = ("Laube-Zug", "Laube-Zug-9", "laubezugkiefer", "Laube-Zug-Kiefer-9", "laube zug kiefer ast")
POLICIES = ("shop", "digits", "special", "mixed")


@pytest.mark.parametrize("pair", list(combinations(POLICIES, 2)), ids="-".join)
@pytest.mark.parametrize("page", ["reset", "account"])
def test_a_password_is_taken_exactly_where_each_portal_would_take_it(app, database, mailbox, clock, pair, page):
    """Trial row S1."""
    person = create_account(database)
    admit_everywhere(database, app.settings, person, *pair)
    browser = app.test_client()
    for password in PASSWORDS_TRIED:
        accepted = all(not broken_rules(password, demands_at(app.settings, portal).password) for portal in pair)
        assert choose(browser, database, mailbox, person, page, password) is accepted, password


def choose(browser, database, mailbox, person, page, password):
    """Whether the page takes it."""
    if page == "reset":
        request_reset(browser, person.email)
        shown = open_link(browser, mailbox.mails[-1].link)
    else:
        sign_in(browser, database, person)
        shown = browser.get(OWN_PAGE)
    form = next(number for number, form in enumerate(forms_of(shown)) if "password" in form.fields)
    return browser.submit(shown, {"password": password}, form=form).status_code == 303
