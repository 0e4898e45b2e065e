"""Why no money is set aside."""

from enum import Enum


class Refusal(Enum):
    """`taken`: calls under way may leave enough of it over. `spent`: they cannot."""

    TAKEN = "taken"
    SPENT = "spent"
