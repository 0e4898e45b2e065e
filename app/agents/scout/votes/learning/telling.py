"""Says in a sentence that votes moved a find, and which. Pure."""

from app.agents.scout.votes.learning.taste import Move, Tally

SAID_FROM = 5
"""Points; less is not felt."""


def told(move: Move, site: str) -> str:
    """ "Votes moved it up: yes to 4 of 5 finds from News24."; "" when they hardly did. `site` is
    the name of the find's own."""
    if abs(move.points) < SAID_FROM:
        return ""
    way, answer = ("up", "yes") if move.points > 0 else ("down", "no")
    if move.because is None:
        return f"Votes on finds like this one moved it {way}."
    tally = move.because
    count = tally.liked if move.points > 0 else tally.disliked
    return f"Votes moved it {way}: {answer} to {share(count, tally, site)}."


def share(count: int, tally: Tally, site: str) -> str:
    finds = "find" if tally.all == 1 else "finds"
    return f"{count} of {tally.all} {finds} {named(tally, site)}"


def named(tally: Tally, site: str) -> str:
    match tally.trait.kind:
        case "site":
            return f"from {site}"
        case "subject":
            return f"about {tally.trait.name}"
        case "word":
            return f"with “{tally.trait.name}” in the headline"


def a_try(site: str) -> str:
    return f"A try: there are few votes so far on finds like this one from {site}."
