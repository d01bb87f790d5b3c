"""Organizations (a portal's customers) and who belongs to them.

Owns organizations, memberships with their roles, and the shape in which relying parties learn of both.
"""
