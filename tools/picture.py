"""The picture on the front page: what the command line really answers, drawn as SVG.

``.venv/bin/python tools/picture.py`` makes docs/pictures/quote.svg anew. No font and nothing else is fetched from
anywhere by whoever looks at it.
"""

from __future__ import annotations

import io
import sys
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from handfast import facade
from handfast.doors.cli.paper import QUIET
from handfast.doors.cli.show.offer import show_offer
from handfast.doors.cli.wish import Wish
from handfast.examples.alder_and_pine import alder_and_pine

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "quote.svg"
WISH = Wish((("BENCH-150", Decimal(360), date(2027, 4, 12), "", None),), "C-1042")
WIDTH = 84

INK, GROUND = (222, 226, 230), (24, 28, 33)
THEME = TerminalTheme(
    GROUND,
    INK,
    [
        (60, 66, 74),
        (240, 113, 120),
        (126, 211, 146),
        (246, 193, 119),
        (122, 162, 247),
        (187, 154, 247),
        (125, 207, 255),
        INK,
    ],
)

FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>handfast quote</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def draw(company: facade.Company) -> str:
    """Return the picture of the quote."""
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), highlight=False, markup=False, emoji=False, force_terminal=True
    )
    console.print(f"$ {WISH.command('quote')}\n", style=QUIET)
    show_offer(console, company.quote_lines(WISH.lines, customer=WISH.customer), WISH, go_on=False)
    drawn = console.export_svg(title="", theme=THEME, code_format=FORMAT, unique_id="handfast", font_aspect_ratio=0.6)
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def main() -> int:
    """Make the sample company, ask it, and write the picture."""
    with tempfile.TemporaryDirectory() as folder, facade.create(Path(folder) / "garden.db") as company:
        company.load(alder_and_pine())
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_text(draw(company), "utf-8")
    print(f"Wrote {PICTURE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
