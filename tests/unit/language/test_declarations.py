"""What is declared once: help, the manifest, the App Home and the forms rely on it."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import get_type_hints

import jsonschema
import pytest

from analytics.vocabulary.errors import SegbotError
from bot.generate import commands_page
from bot.language.commands import COMMANDS, Help
from bot.language.commands.data import DataReread
from bot.language.declaration import Command, Request, by_name, parameters, usage
from bot.language.parser import parse
from bot.manifest import manifest, manifest_text, stored_manifest
from bot.render.form import Draft, form
from bot.render.home import home
from bot.services.dispatch import Services, service
from storage.store import Store

REQUESTS = [request for command in COMMANDS.values() for request in command.requests]
# Typed by hand from the design's table of commands, in no order: a list that is made from the
# declarations would agree with whatever they say.
VERBS = {
    "segment": {"run", "show", "evaluate", "members", "compare", "changes", "movers"}
    | {"rename", "export", "history"},
    "rfm": {"overview", "segments", "top", "why", "play", "changes", "movers", "export"}
    | {"preview", "use", "settings", "lint", "today"},
    "explore": {"overview", "revenue", "products", "countries", "cohorts", "gaps"}
    | {"distributions", "relationships", "baskets", "attributes"},
    "data": {"status", "uploads", "quality", "rejects", "undo", "forget", "sample"}
    | {"currency", "reread"},
    "customer": {"CUSTOMER"},
    "recommend": {"SEGMENT"},
    "digest": {"now", "test", "schedule", "list", "edit", "pause", "resume", "remove"}
    | {"alerts add", "alerts list", "alerts acknowledge", "alerts remove"},
    "campaign": {"start", "list", "results", "files", "end"},
}
#: Commands of one question: what stands above is what they need.
WITHOUT_VERBS = {"customer", "recommend"}
NAMES = sorted(VERBS)
#: A verb, of one word or two, or what is needed where there is none.
_VERB = "[a-z]+(?: [a-z]+)*|[A-Z]+"


@pytest.fixture(scope="module")
def help_answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What `/rfm help` and its like list, by command: a row for each verb."""
    services = Services()
    context = services.context(Store(tmp_path_factory.mktemp("help") / "shop.db"))
    answers = {name: services.ask(f"/{name} help", context) for name in NAMES}
    return {name: [str(row[0]) for row in each.tables[0].rows] for name, each in answers.items()}


