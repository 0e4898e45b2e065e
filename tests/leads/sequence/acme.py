"""A company, what its page says, and an offer, for mails to be written from."""

from app.agents.leads.sequence.types import (
    Brief,
    Draft,
    Fact,
    Foot,
    Lead,
    Offer,
    Sentence,
    Step,
)

URL = "https://acme.example/about"
PAGE = """Acme Foods
We deliver 4,000 lunches a day from our kitchen in Durban. Founded in 1998 by Thandi Nkosi, we do \
not use frozen dough.
In 2021 we opened a second kitchen in Pinetown. We plan to open 12 shops.
Our customers won the Golden Fork award. We have 40 employees and 12 vans.
If the council agrees, we will move to Umhlanga. Mail us at hello@acme.example."""
QUOTES = (
    "We deliver 4,000 lunches a day from our kitchen in Durban.",
    "In 2021 we opened a second kitchen in Pinetown.",
    "We have 40 employees and 12 vans.",
    "Founded in 1998 by Thandi Nkosi",
    "We plan to open 12 shops.",
    "Our customers won the Golden Fork award.",
    "we will move to Umhlanga",
    "frozen dough",
)
OFFER = Offer(
    what="We bring hot pizza lunches to teams of up to 300 people, within 30 minutes.",
    call_to_action="Would you like to see the lunch menu?",
    sender_name="Sipho Dube",
    postal_address="14 Marine Parade, Durban 4001",
    own_claims=("The first lunch for ten people is free.",),
    banned_words=("cheap",),
)
FOOT = Foot(
    "Sipho Dube, Lunch Kitchen, 14 Marine Parade, Durban 4001. You get this because of your work.",
    "No more mails: https://lunch.example/unsubscribe/abc",
)
LEAD = Lead("Jane Doe", "Jane", "Acme Foods (Pty) Ltd", "Head of Operations", "South Africa")


def fact(number: int, quote: str, page: str = PAGE) -> Fact:
    return Fact(f"f{number}", "company_info", quote, quote, URL, page)


FACTS = tuple(fact(number, quote) for number, quote in enumerate(QUOTES, 1))
BRIEF = Brief(LEAD, FACTS, OFFER, Step.INTRODUCTION, FOOT)
GOOD = Draft(
    subject="Hot lunch for your team",
    sentences=(
        Sentence(
            "I read that you deliver 4,000 lunches a day from your kitchen in Durban.", ("f1",)
        ),
        Sentence("We bring hot pizza lunches to teams of up to 300 people, within 30 minutes."),
        Sentence("I would like to show you the menu, and I can send it to you by mail."),
        Sentence("If this is not for you, please tell me and I will not write again."),
    ),
    call_to_action=Sentence("Would you like to see the lunch menu?"),
    postscript=Sentence("The first lunch for ten people is free."),
)
