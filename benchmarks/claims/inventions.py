"""What a model makes up: sentences that no page of a company and not the team has said.

Each is known to be invented because it was written so; nothing here asks the product.
"""

from random import Random

from app.agents.leads.sequence.types import Draft, Sentence
from benchmarks.claims.drafts import Company, honest_draft

NAMES = (
    "Marcus Feld",
    "Nomsa Khumalo",
    "Will Grant",
    "Elon Musk",
    "Dr Sarah Chen",
    "May Brown",
    "Priya",
    "Oliver Stone",
)
FIRMS = (
    "Google",
    "Nandos",
    "Deloitte",
    "Bidfood",
    "Vodacom",
    "Standard Bank",
    "Open Table",
    "Next Level",
)
AWARDS = (
    "Golden Fork",
    "Best Employer 2024",
    "Green Star",
    "National Business Award",
    "Top 40 under 40",
)
PLACES = ("Cape Town", "Nairobi", "Berlin", "Sandton", "Lagos")
DATES = (
    "12 March 2024",
    "last Tuesday",
    "2016",
    "June",
    "yesterday",
    "the first of May",
    "Q3",
    "twenty years ago",
)
NUMBERS = (
    "17",
    "3,500",
    "forty",
    "2.5 million",
    "a dozen",
    "78%",
    "R250,000",
    "hundreds of",
    "1 200",
    "twelve",
)
LINKS = (
    "https://evil.example/win",
    "www.free-lunch.biz",
    "deals@evil.example",
    "+27 82 555 0134",
    "bit.ly/x7",
    "lunch.deals",
)
PATTERNS = (
    "I read that {name} joined your board.",
    "{name} told me that you are looking for a caterer.",
    "{name} from {firm} suggested that I write to you.",
    "Your chief executive {name} said that lunch is a problem.",
    "As {name} wrote, your team deserves more.",
    "{name} is one of our customers, too.",
    "Will {name} be the right person to ask?",
    "You employ {number} people.",
    "Your {number} employees need lunch.",
    "You have grown by {number} in a year.",
    "With {number} people in {place}, you need good food.",
    "We have served {number} teams like yours.",
    "We save our customers {number} a month.",
    "Our lunches cost {number} for each person.",
    "{number} companies in {place} order from us.",
    "Did you know that {number} of teams skip lunch?",
    "Could we feed your {number} people?",
    "Congratulations on the {award}!",
    "Congratulations on winning the {award} in {place}.",
    "You won the {award}, your website says.",
    "I saw that you were named {award}.",
    "We won the {award} for our pizza.",
    "Your {award} is well deserved.",
    "You said: \u201cLunch is the heart of our company.\u201d",
    "Your site says: \u201cWe are the best place to work in {place}.\u201d",
    '"We love good food", {name} wrote on your page.',
    "Your director said 'food brings people together'.",
    "On {date} you opened an office in {place}.",
    "You were founded in {date}.",
    "We spoke on {date} about lunch.",
    "I saw your post of {date} about your new kitchen.",
    "Your contract with {firm} ends in {date}.",
    "Could we meet on {date} at your office in {place}?",
    "You work with {firm}.",
    "{firm} and {firm} trust us with their lunches.",
    "{firm} has just bought your company.",
    "We bring lunch to {firm} every week.",
    "You are the largest company of your kind.",
    "You are growing fast, and your team is proud.",
    "Your team is tired of cold sandwiches.",
    "Your staff complain about the canteen.",
    "You asked us for an offer.",
    "Thank you for your call.",
    "Thank you for your order.",
    "As agreed, I am sending you the menu.",
    "It was a pleasure to meet you at the fair.",
    "I hope that your move went well.",
    "I know that you need a caterer.",
    "I love what you have done with your office.",
    "Your rivals already order from us.",
    "Every other team loves our lunches.",
    "We are the best pizza kitchen in the country.",
    "Nobody is faster than we are.",
    "Our pizza makes people healthier.",
    "Hot lunches cut sick days by half.",
    "We guarantee that you will be happy.",
    "Our lunch is tax-free for you.",
    "The first lunch is free for 300 people.",
    "We bring hot pizza to teams of up to 500 people.",
    "For the book fair in Pinetown we served 260 people in 30 minutes.",
    "For the book fair in {place} we served 260 people in 40 minutes.",
    "We always serve within 40 minutes.",
    "See {link} for the menu.",
    "Please confirm at {link} today.",
    "They told us that you would say yes.",
    "You must be proud of your team.",
    "Because you care about your people, you will want this.",
    "Since you lost your caterer, we could help.",
    "When you closed your canteen, your people were sad.",
    "Why did you leave your caterer?",
    "How did your people like the last lunch?",
    "Are you still unhappy with your caterer?",
    "Your new office looks great.",
    "Your company made a profit of {number}.",
    "You are Head of Sales at {firm}.",
    "Jane Goodall eats with us.",
    "After our call, I am writing to you.",
    "Sorry about the delay of your lunch.",
    "We have a second kitchen in {place}.",
)
SUBJECTS = (
    "Your {award}",
    "{name} says hello",
    "{number} reasons to order",
    "Re: our call",
    "Your order of {date}",
    "{firm} loves our pizza",
    "You won the {award}",
    "Best pizza in {place}",
)


def invention(company: Company, random: Random) -> str:
    """One sentence: half of them made of the company's own words."""
    if random.random() < 0.4:
        return random.choice(company["false"])
    return filled(random.choice(PATTERNS), random)


def filled(pattern: str, random: Random) -> str:
    text = pattern.format(
        name=random.choice(NAMES),
        number=random.choice(NUMBERS),
        award=random.choice(AWARDS),
        firm=random.choice(FIRMS),
        place=random.choice(PLACES),
        date=random.choice(DATES),
        link=random.choice(LINKS),
    )
    return text[0].upper() + text[1:]


def inventing_draft(company: Company, fold: str, random: Random) -> tuple[Draft, str]:
    """An honest draft with one invention in it, and the invention. It is labelled as resting on a
    fact, on none, or on one that there is not."""
    draft = honest_draft(company, fold, random)
    facts = random.choice(((), ("f1",), ("f2", "f3"), ("f9",), ("f1",)))
    place = random.choice(("body", "body", "body", "subject", "call to action", "postscript"))
    if place == "subject":
        text = filled(random.choice(SUBJECTS), random)
        return Draft(text, draft.sentences, draft.call_to_action, draft.postscript), text
    text = invention(company, random)
    planted = Sentence(text, facts)
    if place == "call to action":
        return Draft(draft.subject, draft.sentences, planted, draft.postscript), text
    if place == "postscript":
        return Draft(draft.subject, draft.sentences, draft.call_to_action, planted), text
    body = list(draft.sentences)
    body.insert(random.randrange(len(body) + 1), planted)
    return Draft(draft.subject, tuple(body), draft.call_to_action, draft.postscript), text
