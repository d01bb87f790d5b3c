"""Serving a portal of ``examples/portal``: it is loaded by its path, because it is an example and no part of us."""

import importlib.util
import sys
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from idp.demo.addresses import HOST
from idp.demo.installation import DemoPortal
from idp.infrastructure.resources import resource


class _QuietHandler(WSGIRequestHandler):
    """Without a line for each request: the terminal belongs to the addresses and passwords."""

    def log(self, type: str, message: str, *args: Any) -> None:
        if type == "error":
            super().log(type, message, *args)


def serve_portal(portal: DemoPortal, issuer: str) -> None:
    """Answer on loopback until SIGTERM."""
    example = load_example()
    app = example.create_portal(
        example.Configuration(
            look=portal.key,
            url=portal.url,
            issuer=issuer,
            client_id=portal.client_id,
            client_secret=portal.client_secret,
        )
    )
    make_server(HOST, portal.port, app, threaded=True, request_handler=_QuietHandler).serve_forever()


def load_example() -> Any:
    """The module ``portal`` of the example."""
    folder = resource("examples") / "portal"
    # As `python portal.py` does it, so that the example's own files find each other.
    sys.path.insert(0, str(folder))
    spec = importlib.util.spec_from_file_location("einlass_example_portal", folder / "portal.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(folder / "portal.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
