"""Finding one customer by what a person writes: an id, an e-mail address or a name."""

from analytics.features.customers import alike
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.identifiers import identifier
from analytics.vocabulary.wording import listed
from bot.services.context import Context
from bot.services.selection.contacts import contacts_of, names_of
from bot.services.selection.selection import Selection

#: Of several customers who could be meant, as many as one reads.
_MOST = 5


def find_customer(words: str, context: Context, people: Selection) -> str:
    """The id of the customer whom a person names, however a file or a person writes it.

    They needn't be among ``people``, nor have bought anything.

    Raises
    ------
    SegbotError
        If there is none, with those whose ids are nearly the same; if several are called so.
    """
    wanted = identifier(words)
    if _is_known(wanted, people):
        return wanted
    called = _called(words, context, people)
    if len(called) == 1:
        return called[0]
    if called:
        some = [f"`{each}`" for each in called[:_MOST]]
        more = [f"{len(called) - _MOST:,} more"] if len(called) > _MOST else []
        raise SegbotError(
            f"{len(called):,} customers are called `{_shown(words)}`: {listed([*some, *more])}.",
            "Ask for one of them by the id.",
        )
    close = [f"`{each}`" for each in _nearly(wanted, people)]
    raise SegbotError(
        f"There is no customer `{_shown(words)}` with a purchase.",
        f"The nearest {'is' if len(close) == 1 else 'are'} {listed(close)}."
        if close
        else "`/rfm export all` sends you the list of all customers.",
    )


def _is_known(wanted: str, people: Selection) -> bool:
    named = people.tables.customers
    told = people.attributes
    return bool(
        named.filter(named.customer_id == wanted).count().execute()
        or told.filter(told.customer_id == wanted).count().execute()
    )


def _called(words: str, context: Context, people: Selection) -> list[str]:
    """Those whose e-mail address or name it is."""
    contacts = contacts_of(context.store.attributes.names())
    told = people.attributes
    whole = [each for each in (contacts.name, contacts.email) if each]
    same = told.filter(told.name.isin(whole), alike(told.value, words.strip()))
    found = [*same.customer_id.execute()] if whole else []
    if contacts.name is None and contacts.first_name and contacts.last_name and " " in words:
        # One of the two alone leaves few, whose whole names are then compared.
        ends = [words.split()[0], words.split()[-1]]
        parts = told.filter(
            (told.name == contacts.first_name) & alike(told.value, ends[0])
            | (told.name == contacts.last_name) & alike(told.value, ends[1])
        )
        some = sorted({*parts.customer_id.execute()})
        wanted = " ".join(words.split()).casefold()
        named = names_of(context, people, some)
        found += [who for who, name in named.items() if name.casefold() == wanted]
    return sorted({*found})


def _nearly(wanted: str, people: Selection) -> list[str]:
    """Ids with one letter more, less, other or swapped."""
    # Most words are right, and then it isn't needed.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    known = people.tables.customers.customer_id.execute().dropna().tolist()
    found = process.extract(wanted, known, scorer=OSA.distance, score_cutoff=1, limit=_MOST)
    return sorted(each for each, _, _ in found)


def _shown(words: str) -> str:
    return words.replace("`", "'")
