"""What a member may get, by portal."""

from collections.abc import Collection, Sequence
from typing import Any

from idp.organizations.entitlements.choices import Offered
from idp.portals.registry import portal_name


def group_by_portal(offered: Sequence[Offered], chosen: Collection[str], customer_of: Collection[str]) -> list[Any]:
    """``[{label, choices, is_folded}]``, as ``choice_groups`` of ``components/form.html`` takes them.

    Of several portals, those that don't know the organization and of which none of the ``chosen`` ids is are folded:
    an installation may have many, and an organization is the customer of few.
    """
    ids: dict[str, list[str]] = {}
    for each in offered:
        ids.setdefault(each.portal, []).append(each.id)
    return [
        {
            "label": portal_name(portal),
            "choices": own,
            "is_folded": len(ids) > 1 and portal not in customer_of and not set(own) & set(chosen),
        }
        for portal, own in ids.items()
    ]
