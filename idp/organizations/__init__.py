"""Organizations (a portal's customers) and who belongs to them.

Owns organizations, memberships with their rights, the one decision who may change them (``authority``), the pages of
an organization, and the shape in which relying parties learn of it. What is revoked when a membership ends is decided
by who listens to ``signals``.
"""
