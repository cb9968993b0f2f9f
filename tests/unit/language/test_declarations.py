"""What is declared once: help, the manifest and the forms rely on it."""

import json

import jsonschema
import pytest

from bot.language.commands import COMMANDS
from bot.language.declaration import parameters, usage
from bot.language.parser import parse
from bot.manifest import manifest, manifest_text, stored_manifest

REQUESTS = [request for command in COMMANDS.values() for request in command.requests]


@pytest.mark.parametrize("request_", REQUESTS, ids=usage)
def test_every_verb_says_what_it_is_for_and_shows_an_example_of_itself(request_):
    assert request_.summary.endswith(".")
    assert request_.examples
    assert all(type(parse(example)) is request_ for example in request_.examples)


@pytest.mark.parametrize("request_", REQUESTS, ids=usage)
def test_every_setting_says_what_it_is_and_what_it_takes_with_an_example_that_is_taken(request_):
    for parameter in parameters(request_).values():
        assert parameter.help
        assert parameter.kind.allowed
        parameter.kind.read(parameter.kind.example)


def test_the_stored_manifest_is_the_one_that_the_declarations_make():
    """`segbot manifest > config/slack_manifest.json` brings it up to date."""
    assert stored_manifest() == manifest()
    assert json.loads(manifest_text()) == manifest()


def test_every_command_is_in_the_manifest_with_its_verbs_as_a_hint():
    declared = {each["command"]: each for each in manifest()["features"]["slash_commands"]}

    assert set(declared) == {f"/{name}" for name in COMMANDS}
    for name, command in COMMANDS.items():
        hint = declared[f"/{name}"]["usage_hint"].split("|")
        assert hint == [*(each.verb for each in command.requests), "help"]


def test_slack_takes_the_manifest(reference_dir):
    """Checked against Slack's own schema, which is not part of the project."""
    schema = reference_dir.parent / "slack" / "manifest.schema.2.0.0.json"

    jsonschema.validate(stored_manifest(), json.loads(schema.read_text(encoding="utf-8")))
