"""Headlines, reasons and texts of articles that nobody wrote."""

import hashlib
import random
from functools import lru_cache

TEXT_CHARACTERS = 1_500
WHO = ("Brothers", "A school", "The mayor", "Two bakers", "A taxi driver", "Couriers", "A café")
DOES = ("bake", "raffle", "race for", "argue over", "give away", "ban", "celebrate")
WHAT = ("pizza", "a drive-thru", "fried chicken", "a burger van", "free delivery", "the oven tax")
WHERE = ("Soweto", "Durban", "Khayelitsha", "Pietermaritzburg", "Polokwane", "Orlando West")
WORDS = (
    "the and of a in to on with street oven slice queue night match owner family township crowd "
    "delivery rider dough cheese chain franchise opens sells says asked million rand week school "
    "team children neighbours power market price winner record festival weather minister council"
)
TOPICS = ("pizza", "delivery", "rivals", "football", "load-shedding", "family", "prices", "school")


def title(number: int) -> str:
    who, does = WHO[number % len(WHO)], DOES[number // 7 % len(DOES)]
    what, where = WHAT[number // 49 % len(WHAT)], WHERE[number // 294 % len(WHERE)]
    return f"{who} {does} {what} in {where}, and number {number} is not the last"


def reason(number: int) -> str:
    return f"{title(number)}: a cheerful moment about eating out that people share with friends."


def topic(number: int) -> str:
    return TOPICS[number % len(TOPICS)]


def text(number: int, characters: int = TEXT_CHARACTERS) -> str:
    start = number * 7_919 % (len(prose()) - characters)
    return prose()[start : start + characters]


def digest(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


@lru_cache(maxsize=1)
def prose() -> str:
    return " ".join(random.Random("prose").choices(WORDS.split(), k=60_000))
