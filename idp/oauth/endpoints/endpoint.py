"""What a machine endpoint is, and what each one that authenticates its clients goes through."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import unquote_plus

from werkzeug.datastructures import Authorization

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.machine_requests import MachineAnswer, MachineRequest, MachineRoute
from idp.oauth.client_authentication import authenticate_client, offered_methods
from idp.oauth.http import FormRequest, json_answer, json_error, read_form
from idp.oauth.refusal_log import log_refusal
from idp.oauth.sender_constraint.nonces import with_nonce
from idp.protocol.client import Client
from idp.protocol.client_keys import ALGORITHMS, SECRET_ALGORITHMS
from idp.protocol.errors import InvalidClient, OAuthError

Answer = Mapping[str, Any] | MachineAnswer
"""The members of a JSON answer, or an answer in another form."""

_SCHEMES = frozenset({"basic", "bearer", "dpop"})


class Endpoint:
    """An address that programs call and that answers in JSON.

    A subclass has a ``NAME`` (``introspection`` becomes ``introspection_endpoint`` in discovery) and a ``PATH``, and
    writes :meth:`respond`, whose answer has the ``STATUS``. ``IS_READABLE_BY_WEB_ORIGINS`` lets the pages of registered
    origins read its answers.
    """

    NAME: ClassVar[str]
    PATH: ClassVar[str]
    METHODS: ClassVar[tuple[str, ...]] = ("POST",)
    STATUS: ClassVar[int] = 200
    IS_READABLE_BY_WEB_ORIGINS: ClassVar[bool] = False

    def route(self) -> MachineRoute:
        """Its address, for an application to serve."""
        return MachineRoute(self.PATH, f"oauth.{self.NAME}", self.METHODS, self.answer, self.IS_READABLE_BY_WEB_ORIGINS)

    def answer(self, request: MachineRequest) -> MachineAnswer:
        """Answer a request that was found to be for this endpoint, by one of its methods."""
        try:
            answer = self.respond(request)
            if not isinstance(answer, MachineAnswer):
                answer = json_answer(answer, self.STATUS)
            return with_nonce(answer, request)
        except OAuthError as error:
            self.log_refusal(request, error)
            return with_nonce(self.refuse(request, error), request)

    def respond(self, request: MachineRequest) -> Answer:
        """The answer of a request that is granted. Raises OAuthError."""
        raise NotImplementedError

    def log_refusal(self, request: MachineRequest, error: OAuthError) -> None:
        """Write the line about a request that is not granted, whatever it is answered."""
        sent = dict([*request.query, *(request.form or ())])
        authorization = _find_authorization(request)
        if authorization is not None:
            # A token that was sent without a scheme stands where that should be.
            is_known = authorization.type in _SCHEMES
            sent["Authorization"] = authorization.type if is_known else "of another scheme"
        log_refusal(self.NAME, error, sent.get("client_id") or _basic_user(authorization), sent)

    def refuse(self, request: MachineRequest, error: OAuthError) -> MachineAnswer:
        """The error answer; 401 with a challenge only where the client tried HTTP authentication (RFC 6749 5.2)."""
        is_challenged = error.status == 401 and "Authorization" in request.headers
        return json_error(error, [("WWW-Authenticate", 'Basic realm="token endpoint"')] if is_challenged else ())

    def discovery_members(self, address: str) -> Mapping[str, Any]:
        """What discovery says of it (RFC 8414 2); ``address`` is its public one."""
        return {f"{self.NAME}_endpoint": address}


class ClientEndpoint(Endpoint):
    """An endpoint that takes a form from an authenticated client; a subclass writes :meth:`respond_to`.

    ``IS_FOR_PUBLIC_CLIENTS`` admits clients without a secret, and with them pages in a browser.
    """

    IS_FOR_PUBLIC_CLIENTS: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        cls.IS_READABLE_BY_WEB_ORIGINS = cls.IS_FOR_PUBLIC_CLIENTS

    def respond(self, request: MachineRequest) -> Answer:
        form = read_form(request)
        client = authenticate_client(form, current_time())
        if client.is_public and not self.IS_FOR_PUBLIC_CLIENTS:
            raise InvalidClient("This endpoint needs a client that authenticates with a secret.")
        return self.respond_to(client, form)

    def respond_to(self, client: Client, form: FormRequest) -> Answer:
        """The answer to this client. Raises OAuthError."""
        raise NotImplementedError

    def discovery_members(self, address: str) -> Mapping[str, Any]:
        offered = offered_methods(current_settings())
        methods = [name for name in offered if name != "none" or self.IS_FOR_PUBLIC_CLIENTS]
        prefix = f"{self.NAME}_endpoint_auth"
        return {
            **super().discovery_members(address),
            f"{prefix}_methods_supported": methods,
            f"{prefix}_signing_alg_values_supported": [*ALGORITHMS, *SECRET_ALGORITHMS],
        }


def _find_authorization(request: MachineRequest) -> Authorization | None:
    """The Authorization field, as far as it can be read."""
    try:
        return Authorization.from_header(request.headers.get("Authorization"))
    except ValueError:  # Basic credentials that are not ASCII
        return None


def _basic_user(authorization: Authorization | None) -> str | None:
    """Who a client says that it is in HTTP Basic authentication (RFC 6749 2.3.1)."""
    user = authorization.username if authorization is not None and authorization.type == "basic" else None
    return unquote_plus(user) if user else None


ENDPOINTS: dict[str, Endpoint] = {}
"""Every machine endpoint by its name."""


def add_endpoint(endpoint: Endpoint) -> None:
    """Serve an endpoint in every application that is made from now on."""
    ENDPOINTS[endpoint.NAME] = endpoint
