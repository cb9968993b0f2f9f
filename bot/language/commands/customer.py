"""`/customer`: one customer's card."""

from dataclasses import dataclass
from typing import Annotated

from bot.language.commands.rfm import CUSTOMER, Scored
from bot.language.declaration import Command


@dataclass(frozen=True, kw_only=True)
class CustomerCard(Scored):
    """One customer's card."""

    command = "customer"
    verb = ""
    module = "card"
    summary = (
        "Show one customer to you alone: who they are, what they buy, their segment, and whether "
        "they are overdue."
    )
    examples = ("/customer 14911",)
    private = True

    customer: Annotated[str, CUSTOMER]


COMMAND = Command("customer", "Show one customer's card, to you alone", (CustomerCard,))
