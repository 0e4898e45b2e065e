"""What is wrong with a value that was sent, in words for whoever sent it; the value is not
repeated."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic_core import ErrorDetails

PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "missing": "is missing",
        "extra_forbidden": "is not known here",
        "json_invalid": "is no JSON",
        "string_type": "must be text",
        "string_too_short": "must have at least {min_length} characters",
        "string_too_long": "must have at most {max_length} characters",
        "string_pattern_mismatch": "is not written as it should be",
        "int_type": "must be a whole number",
        "int_parsing": "must be a whole number",
        "int_from_float": "must be a whole number",
        "int_parsing_size": "must be a smaller whole number",
        "float_type": "must be a number",
        "float_parsing": "must be a number",
        "finite_number": "must be a number",
        "decimal_type": "must be a number",
        "decimal_parsing": "must be a number",
        "decimal_max_digits": "must have at most {max_digits} digits",
        "decimal_max_places": "must have at most {decimal_places} digits after the point",
        "bool_type": "must be true or false",
        "bool_parsing": "must be true or false",
        "greater_than_equal": "must be at least {ge}",
        "greater_than": "must be more than {gt}",
        "less_than_equal": "must be at most {le}",
        "less_than": "must be less than {lt}",
        "literal_error": "must be {expected}",
        "enum": "must be {expected}",
        "list_type": "must be a list",
        "tuple_type": "must be a list",
        "dict_type": "must be an object",
        "model_type": "must be an object",
        "model_attributes_type": "must be an object",
        "too_short": "must have at least {min_length} entries",
        "too_long": "must have at most {max_length} entries",
        "date_from_datetime_parsing": "must be a day, for example 2026-11-30",
        "date_parsing": "must be a day, for example 2026-11-30",
        "date_type": "must be a day, for example 2026-11-30",
        "datetime_parsing": "must be a moment, for example 2026-11-30T09:00:00+02:00",
        "datetime_from_date_parsing": "must be a moment, for example 2026-11-30T09:00:00+02:00",
        "datetime_type": "must be a moment, for example 2026-11-30T09:00:00+02:00",
        "timezone_aware": "must name its zone, for example 2026-11-30T09:00:00+02:00",
        "url_parsing": "must be an address, for example https://example.com/",
        "url_scheme": "must begin with {expected_schemes}",
        "value_error": "{error}",
    }
)
OTHERWISE = "is not as it should be"
EMPTY = "must not be empty"


def in_plain_words(details: ErrorDetails) -> str:
    """Without its place: "must be text"."""
    words, limits = PLAIN.get(details["type"], OTHERWISE), details.get("ctx", {})
    if limits.get("min_length") == 1:
        return EMPTY
    try:
        return words.format(**limits)
    except (KeyError, IndexError):
        return OTHERWISE
