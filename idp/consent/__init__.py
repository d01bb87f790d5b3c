"""What a person allowed an application to know.

Owns the consent row, the page that asks, and withdrawing. When it must be asked is decided in ``step``.
"""
