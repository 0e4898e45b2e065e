"""What a mail server's refusal means, as servers word it, and what the operator can do."""

import re

from app.parts.mail.smtp.replies import Reply, Step

# The first that fits. Many servers refuse a sender or a name only at the recipient, and speak of
# authentication when they mean the sender's domain: the narrow ones come first.
WORDS: tuple[tuple[str, str], ...] = (
    (
        r"^5.*(starttls|encrypt|\btls\b|\bssl\b)",
        "Set SMTP_SECURITY to starttls.",
    ),
    (
        r"\b(helo|ehlo)\b",
        "It wants a full name of this machine: give it, or its container, a host name such as "
        "scout.example.com.",
    ),
    (
        r"client host|reverse dns|\bptr\b|hostname|blocked using|dnsbl|(black|block)list",
        "It takes no mails from this machine's address: use the mail server of a provider, with "
        "SMTP_USERNAME and SMTP_PASSWORD.",
    ),
    (
        r"^5.*(\bspf\b|dkim|dmarc|unauthenticated|5\.7\.2[3-7])",
        "The domain of EMAIL_FROM does not let this mail server send for it (SPF, DKIM, DMARC).",
    ),
    (
        r"authentication (is )?required|not authenticated|must authenticate|auth required|log ?in"
        r"|relay|^530",
        "It takes mails only after a login: set SMTP_USERNAME and SMTP_PASSWORD.",
    ),
    (
        r"^5.*(sender|send ?as|not owned|from address|mail from)",
        "It does not take mails from the address in EMAIL_FROM with this login.",
    ),
    (
        r"^4.*gr[ae]y|^45[01] 4\.7\.|^45[01](?! 4\.\d\.).*(later|again|defer)",
        "It asks to come back later, as many servers ask senders that they do not know yet "
        "(greylisting).",
    ),
    (
        r"^(552|452) [45]\.2\.2|quota|mailbox.*full|full.*mailbox",
        "The recipient's mailbox is full.",
    ),
    (
        r"[45]\.(3\.4|2\.3)\b|too (large|big)|size",
        "The mail is larger than it takes.",
    ),
    (
        r"\brate\b|too many|limit",
        "It takes no more mails for now: a limit is reached.",
    ),
    (r"^4", "It asks to try again later."),
)
HINTS = tuple((re.compile(pattern, re.IGNORECASE), hint) for pattern, hint in WORDS)
BY_STEP = {
    Step.GREETING: "It takes no connections from this machine's address.",
    Step.SENDER: "It does not take mails from the address in EMAIL_FROM.",
    Step.RECIPIENT: "Look at this recipient in EMAIL_TO.",
    Step.MAIL: "Its rules forbid the mail or its sender; whoever runs the mail server can say why.",
}
LOGIN_WORDS: tuple[tuple[str, str], ...] = (
    (
        r"\bapp(lication)?\b.*password",
        'Make an "app password" on the provider\'s security page.',
    ),
    (
        r"basic auth|5\.7\.139|disabled|oauth",
        "The provider takes no password for this account; its administrator may switch that on "
        "(SMTP AUTH).",
    ),
)
LOGIN_HINTS = tuple((re.compile(pattern, re.IGNORECASE), hint) for pattern, hint in LOGIN_WORDS)


def hint_for(reply: Reply, step: Step) -> str | None:
    text = str(reply)
    return next((hint for pattern, hint in HINTS if pattern.search(text)), BY_STEP.get(step))


def login_hint_for(reply: Reply) -> str | None:
    return next((hint for pattern, hint in LOGIN_HINTS if pattern.search(str(reply))), None)
