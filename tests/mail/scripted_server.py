"""An SMTP server that answers each command as a script says: refusals that no well-behaved server gives."""

import contextlib
import socket
import threading
from collections.abc import Mapping
from typing import Self

DROP = "drop"
"""In the place of an answer: hang up."""

ANSWERS = {
    "greeting": "220 scripted",
    "EHLO": "250-scripted\r\n250-AUTH PLAIN\r\n250 SIZE 1000000",
    "HELO": "250 scripted",
    "STARTTLS": "220 go ahead",
    "AUTH": "235 welcome",
    "NOOP": "250 OK",
    "RSET": "250 OK",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 go on",
    "content": "250 taken",
    "QUIT": "221 bye",
}


class ScriptedServer:
    """Serves one connection after another; ``changes`` may be altered meanwhile. ``taken`` counts accepted mails,
    ``heard`` holds the commands."""

    def __init__(self, changes: Mapping[str, str]) -> None:
        self.changes = dict(changes)
        self.taken = 0
        self.heard: list[str] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self._listener.accept()
                self.connections += 1
                with peer, contextlib.suppress(OSError, EOFError):
                    self._talk(peer)

    def _talk(self, peer: socket.socket) -> None:
        with peer.makefile("rb") as lines:
            self._say(peer, "greeting")
            while line := lines.readline():
                verb = line.split()[0].decode().upper()
                self.heard.append(line.decode().strip())
                if self._say(peer, verb) == 354:
                    while lines.readline() not in (b".\r\n", b""):
                        pass
                    self.taken += self._say(peer, "content") == 250
                if verb == "QUIT":
                    return

    def _say(self, peer: socket.socket, what: str) -> int:
        answer = (ANSWERS | self.changes).get(what, "500 what?")
        if answer == DROP:
            raise EOFError
        peer.sendall(f"{answer}\r\n".encode())
        code = int(answer[:3])
        if code == 421:
            raise EOFError
        return code
