"""Rehearsals: a portal's registration walked from its settings, with made-up people, before anyone meets it.

Owns the throw-away installation, the sample data that fits the settings, the walk through the real application and the
record of what was met. What a page asks and what becomes of it belongs to the packages that are rehearsed; the words
on the terminal belong to ``idp.cli.rehearse``.
"""

from idp.rehearsal.met import DecisionMet, FieldMet, MailMet, Met, PageMet, Walk
from idp.rehearsal.rehearse import rehearse_portal
from idp.rehearsal.stage import open_stage

__all__ = ["DecisionMet", "FieldMet", "MailMet", "Met", "PageMet", "Walk", "open_stage", "rehearse_portal"]
