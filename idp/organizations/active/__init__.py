"""For which of its organizations an account acts at a portal.

Owns the choice: a row for each session and portal, the account's last one at the portal, the page that asks, and the
switch. That a token keeps its organization is the affair of its authorization (``oauth``).
"""
