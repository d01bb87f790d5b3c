"""What a person meets on the way: pages, mails and decisions, in their order."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMet:
    """A field of a form. ``kind`` is the type of its input, such as text, password, radio or checkbox; ``entry`` is
    what was entered, empty for nothing; ``choices`` are the labels of a field with several."""

    name: str
    label: str
    kind: str
    is_required: bool
    help: str = ""
    choices: tuple[str, ...] = ()
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMet:
    """A page. ``texts`` are the sentences outside its form, ``errors`` what it says of the entries sent before."""

    path: str
    status: int
    title: str
    texts: tuple[str, ...] = ()
    fields: tuple[FieldMet, ...] = ()
    rules: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailMet:
    """A mail. ``hours`` is the lifetime of its one-time link, None where it has none."""

    key: str
    recipient: str
    sender: str
    subject: str
    text: str
    links: tuple[str, ...] = ()
    hours: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMet:
    """A decision about the registration: who makes it, by which command, and which one was made here."""

    by: str
    command: str
    decision: str


Met = PageMet | MailMet | DecisionMet


@dataclass(slots=True, kw_only=True)
class Walk:
    """One way through the registration of a portal: ``about`` says which, ``outcome`` how it ended. ``failure`` says
    where it could not go on; it is empty of a way that ended as the settings say."""

    portal: str
    about: str
    met: list[Met] = field(default_factory=list)
    outcome: str = ""
    failure: str = ""

    @property
    def pages(self) -> list[PageMet]:
        """The pages alone."""
        return [each for each in self.met if isinstance(each, PageMet)]
