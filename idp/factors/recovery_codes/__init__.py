"""Recovery codes: written down once, for the day when nothing else is at hand."""
