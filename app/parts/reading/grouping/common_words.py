"""The words that every text of a language is full of, and that say nothing of its subject."""

from collections.abc import Iterable, Mapping

_LISTS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "a about above according after again against all also am among an and any are aren as",
        "at back be became because been before being below between both but by call came can",
        "cannot come could couldn day days did didn do does doesn doing don down during each",
        "even every few first following for former from further get gets give given go going",
        "got had hadn has hasn have haven having he her here hers herself him himself his how",
        "however i if in into is isn it its itself just know last late later least less let",
        "like ll long look made make makes making man many may me might more most much must my",
        "myself need new news next no nor not now of off old on once one only or other our ours",
        "ourselves out over own part people per put re read report reported reportedly reports",
        "right said same saw say saying says see seen set she should shouldn since so some",
        "still such take taken than that the their theirs them themselves then there these they",
        "thing things think this those three through time times to told too took two under",
        "until up upon us use used ve very want was wasn way we week weeks well went were weren",
        "what when where whether which while who whole whom whose why will with within without",
        "won work would wouldn year years yes yet you your yours yourself",
    ),
    "af": (
        "aan af al albei alle alles as baie by daar daardie dan dat deur die dis dit dié een",
        "eers eerste ek elke en enige er gaan gedoen gee geen gegaan geword gesê haar had hê",
        "het hier hierdie hoe hom hoor hul hulle hy iets in is ja jaar jou julle jy kan kom kon",
        "kry maak maar mag meer met mense moet my na nadat nee nie niks nog nou of om omdat",
        "onder ons ook oor op sal sê self so sodat soos sou steeds sy te teen tog toe tot twee",
        "tussen uit van vanaf vandag veral vir voor waar waarop waarvan want was wat weer wees",
        "wel wie wil word 'n nuwe tyd volgens ná",
    ),
    "nl": (
        "aan achter al alle alleen als andere ben bij dan dat de deze die dit doen door dus een",
        "eens eerste en er geen geweest haar had hebben heeft hem hen het hier hij hoe hun ik",
        "in is ja jaar kan komen kunnen maar mee meer men met mijn moet na naar niet nieuwe nog",
        "nu of om omdat onder ons onze ook op over te tegen toch toen tot tussen twee uit van",
        "veel volgens voor waar waren was wat we weer wel werd wie wil worden wordt zal ze zei",
        "zelf zich zijn zo zonder zou",
    ),
    "de": (
        "aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim",
        "bereits bis da damit dann das dass dem den denn der des deshalb die dies diese diesem",
        "diesen dieser dieses doch dort durch ein eine einem einen einer eines er erst es etwa",
        "etwas für ganz gegen gibt habe haben hat hatte hatten hier ich ihm ihn ihnen ihr ihre",
        "ihrem ihren ihrer im immer in ist ja jahr jahre jahren jedoch jetzt kann kein keine",
        "können könnte man mehr mein mit muss nach neue neuen nicht nichts noch nun nur ob oder",
        "ohne schon sehr sei sein seine seinem seinen seiner seit selbst sich sie sind so soll",
        "sollen sondern sowie über um und uns unter viel viele vom von vor war waren warum was",
        "weil weiter welche wenn wer werden wie wieder will wir wird wo worden wurde wurden zu",
        "zum zur zwei zwischen",
    ),
    "fr": (
        "afin ai ainsi alors an ans après au aucun aussi autre autres aux avait avant avec",
        "avoir beaucoup bien car ce cela celle celui ces cet cette ceux chaque chez comme",
        "contre dans de depuis des deux deuxième doit donc dont du elle elles en encore entre",
        "est et étaient était été être eu eux faire fait faut fois font il ils je jour jours la",
        "le les leur leurs lors lui mais même moins mois mon ne non nos notre nous nouveau",
        "nouvelle on ont ou où par parce pas pendant peu peut plus plusieurs pour pourquoi",
        "premier première près qu quand que quel quelle qui quoi sa sans se selon sera ses si",
        "son sont sous sur ta tous tout toute toutes très trois un une vers vos votre vous y",
    ),
    "es": (
        "a al algo algunos ahora año años ante antes así aún aunque bajo bien cada casi como",
        "con contra cual cuando de del desde después día días dijo donde dos durante e el él",
        "ella ellos en entre era eran es esa ese eso esta está están estas este esto estos fue",
        "fueron ha había hace hacer hacia han hasta hay la las le les lo los más me mi mientras",
        "mismo mucho muy nada ni no nos nuestro nueva nuevo o otra otras otro otros para parte",
        "pero poco por porque primer primera puede pueden que qué quien se sea según ser si sí",
        "sido sin sino sobre solo son su sus también tan tanto te tiene tienen todo todos tras",
        "tres tu un una uno unos vez y ya yo",
    ),
    "pt": (
        "a agora ainda ano anos ao aos após até cada com como contra da das de depois desde dia",
        "dias disse do dois dos durante e é ela elas ele eles em entre era essa esse esta está",
        "estão este eu fazer foi foram há isso isto já lhe mais mas me mesmo muito muitos na",
        "não nas nem no nos nossa nosso nova novo num numa o onde os ou outra outro outros para",
        "pela pelas pelo pelos pode por porque primeira primeiro qual quando que quem se",
        "segundo sem ser será seu seus só sobre sua suas também te tem têm ter todas todos três",
        "um uma você",
    ),
    "it": (
        "a ad ai al alla alle allo anche ancora anni anno avere che chi ci come con contro così",
        "cosa cui da dagli dai dal dalla dalle dei del della delle dello degli di dopo dove due",
        "e è ed era erano essere fa fatto fino già gli ha hai hanno ho i il in io l la le lei",
        "li lo loro lui ma mai me mentre mi mio molto ne nei nel nella nelle nello negli no noi",
        "non nuovo nuova o ogni ora per perché più poi possono prima primo può qualche quando",
        "quanto quella quello questa queste questi questo quindi sarà se sempre senza si sia",
        "solo sono sta stato stata su sua sue sugli sui sul sulla suo suoi tra tre tutte tutti",
        "tutto un una uno va",
    ),
    "zu": (
        "abanye abantu bathi bonke emva engu esho esikhathini futhi ibe izolo kanti kanye kodwa",
        "kuthiwa kubalwa kule kule kulo kungani konke kusho kwaba laba lapha lapho le leli leso",
        "lo lokhu lolu manje mina nabo nalo nayo ngaphambi ngaphandle ngawo ngayo ngemuva",
        "ngenxa ngesikhathi ngo ngoba ngokusho nje nokuthi noma okokuqala okwamanje osho",
        "owayengu phakathi phezu sekuyi ukuba ukuthi ukuze uma uthe uthi wathi yakhe yilapho",
        "yini yona zonke",
    ),
    "xh": (
        "abantu apha bonke emva ewe ibe kananjalo kanjalo ke kodwa konke kuba kubalulekile",
        "kuloo kunye kuthiwa kwakhona kwaye kwe kwi lapho le leyo loo lo mna nabo nangona",
        "ngaphambi ngelixa ngenxa ngexesha ngo ngoku ngokutsho ngokuthi nokuba okanye phakathi",
        "phantsi phezulu ukuba ukuthi ukuze uthe uthi xa yakhe yonke zonke",
    ),
}

COMMON_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(word for line in lines for word in line.split())
    for language, lines in _LISTS.items()
}

MIN_SHARE = 0.12
"""Share of common words from which a text is taken to be of the language; real ones have .3
and more. Texts of languages not listed here share few words with those that are."""

MARGIN = 2
"""A short English headline may hold as many Dutch words; a Dutch text has few English ones."""


def language_of(words: Iterable[str]) -> str:
    """The language whose common words a text has most of; "" when it is none of ours."""
    known = list(words)
    shares = {
        language: sum(word in common for word in known) / max(len(known), 1)
        for language, common in COMMON_WORDS.items()
    }
    best = max(shares, key=shares.__getitem__)
    if shares[best] <= MARGIN * shares["en"]:
        best = "en"
    return best if shares[best] >= MIN_SHARE else ""
