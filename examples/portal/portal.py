"""A customer portal as a relying party: Flask and Authlib's Flask client, nothing of the provider.

One application with two looks. Each is told at start where it lives, who its provider is and what it is registered
with there; see README.md for running one by hand.
"""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, redirect, render_template, request, send_from_directory, session, url_for
from joserfc.errors import JoseError
from jwt_view import readable_token
from words import LANGUAGES, words

BRANDS = Path(__file__).resolve().parent.parent / "brands"
SCOPE = "openid profile email organizations"


@dataclass(frozen=True)
class Configuration:
    """What the portal knows of itself and of its provider."""

    look: str
    url: str
    issuer: str
    client_id: str
    client_secret: str

    @classmethod
    def from_environment(cls) -> "Configuration":
        """From ``PORTAL_LOOK``, ``PORTAL_URL``, ``PORTAL_ISSUER``, ``PORTAL_CLIENT_ID``, ``PORTAL_CLIENT_SECRET``."""
        return cls(*(os.environ[f"PORTAL_{name.upper()}"] for name in cls.__dataclass_fields__))


@dataclass
class Visit:
    """Somebody who is signed in here. Tokens stay on the server; the browser holds a random name of the visit."""

    token: dict[str, Any]
    person: dict[str, Any] = field(default_factory=dict)


def create_portal(configuration: Configuration) -> Flask:
    """The portal's WSGI application."""
    app = Flask("portal", root_path=str(Path(__file__).resolve().parent))
    app.secret_key = secrets.token_bytes(32)
    # Cookies belong to a host, whatever its port: two portals on localhost need two names.
    app.config.update(SESSION_COOKIE_NAME=f"{configuration.look}-portal", SESSION_COOKIE_SAMESITE="Lax")
    portal = Portal(app, configuration)
    app.add_url_rule("/", "home", portal.home)
    app.add_url_rule("/sign-in", "sign_in", portal.sign_in)
    app.add_url_rule("/register", "register", portal.register)
    app.add_url_rule("/callback", "callback", portal.callback)
    app.add_url_rule("/switch", "switch", portal.switch, methods=["POST"])
    app.add_url_rule("/refresh", "refresh", portal.refresh, methods=["POST"])
    app.add_url_rule("/sign-out", "sign_out", portal.sign_out, methods=["POST"])
    app.add_url_rule("/signed-out", "signed_out", portal.signed_out)
    app.add_url_rule("/brand/<path:name>", "brand", lambda name: send_from_directory(BRANDS, name))
    app.add_url_rule("/language/<language>", "language", portal.language)
    app.after_request(portal.protect)
    app.context_processor(portal.frame)
    return app


