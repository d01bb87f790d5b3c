"""Modules that are imported at their first use: libraries that few requests need, and that take long or much to load.

A module that needs one writes, beside its other imports::

    if TYPE_CHECKING:
        import webauthn
    else:
        webauthn = lazy_module("webauthn")

and then ``webauthn.verify_registration_response(…)`` within its functions. Names in annotations are quoted.
"""

from importlib import import_module
from types import ModuleType


class _LazyModule(ModuleType):
    """Stands for a module; asked for a name, it imports that module (once, whichever thread is first) and keeps it."""

    def __getattr__(self, name: str) -> object:
        value = getattr(import_module(self.__name__), name)
        setattr(self, name, value)
        return value


def lazy_module(name: str) -> ModuleType:
    """A stand-in for the module ``name``. A module that is missing raises ``ImportError`` at its first use."""
    return _LazyModule(name)
