"""The deletion of organizations."""
