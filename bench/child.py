"""Runs one function of a benchmark in a process of its own: child.py MODULE FUNCTION ARGUMENTS-AS-JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module


def main() -> None:
    """The result is the last line printed, as JSON."""
    module, function, given = sys.argv[1:4]
    from measuring import Absent

    try:
        found = getattr(import_module(module), function)(**json.loads(given))
    except Absent as error:
        found = {"absent": str(error)}
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
