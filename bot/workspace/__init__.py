"""A stand-in for a Slack workspace, on this machine.

An unmodified ``slack_sdk`` or ``slack_bolt`` app connects to it through ``base_url``; people use
it through a web page. It is given an app's manifest and knows nothing else about the app.

>>> from slack_sdk import WebClient
>>> with serve(Workspace({"display_information": {"name": "Echo"}})) as served:
...     WebClient("xoxb-local", base_url=served.api_url).auth_test()["team"]
'Northwind Gifts'

Imitated, strictly: the Web API methods in ``web_api.METHODS`` with Slack's error words, tokens,
scopes, membership and rate limits; Block Kit's limits in messages, views, response_urls and
acknowledgements, with JSON pointers; Socket Mode (tickets, several sockets, acknowledgements in
3 seconds and under 20 KB, retried events); events that the manifest subscribes to and has the
scope for; slash commands, actions, suggestions, modals, the Home tab, trigger ids,
response_urls; uploads in three steps with their slow processing; downloads that turn into a
login page without a token; who is pinged by a message.

Not imitated: HTTP mode, a second app's own connection, more of a partner's workspace or of an
organization than what payloads name, scheduled messages, streaming, pins, user groups, search,
names and icons of an app's own choice, response_urls and files in modals, the
workspace-wide cap on messages, legacy attachments beyond their ``blocks``, the blocks ``video``,
``file``, ``task_card``, ``plan`` and ``auth_provider`` (refused as unsupported), the fetching of
``image_url`` (only private hosts are refused), virus scans, and Slack's exact wording where it is
not known.

``/control/misbehave`` has a method answer 429, 500 or any of Slack's refusals, be slow, or have its
connection cut, before its work or after, so many times or for ever; it drops or refreshes the
socket, delivers events twice, refuses or ignores blocks, is slow with files. ``/control/person``
and ``/control/conversation`` make it another workspace: with other bots that answer, partners,
people who left, direct messages of two or of a group, channels that are archived or only for
announcements. State is in memory.
"""

from bot.workspace.limits import Timing
from bot.workspace.server import Served, serve
from bot.workspace.workspace import Workspace

__all__ = ["Served", "Timing", "Workspace", "serve"]
