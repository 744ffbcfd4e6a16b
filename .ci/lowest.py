"""Print constraints that hold every dependency of a pyproject.toml to the oldest release that it allows."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path


def lowest(dependencies: list[str]) -> list[str]:
    """`name==version` for each `name>=version,...`.

    Raises:
        ValueError: a dependency has no lower bound.
    """
    found = []
    for dependency in dependencies:
        match = re.match(r"([\w.-]+)>=([\w.]+)", dependency)
        if match is None:
            raise ValueError(f"{dependency!r} in pyproject.toml has no lower bound: write it as name>=version")
        found.append(f"{match[1]}=={match[2]}")
    return found


if __name__ == "__main__":
    project = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["import"], *project["optional-dependencies"]["export"]]
    sys.stdout.write("\n".join(lowest(needed)) + "\n")
