"""Start the program; nothing else."""

from __future__ import annotations

import sys


def main() -> int:
    """Exit code of the command line, 0 when the window was closed.

    `freeze_support` comes first: in a frozen program a worker process starts this module again.
    """
    from multiprocessing import freeze_support

    freeze_support()
    from dpo_desktop.bootstrap import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
