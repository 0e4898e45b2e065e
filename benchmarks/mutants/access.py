"""Guards of who may do what."""

from benchmarks.mutants.mutant import mutant

GUARD = "app/parts/http/guard.py"
OWN_PAGE = "app/parts/http/own_page.py"
TOKENS = "app/parts/people/tokens.py"
GUARD_TESTS = "tests/people/test_guard.py"
ROLES_TEST = "tests/people/test_route_roles.py"
EVERYBODY = f"{ROLES_TEST}::test_every_route_answers_everybody_as_the_table_says"
ELSEWHERE = f"{GUARD_TESTS}::test_a_form_of_anywhere_else_does_nothing"
SECRETS, SECRETS_TESTS = "app/parts/people/secrets.py", "tests/people/test_secrets.py"

OF_ACCESS = (
    mutant(
        "access: a role that does not reach is refused",
        GUARD,
        "    if asked.role is not None and not may(person.role, asked.role):",
        "    if False:",
        EVERYBODY,
    ),
    mutant(
        "access: a token that reads changes nothing",
        GUARD,
        "    if only_reads and method not in SAFE_METHODS:",
        "    if False:",
        EVERYBODY,
    ),
    mutant(
        "access: a token makes no tokens",
        GUARD,
        "    if asked.by_hand and person.scope is not None:",
        "    if False:",
        EVERYBODY,
    ),
    mutant(
        "access: a cookie alone proves no page of ours",
        GUARD,
        "        needed = self.forms.accepted(asker.shown) if is_unproven else ()",
        "        needed = ()",
        ELSEWHERE,
    ),
    mutant(
        "access: a form's hidden field is its own browser's",
        OWN_PAGE,
        'b"brand-scout.form\\0" + shown.encode(errors="surrogateescape")',
        'b"brand-scout.form\\0"',
        ELSEWHERE,
    ),
    mutant(
        "access: the token of who was removed is good for nothing",
        TOKENS,
        "(user is None or user.removed_at is not None)",
        "user is None",
        f"{GUARD_TESTS}::test_who_is_removed_is_out_at_once_with_their_tokens",
    ),
    mutant(
        "access: nobody but an owner ends another's token",
        TOKENS,
        "    if person.role is not UserRole.OWNER:\n        ending",
        "    if False:\n        ending",
        f"{GUARD_TESTS}::test_a_token_is_shown_once_and_is_worth_no_more_than_its_user",
    ),
    mutant(
        "access: a sealed secret is bound to its name",
        SECRETS,
        'return f"{key.id}\\0{name}".encode()',
        "return key.id.encode()",
        f"{SECRETS_TESTS}::test_what_was_sealed_under_one_name_opens_under_no_other",
    ),
)
