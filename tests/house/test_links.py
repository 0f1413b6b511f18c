"""No page points at nothing, and every page can be reached from the front door."""

import re
from pathlib import Path

import pytest

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def slug(heading: str) -> str:
    """Return the anchor that a Markdown heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.fixture(scope="module")
def pages(root, committed):
    """Every committed page: path -> the local files and anchors it points at."""
    found = {}
    for file in committed:
        if file.suffix == ".md":
            text = re.sub(r"^```.*?^```", "", (root / file).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
            found[file] = [link for link in LINK.findall(text) if not re.match(r"\w+:", link)]
    return found


def target_of(root: Path, page: Path, link: str) -> tuple[Path, str]:
    path, _, anchor = link.partition("#")
    target = (root / page.parent / path).resolve() if path else root / page
    return target, anchor


def test_every_link_leads_somewhere(root, pages):
    dangling = []
    for page, links in pages.items():
        for link in links:
            target, anchor = target_of(root, page, link)
            if not target.exists():
                dangling.append(f"{page}: {link}")
            elif anchor:
                headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
                if anchor not in map(slug, headings):
                    dangling.append(f"{page}: {link}")
    assert not dangling, dangling


def test_every_page_can_be_reached_from_the_readme(root, pages):
    seen, waiting = set(), [Path("README.md")]
    while waiting:
        page = waiting.pop()
        if page in seen or page not in pages:
            continue
        seen.add(page)
        for link in pages[page]:
            target, _ = target_of(root, page, link)
            if target.is_relative_to(root):
                waiting.append(target.relative_to(root))
    assert not set(pages) - seen, "link these from docs/README.md"
