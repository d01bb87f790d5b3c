"""The trial: a provider, two portals, sample people and a mailbox, in a throw-away folder on this machine only.

Owns what a trial is made of, the page of parts, and starting and stopping its programs. The portals themselves are
relying parties and stand in ``examples/portal``; the provider is served as ``idp serve`` does it; the words belong to
``idp.cli.demo``.
"""

from idp.demo.addresses import Addresses
from idp.demo.installation import Demo, DemoPortal, prepare_demo
from idp.demo.programs import DemoFailed, Stopped, raise_on_stop, running

__all__ = ["Addresses", "Demo", "DemoFailed", "DemoPortal", "Stopped", "prepare_demo", "raise_on_stop", "running"]
