"""How a command is declared: a frozen dataclass whose fields carry their kind and their help."""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Annotated, Any, ClassVar, Self, get_args, get_origin, get_type_hints

from bot.language.kinds import Kind
from bot.language.words import is_help, normalise

#: Settings that name one of a list that only grows, such as a digest or a file, which is called by
#: its number alone: `/digest test 1`.
NUMBERS = ("number", "upload")


class Menu(Enum):
    """What of a shop a setting names, so that a form can offer it."""

    COUNTRIES = auto()
    #: RFM segments, or the groups of a run, as the command is about these or those.
    SEGMENTS = auto()
    #: Both of them.
    SEGMENTS_AND_GROUPS = auto()
    PACKS = auto()
    FEATURES = auto()
    ATTRIBUTES = auto()
    TIME_ZONES = auto()


@dataclass(frozen=True)
class Parameter:
    """What a request's field accepts, beside its Python type.

    Attributes
    ----------
    kind : Kind
        Reads and describes the value.
    help : str
        One line for a person.
    bare : bool
        Whether it may be given without ``name=``, in the order of declaration. The last bare
        parameter takes all bare words that are left (``top at risk``).
    label : str
        What a form calls it; unless said, as ``help`` has it.
    unset : str
        What a form calls it where nothing is chosen: "Every country".
    menu : Menu or None
        What of the shop it names.
    by_button : bool
        Whether buttons fill it in, so that no form asks for it.
    """

    kind: Kind
    help: str
    bare: bool = False
    label: str = ""
    unset: str = ""
    menu: Menu | None = None
    by_button: bool = False


class Request:
    """Base of every request. Subclasses are frozen dataclasses that declare one verb each."""

    command: ClassVar[str]
    #: The word after the command's name; empty where a command is one question, which needs none.
    verb: ClassVar[str]
    #: Which module of bot/services/<command> answers it; unless said, the one named as the verb.
    module: ClassVar[str] = ""
    summary: ClassVar[str]
    examples: ClassVar[tuple[str, ...]]
    #: Whether the answer goes to the person who asked and to nobody else.
    private: ClassVar[bool] = False
    #: Whether ``name=value`` of an unknown name is a filter by a customer's attribute; a request
    #: that takes them has a field ``attributes``.
    takes_attributes: ClassVar[bool] = False

    #: Whether its answer is about how things stand, so that it matters how old the data are.
    is_dated: ClassVar[bool] = False

    #: Whether it is about what is posted where it is asked: a form asks where that is.
    is_of_place: ClassVar[bool] = False

    #: The settings that a form shows at first, beside what must be given and what was given.
    foremost: ClassVar[tuple[str, ...]] = ()

    @property
    def acts(self) -> bool:
        """Whether it changes what is stored, how it is read, or what is posted when."""
        return False

    @property
    def asks(self) -> bool:
        """Whether it changes nothing yet, but says what it would change, and asks."""
        return getattr(self, "sure", None) == "no"

    @property
    def asks_in_form(self) -> bool:
        """Whether it says so little that a form is to ask for the rest, where one can be opened."""
        return False

    @property
    def is_private(self) -> bool:
        """Whether this very question is answered to nobody but the person who asked."""
        return self.private

    @classmethod
    def sort_words(cls, words: Sequence[str]) -> dict[str, str] | None:
        """Which parameter each bare word is of, where they may come in any order; None where the
        order of declaration tells."""
        return None

    def with_values(self, values: dict[str, Any]) -> Self:
        """The same request with some values changed."""
        return dataclasses.replace(self, **values)  # type: ignore[type-var]

    def text(self) -> str:
        """The command line that parses back to this request: ``/segment run k=4``."""
        words = [called(type(self))]
        declared = parameters(type(self))
        bare = [name for name, parameter in declared.items() if parameter.bare]
        in_any_order = self.sort_words(()) is not None
        for name, parameter in declared.items():
            value = getattr(self, name)
            if value == default(type(self), name) and not is_required(type(self), name):
                continue
            written = parameter.kind.write(value)
            # After a bare word that must be there, one that needn't be reads as well without name;
            # and its name may be another's too. A thing is called by its number.
            if parameter.bare and (
                in_any_order
                or name in NUMBERS
                or shown(name) in declared.keys() - {name}
                or any(_is_required_bare(type(self), each) for each in declared)
            ):
                # Only the last of them takes all the words that are left.
                is_whole = name == bare[-1] or " " not in written
                words.append(written if is_whole and _is_bare(written) else _quoted(written))
            else:
                safe = _is_bare(written) and " " not in written
                words.append(f"{shown(name)}={written if safe else _quoted(written)}")
        for name, value in getattr(self, "attributes", ()):
            safe = _is_bare(value) and " " not in value
            words.append(f"{name}={value if safe else _quoted(value)}")
        return " ".join(words)


