"""States in words, the same on every page."""

from app.parts.http.pages import Badge

OUTCOMES = {
    "pending": Badge("Waiting to start", "busy"),
    "running": Badge("Running", "busy"),
    "skipped": Badge("Skipped", "quiet"),
    "failed": Badge("Failed", "bad"),
    "sent": Badge("Mailed", "good"),
    "sent_in_part": Badge("Mailed in part", "warn"),
    "nothing_new": Badge("No mail", "quiet"),
    "unjudged": Badge("Not judged", "warn"),
    "waiting": Badge("Mail on its way", "busy"),
    "unknown": Badge("Mail not confirmed", "warn"),
}
DELIVERIES = {
    "open": Badge("On its way", "busy"),
    "dot": Badge("On its way", "busy"),
    "waiting": Badge("On its way", "busy"),
    "sent": Badge("Sent", "good"),
    "failed": Badge("Not sent", "bad"),
    "unknown": Badge("May have arrived", "warn"),
}
VISITS = {
    "ok": Badge("Read", "good"),
    "not_modified": Badge("Nothing new", "quiet"),
    "blocked": Badge("Blocked", "bad"),
    "failed": Badge("Broken", "bad"),
    "skipped": Badge("Not visited", "warn"),
}
TRIGGERS = {
    "schedule": "on schedule",
    "request": "asked for by hand",
    "command": "by `scout run`",
}
STAGES = {
    "gather": "reading the sites",
    "group": "putting the same stories together",
    "judge": "judging what is new",
    "pick": "choosing the best",
    "report": "writing the report",
    "mail": "sending the mails",
}