def test_the_commands_are_those_of_the_design() -> None:
    assert sorted(COMMANDS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_verb_is_in_the_manifests_hint_once(name: str) -> None:
    (declared,) = (
        each for each in manifest()["features"]["slash_commands"] if each["command"] == f"/{name}"
    )

    assert sorted(declared["usage_hint"].split("|")) == sorted({*VERBS[name], "help"})


@pytest.mark.parametrize("name", NAMES)
def test_each_verb_is_in_the_app_home_once(name: str) -> None:
    sections = [each["text"]["text"] for each in home()["blocks"] if each["type"] == "section"]
    (section,) = (each for each in sections if each.startswith(f"*/{name}*"))

    assert sorted(re.findall(r"`([\w ]+)`", section)) == sorted(VERBS[name])


@pytest.mark.parametrize("name", NAMES)
def test_each_verb_is_in_the_help_once(name: str, help_answers: dict[str, list[str]]) -> None:
    found = (re.match(rf"/{name} ({_VERB})", line) for line in help_answers[name])
    assert sorted(each[1] for each in found if each) == sorted(VERBS[name])


@pytest.mark.parametrize("name", NAMES)
def test_each_verb_is_in_the_reference_once(name: str) -> None:
    headings = re.findall(rf"^### `/{name} ({_VERB})", commands_page(), re.MULTILINE)

    assert sorted(headings) == sorted(VERBS[name])


@pytest.mark.parametrize("name", sorted({*NAMES} - WITHOUT_VERBS))
def test_a_wrong_word_gets_each_verb_once(name: str) -> None:
    with pytest.raises(SegbotError) as refused:
        parse(f"/{name} qqqq")
    listed = refused.value.hint.removeprefix("It has ").split(". For example")[0]

    assert sorted(re.findall(r"`([\w ]+)`", listed)) == sorted(VERBS[name])


def test_every_request_that_is_declared_can_be_asked() -> None:
    declared = {each for each in _below(Request) if "verb" in vars(each)}

    assert {each.__name__ for each in declared if each.command not in ("import", "help")} == {
        each.__name__ for each in REQUESTS
    }


def test_a_verb_can_not_be_declared_twice() -> None:
    with pytest.raises(ValueError, match="/shop opens"):
        Command("shop", "A shop", (Open, Opens))


def test_a_question_without_a_verb_can_not_stand_beside_others() -> None:
    with pytest.raises(ValueError, match="/shop has other verbs"):
        Command("shop", "A shop", (Open, Alone))


def test_a_command_can_not_be_declared_twice() -> None:
    with pytest.raises(ValueError, match="/Shops"):
        by_name(Command("shop", "A shop", ()), Command("Shops", "Another", ()))


def test_a_request_can_not_stand_under_another_command() -> None:
    with pytest.raises(ValueError, match="Open"):
        Command("bank", "A bank", (Open,))


@pytest.mark.parametrize("request_", [*REQUESTS, Help], ids=lambda each: each.__name__)
def test_every_request_has_a_service_of_its_own(request_: type[Request]) -> None:
    assert get_type_hints(service(request_))["request"] is request_


@pytest.mark.parametrize("request_", REQUESTS, ids=usage)
def test_every_verb_says_what_it_is_for_and_shows_an_example_of_itself(
    request_: type[Request],
) -> None:
    assert request_.summary.endswith(".")
    assert request_.examples
    assert all(type(parse(example)) is request_ for example in request_.examples)


@pytest.mark.parametrize("request_", REQUESTS, ids=usage)
def test_every_setting_says_what_it_is_and_what_it_takes_with_an_example_that_is_taken(
    request_: type[Request],
) -> None:
    for parameter in parameters(request_).values():
        assert parameter.help
        assert parameter.kind.allowed
        parameter.kind.read(parameter.kind.example)


@pytest.mark.parametrize(
    # How a file is to be read is asked with the file's own columns, in another form.
    "request_",
    [each for each in REQUESTS if each is not DataReread],
    ids=usage,
)
def test_every_verb_has_a_form_of_few_settings_that_a_person_understands(
    request_: type[Request],
) -> None:
    draft = Draft.of(parse(request_.examples[0]), {"channel": "C1", "thread": None})
    first, whole = (
        [each for each in form(part)["blocks"] if each["type"] == "input"]
        for part in (draft, draft.whole)
    )

    assert len(first) <= 6
    assert [each["block_id"] for each in whole][: len(first)] == [e["block_id"] for e in first]
    assert len({each["label"]["text"] for each in whole}) == len(whole)
    for each in whole:
        assert len(each["label"]["text"]) <= 62
        assert "=" not in each["label"]["text"]
        offered = [option["text"]["text"] for option in each["element"].get("options", ())]
        # Words of the language are the values; people see theirs.
        assert all(label[:1].isupper() or label[:1].isdigit() for label in offered)


def test_what_matters_first_is_what_there_is() -> None:
    for request in REQUESTS:
        assert {*request.foremost} <= {*parameters(request)}


def test_the_stored_manifest_is_the_one_that_the_declarations_make() -> None:
    """`make generate` brings it up to date."""
    assert stored_manifest() == manifest()
    assert json.loads(manifest_text()) == manifest()


def test_slack_takes_the_manifest(reference_dir: Path) -> None:
    """Checked against Slack's own schema, which is not part of the project."""
    schema = reference_dir.parent / "slack" / "manifest.schema.2.0.0.json"

    jsonschema.validate(stored_manifest(), json.loads(schema.read_text(encoding="utf-8")))


@dataclass(frozen=True, kw_only=True)
class Open(Request):
    """A verb of a made-up command."""

    command = "shop"
    verb = "open"


@dataclass(frozen=True, kw_only=True)
class Opens(Request):
    """Another, which people would write as the first."""

    command = "shop"
    verb = "opens"


@dataclass(frozen=True, kw_only=True)
class Alone(Request):
    """A question without a verb."""

    command = "shop"
    verb = ""


def _below(kind: type[Request]) -> set[type[Request]]:
    return {
        each
        for child in kind.__subclasses__()
        if child.__module__.startswith("bot.")
        for each in ({child} | _below(child))
    }
