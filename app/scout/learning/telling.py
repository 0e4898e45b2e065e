"""Says in a sentence that votes moved a find, and which. Pure."""

from app.scout.learning.taste import Move, Tally

SAID_FROM = 5
"""Points; less is not felt."""


def told(move: Move) -> str:
    """ "Votes moved it up: yes to 4 of 5 finds from News24."; "" when they hardly did."""
    if abs(move.points) < SAID_FROM:
        return ""
    way, answer = ("up", "yes") if move.points > 0 else ("down", "no")
    if move.because is None:
        return f"Votes on finds like this one moved it {way}."
    tally = move.because
    count = tally.liked if move.points > 0 else tally.disliked
    return f"Votes moved it {way}: {answer} to {share(count, tally)}."


def share(count: int, tally: Tally) -> str:
    finds = "find" if tally.all == 1 else "finds"
    return f"{count} of {tally.all} {finds} {named(tally)}"


def named(tally: Tally) -> str:
    match tally.trait.kind:
        case "site":
            return f"from {tally.trait.name}"
        case "subject":
            return f"about {tally.trait.name}"
        case "word":
            return f"with “{tally.trait.name}” in the headline"


def a_try(site: str) -> str:
    return f"A try: there are few votes so far on finds like this one from {site}."
