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
from flask import Flask, Response, jsonify, redirect, render_template, request, send_from_directory, session, url_for
from joserfc.errors import JoseError
from jwt_view import readable_token
from logout_token import read_logout_token
from words import LANGUAGES, words

BRANDS = Path(__file__).resolve().parent.parent / "brands"
SCOPE = "openid profile email organizations"
PAGE_NEEDED = {"login_required", "interaction_required", "consent_required", "account_selection_required"}
"""Why a request with ``prompt=none`` fails that a page could answer (OpenID Connect Core 3.1.2.6)."""


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

    def is_of(self, ended: dict[str, Any]) -> bool:
        """Whether a logout token speaks of this visit: of its session at the provider, else of all of the person's."""
        own = self.token.get("userinfo", {})
        return all(own.get(name) == ended[name] for name in ("sid", "sub") if ended.get(name))


def create_portal(configuration: Configuration) -> Flask:
    """The portal's WSGI application."""
    app = Flask("portal", root_path=str(Path(__file__).resolve().parent))
    app.secret_key = secrets.token_bytes(32)
    # Cookies belong to a host, whatever its port: two portals on localhost need two names.
    app.config.update(SESSION_COOKIE_NAME=f"{configuration.look}-portal", SESSION_COOKIE_SAMESITE="Lax")
    portal = Portal(app, configuration)
    app.add_url_rule("/", "home", portal.home)
    app.add_url_rule("/sign-in", "sign_in", portal.sign_in, methods=["GET", "POST"])
    app.add_url_rule("/register", "register", portal.register)
    app.add_url_rule("/callback", "callback", portal.callback)
    app.add_url_rule("/switch", "switch", portal.switch, methods=["POST"])
    app.add_url_rule("/refresh", "refresh", portal.refresh, methods=["POST"])
    app.add_url_rule("/sign-out", "sign_out", portal.sign_out, methods=["POST"])
    app.add_url_rule("/signed-out", "signed_out", portal.signed_out)
    app.add_url_rule("/backchannel-logout", "backchannel_logout", portal.backchannel_logout, methods=["POST"])
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
            update_token=lambda token, **_: self.renew(token),
        )

    # Pages

    def home(self) -> str | Response:
        """The start page, or the person's own page; asks the provider each time whether the sign-in still holds."""
        visit = self.visit()
        if visit is None:
            # A name without a visit: the provider has told that the session has ended.
            is_ended = session.pop("visit", None) is not None
            return self.page("welcome", notice="signed_out_elsewhere" if is_ended else None)
        try:
            self.look_up_person(visit)
        except (OAuthError, requests.HTTPError):
            # Signed out at the provider, perhaps from another portal: here too, then.
            self.forget()
            return self.page("welcome", notice="signed_out_elsewhere")
        except requests.RequestException:
            return self.problem("unreachable", 502)
        return self.page(
            "account", person=visit.person, token=visit.token, id_token=readable_token(visit.token["id_token"])
        )

    def sign_in(self) -> Response | tuple[str, int]:
        """From the start page, and from the provider (OpenID Connect Core 4, third-party initiated login)."""
        if request.method == "POST":
            # Another site's form brings no cookies; the redirect does.
            return redirect(url_for("sign_in", **request.form), 303)
        asked = request.args
        if asked.get("iss", self.configuration.issuer) != self.configuration.issuer:
            return self.problem("refused", 400)
        hint = {"login_hint": asked["login_hint"]} if asked.get("login_hint") else {}
        return self.send_to_provider(target=self.own_page(asked.get("target_link_uri", "")), **hint)

    def register(self) -> Response:
        return self.send_to_provider(prompt="create")

    def switch(self) -> Response:
        """Go on for another organization of the person's: the provider answers at once, and without a page unless that
        organization asks for more, such as a second factor."""
        session["switching_to"] = request.form.get("organization", "")
        return self.send_to_provider(prompt="none", organization=session["switching_to"])

    def callback(self) -> Response | tuple[str, int]:
        switching_to = session.pop("switching_to", None)
        try:
            token = self.provider.authorize_access_token()
            visit = self.visits[self.begin_visit()] = Visit(dict(token))
            self.look_up_person(visit)
        except OAuthError as error:
            if switching_to and error.error in PAGE_NEEDED:
                return self.send_to_provider(organization=switching_to)
            self.forget()
            return self.problem("denied" if error.error == "access_denied" else "refused", 400, error.error)
        except (JoseError, ValueError):
            self.forget()
            return self.problem("refused", 400)
        except requests.RequestException:
            self.forget()
            return self.problem("unreachable", 502)
        return redirect(session.pop("target", None) or url_for("home"), 303)

    def refresh(self) -> Response | tuple[str, int]:
        """Trade the refresh token for new tokens, to watch them change."""
        visit = self.visit()
        if visit is None:
            return redirect(url_for("home"), 303)
        try:
            self.renew(
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

    def backchannel_logout(self) -> tuple[Response, int]:
        """The provider says that a session has ended (OpenID Connect Back-Channel Logout 1.0)."""
        try:
            ended = read_logout_token(self.provider, request.form.get("logout_token", ""))
        except (JoseError, ValueError):
            return jsonify(error="invalid_request"), 400
        except requests.RequestException:
            # Without the provider's keys nothing can be told of the token: it is sent again.
            return jsonify(error="temporarily_unavailable"), 503
        for name, visit in list(self.visits.items()):
            if visit.is_of(ended):
                self.visits.pop(name, None)
        return jsonify(), 200

    def language(self, language: str) -> Response:
        if language in LANGUAGES:
            session["language"] = language
        return redirect(url_for("home"), 303)

    # The conversation

    def send_to_provider(self, target: str | None = None, **parameters: str) -> Response | tuple[str, int]:
        """Ask for a sign-in, after which the person goes on at ``target`` or at the start page."""
        session["target"] = target
        try:
            return self.provider.authorize_redirect(
                f"{self.configuration.url}/callback", ui_locales=self.current_language(), **parameters
            )
        except requests.RequestException:
            return self.problem("unreachable", 502)

    def own_page(self, address: str) -> str | None:
        """An address of our own, None for any other: the portal leads nobody elsewhere."""
        try:
            asked, own = urlsplit(address), urlsplit(self.configuration.url)
        except ValueError:
            return None
        return asked.geturl() if (asked.scheme, asked.netloc) == (own.scheme, own.netloc) else None

    def look_up_person(self, visit: Visit) -> None:
        person = self.provider.userinfo(token=visit.token)
        # OpenID Connect Core 5.3.2: an answer about somebody else must not be used.
        if person["sub"] != visit.token.get("userinfo", person)["sub"]:
            raise OAuthError("invalid_userinfo")
        visit.person = person

    def begin_visit(self) -> str:
        """A new name for each sign-in; the former visit of this browser is over."""
        self.forget()
        session["visit"] = secrets.token_urlsafe(32)
        return session["visit"]

    def renew(self, token: dict[str, Any]) -> None:
        """Store new tokens of a visit that was not ended meanwhile; what an answer leaves out stays as it was."""
        visit = self.visit()
        if visit is not None:
            visit.token = visit.token | dict(token)

    def visit(self) -> Visit | None:
        return self.visits.get(session.get("visit", ""))

    def forget(self) -> None:
        self.visits.pop(session.pop("visit", ""), None)

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
