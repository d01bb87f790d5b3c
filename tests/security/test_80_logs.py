"""No log line holds a secret, however a request carries one."""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from idp.accounts.models import Account
from idp.infrastructure.database import db
from idp.infrastructure.web.application import Application
from idp.protocol.client_assertions import ASSERTION_TYPE
from idp.protocol.token_exchange import ACCESS_TOKEN
from idp.protocol.token_exchange import GRANT_TYPE as TOKEN_EXCHANGE
from idp.sessions import SsoSession
from tests.factories.accounts import PASSWORD
from tests.factories.relying_parties import RelyingParty, answer_of
from tests.factories.response_types import create_front_channel_party
from tests.factories.televisions import create_television
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

pytestmark = pytest.mark.threat(80)
SECRET_MEMBERS = ("access_token", "id_token", "refresh_token", "code")


def follow(client: PageClient, location: str) -> str:
    """Follow redirects within the provider; the address of the relying party at the end."""
    issuer = client.application.settings.issuer
    while location.removeprefix(issuer).startswith("/"):
        location = client.get(location.removeprefix(issuer)).location
    return location


def test_every_secret_of_a_sign_in_stays_out(
    client: PageClient, rp: RelyingParty, person: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    page = client.get(rp.authorize(state="s3cret-state").location, follow_redirects=True)
    page = client.submit(page, {"email": person.email}, follow_redirects=True)
    number = next(index for index, form in enumerate(forms_of(page)) if "password" in form.fields)
    answer = client.submit(page, {"password": PASSWORD}, form=number)
    cookies = [part.partition("=")[2].partition(";")[0] for part in answer.headers.getlist("Set-Cookie")]
    code = parse_qs(urlsplit(follow(client, answer.location)).query)["code"][0]
    tokens = rp.redeem(code).get_json()
    rp.userinfo(tokens["access_token"])
    rp.introspect(tokens["access_token"])
    written = capsys.readouterr().err
    secrets = [PASSWORD, code, tokens["access_token"], tokens["id_token"], rp.verifier, "s3cret-state", *cookies]
    secrets += [rp.registered.secret or "", forms_of(page)[0].fields["csrf_token"]]
    assert '"route":"/token"' in written
    assert [secret for secret in secrets if secret and secret in written] == []


def test_every_secret_of_a_device_and_of_an_answer_through_the_browser_stays_out(
    client: PageClient, database: Database, session: SsoSession, capsys: pytest.CaptureFixture[str]
) -> None:
    television = create_television(database, client)
    television.type_code("s3cret, typed in the wrong place")
    codes = television.connect()
    tokens = [television.poll(codes).get_json()]
    assert television.error(codes) == "invalid_grant"
    for form in ("jwt", "opaque"):
        rp = create_front_channel_party(database, client, access_token_format=form)
        tokens.append(answer_of(rp.authorize(response_type="code id_token token")))
        token = tokens[-1]["access_token"]
        client.get("/userinfo", query_string={"access_token": token})
        rp.post("/token", {"grant_type": TOKEN_EXCHANGE, "subject_token": token, "subject_token_type": ACCESS_TOKEN})
        rp.introspect(f"{token}x")
    written = capsys.readouterr().err
    secrets = [each[name] for each in tokens for name in SECRET_MEMBERS if name in each]
    assert len(secrets) == 9
    assert written.count('"request refused"') >= 6
    # A line shows 300 characters of a value at most.
    assert [secret for secret in ("s3cret", codes["device_code"], *secrets) if secret[:200] in written] == []


@pytest.mark.parametrize("path", ["/token", "/introspect", "/revoke", "/userinfo"])
def test_secrets_of_refused_requests_stay_out(
    client: PageClient, database: Database, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    form = {"grant_type": "authorization_code", "code": "s3cret", "token": "s3cret", "client_secret": "s3cret"}
    client.post(f"{path}?access_token=s3cret", data=form | {"client_id": "a\r\nforged"}, headers={"User-Agent": "x"})
    client.post(path, data=form, headers={"Authorization": "Basic c29tZWJvZHk6czNjcmV0"})
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) >= 2
    assert [
        line for line in lines if "s3cret" in line or "c29tZWJvZHk6czNjcmV0" in line or not line.startswith("{")
    ] == []


@pytest.mark.parametrize("text", ["s3cret.\u00fc", "e30.czNjcmV0_w.x", "s3cret"])
def test_a_secret_in_the_place_of_a_jwt_stays_out(
    rp: RelyingParty, client: PageClient, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """The second has the bytes of a secret as its payload, which are no text."""
    assertion = {"client_assertion": text, "client_assertion_type": ASSERTION_TYPE}
    forms = [{"token": text}, assertion, {"request": text}]
    for path in ("/introspect", "/revoke", "/par", "/token"):
        for form in forms:
            rp.post(path, {"grant_type": "authorization_code", **form})
        client.post(path, data={"token": "x", **assertion})
        client.post(path, data={"token": "x"}, headers={"Authorization": "s3cret"})
    for path in ("/userinfo", "/client-registration"):
        client.get(path, headers={"Authorization": "s3cret"})
    rp.redeem("x", headers={"DPoP": text.encode("ascii", "ignore").decode()})

    written = capsys.readouterr().err
    assert written.count('"request refused"') > 20
    assert "s3cret" not in written


def test_a_failing_statement_does_not_print_its_values(app: Application) -> None:
    statement = text("SELECT nothing FROM nowhere WHERE token = :token")
    with app.app_context(), db.engine.connect() as connection, pytest.raises(SQLAlchemyError) as error:
        connection.execute(statement, {"token": "s3cret"})
    assert "s3cret" not in str(error.value)