def _is_required_bare(request: type[Request], name: str) -> bool:
    return parameters(request)[name].bare and is_required(request, name)


def _is_bare(text: str) -> bool:
    """Whether words read as they stand: no setting, no quotes, no cry for help."""
    return bool(re.fullmatch(r"[^\s\"'=]+( [^\s\"'=]+)*", text)) and not is_help(text)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def parameters(request: type[Request]) -> dict[str, Parameter]:
    """The parameters that a request declares: its own first, then its parent's, and so on up."""
    hints = get_type_hints(request, include_extras=True)
    names = (name for each in request.__mro__ for name in vars(each).get("__annotations__", {}))
    return {
        name: next(each for each in get_args(hints[name]) if isinstance(each, Parameter))
        for name in dict.fromkeys(names)
        if get_origin(hints[name]) is Annotated
    }


def called(request: type[Request]) -> str:
    """What a person types to ask it: ``/rfm top``, or ``/customer`` where there is no verb."""
    return f"/{request.command} {request.verb}".rstrip()


def told_apart_by(request: type[Request]) -> str:
    """What follows the command's name: the verb, or ``CUSTOMER`` where there is none."""
    needed = (shown(name).upper() for name in parameters(request) if is_required(request, name))
    return request.verb or " ".join(needed)


def shown(name: str) -> str:
    """A parameter's name as people write it: ``from_``, Python keeping ``from``, is ``from``.

    A bare parameter may share its name with another one: ``segment_`` of ``/rfm top champions``
    with the filter ``segment=2``.
    """
    return name.removesuffix("_")


def default(request: type[Request], name: str) -> Any:
    """What a parameter is when it isn't given; ``dataclasses.MISSING`` where it must be."""
    return {field.name: field.default for field in _fields(request)}[name]


def is_required(request: type[Request], name: str) -> bool:
    """Whether a request can't do without this parameter."""
    return default(request, name) is dataclasses.MISSING


def _fields(request: type[Request]) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(request)  # type: ignore[arg-type]


def usage(request: type[Request]) -> str:
    """How to write it: ``/rfm top SEGMENT [n=10]``."""
    words = [called(request)]
    for name, parameter in parameters(request).items():
        if is_required(request, name):
            words.append(shown(name).upper())
            continue
        value = default(request, name)
        if value is None and not getattr(parameter.kind, "word", None):
            words.append(f"[{shown(name)}=…]")
        else:
            words.append(f"[{shown(name)}={parameter.kind.write(value)}]")
    return " ".join(words)


@dataclass(frozen=True)
class Command:
    """A slash command: the verbs that share its name.

    Attributes
    ----------
    name : str
        Without the slash.
    summary : str
        One line for the command list and the app's manifest.
    requests : tuple of Request classes
        One for each verb, in the order that help shows them; or a single one without a verb.

    Raises
    ------
    ValueError
        If two requests have one verb, or a request belongs to another command, or one without a
        verb isn't alone.
    """

    name: str
    summary: str
    requests: tuple[type[Request], ...]

    def __post_init__(self) -> None:
        strangers = [each.__name__ for each in self.requests if each.command != self.name]
        if strangers:
            raise ValueError(f"not of /{self.name}: {', '.join(strangers)}")
        if len(self.requests) > 1 and not all(each.verb for each in self.requests):
            raise ValueError(f"/{self.name} has other verbs, so that each must have one")
        _refuse_twins(map(called, self.requests))

    def request(self, verb: str) -> type[Request] | None:
        """The request that a verb makes, or None."""
        return next((each for each in self.requests if each.verb == verb), None)


def by_name(*commands: Command) -> dict[str, Command]:
    """Commands by their names, in the order given.

    Raises
    ------
    ValueError
        If two have one name.
    """
    _refuse_twins(f"/{each.name}" for each in commands)
    return {each.name: each for each in commands}


def _refuse_twins(names: Iterable[str]) -> None:
    """Refuse what reads the same to the parser: it would only ever find the first."""
    read: dict[str, str] = {}
    for name in names:
        if read.setdefault(normalise(name), name) is not name:
            raise ValueError(f"declared twice: {name}")
