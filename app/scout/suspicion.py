"""Does a text talk to a machine rather than to readers? Pure.

No defence by itself: whatever is found here is only judged alone, so that, should a model obey
it, nothing but its own score can move. Hence rather too often than too seldom: being judged alone
costs one short call.
"""

import re
import unicodedata

OBEY = r"instruct\w*|prompts?|rules?|guidelines?|directi(?:ve|on)s?|orders?|commands?|context"
PATTERNS = (
    # What was said before is not to count.
    rf"\b(ignor\w*|disregard\w*|forget\w*|overrid\w*|bypass\w*|discard\w*|skip|neglect)\b.{{0,60}}"
    rf"\b({OBEY}|previous|above|prior|earlier|everything|all other|others)\b",
    rf"\b(new|updated|revised|real|actual|following|these|system|secret|hidden)\W+({OBEY})\b",
    r"\b(system|developer|initial|original) (prompt|message|instruction)",
    # Spoken to by name or by role.
    r"\b(ai|a\.i\.|llm|gpt\S*|chatgpt|claude|gemini|llama|copilot|language model|assistant|chatbot|"
    r"bot|evaluator|grader|scorer|rater|judge|classifier|reviewer|model)s?\s*[:,;!\]]",
    r"\b(you are|you're|act as|pretend|roleplay|behave as|you must|you will|you should|you have to|"
    r"from now on|your (task|job|role|answer|reply|response|output|score|rating|verdict))\b",
    r"\b(dear|attention|hey|note to|message (to|for)|reminder (to|for)|important for)\b.{0,20}"
    r"\b(ai|llm|model|assistant|evaluator|grader|scorer|system|bot|reviewer|rater)s?\b",
    r"(^|\n|[\[(<#*|]\s*)(system|assistant|user|developer|human|instruction|tool)s?\s*[\]>:|#)]",
    # How to score.
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
    # Structure that is ours or the machine's.
    r"[{\[]\s*[\"'\u201c][\w ]{1,20}[\"'\u201d]\s*[:,\]]|</?\w[\w-]*[\s>/]|<\||\|>|\[/?INST\]|"
    r"<<|>>|```|\$\{|\{\{|={4,}|#{3,}|-{5,}|\[\[|\]\]|&lt;|\\[nux]\w|%[0-9a-f]{2}%|<!--|-->",
    r"\b(begin|end|start|stop|close)\W{0,3}(of\W)?(system|item|article|data|text|content|input|"
    r"untrusted|document|prompt|context|instruction)",
    # Hidden from readers: long codes, letters of two alphabets in a word, spaced-out words.
    r"[A-Za-z0-9+/=_-]{36,}|\b(?:[0-9a-f]{2}[ :]?){14,}\b|\b(?:\w[ .\-_*]){6,}\w\b",
    r"[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]|[\U000e0000-\U000e007f\u200b-\u200f\u202a-\u202e]",
    r"\b(base64|rot13|decode|decipher|reverse[ds]? (the|this))\b"
    r"|\b\w*[a-z][01345@$][a-z][01345@$]\w*\b",
    # The same in other languages, by the stems of "ignore", "instruction" and "score".
    r"\b(ignorez|ignora|ignorar|ignoriere\w*|ignoreer|ignorieren|vergeet|vergiss|oubliez|olvida\w*|"
    r"esque[cç]\w*|dimentica\w*|negeer|pasop)\b|instru[ck][cçtzs]\w*|anweisung\w*|\binstruks\w*|"
    r"pontua\w*|puntu\w*|punktzahl|bewerte\w*|punteggio|imiyalelo|amaphuzu|игнорир|инструкц|оценк|"
    r"忽略|無視|无视|指令|指示|评分|評価|スコア|무시|지시|تجاهل|تعليمات|अनदेखा|निर्देश",
)
SPEAKS_TO_A_MACHINE = re.compile("|".join(f"(?:{p})" for p in PATTERNS), re.IGNORECASE)
READ_AT_MOST = 4_000


def speaks_to_a_machine(text: str) -> bool:
    """True when `text` looks written for whoever scores it, not for whoever reads it."""
    head = text[:READ_AT_MOST]
    folded = unicodedata.normalize("NFKC", head)
    return bool(SPEAKS_TO_A_MACHINE.search(head) or SPEAKS_TO_A_MACHINE.search(folded))
