"""One page that shows the session, one that leaves the provider, and the library's own."""

import os
from urllib.parse import urlencode

import requests
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.urls import include, path


def show_session(request: HttpRequest) -> JsonResponse:
    account = SocialAccount.objects.filter(user_id=request.user.pk).first()
    return JsonResponse(
        {
            "signed_in": request.user.is_authenticated,
            "user": request.user.pk,
            "email": getattr(request.user, "email", None),
            "name": request.user.get_full_name() if request.user.is_authenticated else None,
            "subject": account.uid if account else None,
            "claims": account.extra_data if account else None,
        }
    )


def sign_out(request: HttpRequest) -> HttpResponseRedirect:
    """allauth keeps no ID token, so the provider learns of the client id only."""
    logout(request)
    issuer = os.environ["RP_ISSUER"]
    metadata = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=10).json()
    query = {
        "client_id": os.environ["RP_CLIENT_ID"],
        "post_logout_redirect_uri": request.build_absolute_uri("/"),
    }
    return HttpResponseRedirect(f"{metadata['end_session_endpoint']}?{urlencode(query)}")


urlpatterns = [
    path("", show_session),
    path("sign-out/", sign_out),
    path("accounts/", include("allauth.urls")),
]
