"""The portals of this installation, built from the settings at start."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from flask import current_app

from idp.infrastructure.colours import Palette, palette
from idp.infrastructure.web.assets import Asset
from idp.infrastructure.web.flow import portal_key
from idp.portals.pictures import read_picture
from idp.settings import BrandSettings, PortalSettings, RegistrationSettings, Settings, SupportSettings

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
class FieldPicture:
    """What shows where a person finds what a field asks for."""

    asset: Asset
    url: str


@dataclass(frozen=True)
class Portal:
    """The looks and words of a portal, as templates read them from ``portal``. What it demands of people who sign in is
    told by :func:`idp.portals.demands.demands_of` alone."""

    key: str
    name: str
    url: str | None
    support: SupportSettings
    is_registration_open: bool
    privacy_url: str | None
    imprint_url: str | None
    brand: Brand
    theme: Asset
    pictures: Mapping[tuple[str, str], FieldPicture]
    """By the name of the field in its form and the language."""


def build_portals(settings: Settings, render_theme: RenderTheme) -> dict[str, Portal]:
    """Every portal by key. Raises :class:`idp.settings.SettingsError` for a logo or a picture that can't be
    used."""
    return {key: _build(key, portal, render_theme) for key, portal in settings.portals.items()}


def _build(key: str, settings: PortalSettings, render_theme: RenderTheme) -> Portal:
    brand, theme = _build_brand(key, settings, render_theme)
    return Portal(
        key=key,
        name=settings.name,
        url=_text(settings.url),
        support=settings.support,
        is_registration_open=settings.registration.open,
        privacy_url=_text(settings.privacy_url),
        imprint_url=_text(settings.imprint_url),
        brand=brand,
        theme=theme,
        pictures=dict(_read_pictures(key, settings.registration)),
    )


def _read_pictures(portal: str, settings: RegistrationSettings) -> Iterator[tuple[tuple[str, str], FieldPicture]]:
    named = {f"evidence_{key}": each.picture for key, each in settings.evidence.items()}
    named |= {f"profile_{key}": each.picture for key, each in settings.fields.items()}
    for name, picture in named.items():
        for language, path in (("de", picture.de), ("en", picture.en)):
            if path is not None:
                asset = read_picture(path, "picture")
                url = f"/portals/{portal}/{asset.version}/fields/{name}/{language}"
                yield (name, language), FieldPicture(asset, url)


def _build_brand(key: str, settings: PortalSettings, render_theme: RenderTheme) -> tuple[Brand, Asset]:
    colours = palette(settings.brand.accent, settings.brand.accent_dark)
    logo = read_picture(settings.brand.logo) if settings.brand.logo else None
    logo_dark = read_picture(settings.brand.logo_dark) if settings.brand.logo_dark else None
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
    return brand, theme


def all_portals() -> Mapping[str, Portal]:
    """The portals of this application, by key, the default one first."""
    return cast(Mapping[str, Portal], current_app.extensions[EXTENSION])


def portal_name(key: str) -> str:
    """What people call the portal ``key``; the key itself of one that was taken out of the settings meanwhile."""
    portal = all_portals().get(key)
    return portal.name if portal else key


def get_portal(key: str) -> Portal:
    """The portal ``key``; the default one where it was taken out of the settings meanwhile."""
    portals = all_portals()
    return portals.get(key) or next(iter(portals.values()))


def current_portal() -> Portal:
    """The portal whose page this is."""
    return all_portals()[portal_key()]


def _text(url: object) -> str | None:
    return str(url) if url is not None else None
