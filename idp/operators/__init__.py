"""The operators' desk: pages of those who have a role over the installation.

Owns who may open them, their frame and their pages. What is done there, and who may do it, belongs to
``administration``: the pages are thin callers of its services.
"""
