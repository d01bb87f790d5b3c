"""A POST from another site comes without our cookies (SameSite=Lax); the GET that it is redirected to brings them."""

from urllib.parse import urlencode

from flask import request, url_for

LONGEST_ADDRESS = 2000
"""Characters that any proxy passes on in the head of an answer, and takes in that of a request."""


def lacks_cookies() -> bool:
    """Whether this request is a POST without cookies. A browser that has none sends the GET without them as well."""
    return request.method == "POST" and not request.cookies


def address_of_post() -> str:
    """The address by which a GET asks for the same."""
    query = urlencode(list(request.form.items(multi=True)))
    return url_for(str(request.endpoint)) + (f"?{query}" if query else "")
