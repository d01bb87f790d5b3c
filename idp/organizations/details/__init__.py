"""What an organization is called, where it is, and what it looks like.

Owns its name and kind, its postal address, the addresses to which portals send invoices, reminders and deliveries, and
the page on which its administrators change them.
"""
