"""The members of an organization: adding, changing and removing them, and the pages on which administrators do it.

Owns every change of a membership and the guards that keep an organization from being ownerless: it never loses its last
administrator, nor its legal representative without a successor.
"""
