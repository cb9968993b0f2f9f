"""What the columns of joined rows hold, by the tables that they come from."""

from dataclasses import dataclass

from analytics.intake.links import Named
from analytics.intake.lookups import Lookup
from analytics.intake.reading import Role

_GOODS = {Role.PRODUCT, Role.DESCRIPTION}
# Facts of an order rather than of its parts.
_OF_ORDERS = (
    *(Role.TIME, Role.CLOCK, Role.CUSTOMER, Role.COUNTRY, Role.CURRENCY, Role.STORE),
    *(Role.STATUS, Role.REFUNDED),
)


@dataclass(frozen=True)
class Joined:
    """The tables that rows are put together from.

    Attributes
    ----------
    main : Named
        The table whose rows they are.
    lookups : tuple of Lookup
        What tells more of each row, in this order.
    """

    main: Named
    lookups: tuple[Lookup, ...] = ()

    @property
    def are_parts(self) -> bool:
        """Whether the rows are parts of orders that another table has a row for: then their money
        is theirs, and the other table's the whole order's."""
        return any(each.link.subject is Role.INVOICE and not each.stated for each in self.lookups)

    @property
    def of_orders(self) -> list[str]:
        """Headers of what is told of whole orders."""
        told = (each.added for each in self.lookups if each.link.subject is Role.INVOICE)
        return [name for added in told for name in added]

    @property
    def of_customers(self) -> list[str]:
        """Headers of what is told of customers: nothing of it counts, dates or pays an order."""
        told = (each.added for each in self.lookups if each.link.subject is Role.CUSTOMER)
        return [name for added in told for name in added]

    def columns(self) -> dict[Role, str]:
        """The roles of the columns, by the keys first, then by their names."""
        found = dict(self.main.roles)
        has_goods = bool(_GOODS & found.keys())
        for name, meant in self.main.meanings.items():
            if Role.INVOICE in meant:
                found.setdefault(Role.INVOICE, name)
        if self.are_parts:
            found = _money_of_parts(found)
        is_whole = {Role.TIME, Role.CUSTOMER} <= found.keys() and is_money(found)
        for each in self.lookups:
            told = dict(each.roles)
            if each.stated:
                found[each.stated] = each.added[0]
            elif each.link.subject is Role.INVOICE:
                if Role.TIME not in told and len(each.days) == 1:
                    told[Role.TIME] = each.days[0]
                found = _of_order(found, told, is_whole=is_whole)
                total = next((told[r] for r in (Role.TOTAL, Role.AMOUNT) if r in told), None)
                if has_goods and total:
                    found[Role.TOTAL] = total
            else:
                if is_money(found):
                    told.pop(Role.PRICE, None)
                found = {**told, **found}
            found[each.link.subject] = each.link.column
        return found


def is_money(columns: dict[Role, str]) -> bool:
    """Whether columns say what was paid for the rows."""
    return (
        Role.AMOUNT in columns
        or Role.TOTAL in columns
        or {Role.PRICE, Role.QUANTITY} <= columns.keys()
    )


def _of_order(found: dict[Role, str], told: dict[Role, str], *, is_whole: bool) -> dict[Role, str]:
    """The facts of the order in place of those of its parts: these say when a part was packed, or
    paid. Where rows say all of their order by themselves, they are believed."""
    facts = {role: told[role] for role in _OF_ORDERS if role in told}
    if is_whole:
        return {**facts, **found}
    if Role.TIME in facts:
        found = {role: name for role, name in found.items() if role is not Role.CLOCK}
    return {**found, **facts}


def _money_of_parts(columns: dict[Role, str]) -> dict[Role, str]:
    """What a part calls its total is the part's; its price, without a quantity, is of one piece."""
    found = dict(columns)
    if Role.TOTAL in found:
        found[Role.AMOUNT] = found.pop(Role.TOTAL)
    if Role.PRICE in found and not {Role.QUANTITY, Role.AMOUNT} & found.keys():
        found[Role.AMOUNT] = found.pop(Role.PRICE)
    return found
