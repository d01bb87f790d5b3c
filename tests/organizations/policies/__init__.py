"""Policies of organizations."""
