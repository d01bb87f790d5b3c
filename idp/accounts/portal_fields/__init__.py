"""Fields of portals: what a portal asks of people beside what an account has anyway, as its settings name it.

Owns their form fields, where the entries are kept (with the admission, or with the account for all portals), and their
claims. When they are asked belongs to ``registration``; the page on which people change what they share is that of the
personal details.
"""
