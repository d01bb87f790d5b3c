"""Pairwise subjects: the names under which the clients of one sector, and no others, know an account.

Owns the rows, and what is the ``sub`` of an account for a client of either kind. Who is told it belongs to ``oauth``.
"""
