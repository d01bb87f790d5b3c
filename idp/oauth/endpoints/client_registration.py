"""Dynamic client registration (RFC 7591) and what a client may do with its registration (RFC 7592)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from idp.actors import Actor, ActorKind, Permission
from idp.clients.dynamic_registration.initial_access_tokens import consume_initial_access_token, is_usable
from idp.clients.dynamic_registration.limits import hit_configuration_limit, hit_registration_limit
from idp.clients.dynamic_registration.managing import find_own_record, replace_registration
from idp.clients.dynamic_registration.registering import register_client
from idp.clients.models import ClientRecord
from idp.clients.registrar import Registrar
from idp.clients.registration import StoredClient, delete_client
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import reading, transaction
from idp.infrastructure.ids import new_id
from idp.infrastructure.rate_limits import Decision, Wait
from idp.infrastructure.request_info import RequestInfo
from idp.infrastructure.web.application import current_secret_box, current_settings
from idp.infrastructure.web.machine_requests import MachineAnswer, MachineRequest
from idp.oauth.endpoints.endpoint import Endpoint
from idp.oauth.http import json_answer, json_error
from idp.oauth.refusal_log import log_refusal
from idp.oauth.registration_requests import find_token, read_json, read_members
from idp.oauth.sector_identifiers import check_sector
from idp.oauth.supported import supported_by
from idp.protocol.bearer import challenge
from idp.protocol.client_metadata import InvalidMetadataError, complete_metadata
from idp.protocol.dynamic_registration import describe_problems, registration_members
from idp.protocol.errors import InvalidToken, MissingToken, OAuthError, TooManyRegistrations
from idp.protocol.parameters import parse_parameters
from idp.settings import ClientRegistrationSettings

_MOST_NAMES_LOGGED, _LONGEST_NAME_LOGGED = 50, 100


class ClientRegistrationEndpoint(Endpoint):
    """Registers a client (POST), and lets it read, replace and delete its registration (GET, PUT, DELETE).

    A client names itself by ``client_id`` in the query, as in the ``registration_client_uri`` that it was given. The
    engine's own endpoint is not used. Without ``client_registration.access`` there is nothing at the address.
    """

    NAME = "registration"
    PATH = "/client-registration"
    METHODS = ("POST", "GET", "PUT", "DELETE")

    def answer(self, request: MachineRequest) -> MachineAnswer:
        if _settings().access == "off":
            raise NotFound
        try:
            return _register(request) if request.method == "POST" else _manage(request)
        except InvalidMetadataError as problems:
            error = describe_problems(problems.problems)
        except OAuthError as refused:
            error = refused
        self.log_refusal(request, error)
        return self.refuse(request, error)

    def log_refusal(self, request: MachineRequest, error: OAuthError) -> None:
        sent = dict(request.query)
        names = [name[:_LONGEST_NAME_LOGGED] for name in list(read_members(request))[:_MOST_NAMES_LOGGED]]
        log_refusal(self.NAME, error, error.client_id or sent.get("client_id"), sent | dict.fromkeys(names, ""))

    def refuse(self, request: MachineRequest, error: OAuthError) -> MachineAnswer:
        """With the challenge of RFC 6750 3 where the token is what is wrong."""
        headers = [("WWW-Authenticate", challenge(error))] if isinstance(error, InvalidToken) else []
        if isinstance(error, RegistrationsExhausted):
            headers.append(("Retry-After", str(error.wait.seconds)))
        return json_error(error, headers)

    def discovery_members(self, address: str) -> Mapping[str, Any]:
        return {} if _settings().access == "off" else super().discovery_members(address)


class RegistrationsExhausted(TooManyRegistrations):
    """A network address has asked too often; ``wait`` is how long until it may again."""

    def __init__(self, wait: Wait) -> None:
        super().__init__("Too many requests came from this network address.")
        self.wait = wait


def _register(request: MachineRequest) -> MachineAnswer:
    """RFC 7591 3."""
    settings, token = _settings(), find_token(request)
    if token is None and settings.access == "token":
        raise MissingToken("An initial access token is needed.")
    now = current_time()
    _demand(hit_registration_limit(request.address, settings, now))
    with reading() as session:
        if token is not None and not is_usable(session, token, now):
            raise _unusable()
    document, client_id = read_json(request), new_id("app")
    check_sector(document)
    with transaction() as session:
        used = consume_initial_access_token(session, token, now) if token is not None else None
        if token is not None and used is None:
            raise _unusable()
        registrar = _registrar(request, client_id)
        client = register_client(session, registrar, client_id, document, settings, used)
        return json_answer(_members(client, client.access_token), 201)


def _unusable() -> InvalidToken:
    return InvalidToken(
        "The initial access token is unknown, has expired, was revoked or has been used up.",
        next_step="look at `idp clients initial-access-tokens list`, and give the developer another one",
    )


def _manage(request: MachineRequest) -> MachineAnswer:
    """RFC 7592 2."""
    token = find_token(request)
    if token is None:
        raise MissingToken("The registration access token is needed.")
    client_id = parse_parameters(request.query).get("client_id", "")
    _demand(hit_configuration_limit(request.address, _settings(), current_time()))
    with reading() as session:
        record = _own_record(session, client_id, token)
        if request.method in {"GET", "HEAD"}:
            return json_answer(_members(StoredClient(record, None), token), 200)
    document = read_json(request) if request.method == "PUT" else None
    check_sector(document)
    with transaction() as session:
        record, registrar = _own_record(session, client_id, token), _registrar(request, client_id)
        if request.method == "DELETE":
            delete_client(session, registrar, client_id)
            return MachineAnswer(b"", 204, [("Cache-Control", "no-store")])
        client = replace_registration(session, registrar, record, document, _settings())
        return json_answer(_members(client, token), 200)


def _own_record(session: Session, client_id: str, token: str) -> ClientRecord:
    record = find_own_record(session, client_id, token)
    if record is None:
        raise InvalidToken(
            "The registration access token does not belong to this client, or is no longer valid.",
            next_step="register the application anew; a disabled client is let in by `idp clients enable`",
        )
    return record


def _members(client: StoredClient, access_token: str) -> dict[str, Any]:
    """The client information response (RFC 7591 3.2.1, RFC 7592 3). A secret that is kept as a digest can't be told
    again."""
    record = client.record
    address = f"{current_settings().issuer}{ClientRegistrationEndpoint.PATH}?client_id={record.client_id}"
    return {
        **registration_members(complete_metadata(record.values)),
        "client_id": record.client_id,
        "client_id_issued_at": int(record.created_at.timestamp()),
        "registration_client_uri": address,
        "registration_access_token": access_token,
        **({"client_secret": client.secret, "client_secret_expires_at": 0} if client.secret else {}),
    }


def _registrar(request: MachineRequest, client_id: str) -> Registrar:
    """The client itself, which writes one row: its own."""
    settings = current_settings()
    actor = Actor(
        kind=ActorKind.CLIENT,
        id=client_id,
        permissions=frozenset({Permission.CLIENTS_MANAGE}),
        request_info=RequestInfo(ip=request.address, user_agent=""),
    )
    return Registrar(actor, list(settings.portals), supported_by(settings), current_secret_box())


def _demand(decision: Decision) -> None:
    if decision.retry_at is not None:
        raise RegistrationsExhausted(Wait.until(decision.retry_at, current_time()))


def _settings() -> ClientRegistrationSettings:
    return current_settings().client_registration
