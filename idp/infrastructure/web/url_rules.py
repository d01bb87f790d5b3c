"""URL rules that compile what builds their addresses when an address is first built."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class UrlRule(Rule):
    """Werkzeug's rule, quicker to register.

    Werkzeug compiles two functions for each rule as it is registered, which is most of the time that an application
    takes to start. A command of the command line needs none of them, and a page a few.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_builder, name = super()._compile_builder, "_build_unknown" if append_unknown else "_build"

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            builder: Callable[..., tuple[str, str]] = compile_builder(append_unknown).__get__(rule, None)
            setattr(rule, name, builder)
            return builder(**values)

        return build
