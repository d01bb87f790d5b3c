"""What a method of client authentication is."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.clients.registry import RegisteredClient
from idp.oauth.http import FormRequest
from idp.settings import Settings


@dataclass(frozen=True, slots=True)
class Credentials:
    """The client that a request names, and its proof; empty where the method has none."""

    client_id: str
    proof: str = ""


class ClientAuthenticationMethod(ABC):
    """One way to authenticate a client.

    ``NAME`` is that of the registry "OAuth Token Endpoint Authentication Methods"; ``SERVES`` the registered
    ``token_endpoint_auth_method`` of the clients that may use it; ``TO_CHECK`` is what a refused client is told to look
    at, and ``NEXT_STEP`` what the log advises; empty for that of the error. ``IS_SHOWN`` is False where the form only
    names the client: which of these methods it uses is known from its registration.
    """

    NAME: ClassVar[str]
    SERVES: ClassVar[frozenset[str]]
    TO_CHECK: ClassVar[str] = "client_id and client_secret"
    NEXT_STEP: ClassVar[str] = ""
    IS_SHOWN: ClassVar[bool] = True

    @classmethod
    def is_offered(cls, settings: Settings) -> bool:
        """Whether an installation with these settings has what it takes."""
        return True

    @abstractmethod
    def recognizes(self, request: FormRequest) -> bool:
        """Whether the request shows that it uses this method, well or not."""

    @abstractmethod
    def read(self, request: FormRequest) -> Credentials:
        """The credentials of a request that it recognizes. Raises InvalidClient and InvalidRequest."""

    @abstractmethod
    def find_fault(self, credentials: Credentials, client: RegisteredClient | None, now: datetime) -> str | None:
        """Why the proof is not the client's, for the log; None where it is. Takes the same work where there is no
        client, or one of another method, and finds a fault then."""


METHODS: dict[str, ClientAuthenticationMethod] = {}
"""Every method by its name, in the order of discovery."""


def offered_methods(settings: Settings) -> list[str]:
    """The names of those that an installation offers."""
    return [name for name, method in METHODS.items() if method.is_offered(settings)]


def add_method(method: ClientAuthenticationMethod) -> None:
    """Accept a method at every endpoint that authenticates clients."""
    METHODS[method.NAME] = method
