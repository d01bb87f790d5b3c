"""What a method of client authentication is."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.clients.registry import RegisteredClient
from idp.oauth.http import FormRequest


@dataclass(frozen=True, slots=True)
class Credentials:
    """The client that a request names, and its proof; empty where the method has none."""

    client_id: str
    proof: str = ""


class ClientAuthenticationMethod(ABC):
    """One way to authenticate a client.

    ``NAME`` is that of the registry "OAuth Token Endpoint Authentication Methods"; ``SERVES`` the registered
    ``token_endpoint_auth_method`` of the clients that may use it.
    """

    NAME: ClassVar[str]
    SERVES: ClassVar[frozenset[str]]

    @abstractmethod
    def recognizes(self, request: FormRequest) -> bool:
        """Whether the request uses this method, well or not."""

    @abstractmethod
    def read(self, request: FormRequest) -> Credentials:
        """The credentials of a request that it recognizes. Raises InvalidClient and InvalidRequest."""

    @abstractmethod
    def is_proven(self, credentials: Credentials, client: RegisteredClient | None, now: datetime) -> bool:
        """Whether the proof is the client's. Takes the same work where there is no client, and is then False."""


METHODS: dict[str, ClientAuthenticationMethod] = {}
"""Every method by its name, in the order of discovery."""


def add_method(method: ClientAuthenticationMethod) -> None:
    """Accept a method at every endpoint that authenticates clients."""
    METHODS[method.NAME] = method
