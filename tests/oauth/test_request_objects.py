"""A request object is refused by the way that it names, if it is unsigned and the redirect URI is registered.

Trial row C2.
"""

import json
from base64 import urlsafe_b64encode
from urllib.parse import urlsplit

from tests.factories.clients import REDIRECT_URI
from tests.factories.relying_parties import RelyingParty, answer_of
from tests.provisioning.pages import forms_of


def unsigned(**members: str) -> str:
    parts = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in ({"alg": "none"}, members)]
    return ".".join([*parts, ""])


def test_a_form_post_named_in_the_object_alone(rp: RelyingParty) -> None:
    page = rp.authorize(state=None, request=unsigned(response_mode="form_post", state="inside"))
    form = forms_of(page)[0]
    assert (form.action, form.method) == (REDIRECT_URI, "post")
    assert (form.fields["error"], form.fields["state"]) == ("request_not_supported", "inside")


def test_a_fragment_named_in_the_object_alone(rp: RelyingParty) -> None:
    answer = rp.authorize(request=unsigned(response_mode="fragment"))
    assert "error=request_not_supported" in urlsplit(answer.headers["Location"]).fragment


def test_without_a_mode_it_goes_to_the_query(rp: RelyingParty) -> None:
    assert answer_of(rp.authorize(request=unsigned(scope="openid")))["error"] == "request_not_supported"


def test_a_redirect_uri_in_the_object_alone(rp: RelyingParty) -> None:
    answer = answer_of(rp.authorize(redirect_uri=None, request=unsigned(redirect_uri=REDIRECT_URI)))
    assert answer["error"] == "request_not_supported"


def test_one_that_is_not_registered_is_never_gone_to(rp: RelyingParty) -> None:
    evil = "https://evil.example/"
    alone = rp.authorize(redirect_uri=None, request=unsigned(redirect_uri=evil, response_mode="form_post"))
    assert alone.status_code == 400
    beside = rp.authorize(request=unsigned(redirect_uri=evil, response_mode="form_post"))
    assert beside.headers["Location"].startswith(f"{REDIRECT_URI}?")
