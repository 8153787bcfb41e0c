"""`python -m fazhi` is the command `fazhi`."""

from fazhi.site.command_line import main

if __name__ == "__main__":
    raise SystemExit(main())
