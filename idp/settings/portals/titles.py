"""Words of an operator by language."""

from idp.settings.section import Section


class Title(Section):
    """What people call it, by language; its key where there is none."""

    de: str = ""
    en: str = ""

    def say(self, language: str, key: str) -> str:
        """The title in a language; ``key`` where there is none."""
        return {"de": self.de, "en": self.en}.get(language) or key
