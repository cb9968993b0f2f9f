"""Short messages around an answer: work under way, what went wrong, what a restart cut off."""

from collections.abc import Sequence

from analytics.vocabulary.wording import counted, listed
from bot.language.commands import Help
from bot.language.declaration import Request
from bot.language.plain.wording import in_words
from bot.render import limits
from bot.render.actions import Action, button, next_steps
from bot.render.message import Block, Message, section
from bot.render.slack_text import escape, shorten
from bot.services.answer import Export, NextStep
from bot.services.formats import FILES_READ

_SAMPLE = NextStep("Load the sample shop", "/data sample")
_HELP = NextStep("What can I ask?", Help().text())
_BEGIN = (
    NextStep("Whom to write to this week", "/rfm today"),
    NextStep("RFM overview", "/rfm overview"),
    _HELP,
)
_BEGIN_EMPTY = (_SAMPLE, NextStep("Which files can you read?", "/data help"), _HELP)


def working(what: str, stage: str = "", *, stops: str | None) -> Message:
    """Say that work is under way, and at which stage it is. Nobody is mentioned: it's no news.

    ``stops`` is by what a click stops it; None where it can't be stopped.
    """
    about = f"Working on `{_code(what)}`"
    text = f"{about}: {escape(stage)}…" if stage else f"{about}…"
    said = section(f":hourglass_flowing_sand: {text}")
    if stops is not None:
        said["accessory"] = button("Stop", Action.STOP, stops)
    return Message(text, [said])


def working_alone(what: str) -> Message:
    """Say that work for one person alone is under way, in words that stay true: Slack lets nobody
    change what only one person sees."""
    text = f"Working on `{_code(what)}`; what comes of it follows below, for you alone."
    return Message(text, [section(f":hourglass_flowing_sand: {text}")])


def heard(command: str, questions: int, *, importing: bool) -> str:
    """Say that a command was heard, after how many others in the same place, and whether a file is
    being read meanwhile."""
    others = (f"after {counted(questions, 'other question')} here",) if questions else ()
    file = ("while a file is being read",) if importing else ()
    return ", ".join((f"`{_code(command)}` is on its way", *others, *file)) + "."


def stopped_by_hand(what: str, again: Block) -> Message:
    """Say that work was stopped by whoever asked for it, with the button that begins it again."""
    text = f"Stopped: `{_code(what)}`. Nothing of it was stored."
    return Message(text, [section(text), again])


def too_late_to_stop() -> Message:
    """Say that there is nothing to stop any more."""
    return problem("Too late to stop it: it is done, or is being stored this moment.")


def not_yours_to_stop() -> Message:
    """Say that somebody else asked for it."""
    return problem("Only the person who asked for it can stop it.")


def run_again(command: str) -> Block:
    """A button that runs a command again."""
    return {"type": "actions", "elements": [button("Run it again", Action.RUN, command)]}


def read_again(file_ids: str) -> Block:
    """A button that takes files in again, whose ids are parted by commas."""
    label = "Read them again" if "," in file_ids else "Read it again"
    return {"type": "actions", "elements": [button(label, Action.IMPORT, file_ids)]}


def with_again(said: Message, again: Block | None) -> Message:
    """The same with the button that begins the work again, if there is one."""
    return Message(said.text, [*said.blocks, again]) if again else said


def problem(message: str, hint: str = "", about: str = "") -> Message:
    """Say what was wrong and what to do; the words may hold what a person typed.

    ``about`` is the command or file that it is about, where the reader can't see that.
    """
    lead = f"`{_code(about)}`: " if about and about not in message else ""
    text = shorten(lead + escape(f"{message} {hint}".strip()), limits.MESSAGE_TEXT)
    return Message(text, [section(text)])


def unsure(message: str, hint: str, choices: tuple[Request, ...]) -> Message:
    """Say what wasn't understood, with what it may mean as buttons in a person's words."""
    if not choices:
        return problem(message, hint)
    steps = tuple(NextStep(in_words(each), each.text()) for each in choices)
    said = problem(message, hint)
    return Message(said.text, [*said.blocks, next_steps(steps)])


def no_data(message: str, hint: str) -> Message:
    """Say that nothing is stored yet, with the sample shop a click away."""
    said = problem(message, hint)
    return Message(said.text, [*said.blocks, next_steps((_SAMPLE,))])


def failure(reference: str) -> Message:
    """Say that it is our fault, with the code under which the log has the rest."""
    return problem(
        "Something went wrong on my side.",
        f"Please try again; if it happens again, tell whoever runs me this code: {reference}.",
    )


