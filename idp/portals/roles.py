"""The catalogue of roles that a portal's clients learn of."""

from collections.abc import Collection, Mapping

from idp.settings import RoleSettings, Settings, Title

_BUILT_IN = {
    "administrator": RoleSettings(title=Title(de="Administrator", en="Administrator"), held_by="administrators"),
    "member": RoleSettings(title=Title(de="Mitglied", en="Member"), held_by="members"),
}
"""That of a portal which declares none: what a member is to the organization."""


def role_catalogue(settings: Settings, portal: str) -> Mapping[str, RoleSettings]:
    """The roles of the portal of this key by their own keys, in the order of the settings."""
    return settings.portal(portal).roles or _BUILT_IN


def assignable_roles(settings: Settings, portal: str, *, by_operators: bool = False) -> Mapping[str, RoleSettings]:
    """Those of the catalogue that administrators of an organization assign to its members, or operators do."""
    return {
        key: role
        for key, role in role_catalogue(settings, portal).items()
        if role.held_by == "assigned" and (by_operators or role.assigned_by == "administrators")
    }


def held_roles(
    catalogue: Mapping[str, RoleSettings], assigned: Collection[str], *, is_administrator: bool
) -> list[str]:
    """The roles of a member in the order of the catalogue; what is not in it does not count."""
    of_right = "administrators" if is_administrator else "members"
    return [
        key
        for key, role in catalogue.items()
        if role.held_by == of_right or (role.held_by == "assigned" and key in assigned)
    ]
