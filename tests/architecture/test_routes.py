"""Who may use which route by which method: the whole map of the application, written down and tried out."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import pytest
from werkzeug.test import TestResponse

from idp.infrastructure.ids import digest
from idp.infrastructure.web.application import Application
from idp.interactions.models import Interaction
from tests.factories.accounts import create_account
from tests.factories.sessions import sign_in
from tests.provisioning.applications import ISSUER
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of


class Access(Enum):
    """What a caller must have. Each is tried without it."""

    ANYONE = "nothing"
    BEGINS = "nothing; a flow begins that is bound to this browser"
    FORM = "one of our own forms, opened in the same browser"
    FLOW = "the browser in which the sign-in, registration or reset began"
    FLOW_FORM = "that browser, and our form in it"
    PERSON = "a sign-in session"
    PERSON_WITH_FACTOR = "a sign-in session of somebody who has a second factor"
    PERSON_FORM = "a sign-in session, and our form"
    MEMBER = "a sign-in session of a member of the organization"
    PERMITTED = "a sign-in session at a portal whose settings allow it"
    OPERATOR = "a sign-in session, with a second factor, of an account with a role over the installation"
    RELYING_PARTY = "a relying party's valid request; starts what the person then confirms, and changes nothing"
    CLIENT = "client authentication"
    BEARER = "an access token"
    THIS_MACHINE = "a trial on loopback, asked from the same machine"


REGISTRATION = dict.fromkeys(("POST", "GET", "PUT", "DELETE"), Access.BEARER)
# The tables that a refusal may write to.
COUNTING = frozenset({"rate_limit_counters", "audit_events"})
FORMS = frozenset({Access.FORM, Access.FLOW_FORM, Access.PERSON_FORM})
MACHINE = frozenset({Access.CLIENT, Access.BEARER})

GET_ANYONE = {"GET": Access.ANYONE}
PERSON_PAGE = {"GET": Access.PERSON, "POST": Access.PERSON_FORM}
PERSON_ACTION = {"POST": Access.PERSON_FORM}
OPERATOR_PAGE = {"GET": Access.OPERATOR, "POST": Access.PERSON_FORM}
FLOW_PAGE = {"GET": Access.FLOW, "POST": Access.FLOW_FORM}

# Threat 42. HEAD goes with GET; OPTIONS never runs a view of ours but to answer a preflight.
ROUTES: dict[str, dict[str, Access]] = {
    "/assets/<version>/<path:name>": GET_ANYONE,
    "/portals/<portal>/<version>/theme.css": GET_ANYONE,
    "/portals/<portal>/<version>/logo": GET_ANYONE,
    "/portals/<portal>/<version>/logo-dark": GET_ANYONE,
    "/portals/<portal>/<version>/fields/<field>/<language>": GET_ANYONE,
    "/language": {"POST": Access.FORM},
    "/": {"GET": Access.PERSON},
    "/signin": {"GET": Access.BEGINS},
    "/signin/<interaction_id>": FLOW_PAGE,
    "/signin/<interaction_id>/password": FLOW_PAGE,
    "/signin/<interaction_id>/confirm": FLOW_PAGE,
    "/signin/<interaction_id>/not-you": {"POST": Access.FLOW_FORM},
    "/signin/<interaction_id>/account": FLOW_PAGE,
    "/signin/<interaction_id>/factor/passkey": FLOW_PAGE,
    "/signin/<interaction_id>/factor/passkey/options": {"POST": Access.FLOW_FORM},
    "/signin/<interaction_id>/passkey": {"POST": Access.FLOW_FORM},
    "/signin/<interaction_id>/passkey/options": {"POST": Access.FLOW_FORM},
    "/signin/<interaction_id>/complete": {"GET": Access.FLOW},
    "/signin/<interaction_id>/factor": {"GET": Access.FLOW},
    "/signin/<interaction_id>/enrol": FLOW_PAGE,
    "/signin/<interaction_id>/new-password": FLOW_PAGE,
    "/signin/<interaction_id>/factor/none-at-hand": {"GET": Access.FLOW},
    "/signin/<interaction_id>/not-admitted": {"GET": Access.FLOW, "POST": Access.FLOW},
    "/signin/<interaction_id>/journey": FLOW_PAGE,
    "/signin/<interaction_id>/factor/totp": FLOW_PAGE,
    "/signin/<interaction_id>/factor/recovery-code": FLOW_PAGE,
    "/signin/<interaction_id>/factor/mailed-code": FLOW_PAGE,
    "/signin/<interaction_id>/factor/mailed-code/resend": {"POST": Access.FLOW_FORM},
    "/signin/<interaction_id>/more-time": {"POST": Access.FLOW_FORM},
    "/links/<purpose>/more-time": {"POST": Access.FLOW_FORM},
    "/account/more-time": PERSON_ACTION,
    "/account": PERSON_PAGE,
    "/account/details": PERSON_PAGE,
    "/account/password": PERSON_PAGE,
    "/.well-known/change-password": GET_ANYONE,
    "/.well-known/security.txt": GET_ANYONE,
    "/account/switch": PERSON_ACTION,
    "/account/sessions": {"GET": Access.PERSON},
    "/account/sessions/<id>/sign-out": PERSON_ACTION,
    "/account/sessions/sign-out-others": PERSON_ACTION,
    "/account/sessions/sign-out-all": PERSON_ACTION,
    "/account/sessions/remembered/<id>/forget": PERSON_ACTION,
    "/account/sessions/trusted/<id>/forget": PERSON_ACTION,
    "/account/email": PERSON_PAGE,
    "/account/email/cancel": PERSON_ACTION,
    "/account/email/link/<token>": GET_ANYONE,
    "/account/email/confirm": FLOW_PAGE,
    "/account/email/support/<token>": GET_ANYONE,
    "/account/email/support": FLOW_PAGE,
    "/account/email/undo/link/<token>": GET_ANYONE,
    "/account/email/undo": FLOW_PAGE,
    "/account/recovery-email": PERSON_PAGE,
    "/account/recovery-email/remove": PERSON_ACTION,
    "/account/recovery-email/link/<token>": GET_ANYONE,
    "/account/recovery-email/confirm": FLOW_PAGE,
    "/account/history": {"GET": Access.PERSON},
    "/account/export": {"GET": Access.PERSON},
    "/account/export/readable": {"GET": Access.PERSON},
    "/account/export/einlass.json": {"GET": Access.PERSON},
    "/account/deletion": PERSON_PAGE,
    "/account/deletion/cancel": PERSON_ACTION,
    "/texts/<portal>/<text>": GET_ANYONE,
    "/account/agreements": {"GET": Access.PERSON},
    "/account/agreements/<portal>/<text>/give": PERSON_ACTION,
    "/account/agreements/<portal>/<text>/withdraw": PERSON_ACTION,
    "/account/agreements/link/<token>": GET_ANYONE,
    "/account/agreements/confirm": FLOW_PAGE,
    "/account/applications": {"GET": Access.PERSON},
    "/account/applications/<path:client_id>/withdraw": PERSON_ACTION,
    "/account/security": {"GET": Access.PERSON},
    "/account/security/<key>/<item>/name": {"GET": Access.PERSON_WITH_FACTOR, "POST": Access.PERSON_FORM},
    "/account/security/<key>/remove": {"POST": Access.PERSON_FORM},
    "/account/security/totp": {"GET": Access.PERSON, "POST": Access.PERSON_FORM},
    "/account/security/recovery-codes": {"GET": Access.PERSON_WITH_FACTOR, "POST": Access.PERSON_FORM},
    "/account/security/passkeys": {"GET": Access.PERSON},
    "/account/security/passkeys/new": {"GET": Access.PERSON, "POST": Access.PERSON_FORM},
    "/account/security/passkeys/options": {"POST": Access.PERSON_FORM},
    "/account/security/passkeys/<passkey>/remove": {"POST": Access.PERSON_FORM},
    "/organizations": {"GET": Access.PERSON},
    "/organizations/new": {"GET": Access.PERMITTED, "POST": Access.PERSON_FORM},
    "/organizations/<organization_id>": {"GET": Access.MEMBER},
    "/organizations/<organization_id>/members": {"GET": Access.MEMBER},
    "/organizations/<organization_id>/members/<membership_id>": {"GET": Access.MEMBER, "POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/members/<membership_id>/remove": PERSON_ACTION,
    "/organizations/<organization_id>/settings": {"GET": Access.MEMBER, "POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/settings/logo": PERSON_ACTION,
    "/organizations/<organization_id>/settings/logo/remove": PERSON_ACTION,
    "/logos/<digest>.png": GET_ANYONE,
    "/organizations/<organization_id>/settings/addresses/<kind>": {"GET": Access.MEMBER, "POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/settings/addresses/<kind>/remove": PERSON_ACTION,
    "/organizations/<organization_id>/policies": {"GET": Access.MEMBER, "POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/audit": {"GET": Access.MEMBER},
    "/organizations/<organization_id>/deletion": {"GET": Access.MEMBER, "POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/deletion/cancel": PERSON_ACTION,
    "/organizations/<organization_id>/deletion/organization.json": {"GET": Access.MEMBER},
    "/organizations/<organization_id>/leave": PERSON_ACTION,
    "/account/organization": PERSON_ACTION,
    "/signin/<interaction_id>/organization": FLOW_PAGE,
    "/signin/<interaction_id>/no-organization": FLOW_PAGE,
    "/organizations/<organization_id>/representative": {"GET": Access.MEMBER, "POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/representative/withdraw": PERSON_ACTION,
    "/organizations/<organization_id>/representative/answer": PERSON_ACTION,
    "/organizations/join": {"GET": Access.PERSON, "POST": Access.PERSON_FORM},
    "/organizations/join/withdraw": PERSON_ACTION,
    "/organizations/<organization_id>/registrations": {"GET": Access.MEMBER},
    "/organizations/<organization_id>/registrations/<registration_id>": {
        "GET": Access.MEMBER,
        "POST": Access.PERSON_FORM,
    },
    "/organizations/<organization_id>/registrations/<registration_id>/refuse": {
        "GET": Access.MEMBER,
        "POST": Access.PERSON_FORM,
    },
    "/organizations/<organization_id>/requests": {"GET": Access.MEMBER, "POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/requests/<request_id>/refuse": {
        "GET": Access.MEMBER,
        "POST": Access.PERSON_FORM,
    },
    "/organizations/<organization_id>/domains": {"GET": Access.MEMBER, "POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/domains/<domain_id>": {"GET": Access.MEMBER, "POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/domains/<domain_id>/resend": {"POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/domains/<domain_id>/remove": {"POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/invitations": {"GET": Access.MEMBER},
    "/organizations/<organization_id>/invitations/new": {"GET": Access.MEMBER, "POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/invitations/<invitation_id>": {"GET": Access.MEMBER},
    "/organizations/<organization_id>/invitations/<invitation_id>/resend": {"POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/invitations/<invitation_id>/address": {"POST": Access.PERSON_FORM},
    "/organizations/<organization_id>/invitations/<invitation_id>/withdraw": {"POST": Access.PERSON_FORM},
    "/operators/registrations": {"GET": Access.OPERATOR},
    "/operators/registrations/<registration_id>": OPERATOR_PAGE,
    "/operators/registrations/<registration_id>/refuse": OPERATOR_PAGE,
    "/operators/registrations/<registration_id>/confirm": OPERATOR_PAGE,
    "/consent/<interaction_id>": FLOW_PAGE,
    "/register": {"GET": Access.ANYONE, "POST": Access.FORM},
    "/register/account": PERSON_PAGE,
    "/register/invitation": FLOW_PAGE,
    "/register/sent/<id>": {"GET": Access.FLOW},
    "/register/sent/<id>/resend": {"POST": Access.FLOW_FORM},
    "/register/sent/<id>/code": {"POST": Access.FLOW_FORM},
    "/register/confirm/<token>": GET_ANYONE,
    "/register/confirm": FLOW_PAGE,
    "/register/complete/<token>": GET_ANYONE,
    "/register/complete": FLOW_PAGE,
    "/register/<id>/page/<number>": FLOW_PAGE,
    "/register/<id>/status": {"GET": Access.FLOW},
    "/register/<id>/done": {"GET": Access.MEMBER},
    "/password-reset": {"GET": Access.ANYONE, "POST": Access.FORM},
    "/password-reset/link/<token>": GET_ANYONE,
    "/password-reset/new": FLOW_PAGE,
    "/password-reset/done": GET_ANYONE,
    "/new-device/link/<token>/it-was-me": GET_ANYONE,
    "/new-device/link/<token>/secure": GET_ANYONE,
    "/secure-account/link/<token>": GET_ANYONE,
    "/it-was-me/link/<token>": GET_ANYONE,
    "/it-was-me": FLOW_PAGE,
    "/secure-account": FLOW_PAGE,
    "/secure-account/saved": GET_ANYONE,
    "/secure-account/second-factor": {"GET": Access.PERSON, "POST": Access.PERSON_FORM},
    "/secure-account/done": {"GET": Access.PERSON},
    "/invitation/link/<token>": GET_ANYONE,
    "/invitation": FLOW_PAGE,
    "/invitation/accepted/<invitation_id>": {"GET": Access.MEMBER},
    "/operator-invitation/link/<token>": GET_ANYONE,
    "/operator-invitation": FLOW_PAGE,
    "/.well-known/passkey-endpoints": GET_ANYONE,
    "/health/live": GET_ANYONE,
    "/health/ready": GET_ANYONE,
    "/health/seen": {"GET": Access.BEARER, "POST": Access.BEARER},
    "/metrics": GET_ANYONE,
    "/authorize": {"GET": Access.RELYING_PARTY, "POST": Access.RELYING_PARTY},
    "/interaction/<interaction_id>": {"GET": Access.FLOW},
    "/par": {"POST": Access.CLIENT},
    "/device-authorization": {"POST": Access.CLIENT},
    "/device": {"GET": Access.ANYONE, "POST": Access.FORM},
    "/device/<interaction_id>": FLOW_PAGE,
    "/device/<interaction_id>/end": {"GET": Access.FLOW},
    "/token": {"POST": Access.CLIENT},
    "/introspect": {"POST": Access.CLIENT},
    "/revoke": {"POST": Access.CLIENT},
    "/organization-creation": {"POST": Access.CLIENT},
    "/organization-holds": {"POST": Access.CLIENT},
    "/client-registration": REGISTRATION,
    "/userinfo": {"GET": Access.BEARER, "POST": Access.BEARER},
    "/organizations.json": {"GET": Access.BEARER},
    "/logout": {"GET": Access.RELYING_PARTY, "POST": Access.RELYING_PARTY},
    "/signed-out": GET_ANYONE,
}
# Only where mail.transport is "mailbox".
TRIAL_ROUTES: dict[str, dict[str, Access]] = {
    "/mailbox": {"GET": Access.THIS_MACHINE},
    "/mailbox/<id>": {"GET": Access.THIS_MACHINE},
    "/mailbox/<id>/html": {"GET": Access.THIS_MACHINE},
}
FAR = datetime(2126, 1, 1, tzinfo=UTC)
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
CASES = [
    pytest.param(path, method, access, id=f"{method} {path}")
    for path, methods in ROUTES.items()
    for method, access in methods.items()
]


def written(app: Application) -> dict[str, set[str]]:
    """The application's own maps: of Flask, and of what is dispatched ahead of it."""
    routes: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        routes.setdefault(rule.rule, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return routes | {path: set(route.methods) for path, route in app.machine_routes.items()}


def fill(path: str, interaction_id: str = "int_unknown") -> str:
    """An address of the route: of a flow that somebody else began, else of nothing there is."""
    known = {"interaction_id": interaction_id, "portal": "shop"}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: known.get(match[1], f"{match[1]}-unknown"), path)


