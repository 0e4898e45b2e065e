"""The words, in lower case, by which endpoints and gateways tell what is wrong."""

import re

NO_CREDIT = (
    "insufficient_quota",
    "insufficient_user_quota",
    "insufficient_balance",
    "insufficient balance",
    "credit balance is too low",
    "arrearage",
    "freetieronly",
)
PAYMENT = (*NO_CREDIT, "insufficient quota", "exceeded your current quota", "billing", "credit")
LIMIT = re.compile(
    r"rate.?limit|throttl|too many|too quickly|slow down|concurren|overloaded|saturated|burst"
    r"|limit (?:was |is )?(?:reached|exceeded)|(?:try again|retry) in\b"
    r"|(?:per|/)[\s_-]?(?:s\b|sec|m\b|min|h\b|hour|d\b|day)|\b[rt]p[smhd]\b|\bdaily\b"
)
LIMIT_CODES = ("rate_limit_exceeded", "ratelimiterror", "throttlingexception", "too many requests")
FILTER = ("content_filter", "content management policy", "content_policy", "flagged", "moderation")
TOO_LONG = (
    "context_length",
    "context length",
    "context size",
    "context window",
    "maximum context",
    "too many tokens",
    "too long",
)
OVER_THE_LIMIT = ("request too large", "must be reduced", "reduce your message size")
BAD_KEY = ("api key not valid", "invalid_api_key", "incorrect api key", "invalid api key")
BAD_MODEL = (
    "model_not_found",
    "model not found",
    "does not exist",
    "unknown model",
    "not a valid model",
    "decommissioned",
    "no models loaded",
)
NOT_SERVED_HERE = ("unsupported_country", "location is not supported", "region is not supported")
FIREWALL = ("<html", "<!doctype", "cloudflare")
PRIVACY = ("data policy", "guardrail", "privacy")
FORMAT = ("response_format", "json_schema", "grammar", "guided_", "structured output")
NO_TOOLS = (
    "support tool",
    "supports tool",
    "support function",
    "tool calling is not",
    "function calling is not",
    "tool choice requires",
    "tools param requires",
    "tools is not supported",
    "tools are not supported",
    "tools with stream",
)
