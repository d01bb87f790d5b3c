"""An authorization request is parsed once: at the authorization endpoint, and never again on its way."""

import pytest

from idp.protocol.authorization_request import parse_authorization_request
from idp.protocol.rule_table import RULES, RequestEndpoint
from tests.budgets.calls import count_calls
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import create_app_of
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

pytestmark = pytest.mark.usefixtures("clock")


def test_one_request_through_every_step_is_parsed_once(app, client, database):
    """From the request over name, password, second factor and consent to userinfo."""
    person = create_account(database)
    phone = create_app_of(database, app.secret_box, person)
    rp = create_relying_party(database, client, consent="explicit")
    rules = [rule.apply for rule in RULES if RequestEndpoint.AUTHORIZATION in rule.endpoints]
    watched = {"parse": [parse_authorization_request], "rule": rules}

    with count_calls(watched) as counted:
        page = follow(client, rp.authorize())
        assert counted == {"parse": 1, "rule": len(rules)}
        for typed in ({"email": person.email}, {"password": PASSWORD}, {"code": phone.code()}, {"decision": "allow"}):
            page = follow(client, client.submit(page, typed, form_for(page, typed)))
        tokens = rp.redeem(answer_of(page)["code"]).get_json()
        rp.userinfo(tokens["access_token"])

    assert counted == {"parse": 1, "rule": len(rules)}


def test_one_that_a_session_does_not_answer_at_once_is_parsed_once(client, database):
    sign_in(client, database, create_account(database))
    rp = create_relying_party(database, client)

    with count_calls({"parse": [parse_authorization_request]}) as counted:
        assert rp.authorize(prompt="login").location.startswith("/signin/")

    assert counted == {"parse": 1}


def form_for(page, typed):
    names = [[*form.fields, *(name for name, _ in form.buttons)] for form in forms_of(page)]
    return next(number for number, found in enumerate(names) if set(typed) <= set(found))


def follow(client, response):
    while response.status_code == 303 and response.location.startswith("/"):
        response = client.get(response.location)
    return response