def row_counts(database: Database) -> dict[str, int]:
    """How many rows every table has, but for those that count requests."""
    return database.row_counts(left_out=COUNTING)


@pytest.fixture
def others_interaction(database: Database) -> str:
    """A sign-in that somebody began in another browser."""
    interaction = Interaction(browser_hash=digest("another browser"), portal="shop", return_to="/", expires_at=FAR)
    database.save(interaction)
    return interaction.id


@pytest.fixture
def trial(make_app: Callable[..., Application]) -> Application:
    """What runs on a newcomer's own machine."""
    return make_app(server={"issuer": "http://localhost:8000"}, mail={"transport": "mailbox"})


@pytest.mark.threat(42)
def test_every_route_is_written_down(app: Application) -> None:
    assert written(app) == {path: set(methods) for path, methods in ROUTES.items()}


@pytest.mark.threat(42)
def test_a_trial_adds_its_own_routes_only(trial: Application) -> None:
    everything = ROUTES | TRIAL_ROUTES
    assert written(trial) == {path: set(methods) for path, methods in everything.items()}


@pytest.mark.threat(42)
@pytest.mark.parametrize("role", ["nobody", "person"])
@pytest.mark.parametrize(("path", "method", "access"), CASES)
def test_what_is_missing_is_refused(
    client: PageClient,
    database: Database,
    others_interaction: str,
    path: str,
    method: str,
    access: Access,
    role: str,
) -> None:
    """Every route by every method and role, without what the table demands beyond: refused, nothing written."""
    if role == "person":
        sign_in(client, database, create_account(database))
    before = row_counts(database)
    answer = client.open(fill(path, others_interaction), method=method)
    check_refusal(answer, access, role)
    if access is not Access.BEGINS:
        assert row_counts(database) == before


