"""Words and forms of addresses that stories have, or a news site's other pages.

Of any news site, and in no particular language's headlines. Of the 420 words and stems for what
is no story less than half occur in the labelled links at all; docs/story-links.md says how little
those that were met at one publisher alone change.
"""

import re
from collections.abc import Mapping
from typing import Final

_LISTS: Final = (
    r"categor(?:y|ies|ia)|tags?|topics?|authors?|people|persons?|profile|team|series|sections?"
    r"|shows?|columnists?|by|contributors?|hub|collections?|page|archives?|keyword|subjects?"
    r"|themes?|temas?|program(?:me)?s?|staff|themen?|thema|sonderthemen|dossiers?|serien?"
    r"|rubrik(?:en)?|rubriques?|ressorts?|autor(?:en|in|es)?|auteurs?|redactie|schlagw[^/]*"
    r"|stichw[^/]*|kategorien?|catégories?|categorias?|etiquetas?|secci(?:ó|o)n(?:es)?|sujets?"
    r"|onderwerp(?:en)?|etiketter"
)
# Whole parts of a site that have no news, whatever their pages are called.
_NO_NEWS: Final = (
    r"newsletters?|services?|corporate[^/]*|imprint|impressum|datenschutz[^/]*|agb|kontakt|login"
    r"|anmelden|abos?|abonn[^/]*|subscri[^/]*|suscri[^/]*|jobs?|empleos?|emplois?|vacatures|games?|puzzles?|crosswords?|sudoku|quiz"
    r"|r(?:ae|ä)tsel|kreuzwort[^/]*|spiele|jeux|juegos|jogos|giochi|spelletjes|gewinnspiele?|lotto"
    r"|loter(?:y|ies|ia|ias)|horoskope?|horoscop[^/]*|oroscopo|gutscheine?|rabatt[^/]*|coupons?"
    r"|vouchers?|cupon(?:es)?|cupons|descuentos|codes?-promo|codici-sconto|kortingscodes?|apps?"
    r"|shop|store|tienda|boutique|winkel|wetter|m(?:é|e)t(?:é|e)o|tv-programm|stellen[^/]*"
    r"|trauer[^/]*|mediadaten|advertis[^/]*|kaufkompass|kaufberat[^/]*|vergleiche?"
)
_SERVICES: Final = (
    r"about[^/]*|contact[^/]*|privacy[^/]*|terms[^/]*|polic(?:y|ies)[^/]*|subscri[^/]*|log-?in"
    r"|newsletters?[^/]*|sign-?(?:in|up)|register|(?:my-?)?account|donate[^/]*|support[^/]*"
    r"|members?(?:hip[^/]*)?|jobs?|careers?|advertis[^/]*|help|faqs?|search|shop|store|events?"
    r"|calendar|podcasts?|videos?|photos?|galler(?:y|ies)|games?|puzzles?|crosswords?|apps?"
    r"|classifieds?|obituar(?:y|ies)|weather|rss|feed|cookies?[^/]*|legal|imprint|impressum"
    r"|accessibility[^/]*|licens[^/]*|reprints?|submit[^/]*|corrections?[^/]*|e-?edition[^/]*"
    r"|epaper|horoscopes?|lottery|tv|radio|live|listen|watch|giving|sponsor[^/]*|partners?[^/]*"
    r"|users?|customer[^/]*|info|corporate|press|media-?kit|directory|coupons?|deals|feedback"
    r"|tips?|masthead|staff|mission[^/]*|who-we-are|our-[^/]*|ethics[^/]*|standards[^/]*"
    r"|do-not-sell[^/]*|ccpa[^/]*|site-?map[^/]*|company|resources?|learn[^/]*|education"
    r"|schedule[^/]*"
)
_SERVICE_WORDS: Final = (
    r"privacy|polic(?:y|ies)|terms|subscri\w*|newsletters?|contact|sign-?up|log-?in|donat\w*"
    r"|donors?|advertis\w*|staff|about|careers|jobs|faqs?|membership|email|feedback|copyright"
    r"|cookies?|guidelines|directory|rights|archives?|schedule|app|events|calendar|podcasts?"
    r"|reprints|license|accessibility"
)
PATH_SIGNS: Final[Mapping[str, re.Pattern[str]]] = {
    "dated": re.compile(r"/(?:19|20)\d\d[/-]?(?:[01]?\d|[a-z]{3})[a-z]*(?:[/-]|\d\d|$)"),
    "numbered": re.compile(r"\d{5,}"),
    "uuid": re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-"),
    # Letters and digits in turn, which no word has.
    "code": re.compile(r"(?<![a-z0-9])(?=[a-z0-9]{8})[a-z]*\d+[a-z]+\d[a-z0-9]*"),
    "called_story": re.compile(
        r"/(?:articles?|stor(?:y|ies)|p|posts?|artikel|noticias?|nota|read|briefs?)/"
    ),
    "list": re.compile(rf"/(?:{_LISTS})(?:/|$)"),
    "below_service": re.compile(rf"^/(?:{_SERVICES})(?:/|$)"),
    "no_news": re.compile(rf"/(?:{_NO_NEWS})/"),
    # By what some systems call it.
    "section_front": re.compile(
        r"/(?:[^/-]*-)?(?:home|homepage|startseite|(?:ü|ue)bersicht)(?:-\d+)?[^/a-z]*"
        r"(?:[a-z]{1,12}\.html?)?$"
    ),
    "service": re.compile(rf"[^/]/(?:{_SERVICES})/?$"),
    "named_service": re.compile(rf"/(?:[^/]*-)?(?:{_SERVICE_WORDS})(?:[-.][^/]*)?/?$"),
    "one_word": re.compile(r"/[^/\d_-]+/?$"),
    "commercial": re.compile(
        r"sponsor|advertorial|partner-?content|paid-?(?:post|content)|branded|promo|coupon"
        r"|shopping|deals|products?/|classified|marketplace|obituar|guestbook|casino|betting"
        r"|/anzeigen?[-/]|gesponsert|gesponsord|patrocinad|publi-?r?reporta|contenu-partenaire"
        r"|gutschein"
    ),
    "sponsored": re.compile(
        r"/(?:sponsor(?:ed)?|advertorials?|paid|branded|partner|promoted|anzeigen?)"
        r"(?:-?(?:content|posts?|stories|features?))?/"
    ),
}
HOST_SIGNS: Final[Mapping[str, re.Pattern[str]]] = {
    "service_host": re.compile(
        r"^(?:help|support|info|about|shop|store|jobs|careers|accounts?|my|apps|play|subscribe"
        r"|privacy|events|classifieds|podcasts|go|sites|login|secure|games|newsletters?|abos?"
        r"|aboshop|abonn\w*|epaper|kiosk|spiele?|quiz|jeux|juegos|giochi|tickets?|(?:leser)?reisen"
        r"|\w*markt|marktplatz|immobilien\w*|stellen\w*|trauer\w*|anzeigen|gutscheine?|coupons?"
        r"|vouchers?|deals|cupones|vergleich\w*|tarife|tv|wetter|horoskop\w*|sudoku|tienda"
        r"|boutique|winkel)\."
    ),
    "platform": re.compile(
        r"(?:^|\.)(?:twitter|x|facebook|instagram|youtube|youtu|linkedin|pinterest|reddit|t"
        r"|tiktok|whatsapp|telegram|snapchat|flipboard|apple|google|spotify|soundcloud|vimeo"
        r"|flickr|tumblr|list-manage|eventbrite|patreon|paypal|amazon)\.(?:com|be|me|co|ly)$"
    ),
}
TEXT_SIGNS: Final[Mapping[str, re.Pattern[str]]] = {
    "punctuation": re.compile(r"[.?!:,;\"'\u2018\u2019\u201c\u201d\u2014\u2013]"),
    "read_more": re.compile(
        r"^(?:read|continue|more|full|watch|listen|see|view|\d+\W{0,3}comments?|comments?)\b",
        re.IGNORECASE,
    ),
}
