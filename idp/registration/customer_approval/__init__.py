"""The approval of registrations by the administrators of the customer's organization.

Owns who decides, the mails to them, their pages, what is done about registrations that wait for long, and the
membership that comes of an approval. What an approval or a refusal does to a registration is in ``registration``.
"""
