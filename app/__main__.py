"""`python -m app` is `scout`."""

from app.cli import main

main()