def not_permitted(scope: str) -> Message:
    """Say that Slack wasn't told to let the bot do it, and who can mend that."""
    return problem(
        f"Slack doesn't let me do that: I lack the permission `{escape(scope)}`.",
        "Whoever installed me can give it to me by installing me again.",
    )


def refused_by_slack(why: str) -> Message:
    """Say that Slack took something in no way that we know of."""
    return problem(
        "Slack refused something that I needed for that.",
        f"Please try again; if it happens again, tell whoever runs me Slack's reason: {why}.",
    )


def no_answer_of_slack() -> Message:
    """Say that Slack can't be reached, or has trouble of its own."""
    return problem("Slack didn't answer me.", "Please try again in a few minutes.")


def interrupted_command(user: str, command: str) -> Message:
    """Say that a restart cut off a command, with a button that runs it again."""
    text = (
        f"<@{user}> I was restarted while working on `{_code(command)}`, so it wasn't finished. "
        "Nothing half-done was stored."
    )
    return Message(text, [section(text), run_again(command)])


def interrupted_import(user: str, names: str, file_ids: str) -> Message:
    """Say that a restart cut off an import, with a button that takes the files in again."""
    cut_off = f"<@{user}> I was restarted while reading `{_code(names)}`. "
    if "," in file_ids:
        # Some may have been stored before.
        text = (
            f"{cut_off}Nothing is half stored: read again, what is in stays as it is, and the"
            " rest comes in."
        )
    else:
        text = f"{cut_off}Nothing of it was stored, so it can safely be read again."
    return Message(text, [section(text), read_again(file_ids)])


def command_never_begun(user: str, command: str) -> Message:
    """Say that a restart came before anything was done, with a button that asks again."""
    text = f"<@{user}> I was restarted before I came to `{_code(command)}`. Nothing was done."
    return Message(text, [section(text), run_again(command)])


def file_never_begun(user: str, file_ids: str) -> Message:
    """The same of files that were posted in one message."""
    files = "your files" if "," in file_ids else "your file"
    text = f"<@{user}> I was restarted before I came to {files}. Nothing was stored."
    return Message(text, [section(text), read_again(file_ids)])


def perhaps_answered(user: str, command: str) -> Message:
    """Say that a restart came while an answer was on its way, with a button that asks again."""
    text = (
        f"<@{user}> I was restarted while answering `{_code(command)}`. If nothing came, ask again."
    )
    return Message(text, [section(text), run_again(command)])


def import_was_complete(user: str, filename: str) -> Message:
    """Say that a restart came only after everything was stored."""
    text = f"<@{user}> I was restarted just after storing `{_code(filename)}`: all of it is in."
    steps = (NextStep("What is stored", "/data status"), NextStep("Uploads", "/data uploads"))
    return Message(text, [section(text), next_steps(steps)])


def file_is_gone(name: str) -> Message:
    """Say that a file that was asked about can't be read any more."""
    text = f"`{_code(name)}` isn't in Slack any more, so I can't read it. Post it once more."
    return Message(text, [section(text)])


def stopped() -> Message:
    """What a "working on it" message becomes when a restart ended the work."""
    return problem("I was restarted before this was done.")


def already_working(command: str) -> Message:
    """Tell an impatient person that the first click counts."""
    text = f"I'm already working on `{_code(command)}`."
    return Message(text, [section(text)])


def files_sent(exports: Sequence[Export], *, here: bool) -> Message:
    """Say where files went: to the person who asked and to nobody else."""
    files = listed(
        f"`{_code(each.name)}` with {counted(len(each.table.rows), each.noun)}" for each in exports
    )
    text = f"I sent you {files}{'' if here else ' in a direct message'}."
    return Message(text, [section(text)])


def greeting(*, has_data: bool) -> Message:
    """Say hello in a channel, once, in few words, with what to do first as buttons."""
    text = (
        "Hello! I tell you who your customers are, who is leaving and whom to write to, from "
        f"files of orders: drop one here ({FILES_READ}), or ask me in your own words by "
        "mentioning me. I speak when asked; take me out with `/remove`."
    )
    return Message(text, [section(text), next_steps(_BEGIN if has_data else _BEGIN_EMPTY)])


def with_steps(text: str, steps: tuple[NextStep, ...]) -> Message:
    """Words that stand for themselves, which may name channels, with buttons for what to do."""
    return Message(text, [section(text), next_steps(steps)])


def _code(text: str) -> str:
    return escape(shorten(text.replace("`", "'"), 200))
