"""Organizations (a portal's customers) and who belongs to them.

Owns organizations, memberships with their rights, the one decision who may change them (``authority``), requests to
join, confirmed domains, the legal representative, policies, details and logo, history and deletion, the organization
that an account acts for, the pages of all that, and the shape in which relying parties learn of it. What is revoked
when a membership ends is decided by who listens to ``signals``; inviting people belongs to ``invitations``.
"""
