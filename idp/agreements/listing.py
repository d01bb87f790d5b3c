"""What an account agreed to, and what it may decide on, as its page lists it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from idp.agreements.models import Agreement, AgreementState
from idp.agreements.words import TextName, words_of
from idp.infrastructure.web.application import current_settings
from idp.portals.texts import PortalText, texts_at


@dataclass(frozen=True, slots=True)
class ListedText:
    """A text of a portal with its records, the latest first. ``present`` is the text as it is asked now, if it is."""

    portal: str
    key: str
    name: TextName
    records: Sequence[Agreement]
    present: PortalText | None

    @property
    def is_optional(self) -> bool:
        """Whether it can be withdrawn: what was required when it was asked stays."""
        return all(not each.is_required for each in self.records) if self.records else True

    @property
    def state(self) -> AgreementState | None:
        """Where the account stands; None where it never agreed."""
        states = [AgreementState(each.state) for each in self.records]
        return next((each for each in states if each is not AgreementState.WITHDRAWN), states[0] if states else None)

    @property
    def may_give(self) -> bool:
        """Whether the person may agree here: to an optional text that does not count, or not in this version."""
        if self.present is None or self.present.is_required:
            return False
        return not any(
            each.version == self.present.version and each.state == AgreementState.AGREED for each in self.records
        )

    @property
    def may_withdraw(self) -> bool:
        """Whether there is something to withdraw."""
        return self.is_optional and self.state in {AgreementState.AWAITING, AgreementState.AGREED}


@dataclass(frozen=True, slots=True)
class ListedPortal:
    """A portal with its texts."""

    name: str
    texts: Sequence[ListedText]


def list_agreements(agreements: Sequence[Agreement], admitted: Collection[str]) -> Sequence[ListedPortal]:
    """The portals where the account agreed to a text, or may: ``admitted`` are the keys of those that it enters."""
    settings = current_settings()
    known = [key for key in settings.portals if key in admitted or any(each.portal == key for each in agreements)]
    gone = dict.fromkeys(each.portal for each in agreements if each.portal not in settings.portals)
    portals = [
        ListedPortal(settings.portals[key].name if key in settings.portals else key, _texts(key, agreements, admitted))
        for key in [*known, *gone]
    ]
    return [portal for portal in portals if portal.texts]


def _texts(portal: str, agreements: Sequence[Agreement], admitted: Collection[str]) -> Sequence[ListedText]:
    settings = current_settings()
    own = [each for each in agreements if each.portal == portal]
    present = {each.key: each for each in texts_at(settings, portal)} if portal in settings.portals else {}
    offered = [key for key, text in present.items() if not text.is_required and portal in admitted]
    agreed = {each.text for each in own}
    keys = [key for key in present if key in agreed or key in offered]
    keys += [key for key in dict.fromkeys(each.text for each in own) if key not in present]
    return [
        ListedText(portal, key, words_of(portal, key), [each for each in own if each.text == key], present.get(key))
        for key in keys
    ]
