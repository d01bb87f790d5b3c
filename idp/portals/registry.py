"""The portals of this installation, built from the settings at start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import current_app

from idp.infrastructure.colours import Palette, palette
from idp.infrastructure.web.assets import Asset
from idp.infrastructure.web.flow import portal_key
from idp.portals.logos import read_logo
from idp.settings import BrandSettings, PasswordPolicy, PortalSettings, RegistrationSettings, Settings, SupportSettings

EXTENSION = "einlass portals"

RenderTheme = Callable[[Palette, BrandSettings], str]
"""A portal's style sheet from its palette and the rest of its look."""


@dataclass(frozen=True)
class Brand:
    """How the pages of a portal look."""

    palette: Palette
    logo: Asset | None
    logo_url: str | None
    logo_dark: Asset | None
    logo_dark_url: str | None
    theme_url: str
    theme_version: str


@dataclass(frozen=True)
class Portal:
    """A portal: its settings and what was computed from them. Templates read it as ``portal``."""

    key: str
    settings: PortalSettings
    brand: Brand
    theme: Asset

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def url(self) -> str | None:
        return _text(self.settings.url)

    @property
    def support(self) -> SupportSettings:
        return self.settings.support

    @property
    def registration(self) -> RegistrationSettings:
        return self.settings.registration

    @property
    def password(self) -> PasswordPolicy:
        return self.settings.password

    @property
    def privacy_url(self) -> str | None:
        return _text(self.settings.privacy_url)

    @property
    def imprint_url(self) -> str | None:
        return _text(self.settings.imprint_url)

    @property
    def terms_url(self) -> str | None:
        return _text(self.settings.terms_url)


def build_portals(settings: Settings, render_theme: RenderTheme) -> dict[str, Portal]:
    """Every portal by key. Raises :class:`idp.settings.SettingsError` for a logo that can't be used."""
    return {key: _build(key, portal, render_theme) for key, portal in settings.portals.items()}


def _build(key: str, settings: PortalSettings, render_theme: RenderTheme) -> Portal:
    colours = palette(settings.brand.accent, settings.brand.accent_dark)
    logo = read_logo(Path(settings.brand.logo)) if settings.brand.logo else None
    logo_dark = read_logo(Path(settings.brand.logo_dark)) if settings.brand.logo_dark else None
    theme = Asset.of(render_theme(colours, settings.brand).encode(), "text/css; charset=utf-8")
    brand = Brand(
        palette=colours,
        logo=logo,
        logo_url=f"/portals/{key}/{logo.version}/logo" if logo else None,
        logo_dark=logo_dark,
        logo_dark_url=f"/portals/{key}/{logo_dark.version}/logo-dark" if logo_dark else None,
        theme_url=f"/portals/{key}/{theme.version}/theme.css",
        theme_version=theme.version,
    )
    return Portal(key, settings, brand, theme)


def all_portals() -> Mapping[str, Portal]:
    """The portals of this application, by key, the default one first."""
    return cast(Mapping[str, Portal], current_app.extensions[EXTENSION])


def get_portal(key: str) -> Portal:
    """The portal ``key``; the default one where it was taken out of the settings since somebody referred to it."""
    portals = all_portals()
    return portals.get(key) or next(iter(portals.values()))


def current_portal() -> Portal:
    """The portal whose page this is."""
    return all_portals()[portal_key()]


def _text(url: object) -> str | None:
    return str(url) if url is not None else None
