from bot.services.answer import Answer


def changes(request, context):
    raise NotImplementedError


movers = changes
