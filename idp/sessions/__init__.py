"""Being signed in, in one browser.

Owns the session row, its cookie, its lifetimes and its end. Why somebody may sign in belongs to ``signin``.
"""