def check_refusal(answer: TestResponse, access: Access, role: str) -> None:
    """Whether the answer is the one of a caller with this role and nothing else."""
    if access in {Access.ANYONE, Access.BEGINS}:
        assert answer.status_code in {200, 302, 303, 404}
    elif access in FORMS:
        assert answer.status_code == 400
    elif access is Access.PERSON:
        expected = {200} if role == "person" else {302, 303}
        assert answer.status_code in expected
        assert role == "person" or "/signin" in answer.location
    elif access in {Access.MEMBER, Access.PERMITTED, Access.OPERATOR}:
        assert answer.status_code in ({404} if role == "person" else {302, 303})
        assert role == "person" or "/signin" in answer.location
    elif access is Access.PERSON_WITH_FACTOR:
        assert answer.status_code == 303
        assert answer.location.startswith("/account/security" if role == "person" else "/signin")
    elif access is Access.FLOW:
        assert answer.status_code in {400, 403, 404, 410} or is_asked_for_cookies(answer)
    elif access in MACHINE:
        assert answer.status_code in {400, 401}
        assert answer.is_json or not answer.data
    else:
        # A cross-site POST comes without our cookies (SameSite): it is sent on to itself as a GET, which has them.
        assert answer.status_code in {200, 400} or answer.location in {"/authorize", "/logout", "/signed-out"}


