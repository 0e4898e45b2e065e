"""The guards of who signs in."""

from benchmarks.mutants.mutant import mutant

PEOPLE = "app/parts/people"
ID_TOKEN = f"{PEOPLE}/oidc/id_token.py"
USERS_TESTS = "tests/people/test_users.py"
PROVIDER_TESTS = "tests/people/test_sign_in_with_provider.py"
MAIL_TESTS = "tests/people/test_sign_in_by_mail.py"
PAGE_TESTS = "tests/people/test_pages_of_people.py"
PROVES_NOTHING = f"{PROVIDER_TESTS}::test_what_proves_nothing_signs_nobody_in"
RETURN_ONCE = (
    f"{PROVIDER_TESTS}::test_a_return_is_good_once_in_time_and_in_the_browser_that_was_sent"
)
ENDS = f"{USERS_TESTS}::test_a_session_ends_when_it_is_old_idle_or_ended_and_nobody_ends_anothers"
REMOVED = f"{USERS_TESTS}::test_who_is_removed_or_no_longer_named_has_neither_session_nor_token"
ONCE = f"{MAIL_TESTS}::test_a_link_is_mailed_and_its_button_signs_in_once"
LINK_ENDS = (
    f"{MAIL_TESTS}::test_a_link_ends_after_a_quarter_of_an_hour_and_of_two_posts_at_once_one_counts"
)

OF_PEOPLE = (
    mutant(
        "sign-in: an ID token is of this sign-in",
        ID_TOKEN,
        "    if not hmac.compare_digest(nonce, expected.nonce.encode()):\n",
        "    if not nonce:\n",
        PROVES_NOTHING,
    ),
    mutant(
        "sign-in: an ID token is for us",
        ID_TOKEN,
        '        aud={"essential": True, "value": expected.client_id},\n',
        '        aud={"essential": True},\n',
        PROVES_NOTHING,
    ),
    mutant(
        "sign-in: an ID token ends",
        ID_TOKEN,
        "        leeway=CLOCKS_APART,\n",
        "        leeway=10**9,\n",
        PROVES_NOTHING,
    ),
    mutant(
        "sign-in: the provider vouches for the address",
        ID_TOKEN,
        '    if claims.get("email_verified") is not True:\n',
        '    if not claims.get("email_verified"):\n',
        PROVES_NOTHING,
    ),
    mutant(
        "sign-in: only letters that nobody can take for others",
        f"{PEOPLE}/users.py",
        "    if not text.isascii():\n",
        "    if not text:\n",
        PROVES_NOTHING,
    ),
    mutant(
        "sign-in: a return is good once",
        f"{PEOPLE}/oidc/errand.py",
        "            session.add(used)\n",
        "            session.merge(used)\n",
        RETURN_ONCE,
    ),
    mutant(
        "sign-in: a return belongs to the browser that was sent",
        f"{PEOPLE}/oidc/errand.py",
        '    if not hmac.compare_digest(errand.state.encode(), state.encode(errors="replace")):\n',
        "    if not state:\n",
        RETURN_ONCE,
    ),
    mutant(
        "sign-in: a return comes in time",
        f"{PEOPLE}/oidc/errand.py",
        "    if now.timestamp() >= int(until):\n",
        "    if not until:\n",
        RETURN_ONCE,
    ),
    mutant(
        "sign-in: a mailed link works once",
        f"{PEOPLE}/mail_links.py",
        "        col(SignInLink.used_at).is_(None),\n",
        "",
        ONCE,
    ),
    mutant(
        "sign-in: a mailed link ends",
        f"{PEOPLE}/mail_links.py",
        "        col(SignInLink.expires_at) > now,\n",
        "",
        LINK_ENDS,
    ),
    mutant(
        "sign-in: who may not sign in gets no link",
        f"{PEOPLE}/mail_links.py",
        "    return may and had < LINKS_OF_ADDRESS\n",
        "    return had < LINKS_OF_ADDRESS\n",
        f"{MAIL_TESTS}::test_the_answer_is_the_same_whoever_asks_and_only_who_may_gets_a_mail",
    ),
    mutant(
        "sign-in: no link stands in the database",
        f"{PEOPLE}/link_tokens.py",
        '    return base64.urlsafe_b64encode(made).decode().rstrip("=")\n',
        "    return mark if made else mark\n",
        f"{MAIL_TESTS}::test_whoever_reads_the_database_finds_no_link_that_works",
    ),
    mutant(
        "sign-in: the session from before is over",
        f"{PEOPLE}/sessions.py",
        "    end_session(session, ended)\n",
        "",
        f"{PAGE_TESTS}::test_a_cookie_from_before_the_sign_in_is_worth_nothing_after_it",
    ),
    mutant(
        "sessions: each ends by itself",
        f"{PEOPLE}/sessions.py",
        "        col(UserSession.expires_at) > now, "
        "col(UserSession.last_seen_at) > now - LONGEST_IDLE\n",
        "        col(UserSession.expires_at) > now, col(UserSession.id) > 0\n",
        ENDS,
    ),
    mutant(
        "sessions: nobody ends another's",
        f"{PEOPLE}/sessions.py",
        "                col(UserSession.id) == session_id, col(UserSession.user_id) == user_id\n",
        "                col(UserSession.id) == session_id, col(UserSession.user_id) > 0\n",
        ENDS,
    ),
    mutant(
        "people: who is removed cannot come back by their domain",
        f"{PEOPLE}/users.py",
        "    if user.removed_at is not None or (given is None and user.invited_at is None):\n",
        "    if given is None and user.invited_at is None:\n",
        REMOVED,
    ),
    mutant(
        "people: who is removed has no session",
        f"{PEOPLE}/managing.py",
        "    end_access(session, user_id)\n",
        "",
        REMOVED,
    ),
    mutant(
        "people: the last owner stays one",
        f"{PEOPLE}/managing.py",
        "    if owners == [user_id] and not stays_owner:\n",
        "    if not owners:\n",
        f"{USERS_TESTS}::test_the_last_owner_stays_one_also_when_two_demote_each_other_at_once",
    ),
)
