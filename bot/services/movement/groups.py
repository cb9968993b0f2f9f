

def changes(request, context):
    raise NotImplementedError


movers = changes
