"""What an organization demands of its own members beyond what the portals do.

Owns the policies, the service and the page that set them, and the rules on addresses and on letting people in. What a
sign-in lacks by a policy is decided in ``signin``, from the copy at the membership.
"""
