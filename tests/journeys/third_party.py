"""Whether a browser sends cookies of one site within pages of another: asked by a page with a frame."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, request
from playwright.sync_api import BrowserContext
from werkzeug.serving import make_server


@contextmanager
def serving(app: Flask, address: str) -> Iterator[int]:
    """Answer at ``127.0.0.1:port`` until the end of the block; port 0 is any. Yields the port."""
    host, _, port = address.rpartition(":")
    server = make_server(host, int(port), app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sends_third_party_cookies(context: BrowserContext) -> bool:
    """The frame's site is ``localhost``, as the provider's in the journeys; the page's is ``127.0.0.1``."""
    with serving(_create_site(), "127.0.0.1:0") as port:
        page = context.new_page()
        page.goto(f"http://localhost:{port}/set")
        assert "seen" in page.goto(f"http://localhost:{port}/cookies").text()
        page.goto(f"http://127.0.0.1:{port}/frame")
        sent = page.frames[1].locator("body").inner_text()
        page.close()
    return "seen" in sent


def _create_site() -> Flask:
    app = Flask("third party")

    @app.get("/set")
    def set_cookie() -> Response:
        response = Response("set")
        response.set_cookie("seen", "1", samesite="None", secure=True)
        return response

    @app.get("/cookies")
    def cookies() -> str:
        return " ".join(["cookies:", *request.cookies])

    @app.get("/frame")
    def frame() -> str:
        port = request.host.rpartition(":")[2]
        return f'<iframe src="http://localhost:{port}/cookies"></iframe>'

    return app