def is_asked_for_cookies(answer: TestResponse) -> bool:
    """Whether a browser that is here for the first time is sent to the same address, with a cookie."""
    return answer.status_code == 303 and answer.location == f"{answer.request.path}?cookies=set"


@pytest.mark.threat(42)
@pytest.mark.parametrize("path", sorted(ROUTES))
def test_no_other_method_is_answered(client: PageClient, path: str) -> None:
    for method in ("GET", *UNSAFE):
        if method not in ROUTES[path]:
            assert client.open(fill(path), method=method).status_code == 405, method


@pytest.mark.threat(39)
@pytest.mark.parametrize("path", sorted(path for path, methods in ROUTES.items() if FORMS & set(methods.values())))
@pytest.mark.parametrize(
    "attack",
    [
        pytest.param({}, id="no token"),
        pytest.param({"json": {"csrf_token": "x"}}, id="JSON"),
        pytest.param({"data": "csrf_token=x", "content_type": "text/plain"}, id="text/plain"),
        pytest.param({"data": {"csrf_token": "x"}}, id="made-up token"),
        pytest.param({"data": {}, "headers": {"Origin": "https://evil.example"}}, id="foreign Origin"),
        pytest.param({"data": {}, "headers": {"Sec-Fetch-Site": "cross-site"}}, id="cross-site"),
    ],
)
def test_no_form_is_taken_from_elsewhere(
    client: PageClient, database: Database, others_interaction: str, path: str, attack: dict[str, Any]
) -> None:
    before = row_counts(database)
    assert client.post(fill(path, others_interaction), **attack).status_code == 400
    assert row_counts(database) == before


