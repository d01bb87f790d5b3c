"""Clients' URLs reach public addresses, the operator's just what the settings name."""

from collections.abc import Callable
from ipaddress import ip_address

import pytest

from idp.infrastructure.outbound_http import OutboundRefused, client_url_client, operator_client
from idp.infrastructure.outbound_http.policies import ClientUrlPolicy
from idp.infrastructure.outbound_http.targets import parse_target
from idp.settings import Settings, SettingsError, load_settings
from tests.infrastructure.outbound_http.servers import Server, say

Serve = Callable[..., Server]
pytestmark = pytest.mark.threat(23)


def settings_with(*loopback: str) -> Settings:
    return Settings(outbound={"development_loopback": loopback})


def test_a_clients_url_reaches_no_service_of_this_machine(serve: Serve) -> None:
    server = serve(say(b"{}"))
    client = client_url_client(settings_with())
    for url in (f"http://localhost:{server.port}/", f"https://localhost:{server.port}/"):
        with pytest.raises(OutboundRefused):
            client.get(url)
    assert server.connections == 0


def test_one_that_is_listed_for_development_is_reached(serve: Serve) -> None:
    server, other = serve(say(b"{}")), serve(say(b"{}"))
    client = client_url_client(settings_with(f"localhost:{server.port}"))
    assert client.get(f"http://localhost:{server.port}/").body == b"{}"
    for url in (f"http://localhost:{other.port}/", f"http://127.0.0.1:{server.port}/"):
        with pytest.raises(OutboundRefused):
            client.get(url)


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "93.184.215.14"])
def test_a_listed_name_is_at_this_machine_or_refused(address: str) -> None:
    policy = ClientUrlPolicy(frozenset({"localhost:9000"}))
    assert not policy.allows_address(parse_target("http://localhost:9000/"), ip_address(address))


def test_the_operators_target_may_be_internal_and_no_other_is_reached(serve: Serve) -> None:
    server, other = serve(say(b"{}")), serve(say(b"{}"))
    client = operator_client([f"http://127.0.0.1:{server.port}/range/"])
    assert client.get(f"http://127.0.0.1:{server.port}/range/ABCDE").body == b"{}"
    for url in (f"http://127.0.0.1:{other.port}/range/", f"http://localhost:{server.port}/", "https://rp.example/"):
        with pytest.raises(OutboundRefused):
            client.get(url)
    assert other.connections == 0


@pytest.mark.parametrize(
    "authority", ["rp.example:443", "10.0.0.1:80", "localhost", "http://localhost:9000", "localhost:"]
)
def test_the_development_list_names_this_machine_alone(authority: str, tmp_path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'[outbound]\ndevelopment_loopback = ["{authority}"]\n')
    with pytest.raises(SettingsError, match="such as localhost:9000"):
        load_settings(file, {})


def test_the_development_list_is_for_a_provider_on_this_machine(tmp_path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        '[server]\nissuer = "https://login.example.com"\n[mail]\ntransport = "smtp"\n'
        '[outbound]\ndevelopment_loopback = ["localhost:9000"]\n'
    )
    with pytest.raises(SettingsError, match="for an issuer on localhost"):
        load_settings(file, {})
