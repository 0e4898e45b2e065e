"""What a clause may hold without saying anything of the lead. Pure."""

from collections.abc import Sequence
from itertools import pairwise

from app.agents.leads.sequence.guard.clauses import GIVEN, LEAD, MASKS, Clause, Stance
from app.agents.leads.sequence.guard.vocabulary import vocabulary
from app.agents.leads.sequence.guard.words import Token, is_content, is_listed

ADVERBS = frozenset({"first", "best"})
"""Plain in "I can send it first", "what suits best"; in "the best" they praise."""
BROUGHT = frozenset({"hear", "get", "find", "see", "receive", "know"})
"""What readers of a mail will do, and nothing is said of them: "you will hear from me"."""
FOR_SOMEBODY = frozenset(
    {
        *("work", "works", "working", "write", "writing", "mail", "mailing", "email", "emailing"),
        *(
            "speak",
            "speaking",
            "call",
            "calling",
            "am",
            "are",
            "reach",
            "reaching",
            "ask",
            "asking",
        ),
    }
)
BEING = {"is", "are", "was", "were"}


def is_plain(words: Sequence[Token], at: int, allowed: frozenset[str]) -> bool:
    """Is it one of the words that say nothing new, where it says nothing of the lead either?"""
    word, after = words[at], words[at + 1] if at + 1 < len(words) else None
    if word.is_name or is_odd_thing(words, at):
        return False
    if word.form == "free":
        return bool(at) and words[at - 1].form in {"feel", "am", "are", "be"}
    is_adverb = after is None or not is_content(after)
    if word.form in ADVERBS:
        return word.form in allowed and is_adverb and words[at - 1].form != "the"
    return is_listed(word.form, allowed)


def is_lead_as_other(words: Sequence[Token], at: int) -> bool:
    """ "Founded by Jane Doe" of Jane Doe's company: there her name is a claim like any other."""
    before = words[at - 1].form if at else ""
    strict = vocabulary().strict_prepositions - {"for", "to"}
    return words[at].form == LEAD and before in strict | {"with", "and"}


def supposed(clause: Clause, stance: Stance) -> str:
    """What a question, thanks or an excuse supposes to have happened."""
    known = vocabulary()
    forms = [one.form for one in clause.tokens if not one.is_mark]
    content = {one.form for one in clause.tokens if is_content(one)}
    about = bool({"for", "about"} & set(forms))
    if stance is Stance.ASK and known.past & set(forms):
        return "It asks as if something had happened"
    if stance is Stance.OWN and {"had", "did", "were"} & set(forms):
        return "It tells of what happened"
    if problem := told_of_others(forms):
        return problem
    if forms[:1] in (["thank"], ["thanks"]) and "for" in forms:
        content -= {"thank", "thanks", "lot"}
        return "It thanks for what did not happen" if content - known.thanked_for else ""
    if "sorry" in forms and about and content - known.sorry_for - {"sorry"}:
        return "It is sorry for what did not happen"
    if any(one == "our" and after in known.between_us for one, after in pairwise(forms)):
        return "It speaks of what there was not between us"
    return ""


def told_of_others(forms: Sequence[str]) -> str:
    if compares(forms):
        return "It compares"
    if speaks_for_lead(forms):
        return "It speaks as if for the lead"
    if forms[:1] == ["many"] and forms[1:2] not in (["thanks"], ["regards"]):
        return "It tells of what others do"
    return ""


def compares(forms: Sequence[str]) -> bool:
    """ "As good as ours"; "as soon as you like" compares nothing."""
    return any(
        one == other == "as" and word not in {"soon", "long", "well", "much", "many", "far"}
        for one, word, other in zip(forms, forms[1:], forms[2:], strict=False)
    )


def speaks_for_lead(forms: Sequence[str]) -> bool:
    """ "I am writing for Acme": a mail to them is not one of theirs."""
    return any(
        verb in FOR_SOMEBODY and one == "for" and whom == LEAD
        for verb, one, whom in zip(forms, forms[1:], forms[2:], strict=False)
    )


def is_skipped(word: Token) -> bool:
    """Stands around a claim and says nothing of its own."""
    return word.form in MASKS or (word.form in vocabulary().claim_frame and not word.is_name)


def is_intent(clause: Clause) -> bool:
    return any(one.form in vocabulary().intends for one in clause.tokens) and not clause.reports


def tells_of_lead(clause: Clause) -> bool:
    """Does a clause of ours say more of the lead than what we would like to do?"""
    if opens_impersonally(clause):
        asks_nothing = any(one.form in {"nothing", "no"} for one in clause.tokens[:2])
        return is_about_lead(clause) and not is_intent(clause) and not asks_nothing
    return clause.names_lead and not is_intent(clause)


def is_odd_thing(words: Sequence[Token], at: int) -> bool:
    """ "Your losses", "your kitchen": that the lead has them is said, even in a question."""
    forms = [one.form for one in words]
    if words[at].form in vocabulary().your_things:
        return False
    before = forms[max(0, at - 2) : at]
    return before[-1:] == ["your"] or (
        before[:1] == ["your"]
        and before[-1] not in vocabulary().your_things | vocabulary().function
    )


def is_impersonal(clause: Clause) -> bool:
    """ "There is no need to decide"."""
    return opens_impersonally(clause) and not clause.names_lead


def opens_impersonally(clause: Clause) -> bool:
    words = [one.form for one in clause.tokens if not one.is_mark]
    while words and words[0] in vocabulary().fillers:
        words = words[1:]
    return words[:1] in (["there"], ["it"], ["nothing"], ["this"], ["here"], ["no"])


def is_about_lead(clause: Clause) -> bool:
    """Or is the lead only one for whom something of ours is: "lunch is free for your team"? What
    is added with "who" is of the lead or of somebody, and no word of the team's."""
    words = [one.form for one in clause.tokens if not one.is_mark]
    if words[:1] == ["who"]:
        return True
    leads = vocabulary().lead_words | {LEAD}
    before = ["", "", *words]
    return any(
        form in leads
        and before[at + 1] not in {"for", "to"}
        and not (before[at + 1] == "and" and before[at] in leads)
        for at, form in enumerate(words)
    )


def has_verb_of_lead(clause: Clause) -> bool:
    """Of a subject line: does it say that the lead is or does something?"""
    return (
        any(
            one.form in vocabulary().lead_words - {"your", "yours"} or one.form in BEING
            for one in clause.tokens
        )
        and clause.stance is Stance.CLAIM
    )


def foretells(clause: Clause) -> bool:
    """ "You will open a kitchen": what will be of the lead, but for what this mail brings them."""
    words = [one.form for one in clause.tokens if not one.is_mark]
    leads = vocabulary().lead_words | vocabulary().your_things | {LEAD}
    return any(
        before in leads and one in {"will", "shall"} and after not in BROUGHT
        for before, one, after in zip(words, words[1:], [*words[2:], ""], strict=False)
    )


def denies_of_lead(clause: Clause) -> bool:
    """ "Nobody likes your kitchen", as a subject line."""
    forms = {one.form for one in clause.tokens}
    return clause.names_lead and bool(forms & vocabulary().danger["negation"])


def is_given(clause: Clause) -> bool:
    """ "You are Head of Operations at Acme", "as Head of Operations": as the lead was given."""
    forms = {one.form for one in clause.tokens}
    verbs = forms & (BEING | {"has", "have", "had", "do", "does", "did"})
    return not verbs or (GIVEN in forms and verbs <= {"are", "is"} and "not" not in forms)
