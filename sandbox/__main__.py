"""``python -m sandbox`` is the command ``pcsandbox``."""

from sandbox.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
