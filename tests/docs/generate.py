"""`python -m tests.docs.generate`: write the generated parts of the manual anew."""

from __future__ import annotations

from tests.docs.blocks import BLOCKS, MANUAL, generated


def main() -> None:
    """Write the pages, and say of each whether anything changed."""
    for name in sorted({block.page for block in BLOCKS.values()}):
        file = MANUAL / f"{name}.md"
        before, after = file.read_text(encoding="utf-8"), generated(name)
        if after != before:
            file.write_text(after, encoding="utf-8")
        print(f"{file.name}: {'written' if after != before else 'nothing to change'}")


if __name__ == "__main__":
    main()
