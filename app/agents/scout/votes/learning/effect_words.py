"""Says in plain words what one vote changed; also that it changed nothing, and why. Pure."""

from app.agents.scout.pick.rule import LIFTED_AT_MOST, LOWERED_AT_MOST
from app.agents.scout.votes.learning.effect import Effect, Standing
from app.agents.scout.votes.learning.telling import share


def effect_in_words(effect: Effect) -> tuple[str, ...]:
    """A sentence or two each: what the team said so far, and where such finds now stand."""
    said = (said_so_far(effect), disagreement(effect), moved(effect), score_told(effect))
    return tuple(sentence for sentence in said if sentence)


def said_so_far(effect: Effect) -> str:
    """ "Your team said yes to 4 of 5 finds from News24 and to 2 of 3 finds about sport."."""
    if not effect.tallies:
        return ""
    shares = [
        share(tally.liked if effect.answer == "yes" else tally.disliked, tally, effect.site)
        for tally in effect.tallies
    ]
    return f"Your team said {effect.answer} to {listed(shares)}."


def listed(parts: list[str]) -> str:
    *first, last = parts
    return f"{', to '.join(first)} and to {last}" if first else last


def disagreement(effect: Effect) -> str:
    if not (effect.yes and effect.no):
        return ""
    people = f"People disagree on this find ({effect.yes} yes, {effect.no} no)"
    if effect.yes == effect.no:
        return f"{people}, so it speaks neither for nor against finds like it."
    return f"{people}, so it counts for less."


def moved(effect: Effect) -> str:
    before, after = effect.before.place, effect.after.place
    if before != after:
        now = f"A find like this one now {moves(after)}{in_order(effect)}"
        return f"{now}; {since(effect)} it {did(before)}."
    if effect.earlier == effect.answer:
        stays = f"{moves(after)}{in_order(effect)}"
        return f"You had said so before, so nothing changes: a find like this one {stays}."
    stays = "is still not moved" if after == 0 else f"still {moves(after)}"
    stays += in_order(effect) + (", as before" if after else "")
    return f"This vote changes nothing yet: a find like this one {stays}. {why_nothing(effect)}"


def why_nothing(effect: Effect) -> str:
    if effect.voted == 1:
        return "It is the first find with a vote: there is nothing to compare it with."
    if effect.all_alike and effect.yes != effect.no:
        return "Every find with votes got the same answer so far; only differences move finds."
    if effect.yes == effect.no:
        return "Where people disagree evenly, nothing is learned."
    return "One vote alone moves little."


def is_score_apart(effect: Effect) -> bool:
    """The score is moved by other points than the place among the finds."""
    return any(one.place != one.score for one in (effect.before, effect.after))


def in_order(effect: Effect) -> str:
    return " in the order of the finds" if is_score_apart(effect) else ""


def score_told(effect: Effect) -> str:
    """It names what it is about, so that it is not read against the sentence on the order."""
    if not is_score_apart(effect):
        return ""
    before, after = effect.before.score, effect.after.score
    still = "still " if before == after else "now "
    now = f"{still}{moves(after)}" if after else "stays as it was judged"
    then = "" if before == after else f"; {since(effect)} it {did(before)}"
    return f"The score that a mail shows for it {now}{then}: {limit(effect)}."


def limit(effect: Effect) -> str:
    """The clamp that shows, after the vote or else before it."""
    bound = next(one for one in (effect.after, effect.before) if one.place != one.score)
    if bound.place > bound.score:
        return f"votes add at most {LIFTED_AT_MOST} points to a score"
    if is_spared(bound):
        return "no score is lowered while few finds of the site or subject have votes"
    return f"votes take at most {LOWERED_AT_MOST} points from a score"


def is_spared(standing: Standing) -> bool:
    return standing.score == 0


def since(effect: Effect) -> str:
    if effect.earlier is None:
        return "before your vote"
    return "before" if effect.earlier == effect.answer else "with your earlier answer"


def moves(points: int) -> str:
    return f"moves {way(points)}" if points else "is not moved"


def did(points: int) -> str:
    return f"moved {way(points)}" if points else "was not moved"


def way(points: int) -> str:
    """ "up by 6 points"."""
    unit = "point" if abs(points) == 1 else "points"
    return f"{'up' if points > 0 else 'down'} by {abs(points)} {unit}"
