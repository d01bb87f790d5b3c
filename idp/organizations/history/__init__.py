"""What happened in an organization, told to its administrators.

Owns the page. The words belong to the packages whose events they are, the events themselves to ``audit``.
"""
