"""Naming the browser and system of a request in words that people know."""

from idp.infrastructure.user_agents import device_family
from idp.infrastructure.web.i18n import _

# Systems that are named after what they run on.
_DEVICES = ("iPhone", "iPad")


def describe_device(user_agent: str) -> str:
    """Such as "Firefox on Windows", in the language in force."""
    return describe_family(*device_family(user_agent)) or _("unknown device")


def describe_family(browser: str | None, system: str | None) -> str:
    """The same of what :func:`device_family` has found; empty for nothing."""
    if browser and system in _DEVICES:
        return _("%(browser)s on an %(device)s", browser=browser, device=system)
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or ""
