"""One page that shows the session, and the library's own."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path


def show_session(request: HttpRequest) -> JsonResponse:
    user = request.user
    return JsonResponse(
        {
            "signed_in": user.is_authenticated,
            "email": getattr(user, "email", None),
            "first_name": getattr(user, "first_name", None),
            "last_name": getattr(user, "last_name", None),
            "id_token": request.session.get("oidc_id_token"),
        }
    )


urlpatterns = [path("", show_session), path("oidc/", include("mozilla_django_oidc.urls"))]
