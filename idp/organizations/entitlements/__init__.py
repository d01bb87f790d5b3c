"""What an organization has at a portal, and what its members have of that.

Owns customer numbers, products and application roles. All three belong to an organization at one portal: the clients of
another portal never learn of them. Which roles there are is the portal's own catalogue (``portals.roles``).
"""
