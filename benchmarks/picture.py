"""The run as an SVG: a bar for each peer and scenario, in hellos."""

from collections.abc import Mapping
from html import escape

_COLOURS = ("#2f6f8f", "#8f5a2f", "#5a8f2f", "#6f2f8f", "#8f2f4a", "#555555")
_BAR, _GAP, _LEFT, _WIDE = 16, 14, 110, 560


def draw(ratios: Mapping[str, Mapping[str, float]]) -> str:
    """``ratios`` are by scenario and peer."""
    peers = list(dict.fromkeys(peer for of_scenario in ratios.values() for peer in of_scenario))
    colours = {peer: _COLOURS[number % len(_COLOURS)] for number, peer in enumerate(peers)}
    scale = _WIDE / max((value for of_scenario in ratios.values() for value in of_scenario.values()), default=1.0)
    parts, y = [_legend(colours)], 50
    for scenario, of_scenario in ratios.items():
        if not of_scenario:
            continue
        parts.append(_text(_LEFT - 10, y + 12, scenario, "end"))
        for peer, value in of_scenario.items():
            width = max(1.0, value * scale)
            parts.append(f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{colours[peer]}"/>')
            parts.append(_text(_LEFT + value * scale + 6, y + 12, f"{value:.2f}"))
            y += _BAR + 2
        y += _GAP
    parts.append(f'<path d="M{_LEFT + scale:.1f} 44V{y}" stroke="#999" stroke-dasharray="3 3"/>')
    parts.append(_text(_LEFT + scale, y + 12, "1 hello", "middle"))
    size = f'width="{_LEFT + _WIDE + 80}" height="{y + 30}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _legend(colours: Mapping[str, str]) -> str:
    parts = [_text(_LEFT, 16, "Processor time for an operation, in Flask hellos; shorter is better")]
    for number, (peer, colour) in enumerate(colours.items()):
        x = _LEFT + number * 160
        parts += [f'<rect x="{x}" y="26" width="10" height="10" fill="{colour}"/>', _text(x + 15, 35, peer)]
    return "".join(parts)


def _text(x: float, y: float, content: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}">{escape(content)}</text>'
