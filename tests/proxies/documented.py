"""The proxies that the documentation has a block for, and these blocks at the test's own addresses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.source import ROOT
from tests.provisioning.reverse_proxies import APACHE, CADDY, HAPROXY, NGINX, ReverseProxy

PAGES = (ROOT / "docs" / "installation.md", ROOT / "docs" / "reverse-proxies.md")
PROVIDER = "127.0.0.1:8000"


@dataclass(frozen=True)
class Documented:
    """``block`` stands in the documentation; ``own`` has what takes the place of its names and paths.

    In ``own``, ``{folder}`` holds the certificates and ``{port}`` is the proxy's.
    """

    proxy: ReverseProxy
    block: str
    own: dict[str, str]

    def localized(self, block: str, folder: Path, provider_port: int, port: int) -> str:
        """``block``, the documented one or one made of it, with the test's own names and addresses."""
        for documented, own in (self.own | {PROVIDER: f"127.0.0.1:{provider_port}"}).items():
            assert documented in block, f"the block says nothing of {documented}"
            block = block.replace(documented, own.format(folder=folder, port=port))
        return block

    def changed(self, documented: str, changed_to: str) -> str:
        """The block with one thing done otherwise."""
        assert documented in self.block
        return self.block.replace(documented, changed_to)

    def __str__(self) -> str:
        return self.proxy.name


def _documented(proxy: ReverseProxy, own: dict[str, str]) -> Documented:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    (block,) = re.findall(rf"```{proxy.name}\n(.*?)```", text, re.DOTALL)
    return Documented(proxy, block, own)


_CERTIFICATES = {
    "/etc/ssl/login.example.com.pem": "{folder}/server.pem",
    "/etc/ssl/login.example.com.key": "{folder}/server.key",
}
BEHIND_NGINX = _documented(
    NGINX,
    _CERTIFICATES | {"listen 443 ssl": "listen 127.0.0.1:{port} ssl", "login.example.com;": "localhost;"},
)
BEHIND_EACH = (
    BEHIND_NGINX,
    _documented(
        APACHE,
        _CERTIFICATES
        | {"<VirtualHost *:443>": "Listen 127.0.0.1:{port}\n<VirtualHost *>", "login.example.com": "localhost"},
    ),
    _documented(
        CADDY,
        _CERTIFICATES
        | {
            # It would listen on port 80 as well, and for its own commands.
            "    servers {": "    auto_https disable_redirects\n    admin off\n    servers {{",
            "login.example.com {": "localhost:{port} {{",
        },
    ),
    _documented(
        HAPROXY,
        {"/etc/haproxy/login.example.com.pem": "{folder}/both.pem", "bind :443": "bind 127.0.0.1:{port}"},
    ),
)
# Where each of the documented lines goes.
PLACES: Mapping[str, tuple[str, str]] = {
    "nginx": ("    location / {", "        proxy_pass"),
    "apache": ("    ProxyPass /", "    ProxyPass /"),
    "caddy": ("login.example.com.key\n", "        request_buffers"),
    "haproxy": (".pem\n    option http-buffer-request", "    option forwardfor"),
}


def with_certificates(documented: Documented, folder: Path) -> str:
    """The block with the documented lines."""
    text = (ROOT / "docs" / "reverse-proxies.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| {documented.proxy.name} \|(.*)\|(.*)\|$", text, re.MULTILINE | re.IGNORECASE)
    site, field = (re.findall("`([^`]+)`", cell) for cell in row)
    block = documented.block
    for place, lines in zip(PLACES[documented.proxy.name], (site, field[-1:]), strict=True):
        assert place in block
        added = "\n".join(line for line in lines if line not in {"tls", "bind", "location", "reverse_proxy"})
        block = block.replace(place, _put(documented.proxy.name, place, added), 1)
    return block.replace("/etc/einlass/client-authorities.pem", str(folder / "authority.pem"))


def _put(proxy: str, place: str, added: str) -> str:
    if proxy == "caddy" and place.endswith("key\n"):
        return place.rstrip("\n") + " {\n" + added + "\n}\n"
    if proxy == "haproxy" and place.startswith(".pem"):
        return place.replace(".pem", f".pem {added}")
    return f"{added}\n{place}"
