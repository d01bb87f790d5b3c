"""Affiliated domains: whose addresses let people join an organization by themselves.

Owns their rows, the code that confirms one, the administrators' pages, and joining by a confirmed address. Which
domains belong to no organization is decided by ``mail_domains``.
"""
