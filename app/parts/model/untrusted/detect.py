"""Does a text talk to a machine rather than to readers? Pure.

Rather too often than too seldom: what is found here costs little. The scout judges it alone, so
that a model that obeys it has nothing but its own score at hand, and asks for a second opinion.
"""

import re
import unicodedata

READ_AT_MOST = 2_000

# What was said before is not to count.
OVERRIDE = (
    r"\b(ignore|disregard|override|bypass|neglect)\b",
    r"\b(ignor(?:ed|es|ing)|disregard\w+|forget\w*|overrid\w+|bypass\w+|discard\w*|skip)\b.{0,60}"
    r"\b(instruct\w*|prompts?|rules|guidelines?|directi(?:ve|on)s?|previous|above|prior|earlier|"
    r"everything|context|the rest|all other|others)\b",
    r"\b(new|updated|revised|real|actual|following|these|system|secret|hidden|additional)\W+"
    r"(instruct\w*|prompts?|guidelines?|directi(?:ve|on)s?|orders?|commands?)\b",
    r"\b(system|developer|initial|original|admin\w*) (prompt|message|instruct\w*|request|override)",
)
# Spoken to by name, by role, or as the one who is to do something.
ADDRESS = (
    r"\b(llms?|gpt|gpt-?\d\S*|chatgpt|language models?|ai (model|assistant|system|agent|reviewer|"
    r"evaluator)s?|chatbot|openai|anthropic|jailbreak\w*|prompt injection|chain of thought)\b",
    r"\b(ai|a\.i\.|assistant|bot|evaluator|grader|scorer|rater|judge|classifier|reviewer|model)s?"
    r"\s*[:,;!\]]",
    r"\b(you are|you're|act as|pretend|role-?play\w*|behave as|you must|you will|you should|"
    r"you have to|from now on|simulate|developer mode|"
    r"your (task|job|role|answer|reply|response|output|score|rating|verdict))\b",
    r"\b(dear|attention|hey|note to|message (to|for)|reminder (to|for)|important for|visible to|"
    r"note for|hidden)\b.{0,30}\b(ai|models?|assistants?|evaluators?|graders?|scorers?|systems?|"
    r"bots?|reviewers?|raters?|machines?)\b",
    r"(^|\n|[\[(<#*|][ \t]?)(system|assistant|user|developer|human|instruction|tool|admin)s?"
    r"[ \t]?[\]>:|#)]",
    r"\[[A-Z]{3,}[ :][A-Z :]{3,}",
    r"(^|[.!?:;\n\"][ \t]?)(please )?(write|print|respond|reply|output|translate|repeat|generate|"
    r"compose|summari[sz]e|return|execute|insert|append|emit|rate|score|rank|classify|evaluate|grade|"
    r"label|mark|assign|award|treat|consider|forget|obey|remember) ",
)
# How to score, and the words our own reply is made of.
SCORING = (
    r"\b(scor|rat|grad|rank|mark|evaluat|judg|classif|label)(e|es|ed|ing|s|y|ify)?\b.{0,50}"
    r"\b(this|it|as|at|every|all|each|other|the rest|following|highest|lowest|top|max\w*|perfect|"
    r"\d+\s*(/|out of|points?|%))",
    r"\b(give|assign|award|set|put|return|output|respond|reply|answer|print|write|produce|emit|"
    r"report|say|state|make|treat|consider|declare|deem)\b.{0,50}"
    r"\b(score\w*|rating|100|10/10|ten out of|zero|maximum|full marks|top marks|must[ -]see|safe|"
    r"unsafe|relevant|irrelevant|json|exactly|only|nothing|other (item|article|stor)\w*)\b",
    r"\b(score|rating|id|items?|safe|unsafe|reason|angle|no_go|rule|quote|subject|relevance)"
    r"[\"'\u201d\u2019]?\s*(=|:|->|\u2192|is|to|must be|should be)\s*[\"'\u201c\u2018{\[]?"
    r"(\d|true|false|null|none|high|max|\")",
    r"\bother (items?|articles?|entries|candidates|submissions|stories (here|below|above|in))\b",
    r"\bthis (item|article|story|piece|page|text) (deserves|scores|must|should|shall|is (the most|"
    r"the best|highly|very|extremely|perfectly|fully|absolutely|clearly|not) )",
    r"\b(put|include|add|insert|append|make|begin|start|stop|end|use|leave|keep)\b.{0,50}"
    r"\b(links?|urls?|tags?|reason|angle|bcc|line ?break|json|scores?|answers?|items|ids?|format|"
    r"entry|entries|print|reply|output)\b",
    r"\bjson\b|\b(just|only|simply) (print|say|answer|reply|respond|output|write)\b",
)
# Which of the texts tell one story.
COMPARING = (
    r"\b(all|every|each|any|both|other|others|these|those|following|rest)\b.{0,40}"
    r"\b(items?|articles?|stories|texts?|pairs?|entries|headlines?|pages?)\b.{0,60}"
    r"\b(same|one|identical|duplicat\w*|cop(y|ies)|apart|merge\w*)\b",
    r"\b(same|identical|duplicat\w*|cop(y|ies)|repeat\w*|merge\w*)\b.{0,40}\b(this|that|these|those|"
    r"other|each|my|mine)\b.{0,20}\b(items?|articles?|texts?|entries|pairs?)\b",
    r"\bone_story\b|\b(pairs?|lists?)\W+(one.story|apart)\b",
    r"\b\d{1,2} ?\+ ?\d{1,2}\b.{0,30}\b(same|story)\b",
)
# Structure that is ours or the machine's.
STRUCTURE = (
    r"[{\[]\s*[\"'\u201c][\w ]{1,20}[\"'\u201d]\s*[:,\]]|</?\w[\w-]*[\s>/]|<\||\|>|\[/?INST\]",
    r"<<|>>|```|\$\{|\{\{|={4,}|#{3,}|-{5,}|\[\[|\]\]|&lt;|\\[nux]\w|%[0-9a-f]{2}%|<!--|-->",
    r"\b(begin|end|start|stop|close)\W{0,3}(of\W)?(system|item|article|data|text|content|input|"
    r"untrusted|document|prompt|context|instruction)",
    r"https?://|\bwww\.\w|\b(javascript|data|mailto):\S|\bbcc\s*:",
)
# Kept from readers: long codes, letters of two alphabets in a word, letters set apart.
DISGUISE = (
    r"(?-i:\b(?=[A-Za-z+/]*\d)(?=[A-Z0-9+/]*[a-z])(?=[a-z0-9+/]*[A-Z])[A-Za-z0-9+/]{16,})",
    r"[A-Za-z0-9+/=_-]{36,}|\b(?:[0-9a-f]{2}[ :]?){14,}\b|\b(?:\w[ .\-_*]){6,}\w\b",
    r"[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]|[\U000e0000-\U000e007f\u200b-\u200f\u202a-\u202e]",
    r"\b(base64|rot13|decode|decipher|reverse[ds]? (the|this))\b"
    r"|\b\w*[a-z][01345@$][a-z][01345@$]\w*\b|\b[a-z]*[a-z][013457@$][a-z]+\W+\w*[a-z][013457@$][a-z]",
    r"\b(snoitcurtsni|erongi|vafgehpgvba|vtaber)\b",
)
# The same in other languages, by the stems of "ignore", "instruction" and "score".
ELSEWHERE = (
    r"\b(ignorez|ignora|ignorar|ignoriere\w*|ignoreer|ignorieren|vergeet|vergiss|oubliez|olvida\w*|"
    r"esque[c\u00e7]\w*|dimentica\w*|negeer|pasop)\b|instru[ck][c\u00e7tzs]\w*|anweisung\w*|"
    r"\binstruks\w*|pontua\w*|puntu\w*|punktzahl|bewerte\w*|punteggio|imiyalelo|amaphuzu",
    "\u0438\u0433\u043d\u043e\u0440\u0438\u0440|\u0438\u043d\u0441\u0442\u0440\u0443\u043a\u0446|"
    "\u043e\u0446\u0435\u043d\u043a|\u5ffd\u7565|\u7121\u8996|\u65e0\u89c6|\u6307\u4ee4|\u6307\u793a|"
    "\u8bc4\u5206|\u8a55\u4fa1|\u30b9\u30b3\u30a2|\ubb34\uc2dc|\uc9c0\uc2dc|"
    "\u062a\u062c\u0627\u0647\u0644|\u062a\u0639\u0644\u064a\u0645\u0627\u062a|"
    "\u0905\u0928\u0926\u0947\u0916\u093e|\u0928\u093f\u0930\u094d\u0926\u0947\u0936",
)
SPEAKS_TO_A_MACHINE = re.compile(
    "|".join(
        f"(?:{pattern})"
        for pattern in (
            *OVERRIDE,
            *ADDRESS,
            *SCORING,
            *COMPARING,
            *STRUCTURE,
            *DISGUISE,
            *ELSEWHERE,
        )
    ),
    re.IGNORECASE,
)


def speaks_to_a_machine(text: str) -> bool:
    """True when `text` looks written for whoever scores it, not for whoever reads it."""
    head = text[:READ_AT_MOST]
    if SPEAKS_TO_A_MACHINE.search(head):
        return True
    folded = unicodedata.normalize("NFKC", head)
    return folded != head and SPEAKS_TO_A_MACHINE.search(folded) is not None
