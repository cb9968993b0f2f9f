"""The bot as it runs, for as long as a test needs it."""

from contextlib import contextmanager

from person import Person

from bot.app import build_app


@contextmanager
def running(settings):
    """The bot, for as long as the block lasts."""
    bot = build_app(settings)
    bot.start()
    try:
        yield bot
    finally:
        # The SDK's client waits for a quiet socket before it closes it; a dropped one isn't quiet.
        Person.at(settings.slack_api_url.removesuffix("/api/")).misbehave("drop_socket")
        bot.stop()
