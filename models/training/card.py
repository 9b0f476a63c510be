"""Writes the figures for choosing into the model card, between its marks; the rest of the card is written by hand."""
from pathlib import Path

BEGIN, END = "<!-- choosing -->", "<!-- /choosing -->"


def rows(figures: dict, depth: str = "") -> list:
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines += rows(value, f"{depth}{name}: ")
        elif name != "n":
            shown = f"{value:.3f}" if isinstance(value, float) else value
            lines.append(f"| {depth}{name} | {shown} | {figures.get('n', '')} |")
    return lines


def write_figures(card: Path, figures: dict):
    text = card.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    table = "\n".join(rows({k: v for k, v in figures.items() if k != "reconstruction"}))
    card.write_text(f"{before}{BEGIN}\n| figure | value | n |\n|---|---|---|\n{table}\n{END}{after}")
