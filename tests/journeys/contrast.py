"""Contrast of texts as they are painted: their colour against each pixel behind them."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Page

# Texts on the screen, with the lines that they fill. A text that is hidden from view is left out.
_TEXTS = """
() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.textContent.trim() || !parent.checkVisibility({visibilityProperty: true})) continue;
    if (parent.closest(".visually-hidden, .skip, option, iframe")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    let opacity = 1;
    for (let each = parent; each; each = each.parentElement) opacity *= Number(getComputedStyle(each).opacity);
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.fillStyle = getComputedStyle(parent).color;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    found.push({
      text: node.textContent.trim().slice(0, 60),
      colour: [red, green, blue],
      alpha: opacity * alpha / 255,
      lines: [...range.getClientRects()].map(box => [box.x, box.y, box.width, box.height]),
    });
  }
  return found;
}
"""
_WITHOUT_WORDS = """
async () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { color: transparent !important; text-decoration-color: transparent !important; " +
    "transition: none !important } svg, img { visibility: hidden !important }");
  document.adoptedStyleSheets.push(sheet);
}
"""
_WITH_WORDS = "() => { document.adoptedStyleSheets.pop() }"
# The least contrast of each text (WCAG 2.2, "contrast ratio") over the pixels of a picture.
_LEAST = """
async ({picture, texts}) => {
  const bytes = Uint8Array.from(atob(picture), letter => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const linear = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const luminance = ([red, green, blue]) =>
    0.2126 * linear(red / 255) + 0.7152 * linear(green / 255) + 0.0722 * linear(blue / 255);
  const ratio = (one, other) => {
    const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  };
  return texts.map(({text, colour, alpha, lines}) => {
    const grounds = new Set();
    for (const [x, y, width, height] of lines) {
      const [left, top] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y))];
      const right = Math.min(image.width, Math.ceil(x + width)), bottom = Math.min(image.height, Math.ceil(y + height));
      if (right <= left || bottom <= top) continue;
      const data = canvas.getImageData(left, top, right - left, bottom - top).data;
      for (let at = 0; at < data.length; at += 4) grounds.add(data[at] << 16 | data[at + 1] << 8 | data[at + 2]);
    }
    const ratios = [...grounds].map(ground => {
      const behind = [ground >> 16, ground >> 8 & 255, ground & 255];
      return ratio(colour.map((part, place) => part * alpha + behind[place] * (1 - alpha)), behind);
    });
    return [ratios.length ? Math.min(...ratios) : 21, text];
  });
}
"""


@dataclass(frozen=True)
class TextContrast:
    """The least contrast of ``text`` over what lies behind it, between 1 and 21."""

    ratio: float
    text: str


def measure_contrast(page: Page) -> Sequence[TextContrast]:
    """Every visible text of ``page``, over the backdrop as it is painted; a blank page beside it does the sums."""
    texts = page.evaluate(_TEXTS)
    page.evaluate(_WITHOUT_WORDS)
    picture = base64.b64encode(page.screenshot()).decode()
    page.evaluate(_WITH_WORDS)
    blank = page.context.new_page()
    try:
        measured = blank.evaluate(_LEAST, {"picture": picture, "texts": texts})
    finally:
        blank.close()
    return [TextContrast(ratio, text) for ratio, text in measured]
