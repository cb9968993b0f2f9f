"""What fails is tried again less and less often, and not for ever."""

from dataclasses import dataclass

#: After each failure twice as many looks are left out as after the one before; with three looks a
#: minute the last try is three hours after the first.
_MOST = 9


@dataclass
class Tries:
    """How often something failed, and how many looks are yet to be left out."""

    failed: int = 0
    looks: int = 0

    @property
    def is_given_up(self) -> bool:
        """Whether it failed too often."""
        return self.failed >= _MOST

    def again(self) -> None:
        """It failed once more."""
        self.failed += 1
        self.looks = 2**self.failed

    def is_left_out(self) -> bool:
        """Whether this look is, which is one of them."""
        self.looks -= 1
        return self.is_given_up or self.looks >= 0
