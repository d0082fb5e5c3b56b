"""Writes the tours of docs/ with their pictures into var/docs, each as one HTML file that needs nothing else.

    make tour

A tour is a page of Markdown that says `<!-- picture: NAME [WIDTH] -->` where a picture of a page belongs.
"""

import argparse
import html
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from objectry.formula.messages import Language
from objectry.runtime.web.pages.rendering import TAGS
from scripts.make_screenshots import TARGET as PICTURES
from scripts.make_screenshots import WIDEST, Round, screenshots

ROOT = Path(__file__).resolve().parents[1]
TOURS: Mapping[Language, Path] = MappingProxyType(
    {"en": ROOT / "docs" / "tour.md", "zh": ROOT / "docs" / "tour.zh-CN.md"}
)
FOLDER = ROOT / "var" / "docs"
PICTURE = re.compile(r"<!-- picture: (?P<name>[\w-]+)(?: (?P<width>\d+))? -->")
HEADING = re.compile(r"(?P<level>#{1,3}) (?P<text>.+)")
INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)"), r'<a href="\2">\1</a>'),
)
"""What tours use of Markdown within a paragraph."""
LOOK = """
body { font: 1rem/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1f2937; }
img { max-width: 100%; border: 1px solid #d1d5db; border-radius: 0.5rem; }
figure { margin: 1rem 0 2rem; }
figure.phone { display: inline-block; width: 18rem; margin-right: 1.5rem; }
code { background: #f3f4f6; padding: 0 0.3rem; border-radius: 0.2rem; }
"""  # noqa: E501 - one rule a line


def pictures(text: str) -> Iterator[tuple[str, int]]:
    """The pictures that a tour shows, with their widths."""
    for found in PICTURE.finditer(text):
        yield found["name"], int(found["width"] or WIDEST)


def page(text: str, language: Language, folder: Path) -> str:
    """A tour as HTML, with its pictures in it."""
    blocks = [block.strip() for block in text.split("\n\n") if block.strip()]
    title = blocks[0].removeprefix("# ")
    body = "\n".join(_block(block, language, folder) for block in blocks)
    return (
        f'<!doctype html>\n<html lang="{TAGS[language]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{html.escape(title)}</title>\n'
        f"<style>{LOOK}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _block(block: str, language: Language, folder: Path) -> str:
    if picture := PICTURE.fullmatch(block):
        width = int(picture["width"] or WIDEST)
        file = Round(language, "light", width).file(folder, picture["name"])
        data = b64encode(file.read_bytes()).decode()
        phone = "" if width == WIDEST else ' class="phone"'
        return f'<figure{phone}><img alt="{picture["name"]}" src="data:image/png;base64,{data}"></figure>'
    if heading := HEADING.fullmatch(block):
        level = len(heading["level"])
        return f"<h{level}>{_inline(heading['text'])}</h{level}>"
    return f"<p>{_inline(block)}</p>"


def _inline(text: str) -> str:
    shown = html.escape(text, quote=False)
    for pattern, becomes in INLINE:
        shown = pattern.sub(becomes, shown)
    return shown


def main(given: Sequence[str] | None = None) -> None:
    """Take the pictures that the tours show, and write the tours."""
    parser = argparse.ArgumentParser(prog="make_tour", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    asked = parser.parse_args(given)
    texts = {language: file.read_text("utf-8") for language, file in TOURS.items()}
    shown = {one for text in texts.values() for one in pictures(text)}
    rounds = [
        Round(language, "light", width)
        for language in TOURS
        for width in {width for _, width in shown}
    ]
    screenshots(asked.pictures, [name for name, _ in shown], rounds, browsers=2)
    asked.folder.mkdir(parents=True, exist_ok=True)
    for language, text in texts.items():
        target = asked.folder / TOURS[language].with_suffix(".html").name
        target.write_text(page(text, language, asked.pictures), "utf-8")
        print(target)


if __name__ == "__main__":
    main()
