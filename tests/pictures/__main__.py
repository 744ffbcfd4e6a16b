"""`python -m tests.pictures [NAME...]`: take all pictures, or some."""

from __future__ import annotations

import asyncio
import os
import sys

from tests.pictures.camera import FOLDER, ROOT, picture
from tests.pictures.scenes import SCENES


def main() -> int:
    """Take the pictures and say where they are."""
    names = set(sys.argv[1:])
    unknown = names - {scene.name for scene in SCENES}
    if unknown:
        print(f"There is no picture {', '.join(sorted(unknown))}; there are {', '.join(scene.name for scene in SCENES)}.")
        return 2
    os.chdir(ROOT)
    for scene in SCENES:
        if not names or scene.name in names:
            file = FOLDER / f"{scene.name}.svg"
            file.write_text(asyncio.run(picture(scene)), encoding="utf-8")
            print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