class Portal:
    """The pages, and the conversation with the provider."""

    def __init__(self, app: Flask, configuration: Configuration) -> None:
        self.configuration = configuration
        self.visits: dict[str, Visit] = {}
        self.provider = OAuth(app).register(
            "provider",
            client_id=configuration.client_id,
            client_secret=configuration.client_secret,
            server_metadata_url=f"{configuration.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "default_timeout": 10},
            # Called when an access token had expired and was renewed on the way.
            update_token=lambda token, **_: self.keep(token),
        )

    # Pages

    def home(self) -> str | Response:
        """The start page, or the person's own page; asks the provider each time whether the sign-in still holds."""
        if self.visit() is None:
            return self.page("welcome")
        try:
            self.look_up_person()
        except (OAuthError, requests.HTTPError):
            # Signed out at the provider, perhaps from another portal: here too, then.
            self.forget()
            return self.page("welcome", notice="signed_out_elsewhere")
        except requests.RequestException:
            return self.problem("unreachable", 502)
        visit = self.visit()
        return self.page("account", person=visit.person, token=visit.token, id_token=self.readable_id_token())

    def sign_in(self) -> Response:
        """From the start page, and from the provider (OpenID Connect Core 4, third-party initiated login)."""
        return self.send_to_provider()

    def register(self) -> Response:
        return self.send_to_provider(prompt="create")

    def switch(self) -> Response:
        """Go on for another organization of the person's: the provider answers at once, without a page."""
        return self.send_to_provider(prompt="none", organization=request.form.get("organization", ""))

    def callback(self) -> Response | tuple[str, int]:
        try:
            token = self.provider.authorize_access_token()
            session["visit"] = secrets.token_urlsafe(32)
            self.keep(token)
            self.look_up_person()
        except OAuthError as error:
            self.forget()
            return self.problem("denied" if error.error == "access_denied" else "refused", 400, error.error)
        except (JoseError, ValueError):
            self.forget()
            return self.problem("refused", 400)
        except requests.RequestException:
            self.forget()
            return self.problem("unreachable", 502)
        return redirect(url_for("home"), 303)

    def refresh(self) -> Response | tuple[str, int]:
        """Trade the refresh token for new tokens, to watch them change."""
        visit = self.visit()
        if visit is None:
            return redirect(url_for("home"), 303)
        try:
            self.keep(
                self.provider.fetch_access_token(
                    grant_type="refresh_token", refresh_token=visit.token.get("refresh_token")
                )
            )
            session["notice"] = "refreshed"
        except (OAuthError, requests.HTTPError):
            self.forget()
            session["notice"] = "signed_out_elsewhere"
        except requests.RequestException:
            return self.problem("unreachable", 502)
        return redirect(url_for("home"), 303)

    def sign_out(self) -> Response | tuple[str, int]:
        """Sign out here, then at the provider (OpenID Connect RP-Initiated Logout 1.0)."""
        visit = self.visit()
        self.forget()
        if visit is None:
            return redirect(url_for("home"), 303)
        try:
            leave = self.provider.logout_redirect(
                post_logout_redirect_uri=f"{self.configuration.url}/signed-out",
                id_token_hint=visit.token.get("id_token"),
                client_id=self.configuration.client_id,
                ui_locales=self.current_language(),
            )
        except requests.RequestException:
            return self.problem("unreachable", 502)
        leave.status_code = 303
        return leave

    def signed_out(self) -> Response:
        try:
            self.provider.validate_logout_response()
            session["notice"] = "signed_out"
        except OAuthError:
            pass  # somebody opened the address by hand: nothing to tell
        return redirect(url_for("home"), 303)

    def language(self, language: str) -> Response:
        if language in LANGUAGES:
            session["language"] = language
        return redirect(url_for("home"), 303)

    # The conversation

    def send_to_provider(self, **parameters: str) -> Response | tuple[str, int]:
        try:
            return self.provider.authorize_redirect(
                f"{self.configuration.url}/callback", ui_locales=self.current_language(), **parameters
            )
        except requests.RequestException:
            return self.problem("unreachable", 502)

    def look_up_person(self) -> None:
        visit = self.visit()
        if visit is not None:
            person = self.provider.userinfo(token=visit.token)
            # OpenID Connect Core 5.3.2: an answer about somebody else must not be used.
            if person["sub"] != visit.token.get("userinfo", person)["sub"]:
                raise OAuthError("invalid_userinfo")
            visit.person = person

    def keep(self, token: dict[str, Any]) -> None:
        """Store new tokens; what an answer leaves out stays as it was."""
        name = session["visit"]
        visit = self.visits.setdefault(name, Visit({}))
        visit.token = visit.token | dict(token)

    def visit(self) -> Visit | None:
        return self.visits.get(session.get("visit", ""))

    def forget(self) -> None:
        self.visits.pop(session.pop("visit", ""), None)

    def readable_id_token(self) -> dict[str, str]:
        visit = self.visit()
        return readable_token(visit.token["id_token"]) if visit else {}

    # The frame

    def page(self, name: str, **context: Any) -> str:
        notice = context.pop("notice", None) or session.pop("notice", None)
        return render_template(f"{self.configuration.look}/{name}.html", notice=notice, **context)

    def problem(self, reason: str, status: int, code: str = "") -> tuple[str, int]:
        return self.page("problem", reason=reason, code=code), status

    def frame(self) -> dict[str, Any]:
        """What every page knows."""
        language = self.current_language()
        return {
            "language": language,
            "languages": LANGUAGES,
            "t": words(self.configuration.look, language),
            "issuer": self.configuration.issuer,
            "look": self.configuration.look,
        }

    def current_language(self) -> str:
        chosen = session.get("language")
        return chosen or request.accept_languages.best_match(list(LANGUAGES)) or "de"

    def protect(self, response: Response) -> Response:
        """Signing out is a form whose answer leads to the provider and back: both are named."""
        provider = urlsplit(self.configuration.issuer)
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self' {provider.scheme}://{provider.netloc}"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response


if __name__ == "__main__":
    own = Configuration.from_environment()
    address = urlsplit(own.url)
    create_portal(own).run(address.hostname, address.port)
