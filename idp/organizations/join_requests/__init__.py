"""Requests of people to join an organization, which its administrators approve or refuse.

Owns their rows, the page that asks, and the administrators' page. Who is let in becomes a member without products, and
the administrators give the rest.
"""