@pytest.mark.threat(39)
@pytest.mark.parametrize("path", ["/register", "/password-reset"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://evil.example"}, id="foreign Origin"),
        pytest.param({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, id="foreign Origin, lying"),
        pytest.param({"Origin": ISSUER, "Sec-Fetch-Site": "cross-site"}, id="cross-site"),
        pytest.param({"Origin": ISSUER, "Sec-Fetch-Site": "same-site"}, id="from a sibling host"),
        pytest.param({"Content-Type": "text/plain"}, id="text/plain"),
        pytest.param({"Content-Type": "application/json"}, id="JSON"),
    ],
)
def test_even_a_stolen_token_is_not_taken_from_elsewhere(
    client: PageClient, database: Database, path: str, headers: dict[str, str]
) -> None:
    page = client.get(path)
    token = next(form.fields["csrf_token"] for form in forms_of(page) if form.method == "post")
    before = row_counts(database)
    sent = {"X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded", **headers}
    assert client.post(path, data=f"csrf_token={token}", headers=sent).status_code == 400
    assert row_counts(database) == before


@pytest.mark.threat(40)
@pytest.mark.parametrize("path", ["/register", "/password-reset"])
def test_a_form_is_bound_to_the_browser_that_got_it(app: Application, client: PageClient, path: str) -> None:
    own = next(form.fields for form in forms_of(client.get(path)) if "csrf_token" in form.fields)
    other = app.test_client()
    other.get(path)
    headers = {"Origin": ISSUER, "Sec-Fetch-Site": "same-origin"}
    assert other.post(path, data=own, headers=headers).status_code == 400
    assert app.test_client().post(path, data=own, headers=headers).status_code == 400


@pytest.mark.threat(42)
@pytest.mark.parametrize("path", sorted(TRIAL_ROUTES))
def test_a_trials_routes_are_for_this_machine(trial: Application, path: str) -> None:
    client = trial.test_client()
    assert client.get(fill(path), environ_base={"REMOTE_ADDR": "203.0.113.7"}).status_code == 403
    assert client.get(fill(path), environ_base={"REMOTE_ADDR": "127.0.0.1"}).status_code in {200, 404}


@pytest.mark.threat(42)
@pytest.mark.parametrize("path", sorted(TRIAL_ROUTES))
def test_an_installation_has_no_trial_routes(client: PageClient, path: str) -> None:
    assert client.get(fill(path), environ_base={"REMOTE_ADDR": "127.0.0.1"}).status_code == 404
