"""Reading a hosted page as a person does: its title, its sentences, its form."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag

from idp.rehearsal.met import FieldMet, PageMet

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
# Of a row, in the address of a page: another one each time.
_ID = re.compile(r"/[a-z]{3}_[0-9a-f]{8,}")
_BOXES = ("radio", "checkbox")


@dataclass(frozen=True, slots=True)
class SentForm:
    """The form of a page: where it is sent, and what it carries before anything is entered."""

    action: str
    carried: dict[str, str]
    values: dict[str, list[str]]
    """The values to choose from, of fields with several."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as it was met, and its form; None where it has none with a button."""

    met: PageMet
    form: SentForm | None


def read_page(path: str, status: int, html: str) -> ReadPage:
    """The content of a page; its header and footer are left out."""
    main = BeautifulSoup(html, "html.parser").find("main")
    if not isinstance(main, Tag):
        return ReadPage(PageMet(path=path, status=status, title=""), None)
    for break_point in main("wbr"):
        break_point.decompose()
    form = _find_form(main)
    title = main.find("h1")
    met = PageMet(
        path=_ID.sub("/…", path),
        status=status,
        title=_text(title) if title else "",
        texts=_words(_paragraphs(main)),
        fields=tuple(_fields(form)) if form else (),
        rules=_words(main.select("ul.rules li")),
        buttons=_words(button.select_one(".btn-label") or button for button in _buttons(form)),
        errors=_words(main.select(".field-error, .notice-danger p, .notice-danger li")),
    )
    return ReadPage(met, _sent_form(form) if form else None)


def with_entries(page: PageMet, entries: dict[str, list[str]]) -> PageMet:
    """The page with what is entered; passwords stay out of the report."""
    fields = (
        each if each.kind == "password" else replace(each, entry=", ".join(entries.get(each.name, [])))
        for each in page.fields
    )
    return replace(page, fields=tuple(fields))


def links_in(text: str) -> tuple[str, ...]:
    """The addresses in the text of a mail, in their order."""
    return tuple(_ADDRESS.findall(text))


def _find_form(main: Tag) -> Tag | None:
    """The form of the page, else the first one that changes something."""
    return main.select_one("form#entry") or next(
        (form for form in main.select('form[method="post"]:not(.chip-action)') if _buttons(form)), None
    )


def _buttons(form: Tag | None) -> list[Tag]:
    return form.select('button[type="submit"]') if form else []


def _words(tags: Iterable[Tag]) -> tuple[str, ...]:
    """The words of each that has some."""
    return tuple(filter(None, map(_text, tags)))


def _paragraphs(main: Tag) -> Iterator[Tag]:
    for paragraph in main.find_all("p"):
        classes = paragraph.get_attribute_list("class")
        is_of_field = {"hint", "field-error"} & set(classes) or paragraph.find_parent(class_="notice-danger")
        if not is_of_field:
            yield paragraph


def _inputs(form: Tag) -> Iterator[Tag]:
    """What a person can enter something into."""
    for each in form.select("input[name], select[name], textarea[name]"):
        is_shown = each.get("type") != "hidden" and not each.has_attr("readonly") and each.get("aria-hidden") is None
        if is_shown and not each.has_attr("disabled"):
            yield each


def _kind(each: Tag) -> str:
    return str(each.get("type") or "text") if each.name == "input" else each.name


def _fields(form: Tag) -> Iterator[FieldMet]:
    """Each field once, also one of several boxes."""
    boxes: dict[str, list[Tag]] = {}
    for each in _inputs(form):
        boxes.setdefault(str(each["name"]), []).append(each)
    for name, own in boxes.items():
        first = own[0]
        group = first.find_parent("fieldset") if _kind(first) in _BOXES else None
        label = group.find("legend") if group else _label(form, first)
        hint = group.select_one("p.hint") if group else form.find(id=f"{first.get('id')}-hint")
        options = [_label(form, box) for box in own] if group else first.find_all("option")
        yield FieldMet(
            name=name,
            label=_text(label, without=".optional"),
            kind=_kind(first),
            is_required=any(box.has_attr("required") for box in own),
            help=_text(hint),
            choices=tuple(_text(option) for option in options),
        )


def _label(form: Tag, each: Tag) -> Tag | None:
    found = form.find("label", attrs={"for": str(each.get("id"))})
    return found if isinstance(found, Tag) else None


def _sent_form(form: Tag) -> SentForm:
    carried: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for each in form.select("input[name], select[name], textarea[name]"):
        name, kind, value = str(each["name"]), _kind(each), str(each.get("value", "on"))
        if each.name == "select":
            values[name] = [str(option.get("value", "")) for option in each.find_all("option")]
        elif kind in _BOXES:
            values.setdefault(name, []).append(value)
            if each.has_attr("checked"):
                carried[name] = value
        else:
            carried[name] = str(each.get("value", ""))
    return SentForm(str(form.get("action", "")), carried, values)


def _text(tag: Tag | None, *, without: str = "") -> str:
    """The words of an element, with single spaces."""
    if tag is None:
        return ""
    left_out = {id(string) for part in (tag.select(without) if without else ()) for string in part.strings}
    return " ".join("".join(string for string in tag.strings if id(string) not in left_out).split())
