"""Servers on loopback that answer each connection with given bytes, by TLS with a certificate of their own."""

import socket
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Answer = Callable[[socket.socket], None]


def say(body: bytes, *headers: str, status: str = "200 OK") -> Answer:
    """Answers with these bytes, and the body's length unless a header gives another."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if not any(header.startswith(("Content-Length", "Transfer-Encoding")) for header in headers):
        lines.append(f"Content-Length: {len(body)}")
    content = "\r\n".join([*lines, "", ""]).encode() + body
    return lambda connection: connection.sendall(content)


class Server:
    """``received`` holds the head of each request; ``answer`` may be set anew at any time."""

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self.answer, self._tls = answer, tls
        self.received: list[str] = []
        self.connections = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        try:
            opened = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            with opened:
                self.received.append(opened.recv(65536).decode(errors="replace"))
                self.answer(opened)
        except OSError:
            connection.close()


class Authority:
    """A certificate authority of one server, and that server's certificate for ``names``."""

    def __init__(self, folder: Path, *names: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._make(names)
        file = folder / "server.pem"
        file.write_bytes(
            certificate
            + self._key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        self.server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server_tls.load_cert_chain(file)
        self.client_tls = ssl.create_default_context(cadata=certificate.decode())

    def _make(self, names: tuple[str, ...]) -> bytes:
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
        usage = x509.KeyUsage(True, False, False, False, False, True, False, False, False)
        today = datetime.now(UTC)
        return (
            x509.CertificateBuilder(subject, subject, self._key.public_key(), x509.random_serial_number())
            .not_valid_before(today - timedelta(days=1))
            .not_valid_after(today + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectAlternativeName([_name(name) for name in names]), critical=False)
            .sign(self._key, hashes.SHA256())
            .public_bytes(serialization.Encoding.PEM)
        )


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
