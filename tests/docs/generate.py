"""`python -m tests.docs.generate`: write the generated parts of the README anew."""

from __future__ import annotations

from tests.docs.blocks import BLOCKS, README, generated


def main() -> None:
    """Write the file, and say whether anything changed."""
    before = README.read_text(encoding="utf-8")
    after = generated(before)
    if after != before:
        README.write_text(after, encoding="utf-8")
    print(f"README.md: {', '.join(BLOCKS)}: {'written' if after != before else 'nothing to change'}")


if __name__ == "__main__":
    main()
