"""What the bot hears: a few lines each; they acknowledge and hand over."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from analytics.vocabulary.errors import SegbotError
from bot.conversation.conversation import Conversation
from bot.conversation.delivery import Place
from bot.conversation.downloads import may_be_data
from bot.conversation.once import Seen
from bot.conversation.refusals import CALL_FAILED
from bot.conversation.work import Asked, Posted, Reread
from bot.language.commands import COMMANDS
from bot.language.commands.data import DataReread
from bot.language.declaration import Request
from bot.language.file_options import FileOptions
from bot.language.parser import options, parse
from bot.manifest import ASK, READ_FILE
from bot.render import notices
from bot.render.actions import FORM_CALLBACK, Action, chosen
from bot.render.ask_form import ASK_CALLBACK, ask_form, asked_in, on_its_way
from bot.render.form import (
    Draft,
    FormError,
    at_field,
    empty_form,
    form,
    not_there,
    read_form,
    suggested,
)
from bot.render.mapping_form import MAPPING_CALLBACK, mapping_form, read_mapping_form
from bot.render.slack_text import as_typed
from bot.services.intake.options import ReadingOptions
from bot.services.intake.question import FileQuestion
from bot.services.menus import Menus

Next = Callable[[], object]
#: What people say: words, files, and replies that they also send to the channel.
_SAID = (None, "file_share", "thread_broadcast")
#: Seconds in which a change of somebody's words is a correction.
_CORRECTED_WITHIN = 60.0
_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")


def register(app: App, conversation: Conversation, team: str) -> None:
    """Listen to everything that the manifest subscribes to.

    Parameters
    ----------
    app : App
    conversation : Conversation
    team : str
        The workspace that the bot is installed in. What it hears may name another, a partner's,
        where a channel is shared, or none.
    """
    # Of several listeners that fit, the first is called.
    _to_bots(app)
    _to_partners(app, conversation)
    for listen in (
        _to_commands,
        _to_messages,
        _to_clicks,
        _to_answers_about_files,
        _to_shortcuts,
        _to_visits,
    ):
        listen(app, conversation, team)
    _to_stops(app, conversation)


def _to_bots(app: App) -> None:
    """Other apps: two polite ones that answer each other would never stop."""

    def is_bots(event: dict[str, Any]) -> bool:
        return bool(event.get("bot_id"))

    for kind in ("app_mention", "message"):
        app.event(kind, matchers=[is_bots])(lambda: None)


def _to_partners(app: App, conversation: Conversation) -> None:
    """People of another company in a shared channel: what is stored is no business of theirs."""

    def is_partners(context: BoltContext, body: dict[str, Any]) -> bool:
        ours, their_org = context.authorize_result, context.actor_enterprise_id
        # Of who belongs to an organization, Slack doesn't always tell more.
        org = their_org if body.get("is_ext_shared_channel") else None
        theirs = context.actor_team_id or org
        if ours is None or theirs in (None, ours.team_id):
            return False
        return ours.enterprise_id is None or their_org != ours.enterprise_id

    def on_command(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        turn_away(_place_of_command(command))

    def on_click(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        turn_away(_place_of_click(body))

    def on_mention(event: dict[str, Any]) -> None:
        turn_away(_place(event))

    def turn_away(place: Place) -> None:
        with conversation.replies.answering(place):
            raise SegbotError(
                "I answer only people of the company that runs me.",
                "Ask one of them for what you need.",
            )

    app.command(re.compile(""), matchers=[is_partners])(on_command)
    app.action(re.compile(""), matchers=[is_partners])(on_click)
    app.shortcut(re.compile(""), matchers=[is_partners])(on_click)
    app.event("app_mention", matchers=[is_partners])(on_mention)
    app.event("message", matchers=[is_partners])(lambda: None)


def _to_commands(app: App, conversation: Conversation, team: str) -> None:
    """Every declared command."""
    forms = _Forms(conversation, team)

    def on_command(ack: Ack, command: dict[str, Any], client: WebClient) -> None:
        place, trigger = _place_of_command(command), command["trigger_id"]
        line = f"{command['command']} {as_typed(command.get('text', ''))}"
        asked = Asked(team, place, line, key=trigger)
        if _asks_in_form(line):
            ack()
            with conversation.replies.answering(place):
                with suppress(*CALL_FAILED):
                    if wanted := conversation.form_instead(asked):
                        forms.open(client, trigger, place, parse(wanted))
                        return
                # What no form can be opened for is answered in words.
                conversation.ask(asked)
            return
        ahead = conversation.ask(asked)
        busy = ahead.questions or ahead.importing
        ack(notices.heard(line, ahead.questions, importing=ahead.importing) if busy else "")

    for name in COMMANDS:
        app.command(f"/{name}")(on_command)


def _asks_in_form(line: str) -> bool:
    try:
        return parse(line).asks_in_form
    except SegbotError:
        return False


def _to_messages(app: App, conversation: Conversation, team: str) -> None:
    """Mentions, direct messages, replies in threads, and files that are posted."""

    # Bolt acknowledges an event before its listener runs, but not before a listener's middleware
    # has: what Slack is told was heard must be kept by then.
    def heard() -> None:
        pass

    def on_mention(event: dict[str, Any], next_: Next) -> None:
        # A direct message arrives as a message too, and so does a file with a comment on it.
        if not event.get("files") and not event["channel"].startswith("D"):
            conversation.ask(Asked(team, _place(event), words(event), _key(event)))
        next_()

    def on_message(event: dict[str, Any], context: dict[str, Any], next_: Next) -> None:
        take(event, context)
        next_()

    def take(event: dict[str, Any], context: dict[str, Any]) -> None:
        if event.get("subtype") == "message_changed":
            correct(event, f"<@{context['bot_user_id']}>")
            return
        if event.get("subtype") not in _SAID or "user" not in event:
            return
        direct = event.get("channel_type") == "im"
        mentioned = f"<@{context['bot_user_id']}>" in event.get("text", "")
        files = [each for each in event.get("files", []) if direct or mentioned or is_data(each)]
        if files:
            place = Place(event["channel"], event["user"], event.get("thread_ts", event["ts"]))
            with conversation.replies.answering(place):
                told = ReadingOptions.of(options(FileOptions, words(event)))
                ids = tuple(file["id"] for file in files)
                addressed, key = direct or mentioned, f"{_key(event)} files"
                conversation.take_in(Posted(team, place, ids, addressed, told, key=key))
        if event.get("files") or (mentioned and not direct) or not words(event):
            return
        asked = Asked(team, _place(event), words(event), _key(event))
        if direct:
            conversation.ask(asked)
        elif event.get("thread_ts"):
            conversation.refine(asked)

    def correct(event: dict[str, Any], bot: str) -> None:
        """Answer anew what somebody changes soon after they said it. What was for nobody here and
        mentions the bot now is a mention like others."""
        message, before = event["message"], event.get("previous_message", {})
        direct = event.get("channel_type") == "im"
        heard_before = direct or message.get("thread_ts") or bot in before.get("text", "")
        edited = message.get("edited")
        if not edited or message.get("bot_id") or message.get("files") or not heard_before:
            return
        if message["text"] == before.get("text") or not words(message):
            return
        if float(edited["ts"]) - float(message["ts"]) > _CORRECTED_WITHIN:
            return
        place = _place({**message, "channel": event["channel"]})
        said_first = f"{place.channel} {message['ts']}"
        key = f"{said_first} {edited['ts']}"
        asked = Asked(team, place, words(message), key, corrects=said_first)
        conversation.correct(asked, addressed=direct or bot in message["text"])

    # Of a photo that nobody gave the bot, not even Slack is asked. Some files come without a name.
    def is_data(file: dict[str, Any]) -> bool:
        return not file.get("name") or may_be_data(file["name"])

    app.event("app_mention", middleware=[on_mention])(heard)
    app.event("message", middleware=[on_message])(heard)


def _to_clicks(app: App, conversation: Conversation, team: str) -> None:
    """Buttons, and the form of a request."""
    forms = _Forms(conversation, team)

    def on_run(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        run(body, action["value"])
        ack()

    def run(body: dict[str, Any], line: str) -> None:
        asked = clicked(body, _place_of_click(body), line)
        if body.get("view", {}).get("type") == "home":
            conversation.ask_from_home(asked, body["view"]["blocks"])
        else:
            conversation.ask(asked)

    def clicked(body: dict[str, Any], place: Place, line: str) -> Asked:
        return Asked(team, place, line, body["trigger_id"])

    def on_more(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        asked = clicked(body, _place_of_click(body), action["value"])
        conversation.ask(replace(asked, below=body["container"]["message_ts"]))
        ack()

    def on_share(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        channel = replace(_place_of_click(body), thread=None)
        conversation.ask(clicked(body, channel, action["value"]))
        ack()

    def on_turn(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        container = body["container"]
        # A page below an answer is turned where it is; the answer itself stays as it is.
        page = container["message_ts"] if _is_reply(container) else None
        asked = clicked(body, _place_of_click(body), action["value"])
        conversation.ask(replace(asked, replaces=page))
        ack()

    def on_form(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ack()
        open_form(body, action["value"], client)

    def on_choose(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient
    ) -> None:
        what, line = chosen(action["selected_option"]["value"])
        if what is Action.FORM:
            ack()
            open_form(body, line, client)
        else:
            run(body, line)
            ack()

    def open_form(body: dict[str, Any], line: str, client: WebClient) -> None:
        place = _place_of_click(body)
        with conversation.replies.answering(place):
            request, trigger = parse(line), body["trigger_id"]
            if isinstance(request, DataReread):
                question = conversation.question_about(team, request.upload)
                view = mapping_form(question, {**_carried(place), "upload": str(request.upload)})
                client.views_open(trigger_id=trigger, view=view)
                return
            forms.open(client, trigger, place, request)

    def on_whole_form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        view = body["view"]
        whole = Draft.left(view).whole
        place = _place_of_form(body, whole.carried)
        with conversation.replies.answering(place):
            forms.fill(client, view, place, whole)

    def on_typed(ack: Ack, body: dict[str, Any]) -> None:
        draft = Draft.left(body["view"])
        name, typed = body["block_id"], body["value"]
        menus = forms.menus(_place_of_form(body, draft.carried), draft, [name])
        ack(options=suggested(draft, name, typed, menus))

    def on_submit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        try:
            request, carried = read_form(view)
            place = _place_of_form(body, carried)
            if wrong := conversation.wrong_conditions(team, place, request):
                raise FormError(at_field("where", f"{wrong.message} {wrong.hint}"))
            if request.is_of_place and not conversation.can_post(place):
                raise FormError(not_there())
        except FormError as error:
            ack(response_action="errors", errors=error.errors)
            return
        asked = Asked(team, place, request.text(), body["trigger_id"])
        if carried.get("home"):
            conversation.ask_from_home(asked)
        else:
            conversation.ask(asked)
        ack()

    def on_import(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        ids, place = tuple(action["value"].split(",")), _place_of_click(body)
        key = body["trigger_id"]
        conversation.take_in(Posted(team, place, ids, addressed=True, key=key))
        ack()

    def on_stop(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        ack()
        message = body["container"]["message_ts"]
        conversation.replies.stop(_place_of_click(body), message, action["value"])

    app.action(re.compile(f"^{Action.STOP}:"))(on_stop)
    app.action(re.compile(f"^{Action.RUN}:"))(on_run)
    app.action(re.compile(f"^{Action.MORE}:"))(on_more)
    app.action(re.compile(f"^{Action.SHARE}:"))(on_share)
    app.action(Action.CHOOSE)(on_choose)
    app.action(re.compile(f"^{Action.TURN}:"))(on_turn)
    app.action(re.compile(f"^{Action.FORM}:"))(on_form)
    app.action(re.compile(f"^{Action.IMPORT}:"))(on_import)
    app.action(re.compile(f"^{Action.WHOLE_FORM}:"))(on_whole_form)
    app.options(re.compile(""))(on_typed)
    app.view(FORM_CALLBACK)(on_submit)


def _to_answers_about_files(app: App, conversation: Conversation, team: str) -> None:
    """The form that asks how a file is to be read, for the first time or differently."""

    def on_answer(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        place = _place_of_click(body)
        value = action["value"] if "value" in action else action["selected_option"]["value"]
        number, choice = map(int, value.split())
        with conversation.replies.answering(place):
            conversation.answer(team, place, number, choice, body["trigger_id"])
        ack()

    def on_map(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ack()
        place = _place_of_click(body)
        with conversation.replies.answering(place):
            pending = conversation.intake.pending_file(team, int(action["value"]))
            carried = {"file": action["value"], "channel": place.channel, "thread": place.thread}
            view = mapping_form(FileQuestion.from_json(pending.question), carried)
            client.views_open(trigger_id=body["trigger_id"], view=view)

    def on_submit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        carried = json.loads(view["private_metadata"])
        place = Place(carried["channel"], body["user"]["id"], carried["thread"])
        with conversation.replies.answering(place):
            pending, upload = None, int(carried.get("upload", 0))
            if upload:
                question = conversation.question_about(team, upload)
            else:
                pending = conversation.intake.pending_file(team, int(carried["file"]))
                question = FileQuestion.from_json(pending.question)
            try:
                told = read_mapping_form(view, question, conversation.must_be_in(team, [upload]))
            except FormError as error:
                ack(response_action="errors", errors=error.errors)
                return
            key = body["trigger_id"]
            if pending is None:
                conversation.read_again(Reread(team, place, upload, told, key))
            else:
                ids = tuple(pending.file_ids.split(","))
                told = told.in_place_of(question.told)
                answer = Posted(team, place, ids, True, told, answers=pending.id, key=key)
                conversation.take_in(answer)
        ack()

    app.action(re.compile(f"^{Action.ANSWER}:"))(on_answer)
    app.action(re.compile(f"^{Action.MAP}:"))(on_map)
    app.view(MAPPING_CALLBACK)(on_submit)


def _to_shortcuts(app: App, conversation: Conversation, team: str) -> None:
    """A message's menu, and what can be asked from anywhere."""

    def on_read(ack: Ack, body: dict[str, Any]) -> None:
        message = body["message"]
        thread = message.get("thread_ts", message["ts"])
        url = body["response_url"]
        place = Place(body["channel"]["id"], body["user"]["id"], thread, url)
        with conversation.replies.answering(place):
            files = tuple(file["id"] for file in message.get("files", []))
            if not files:
                raise SegbotError(
                    "There is no file on that message.",
                    "Choose this on a message that brought one.",
                )
            told = ReadingOptions.of(options(FileOptions, words(message)))
            key = body["trigger_id"]
            conversation.take_in(Posted(team, place, files, addressed=True, told=told, key=key))
        ack()

    def on_ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        user = body["user"]["id"]
        with conversation.replies.answering(Place(user, user)):
            client.views_open(trigger_id=body["trigger_id"], view=ask_form())

    def on_asked(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        user = body["user"]["id"]
        asked = Asked(team, Place(user, user), asked_in(view), body["trigger_id"])
        conversation.ask(asked)
        ack(response_action="update", view=on_its_way())

    app.message_shortcut(READ_FILE)(on_read)
    app.global_shortcut(ASK)(on_ask)
    app.view(ASK_CALLBACK)(on_asked)


def _to_stops(app: App, conversation: Conversation) -> None:
    """Slack's own button, which it shows while an agent works in a thread."""
    seen = Seen()

    def on_stopped(event: dict[str, Any]) -> None:
        if not seen.before({**event, "ts": event["event_ts"]}):
            conversation.replies.stop_all(_place(event))

    app.event("agent_session_stopped")(on_stopped)


def _to_visits(app: App, conversation: Conversation, team: str) -> None:
    """People who open the App Home, and invitations."""

    def on_opened(event: dict[str, Any]) -> None:
        if event.get("tab") == "home":
            conversation.show_home(team, event["user"], empty="view" not in event)

    def on_joined(event: dict[str, Any], context: dict[str, Any]) -> None:
        if event["user"] == context["bot_user_id"]:
            place = Place(event["channel"], event.get("inviter", ""))
            conversation.greet(team, place)

    app.event("app_home_opened")(on_opened)
    app.event("member_joined_channel")(on_joined)


class _Forms:
    """Forms of requests, with what the shop has to choose from."""

    def __init__(self, conversation: Conversation, team: str) -> None:
        self._conversation = conversation
        self._team = team

    def open(self, client: WebClient, trigger: str, place: Place, request: Request) -> None:
        """Open the form of a request, filled in as it is."""
        draft = Draft.of(request, _carried(place))
        # A modal is opened within three seconds or never; menus may take longer.
        opened = client.views_open(trigger_id=trigger, view=empty_form(draft))["view"]
        self.fill(client, opened, place, draft)

    def fill(self, client: WebClient, shown: dict[str, Any], place: Place, draft: Draft) -> None:
        """Show a form in place of what its modal shows."""
        view = form(draft, self.menus(place, draft, draft.shown))
        try:
            client.views_update(view_id=shown["id"], hash=shown["hash"], view=view)
        except SlackApiError as error:
            # Who closed it meanwhile misses nothing.
            if error.response["error"] != "not_found":
                raise

    def menus(self, place: Place, draft: Draft, names: Iterable[str]) -> Menus:
        """What these settings can name."""
        return self._conversation.menus(self._team, place, draft.kind, names, draft.values)


def _carried(place: Place) -> dict[str, str | None]:
    """What a form's submission needs to know of where it was opened."""
    home = "yes" if place.is_person else None
    return {"channel": place.channel, "thread": place.thread, "home": home}


def words(event: dict[str, Any]) -> str:
    """What somebody typed, without mentions: a request is about customers, not colleagues."""
    return as_typed(_MENTION.sub("", event.get("text", ""))).strip()


def _place_of_command(command: dict[str, Any]) -> Place:
    return Place(command["channel_id"], command["user_id"], response_url=command["response_url"])


def _key(event: dict[str, Any]) -> str:
    """Slack's name for a message."""
    return f"{event['channel']} {event['ts']}"


def _place(event: dict[str, Any]) -> Place:
    return Place(event["channel"], event["user"], event.get("thread_ts"))


def _place_of_click(body: dict[str, Any]) -> Place:
    """The thread of a click's message; what one person alone sees has none of its own. A click in
    the App Home is answered in the person's direct messages."""
    container = body.get("container", {})
    channel = body.get("channel", {}).get("id") or body["user"]["id"]
    thread = container.get("thread_ts")
    if thread is None and not container.get("is_ephemeral"):
        thread = container.get("message_ts")
    return Place(channel, body["user"]["id"], thread, body.get("response_url"))


def _place_of_form(body: dict[str, Any], carried: Mapping[str, str | None]) -> Place:
    """Where a form was opened or what was chosen in it, which is where its answer goes; where none
    was, to the person."""
    user = body["user"]["id"]
    return Place(carried["channel"] or user, user, carried["thread"])


def _is_reply(container: dict[str, Any]) -> bool:
    """Whether a click was on a message in a thread that everybody there sees."""
    below = container.get("thread_ts") not in (None, container.get("message_ts"))
    return below and not container.get("is_ephemeral")
