"""What happened to the security of an account, told to its owner in plain words.

Owns the page. The words belong to the packages whose events they are, the events themselves to ``audit``.
"""
