"""The response class: a ``Location`` that is a URI already is sent as it is."""

import re
from typing import Any

from flask import Response
from werkzeug.datastructures import Headers

# RFC 3986 2: unreserved, reserved and percent-encoded characters. No line break or other control character is among
# them, and werkzeug's headers refuse line breaks besides.
_URI = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")


class UriResponse(Response):
    """Flask's response, without the conversion from IRI to URI where there is nothing to convert.

    Werkzeug takes every ``Location`` apart and quotes it anew, which costs more than everything else of a redirect.
    """

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
        """The headers as they are sent."""
        location = self.headers.get("Location")
        if location is None or not _URI.fullmatch(location):
            return super().get_wsgi_headers(environ)
        del self.headers["Location"]
        headers = super().get_wsgi_headers(environ)
        self.headers["Location"] = headers["Location"] = location
        return headers
