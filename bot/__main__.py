"""`python -m bot` is `segbot`."""

from bot.cli import main

main()
