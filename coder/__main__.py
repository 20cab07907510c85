"""``python -m coder``."""

from coder.cli.main import main

main()
