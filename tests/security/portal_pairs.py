"""A person of two portals with different policies: a sign-in at one, and what comes of it at the other.

The measure is not written down a second time: it is a fresh sign-in in the same browser, by the same methods.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Self

import hypothesis.strategies as st
from werkzeug.test import TestResponse

from tests.factories.factors import CODE_FORM, App
from tests.factories.relying_parties import RelyingParty
from tests.factories.sign_in_pages import PASSWORD_FORM
from tests.factories.texts import texts
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of

ALL_AT_ONCE = {"policy": "all", "grace_days": 0}
REMEMBERING = {"offered": True, "hours": 720}
PORTALS = {
    "shop": {"remember_me": REMEMBERING, "second_factor": {"trusted_device_days": 30}},
    "forum": None,
    "off": {"name": "Off", "second_factor": {"policy": "off", "trusted_device_days": 1}, "remember_me": REMEMBERING},
    "strict": {"name": "Strict", "second_factor": ALL_AT_ONCE, "remember_me": REMEMBERING},
    "patient": {"name": "Patient", "second_factor": {"policy": "all", "grace_days": 14}},
    "daily": {"name": "Daily", "second_factor": ALL_AT_ONCE | {"trusted_device_days": 1}},
    "boards": {"name": "Boards", "second_factor": {"policy": "administrators", "grace_days": 0}},
    "mailing": {"name": "Mailing", "second_factor": ALL_AT_ONCE | {"mailed_code": True}},
    "digits": {"name": "Digits", "password": {"minimum_length": 14, "require_digit": True}},
    "closed": {"name": "Closed", "registration": {"open": False}},
    "asking": {"name": "Asking", "texts": texts("terms")},
}
SHORT, LONG = "Laube-Zug", "Korrekt-Pferd-Batterie-7"
# Behind "not you?".
OWN_FORM = 1
PAGES = ("totp", "recovery-code", "mailed-code", "enrol", "new-password", "journey", "password")


@dataclass(frozen=True)
class Case:
    """A pair of portals, an account, and what happens between its sign-in at ``begun`` and its visit at ``asked``."""

    begun: str
    asked: str
    password: str
    has_phone: bool
    role: str | None
    admitted: frozenset[str]
    uses: str
    trusts: bool
    meanwhile: str
    waited: timedelta


KEYS = st.sampled_from([key for key, portal in PORTALS.items() if portal])
PLAIN = Case(
    begun="shop",
    asked="shop",
    password=LONG,
    has_phone=False,
    role=None,
    admitted=frozenset(),
    uses="totp",
    trusts=False,
    meanwhile="nothing",
    waited=timedelta(0),
)
CASES = st.builds(
    Case,
    begun=KEYS,
    asked=KEYS,
    password=st.sampled_from([LONG, LONG, SHORT]),
    has_phone=st.booleans(),
    role=st.sampled_from([None, "member", "administrator"]),
    admitted=st.frozensets(KEYS, max_size=2),
    uses=st.sampled_from(["totp", "recovery-code"]),
    trusts=st.booleans(),
    meanwhile=st.sampled_from(["nothing", "nothing", "factor", "organization", "due", "withdrawn"]),
    waited=st.sampled_from([timedelta(0), timedelta(seconds=20), timedelta(hours=25)]),
)


@dataclass
class Guest:
    """The person at a browser, who answers every page that a sign-in shows as far as ``may`` says."""

    browser: PageClient
    mailbox: Mailbox
    clock: object
    email: str
    password: str
    phone: App | None = None
    codes: list[str] = field(default_factory=list)
    uses: str = "totp"
    trusts: bool = False
    remembers: bool = False

    def sign_in(self, start: TestResponse, may: frozenset[str] = frozenset(PAGES)) -> tuple[bool, frozenset[str]]:
        """From the first answer on: whether the person is let in, and the pages that were answered on the way."""
        answered: set[str] = set()
        answer = self._follow(start)
        while (page := self._page(answer)) is not None:
            if page not in may | {"name", "password"} or (page in answered and page != "password"):
                return False, frozenset(answered)
            answered.add(page)
            former, answer = answer, self._follow(self._answer(page, answer))
            if answer is former:
                return False, frozenset(answered)
        return answer.status_code == 303 or answer.request.path.startswith("/account"), frozenset(answered)

    def afresh(self, browser: PageClient) -> Self:
        """The same person at another browser, who ticks nothing."""
        return replace(self, browser=browser, trusts=False, remembers=False)

    def _follow(self, answer: TestResponse) -> TestResponse:
        while answer.status_code == 303 and answer.location.startswith("/"):
            answer = self.browser.get(answer.location)
        return answer

    def _page(self, answer: TestResponse) -> str | None:
        """The kind of page; None where the sign-in is over, for good or ill."""
        if answer.status_code == 303 or answer.request.path.startswith("/account"):
            return None
        last = answer.request.path.rsplit("/", 1)[-1]
        if last in PAGES:
            return last
        return "name" if 'name="email"' in answer.text else "refused"

    def _answer(self, page: str, answer: TestResponse) -> TestResponse:
        match page:
            case "name":
                return self.browser.submit(answer, {"email": self.email} | self._ticked(answer, 0))
            case "password":
                typed = {"password": self.password} | self._ticked(answer, PASSWORD_FORM)
                return self.browser.submit(answer, typed, form=PASSWORD_FORM)
            case "totp" if self.uses == "recovery-code":
                return self.browser.get(answer.request.path.replace("/totp", "/recovery-code"))
            case "totp" | "recovery-code" | "mailed-code":
                typed = {"code": self._code(page)} | self._ticked(answer, CODE_FORM)
                return self.browser.submit(answer, typed, form=CODE_FORM)
            case "new-password":
                self.password = "Kiefer-9-lampe-rot" if self.password != "Kiefer-9-lampe-rot" else LONG
                form = next(number for number, form in enumerate(forms_of(answer)) if "password" in form.fields)
                return self.browser.submit(answer, {"password": self.password}, form=form)
            case "journey":
                return self.browser.submit(answer, {"text_terms": "y"}, form=OWN_FORM)
        later = [number for number, form in enumerate(forms_of(answer)) if form.method == "post" and not form.action]
        return self.browser.submit(answer, form=later[0]) if later else answer

    def _ticked(self, answer: TestResponse, form: int) -> dict[str, str]:
        wanted = {"trust": self.trusts, "remember": self.remembers}
        return {box: "y" for box in forms_of(answer)[form].boxes if wanted.get(box)}

    def _code(self, page: str) -> str:
        if page == "recovery-code":
            return self.codes.pop()
        if page == "mailed-code":
            return self.mailbox.mails[-1].code
        assert self.phone is not None
        self.clock.shift(timedelta(seconds=31))  # type: ignore[attr-defined]  # the fixture's clock
        return self.phone.code()


def is_let_in(answer: TestResponse) -> bool:
    """Whether an authorization response brings a code."""
    return answer.status_code == 303 and "code=" in answer.location


def what_works(rp: RelyingParty, tokens: dict[str, str]) -> dict[str, bool]:
    """Which machine endpoints accept these tokens; the refresh comes last, because it replaces them."""
    return {
        "userinfo": rp.userinfo(tokens["access_token"]).status_code == 200,
        "introspection": rp.introspect(tokens["access_token"])["active"],
        "introspection of the refresh token": rp.introspect(tokens["refresh_token"])["active"],
        "refresh": rp.refresh(tokens["refresh_token"]).status_code == 200,
    }
