"""Start the program; nothing else."""

from __future__ import annotations

import sys


def main() -> int:
    """Exit code of the command line, 0 when the window was closed.

    A worker process starts this module again, in a frozen program too; it is sent its way before anything of Qt or of
    the database is imported.
    """
    from multiprocessing import freeze_support

    freeze_support()
    if sys.argv[1:] == ["--worker"]:
        from dpo_desktop.intake.worker import serve

        return serve()
    from dpo_desktop.bootstrap import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
