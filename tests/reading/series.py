"""Made-up parts of the series that newspapers run: look-alikes that are different stories."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.reading.group import StoryItem


@dataclass(frozen=True, slots=True)
class Series:
    """`{0}`, `{1}` … in title, summary and text are filled from each of `parts`."""

    kind: str
    title: str
    parts: tuple[tuple[str, ...], ...]
    hours: float
    summary: str = ""
    text: str = ""

    def items(self, start: datetime | None) -> list[StoryItem]:
        return [
            StoryItem(
                id=f"{self.kind} {number}",
                title=self.title.format(*part),
                summary=self.summary.format(*part),
                text=self.text.format(*part),
                site="The Dorp Courier",
                published_at=start and start + timedelta(hours=self.hours * number),
            )
            for number, part in enumerate(self.parts)
        ]


SERIES = (
    Series(
        "lotto results by date",
        "Daily Lotto results: {0}",
        (
            ("Friday, 2 May 2025", "4, 11, 19, 27 and 33", "R412 000"),
            ("Saturday, 3 May 2025", "2, 8, 14, 29 and 36", "R398 500"),
            ("Sunday, 4 May 2025", "7, 9, 21, 25 and 30", "R405 750"),
        ),
        24,
        "Here are your Daily Lotto results. Get the winning numbers as soon as they are drawn.",
        "The Daily Lotto winning numbers for {0} are {1}. The jackpot was put at {2}. Tickets "
        "cost R3 a board and are sold at shops and on the website until half past eight in the "
        "evening. The draw takes place every night at nine. Check your ticket with care and sign "
        "the back of it. Players must be eighteen or older. Winners have a year to claim.",
    ),
    Series(
        "lotto results without a date in the headline",
        "Powerball and Powerball Plus winning numbers",
        (("3, 17, 22, 41, 48 PB 9",), ("11, 12, 26, 35, 50 PB 2",), ("1, 5, 19, 33, 44 PB 17",)),
        84,
        "Tonight's numbers are {0}. Did you win the jackpot?",
    ),
    Series(
        "numbered crossword with one standfirst",
        "Quick crossword No {0}",
        (("14 207",), ("14 208",), ("14 209",)),
        24,
        "Sharpen your pencil and put the kettle on: today's puzzle is ready for you to solve.",
    ),
    Series(
        "dated crossword with one standfirst",
        "DAILY CROSSWORD: The Courier quickie \u2013 {0}",
        (("Mon, 7 April",), ("Tues, 8 April",), ("Wed, 9 April",)),
        24,
        "Play today's crossword, test your memory and share your time with friends and family.",
    ),
    Series(
        "sudoku under one headline",
        "Today's sudoku",
        ((), (), ()),
        24,
        "Fill the grid so that each row, column and box holds the digits one to nine.",
    ),
    Series(
        "word game hints",
        "Wordle today: hints and answer for puzzle #{0}",
        (("1 402", "a fruit"), ("1 403", "a tool"), ("1 404", "a bird")),
        24,
        "Stuck on today's Wordle? Here are some hints for #{0}: think of {1}.",
    ),
    Series(
        "horoscope by sign on one day",
        "{0} horoscope for today: what the stars hold for you",
        (("Aries",), ("Taurus",), ("Gemini",), ("Scorpio",)),
        0,
        "Read what the planets have in store for you in love, money and work.",
    ),
    Series(
        "horoscope under one headline",
        "Your horoscope for today",
        (("patience",), ("courage",), ("a letter",)),
        24,
        "The moon asks you for {0} today. Read what it means for your sign.",
    ),
    Series(
        "weekly stars",
        "YOUR WEEKLY STARS | {0}",
        (("2-9 November",), ("9-16 November",), ("16-23 November",)),
        168,
        "See what the stars have in store for you.",
    ),
    Series(
        "weather by day",
        "Weather forecast for {0}: {1}",
        (("Monday", "cool and cloudy"), ("Tuesday", "warm and dry"), ("Wednesday", "windy")),
        24,
        "The weather service expects it to be {1} over most of the country on {0}.",
    ),
    Series(
        "weather by province on one day",
        "Weather in {0} today",
        (("Limpopo", "31"), ("Gauteng", "27"), ("the Free State", "29"), ("Mpumalanga", "26")),
        0.1,
        "The forecast for {0} is sunny with a high of {1} degrees and a light wind.",
    ),
    Series(
        "load-shedding by day",
        "Load-shedding schedule for {0}: stage {1}",
        (("Monday", "2"), ("Tuesday", "4"), ("Wednesday", "2")),
        24,
        "Eskom will implement stage {1} from 16:00 until 22:00. Here is your area's schedule.",
    ),
    Series(
        "outages by suburb on one day",
        "Planned power outage in {0} on Sunday",
        (("Kragga Kamma", "08:00"), ("Walmer", "09:00"), ("Summerstrand", "07:30")),
        0.2,
        "The municipality says the power will be off from {1} for maintenance in {0}.",
    ),
    Series(
        "market wrap",
        "JSE closes {0} as rand trades at R{1}",
        (("firmer", "18.21"), ("lower", "18.47"), ("flat", "18.33")),
        24,
        "The all-share index ended the day {0}, while the rand was at R{1} to the dollar.",
        "The JSE closed {0} on the day with the rand at R{1} to the dollar in afternoon trade. "
        "Resources, banks and retailers moved with global peers as investors weighed inflation "
        "and interest rates. Brent crude and gold were little changed. Analysts said the market "
        "would look to the Reserve Bank, to company results and to Wall Street for direction.",
    ),
    Series(
        "exchange rates",
        "Rand vs dollar exchange rate: {0}",
        (("12 June 2025", "17.91"), ("13 June 2025", "17.85"), ("16 June 2025", "17.99")),
        24,
        "One dollar costs R{1} this morning. Here is what the rand does against the majors.",
    ),
    Series(
        "fuel price by month",
        "Here is the expected petrol price for {0}",
        (("May", "drop by 22 cents"), ("June", "rise by 7 cents"), ("July", "rise by 51 cents")),
        720,
        "Mid-month data from the Central Energy Fund shows that petrol could {1} a litre.",
    ),
    Series(
        "live score by match",
        "LIVE: {0} vs {1} - score, updates",
        (("Chiefs", "Pirates"), ("Sundowns", "Magesi"), ("AmaZulu", "Chippa United")),
        1,
        "Follow the score as {0} meet {1} in tonight's Premiership match.",
    ),
    Series(
        "preview by match",
        "{0} v {1}: kick-off time, TV channel and line-ups",
        (("Bulls", "Leinster"), ("Sharks", "Munster"), ("Stormers", "Ulster")),
        2,
        "Everything you need to know before {0} host {1} in the championship this weekend.",
    ),
    Series(
        "player ratings",
        "Springbok player ratings against {0}",
        (("Italy",), ("Georgia",), ("Wales",)),
        168,
        "Who shone and who had a day to forget? We rate every Bok who played against {0}.",
    ),
    Series(
        "log after each round",
        "Premiership log after round {0}",
        (("11",), ("12",), ("13",)),
        168,
        "How the clubs stand after the weekend's matches.",
    ),
    Series(
        "columnist under one headline",
        "Letter from the stoep",
        (("the price of mutton",), ("a visit to the bank",), ("my neighbour's goat",)),
        168,
        "Our columnist on {0}.",
    ),
    Series(
        "cartoon of the day",
        "Cartoon of the day",
        ((), (), ()),
        24,
        "The world as our cartoonist sees it.",
    ),
    Series(
        "newsletter",
        "Newsletter: I have a picture for you! {0}",
        (("29 March-4 April 2025",), ("5-11 April 2025",), ("12-18 April 2025",)),
        168,
        "Our picture editor chooses the best of the week.",
    ),
    Series(
        "pictures of the day",
        "In pictures: {0}, and more from around the world",
        (("Robots on parade",), ("A flower show in the rain",), ("Geese on the motorway",)),
        24,
        "Moving, tragic, surprising: a selection of images from the agencies, chosen for you.",
    ),
    Series(
        "podcast episodes",
        "PODCAST: The long road, episode {0}",
        (("4",), ("5",), ("6",)),
        168,
        "Two old friends walk from Musina to Cape Agulhas and talk about what they see.",
    ),
    Series(
        "a report in parts",
        "The salt road (Part {0}): {1}",
        (("One", "how it began"), ("Two", "the men who dug"), ("Three", "what is left")),
        72,
        "We follow the story of a mining town that was built on salt and lost it.",
    ),
    Series(
        "situation report by week",
        "Weekly measles situation report (week {0} of 2025)",
        (("31", "14"), ("32", "22"), ("33", "9")),
        168,
        "The institute recorded {1} new laboratory-confirmed cases in week {0}.",
    ),
    Series(
        "dam levels",
        "Western Cape dam levels now at {0}%",
        (("71.2",), ("74.8",), ("77.1",)),
        168,
        "The average level of the province's dams stands at {0}%, the department said.",
    ),
    Series(
        "small earthquakes",
        "Magnitude {0} earthquake strikes near {1}",
        (("4.1", "Springs"), ("3.6", "Carletonville"), ("4.4", "Stilfontein")),
        60,
        "An earthquake of magnitude {0} was felt near {1}. No damage was reported.",
    ),
    Series(
        "stake filings",
        "{0} Sells {2} Shares of {1}",
        (
            ("Oak Hollow Advisors LLC", "Karoo Cement Inc.", "12,408", "14.2%"),
            ("Brightwater Capital Ltd", "Table Bay Foods plc", "3,115", "2.7%"),
            ("Nine Elms Wealth Inc.", "Umgeni Paper Corp.", "88,230", "31.0%"),
        ),
        0.1,
        "{0} trimmed its stake in shares of {1} by {3} during the third quarter, according to its "
        "most recent filing with the Securities and Exchange Commission. The fund owned shares of "
        "the company's stock after selling {2} shares during the quarter.",
    ),
    Series(
        "job notices",
        "{0} \u2013 Western Cape Cape Town",
        (("PHP Developer",), ("Junior Software Tester",), ("Server Engineer",)),
        48,
    ),
    Series(
        "programme guide",
        "What to watch on TV tonight: {0}",
        (("Monday",), ("Tuesday",), ("Wednesday",)),
        24,
        "Our guide to the best of the evening's programmes.",
    ),
    Series(
        "traffic by road",
        "Traffic update: crash on the {0} near {1}",
        (("N1", "Paarl"), ("N2", "Somerset West"), ("M3", "Muizenberg")),
        1,
        "Motorists are warned of long delays on the {0} near {1} after a crash this morning.",
    ),
    Series(
        "recipe column",
        "RECIPE OF THE WEEK: {0}",
        (("Lamb potjie with quince",), ("Snoek on the coals",), ("Malva pudding",)),
        168,
        "Our cook shares a family favourite that feeds six and costs little.",
    ),
    Series(
        "quiz",
        "Friday quiz: how well do you know your news?",
        ((), (), ()),
        168,
        "Ten questions on the week's headlines. No looking up.",
    ),
    Series(
        "special offers by shop",
        "{0} Black Friday deals: the best discounts to look for",
        (("Checkers",), ("Makro",), ("Game",), ("Takealot",)),
        3,
        "We list the best specials on televisions, air fryers and nappies at {0}.",
    ),
    Series(
        "property notices",
        "{0}-bedroom house for sale in {1}",
        (("Three", "Hermanus"), ("Four", "Ballito"), ("Two", "Parys")),
        5,
        "A {0}-bedroom home in {1} with a garden, a garage and a view has come on the market.",
    ),
    Series(
        "court roll",
        "Magistrate's court roll for {0}",
        (("Monday 2 June",), ("Tuesday 3 June",), ("Wednesday 4 June",)),
        24,
        "The matters set down for hearing in the district court.",
    ),
)
