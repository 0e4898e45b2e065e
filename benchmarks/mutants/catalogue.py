"""The guards that must not rot, how each is taken away, and the tests that should notice."""

from benchmarks.mutants.access import OF_ACCESS
from benchmarks.mutants.booking import OF_BOOKING
from benchmarks.mutants.engineer import OF_ENGINEER
from benchmarks.mutants.finance import OF_FINANCE
from benchmarks.mutants.leads import OF_LEADS
from benchmarks.mutants.mutant import Edit, Mutant, mutant
from benchmarks.mutants.people import OF_PEOPLE
from benchmarks.mutants.team import OF_TEAM
from benchmarks.mutants.team_door import OF_TEAM_DOOR
from benchmarks.mutants.webhooks import OF_WEBHOOKS

LEASE = "app/parts/runs/lease.py"
RUN_ENDINGS = "app/parts/runs/endings.py"
MAILS = "app/parts/mail/mails.py"
SETTLING = "app/parts/mail/settling.py"
CONVERSATION = "app/parts/mail/smtp/conversation.py"
RUN_TABLES = "app/parts/runs/tables.py"
MAIL_TABLES = "app/parts/mail/tables.py"
LOOKING = "app/agents/scout/gather/site_reader.py"
SAME_BYTES_TESTS = "tests/gathering/test_same_bytes.py"
GROUPING = "app/agents/scout/group.py"
CORRECTED = "app/agents/scout/corrected_stories.py"
RESERVATION_TESTS = "tests/store/test_reservations.py"
STORY_TESTS = "tests/scout/test_grouping.py"
MODEL_ANSWER = "app/parts/reading/grouping/model_answer.py"
MODEL_ANSWER_TESTS = "tests/reading/test_group_model_answers.py"
DOUBTS = "app/agents/scout/judge/doubts.py"
DOUBT_TESTS = "tests/scout/test_doubts.py"
UNCERTAIN_TESTS = "tests/scout/test_uncertain_stories.py"
MIGRATE_TESTS = "tests/store/test_migrate.py"
TWO_AGENTS_TESTS = "tests/model/test_two_agents.py"
DECIDE = "app/agents/leads/law/decide.py"
DECIDE_TESTS = "tests/leads/law/test_decide.py"
LAW_RULES = "app/agents/leads/law/rules.py"
HOURS = "app/agents/leads/law/hours.py"
HOURS_TESTS = "tests/leads/law/test_hours.py"
INBOX = "app/agents/leads/inbox"
INBOX_TESTS = "tests/leads/inbox"
LISTENING = "app/agents/leads/listening"
APPLYING_TESTS = "tests/leads/listening/test_applying.py"
MAILBOX_TESTS = "tests/leads/listening/test_mailbox.py"
SEQUENCE = "app/agents/leads/sequence"
GUARD_TESTS = "tests/leads/sequence/test_guard.py"
CLAIM_TEST = f"{GUARD_TESTS}::test_a_claim_that_is_not_the_page_s_is_refused"
WRITE_TESTS = "tests/leads/sequence/test_write.py"
RESEARCH = "app/agents/leads/research"
TRACKING = "app/agents/leads/tracking"
MACHINE_TESTS = "tests/leads/tracking/test_machines.py"
WATCH_TESTS = "tests/leads/tracking/test_permission.py"
RESEARCH_FACTS = "tests/leads/research/test_research_facts.py"
RESEARCH_RUN = "tests/leads/research/test_research_run.py"
RESEARCH_SCRAPER = "tests/leads/research/test_research_scraper.py"
APIFY, APIFY_TESTS = "app/parts/scraper/apify.py", "tests/scraper/test_apify.py"
RESEARCH_MODEL = "tests/leads/research/test_research_model.py"
GATE = "app/agents/leads/campaigns/gate.py"
GATE_TESTS = "tests/leads/campaigns/test_gate.py"
CHANGED_ADDRESS_TESTS = "tests/leads/campaigns/test_changed_addresses.py"
ASKED_ONCE = "test_who_was_asked_is_asked_once_also_after_the_record_of_it_was_kept_long_enough"
AFTER_A_CHANGE = (
    "test_a_mail_for_an_address_that_was_suppressed_after_its_lead_got_another_does_not_go"
)
SEQUENCE_TESTS = "tests/leads/campaigns/test_sequences.py"
REFUSAL_TESTS = "tests/leads/campaigns/test_refused_recipients.py"
EVIDENCE_TESTS = "tests/leads/campaigns/test_ground_evidence.py"
CONSENT_TESTS = "tests/leads/campaigns/test_consents.py"
MAIL_GATE_TESTS = "tests/mail/test_gates.py"
MIGRATION = "app/parts/store/migrations/versions/0001_first_tables.py"

MUTANTS = (
    *OF_ACCESS,
    *OF_LEADS,
    *OF_ENGINEER,
    *OF_BOOKING,
    *OF_PEOPLE,
    *OF_FINANCE,
    *OF_TEAM,
    *OF_TEAM_DOOR,
    *OF_WEBHOOKS,
    mutant(
        "inbox: what a server says of content is not said of the address",
        f"{INBOX}/verdict.py",
        '        return command == "rcpt"\n',
        "        return True\n",
        f"{INBOX_TESTS}/test_reports.py::test_any_other_refusal_may_be_otherwise_tomorrow",
    ),
    mutant(
        "inbox: our own words that come back are no verdict",
        f"{INBOX}/bounce.py",
        '    return (notice[: at.start()], notice[at.start() :]) if at else (notice, "")\n',
        '    return (notice, notice[at.start() :]) if at else (notice, "")\n',
        f"{INBOX_TESTS}/test_reports.py::test_what_was_in_our_own_mail_is_no_verdict",
    ),
    mutant(
        "inbox: a person who sends a report on is a person",
        f"{INBOX}/bounce.py",
        "    if not (is_machine or _has_no_sender(mail)):\n        return False\n",
        "",
        f"{INBOX_TESTS}/test_reports.py",
    ),
    mutant(
        "inbox: words of a quoted mail object to nothing",
        f"{INBOX}/incoming.py",
        "    words = new_words(mail)[:MOST_TEXT]\n",
        "    words = mail.plain[:MOST_TEXT]\n",
        f"{INBOX_TESTS}/test_answers.py",
    ),
    mutant(
        "inbox: a mail that nests without end is not taken apart",
        f"{INBOX}/mime.py",
        "        if nested <= MOST_NESTED:\n",
        "        if nested:\n",
        f"{INBOX_TESTS}/test_hostile_mails.py",
    ),
    mutant(
        "listening: what names no mail suppresses nobody",
        f"{LISTENING}/decision.py",
        "    if not lead.is_named:\n        ends = ",
        "    if not lead.is_written_to:\n        ends = ",
        f"{APPLYING_TESTS}::test_a_report_that_names_only_the_address_silences_and_is_not_for_good",
    ),
    mutant(
        "listening: what the team writes is no answer",
        f"{LISTENING}/concerned.py",
        "    yield from settings.email_to\n",
        "",
        f"{APPLYING_TESTS}::test_what_the_team_writes_is_no_answer",
    ),
    mutant(
        "listening: no copy of a message is taken again",
        f"{LISTENING}/applying.py",
        "    return session.exec(known).first() is not None\n",
        "    return session.exec(known).first() is not None and False\n",
        f"{APPLYING_TESTS}::test_every_copy_of_a_message_is_the_same_message",
    ),
    mutant(
        "listening: an objection stays one",
        f"{LISTENING}/applying.py",
        "_finality(lead.status) >= _finality(status)",
        "lead.status == status",
        f"{APPLYING_TESTS}::test_an_objection_is_for_good_and_no_later_answer_changes_it",
    ),
    mutant(
        "listening: a reader that was taken over does nothing",
        f"{LISTENING}/read_mailbox.py",
        "            guard(session, self.claim, now)\n",
        "",
        f"{MAILBOX_TESTS}::test_an_attempt_whose_run_was_taken_over_changes_nothing",
    ),
    mutant(
        "listening: nothing changes in the mailbox",
        f"{LISTENING}/connecting.py",
        "readonly=True",
        "readonly=False",
        f"{MAILBOX_TESTS}::test_a_new_message_is_taken_once_and_lies_in_the_mailbox_as_before",
    ),
    mutant(
        "listening: the server has a trusted certificate",
        f"{LISTENING}/connecting.py",
        "    context = ssl.create_default_context()",
        "    context = ssl._create_unverified_context()",
        f"{MAILBOX_TESTS}::test_check_says_what_to_do",
    ),
    mutant(
        "law: nothing goes after an objection",
        DECIDE,
        "_stopped_anywhere(question)\n        or _refused(",
        "_refused(",
        f"{DECIDE_TESTS}::test_nothing_goes_after_an_objection_whatever_the_ground",
    ),
    mutant(
        "law: a consent that was withdrawn is none",
        DECIDE,
        "    if isinstance(ground, Consent) and ground.withdrawn_at:\n",
        "    if False:\n",
        f"{DECIDE_TESTS}::test_the_law_says_of_each_lead_what_the_table_says",
    ),
    mutant(
        "law: silence after an answer",
        DECIDE,
        "    return _answered(question)\n",
        "    return None\n",
        f"{DECIDE_TESTS}::test_the_law_says_of_each_lead_what_the_table_says",
    ),
    mutant(
        "law: a mail that lacks what it has to contain",
        DECIDE,
        "        or _incomplete(verdicts, needed - question.contains, table)\n",
        "",
        f"{DECIDE_TESTS}::test_a_refusal_says_why_and_what_would_make_it_lawful",
    ),
    mutant(
        "law: contradicting evidence meets the strictest",
        LAW_RULES,
        "found = [self._by_country[country] for country in wanted]",
        "found = [self._by_country[country] for country in wanted[:1]]",
        f"{DECIDE_TESTS}::test_contradicting_evidence_meets_the_strictest",
    ),
    mutant(
        "law: an unknown country has all rules",
        LAW_RULES,
        "            return self.rules\n",
        "            return self.rules[:1]\n",
        f"{DECIDE_TESTS}::test_an_unknown_country_is_never_laxer_than_any_known",
    ),
    mutant(
        "research: a fact's quote stands in the stored page",
        f"{RESEARCH}/guard.py",
        "or fact.quote not in text:",
        "or False:",
        f"{RESEARCH_FACTS}::test_a_fact_stands_only_word_for_word_in_the_stored_text",
    ),
    mutant(
        "research: a fact of prose says no more than its quote",
        f"{RESEARCH}/guard.py",
        "        fact.value in fact.quote\n        and ",
        "        ",
        f"{RESEARCH_FACTS}::test_a_fact_of_prose_is_no_more_than_its_quote_and_no_part_of_an_order",
    ),
    mutant(
        "research: no part of an order is quoted",
        f"{RESEARCH}/guard.py",
        "\n        and all(map(is_statement, whole_sentences(fact.quote, text)))",
        "",
        f"{RESEARCH_FACTS}::test_a_fact_of_prose_is_no_more_than_its_quote_and_no_part_of_an_order",
    ),
    mutant(
        "research: links lead within the site",
        f"{RESEARCH}/site_page.py",
        " and same_site(address, read.url)",
        "",
        f"{RESEARCH_FACTS}::test_links_lead_within_the_site_and_those_that_tell_most_come_first",
    ),
    mutant(
        "research: networks are not asked behind a redirect either",
        f"{RESEARCH}/networks.py",
        "    if network is not None:\n",
        "    if False:\n",
        f"{RESEARCH_RUN}::test_a_site_that_leads_to_such_a_network_is_not_followed_there",
    ),
    mutant(
        "research: a page is not asked for twice",
        f"{RESEARCH}/pages.py",
        "        if known is not None:\n            return known\n",
        "        if known is not None and False:\n            return known\n",
        f"{RESEARCH_RUN}::test_a_run_whose_worker_died_asks_for_no_page_twice",
    ),
    mutant(
        "research: a strangers' page must name the lead",
        f"{RESEARCH}/searching.py",
        "        if not mentions_lead(known, page.text):\n",
        "        if False:\n",
        "tests/leads/research/test_research_search.py"
        "::test_of_a_strangers_page_nothing_is_taken_that_does_not_name_the_lead",
    ),
    mutant(
        "research: another person's interests are not the lead's",
        f"{RESEARCH}/model_facts.py",
        "    if field in OF_THE_PERSON and not",
        "    if False and not",
        f"{RESEARCH_MODEL}::test_what_is_said_of_another_person_is_not_the_leads",
    ),
    mutant(
        "research: a lead has a ceiling in money",
        f"{RESEARCH}/allowance.py",
        "        return self.spent + usd <= self.usd\n",
        "        return True\n",
        f"{RESEARCH_MODEL}::test_a_lead_has_a_ceiling_of_its_own",
    ),
    mutant(
        "scraper: a page of another site is not taken",
        f"{RESEARCH}/scraping.py",
        "        if not same_site(scraped.url, address):\n",
        "        if False:\n",
        f"{RESEARCH_SCRAPER}::test_a_page_of_another_site_is_not_taken",
    ),
    mutant(
        "scraper: robots.txt holds where a redirect led to",
        f"{RESEARCH}/scraping.py",
        "            await self.pages.web.fetcher.check_open(scraped.url)\n",
        "",
        f"{RESEARCH_SCRAPER}"
        "::test_nor_is_a_page_taken_that_a_redirect_led_to_and_robots_txt_forbids",
    ),
    mutant(
        "scraper: one call a lead",
        f"{RESEARCH}/scraping.py",
        "        if self._was_used():\n",
        "        if False:\n",
        f"{RESEARCH_SCRAPER}::test_a_lead_is_worth_one_call_whatever_came_of_it",
    ),
    mutant(
        "scraper: only a refusal that may be this visitor's own is gone round",
        "app/parts/web/fetching/answers.py",
        "TurnedAwayError if status == HTTPStatus.FORBIDDEN else BlockedError",
        "TurnedAwayError",
        f"{RESEARCH_SCRAPER}::test_a_login_a_price_a_law_and_a_wait_are_not_gone_round",
    ),
    mutant(
        "scraper: a day has a ceiling",
        f"{RESEARCH}/ledger.py",
        "Ceiling(daily_usd, ",
        "Ceiling(1e9, ",
        f"{RESEARCH_SCRAPER}::test_the_days_money_is_a_ceiling",
    ),
    mutant(
        "scraper: an unknown cost is the highest",
        f"{RESEARCH}/scraping.py",
        "        usd = MOST_USD if scraped.usd is None else scraped.usd\n",
        "        usd = scraped.usd or 0.0\n",
        f"{RESEARCH_SCRAPER}::test_what_nobody_says_the_cost_of_is_counted_at_its_highest",
    ),
    mutant(
        "scraper: a call that was cut off may have cost the most",
        f"{RESEARCH}/scraping.py",
        "        usd, problem = MOST_USD, CUT_OFF\n",
        "        usd, problem = 0.0, CUT_OFF\n",
        f"{RESEARCH_SCRAPER}::test_a_call_that_was_cut_off_is_counted_at_its_highest_too",
    ),
    mutant(
        "scraper: nobody is waited for without end",
        APIFY,
        "            async with asyncio.timeout(seconds):\n",
        "            async with asyncio.timeout(None):\n",
        f"{APIFY_TESTS}::test_who_is_silent_is_not_waited_for_and_may_have_cost_something",
    ),
    mutant(
        "scraper: an answer has a largest size",
        APIFY,
        "        if len(body) > ITEM_BYTES:\n",
        "        if False:\n",
        f"{APIFY_TESTS}::test_an_answer_that_is_none_is_told",
    ),
    mutant(
        "score: something must have been found",
        "app/agents/leads/score.py",
        "    if not found - given:\n",
        "    if False:\n",
        "tests/leads/research/test_lead_score.py"
        "::test_a_lead_whose_given_fields_reach_the_threshold_is_not_qualified_by_them",
    ),
    mutant(
        "law: consent is asked for once",
        "app/agents/leads/law/judge.py",
        "    if earlier is None:\n",
        "    if True:\n",
        f"{DECIDE_TESTS}::test_nobody_in_south_africa_is_asked_twice",
    ),
    mutant(
        "hours: no mail on a holiday",
        HOURS,
        "        if day in calendar.holidays:\n",
        "        if False:\n",
        f"{HOURS_TESTS}::test_a_mail_never_goes_outside_the_window_or_on_a_day_off",
    ),
    mutant(
        "hours: open in every zone of the country",
        HOURS,
        "    for zone in place.zones:\n        there = ",
        "    for zone in place.zones[:1]:\n        there = ",
        f"{HOURS_TESTS}::test_a_country_of_many_zones_gets_mail_when_all_of_them_are_open",
    ),
    mutant(
        "suppression: entries of an earlier key hold",
        "app/agents/leads/law/suppression.py",
        "        for secret in secrets\n",
        "        for secret in secrets[:1]\n",
        "tests/leads/law/test_suppression.py"
        "::test_entries_made_with_an_earlier_key_still_hold_after_a_change",
    ),
    mutant(
        "consents: an entry that is not as it was sealed is none",
        "app/agents/leads/law/consents.py",
        '        if event == "given" and sealed.is_as_sealed:\n',
        '        if event == "given":\n',
        "tests/leads/law/test_consents.py::test_a_consent_whose_entry_was_changed_is_none",
        f"{CONSENT_TESTS}::test_a_consent_whose_words_were_changed_is_none",
    ),
    mutant(
        "consents: words that are missed must have been erased",
        "app/agents/leads/law/consents.py",
        "    if wordless:\n",
        "    if False:\n",
        "tests/leads/law/test_consents.py"
        "::test_words_may_only_be_missed_where_a_later_entry_says_that_they_were_erased",
    ),
    mutant(
        "consents: entries that are added at once wait for each other",
        "app/agents/leads/consents.py",
        """        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), """
        """{"lock": LOCK})\n""",
        "        pass\n",
        "tests/leads/test_consent_chain.py::test_processes_that_add_at_once_make_one_chain",
    ),
    mutant(
        "consents: the database takes additions only",
        "app/parts/store/migrations/versions/0017_consents_sealed_over_digests.py",
        "        op.execute(statement)\n",
        "        pass\n",
        f"{CONSENT_TESTS}::test_the_table_takes_additions_only",
    ),
    mutant(
        "consents: the link in a mail takes them back",
        "app/agents/leads/campaigns/unsubscribing.py",
        "            take_back(session, lead.email, said, now, settings.secret_keys)\n",
        "            pass\n",
        f"{CONSENT_TESTS}::test_a_recorded_consent_lets_the_sequence_go_until_it_is_taken_back",
    ),
    mutant(
        "consents: who is suppressed is not made to agree again",
        "app/agents/leads/campaigns/consenting.py",
        "        if found:\n            raise ConsentRefusedError(SUPPRESSED",
        "        if False:\n            raise ConsentRefusedError(SUPPRESSED",
        f"{CONSENT_TESTS}::test_a_consent_needs_words_a_place_and_a_moment_that_was",
    ),
    mutant(
        "law: what the ground rests on is kept with the mail",
        "app/agents/leads/campaigns/looks.py",
        "    case.row.ground_evidence = dict(evidence_of(question.ground, ",
        "    dict(evidence_of(question.ground, ",
        f"{EVIDENCE_TESTS}::test_a_balancing_test_is_kept_with_who_stated_it_and_when",
    ),
    mutant(
        "law: a postal address on a page is a sign of the country",
        "app/agents/leads/campaigns/question.py",
        '            postal_address=address or "",\n',
        "",
        f"{EVIDENCE_TESTS}::test_a_postal_address_elsewhere_brings_that_country_s_law_too",
    ),
    mutant(
        "refusals: what a server says of us suppresses nobody",
        "app/agents/leads/campaigns/outcome.py",
        "    return bool(refusal) and of_address and is_hard(said, PHRASES)\n",
        "    return bool(refusal) and is_hard(said, PHRASES)\n",
        f"{REFUSAL_TESTS}::test_words_of_a_server_that_say_nothing_of_the_mailbox",
    ),
    mutant(
        "refusals: what is said of the mail is not said of the recipient",
        "app/parts/mail/failures.py",
        'str(reply) if step is Step.RECIPIENT else ""',
        "str(reply)",
        f"{REFUSAL_TESTS}::test_what_is_said_of_us_suppresses_nobody",
    ),
    mutant(
        "refusals: a mailbox that there is not is suppressed",
        "app/agents/leads/campaigns/outcome.py",
        "    if after is MailPhase.FAILED and names_the_mailbox(outcome.recipient_refused):\n",
        "    if False:\n",
        f"{REFUSAL_TESTS}::test_a_mailbox_that_there_is_not_is_never_written_to_again",
    ),
    mutant(
        "retention: it is kept to where nobody is written to",
        "app/agents/leads/agent.py",
        "    chores=chores,\n",
        "",
        "tests/leads/intake/test_retention.py::test_it_is_kept_to_where_nobody_is_written_to",
    ),
    mutant(
        "consents: an entry that was changed is told",
        "app/agents/leads/law/consents.py",
        "sealed.previous != previous or not sealed.is_as_sealed",
        "sealed.previous != previous",
        "tests/leads/law/test_consents.py::test_an_entry_that_was_changed_is_the_first_broken",
    ),
    mutant(
        "pick: what a mail told loses its place to other news",
        "app/agents/scout/pick/rule.py",
        "        - TOLD_POINTS * find.told\n",
        "",
        "tests/scout/test_rank.py"
        "::test_what_a_mail_of_the_last_days_told_must_be_clearly_better_than_other_news",
    ),
    mutant(
        "pick: two finds of a mail that may be one story",
        "app/agents/scout/pick/rule.py",
        "if is_left and (alike_too or not is_alike(find, chosen)):",
        "if is_left:",
        "tests/scout/test_rank.py"
        "::test_of_two_finds_that_may_be_one_story_the_second_gets_a_place_that_is_left",
    ),
    mutant(
        "pick: what people parted was not told",
        "app/agents/scout/pick/told.py",
        "told=0.0 if find.id in parted else likely(mailed.of(print_)),",
        "told=likely(mailed.of(print_)),",
        "tests/scout/test_told.py::test_what_people_say_is_another_story_was_not_told",
    ),
    mutant(
        "walls: a page is compared with what the feed said",
        "app/agents/scout/gather/reading.py",
        "        check_is_story(article, page, said)\n",
        "",
        "tests/gathering/test_not_the_story.py::test_a_wall_on_the_story_s_own_address_is_no_story",
    ),
    mutant(
        "stems: an expression without a plain piece is looked for in any text",
        "app/parts/reading/walls.py",
        '    return folded(max(pieces, key=len)) if all(map(_PLAIN.fullmatch, pieces)) else ""\n',
        "    return folded(max(pieces, key=len))\n",
        "tests/reading/test_walls.py::test_a_stem_is_plain_or_none",
    ),
    mutant(
        "stems: letters are equal as for expressions in any case",
        "app/parts/reading/walls.py",
        '    return text.casefold().replace("\\u0307", "").replace("\\u0131", "i")\n',
        "    return text.lower()\n",
        "tests/reading/test_walls.py::test_a_letter_in_any_form_is_the_same",
    ),
    mutant(
        "dates: a language is tried where its script is",
        "app/parts/reading/written_dates.py",
        "    return next(found, _LANGUAGES)\n",
        "    return _LANGUAGES\n",
        "tests/reading/test_dates.py::test_only_the_languages_that_a_text_may_be_in_are_tried",
    ),
    mutant(
        "dates: what has no year is not searched for words",
        "app/parts/reading/written_dates.py",
        '    if not _YEAR.search(_TIME_OF_DAY.sub(" ", spaced)):\n',
        "    if not any(map(str.isdigit, text)):\n",
        "tests/reading/test_dates.py"
        "::test_what_programs_write_and_what_has_no_year_is_not_searched_for_words",
    ),
    mutant(
        "blocks: what stands in a link or is not read is no article by itself",
        "app/parts/reading/blocks.py",
        '    around = element.iterancestors("a", *_NOT_READ)\n',
        "    around: Iterator[HtmlElement] = iter(())\n",
        "tests/reading/test_blocks.py"
        "::test_what_stands_in_a_link_or_is_not_read_is_not_read_alike_alone",
    ),
    mutant(
        "walls: a story about such things is a story",
        "app/agents/scout/gather/story_page.py",
        "        return None if is_told else self.said.asks\n",
        "        return self.said.asks\n",
        "tests/gathering/test_not_the_story.py::test_a_story_about_cookies_is_a_story",
    ),
    mutant(
        "walls: pages that all say the same",
        "app/agents/scout/gather/shared_words.py",
        "    return [id_ for id_, _ in others] if len(names) + 1 >= ENOUGH else []\n",
        "    return []\n",
        "tests/gathering/test_not_the_story.py::test_pages_that_all_say_the_same_tell_no_stories",
    ),
    mutant(
        "article text: a line under the headline is no text",
        "app/parts/reading/article.py",
        "            if text and _LEAD <= len(text) <= 500",
        "            if text and len(text) <= 500",
        "tests/reading/test_extract.py::test_a_line_under_the_headline_is_a_second_headline",
    ),
    mutant(
        "story links: what the links like it on the page are counts",
        "app/parts/reading/like_links.py",
        "        sums[kind] += lean\n",
        "        sums[kind] += 0.0\n",
        "tests/reading/test_like_links.py::test_a_short_headline_is_a_story_where_stories_look_like_it",
    ),
    mutant(
        "sections: a list of stories has no text of its own",
        "app/parts/reading/extract.py",
        '    text = "" if is_list else _text(tree, structured, metadata)\n',
        "    text = _text(tree, structured, metadata)\n",
        "tests/reading/test_story_list.py::test_a_list_of_stories_is_a_page_though_it_says_article",
    ),
    mutant(
        "JSON-LD: a story that a page points to is not its own",
        "app/parts/reading/own_nodes.py",
        "    nameless = [node for node, pages in stated if not pages and not _is_part(node)]\n",
        "    nameless = [node for node, pages in stated]\n",
        "tests/reading/test_own_nodes.py"
        "::test_stories_that_a_page_only_points_to_say_nothing_of_it",
    ),
    mutant(
        "run fence: owner",
        LEASE,
        '        RUNS.c.owner == bindparam("claimed_by"),\n',
        "",
        "tests/store/test_runs.py"
        "::test_a_dead_run_is_taken_over_and_the_old_attempt_can_write_nothing",
    ),
    mutant(
        "run fence: a run that has ended",
        LEASE,
        "        col(AgentRun.owner) == claim.owner,\n"
        "        col(AgentRun.status) == RunStatus.RUNNING,\n",
        "        col(AgentRun.owner) == claim.owner,\n",
        "tests/store/test_runs.py::test_an_attempt_that_has_ended_can_write_nothing_more",
    ),
    mutant(
        "run fence: an attempt that lost it stops",
        LEASE,
        '        raise LeaseLostError(f"Run {claim.run_id} was taken over by another attempt.")',
        "        return",
        "tests/store/test_runs.py"
        "::test_a_dead_run_is_taken_over_and_the_old_attempt_can_write_nothing",
    ),
    mutant(
        "attempts cap: claim",
        LEASE,
        "free, is_due(now), col(AgentRun.attempt) < ATTEMPTS)",
        "free, is_due(now))",
        "tests/store/test_runs.py::test_a_run_that_died_in_its_last_attempt_is_not_claimed_again",
    ),
    mutant(
        "attempts cap: recovery",
        RUN_ENDINGS,
        "        .where(which, col(AgentRun.attempt) < ATTEMPTS)\n",
        "        .where(which)\n",
        "tests/store/test_runs.py"
        "::test_recovery_puts_dead_runs_back_and_gives_up_after_the_third_attempt",
    ),
    mutant(
        "lease of a run without a beat",
        LEASE,
        "func.coalesce(AgentRun.heartbeat_at, AgentRun.started_at, AgentRun.created_at)",
        "col(AgentRun.heartbeat_at)",
        "tests/store/test_runs.py::test_a_run_that_died_before_its_first_beat_is_put_back",
    ),
    Mutant(
        "unique slot",
        (
            Edit(
                RUN_TABLES,
                'UniqueConstraint("agent", "profile", "slot", name="uq_agent_runs_slot"),',
                "",
            ),
            Edit(
                MIGRATION,
                '        sa.UniqueConstraint("agent", "profile", "slot", '
                'name="uq_agent_runs_slot"),\n',
                "",
            ),
        ),
        ("tests/store/test_runs.py::test_a_slot_gets_one_row_however_often_it_is_added",),
    ),
    Mutant(
        "one active run of a profile",
        (
            Edit(
                RUN_TABLES,
                "            unique=True,\n            sqlite_where=ACTIVE,\n",
                "            unique=False,\n            sqlite_where=ACTIVE,\n",
            ),
            Edit(
                MIGRATION,
                '            ["agent", "profile"],\n            unique=True,\n',
                '            ["agent", "profile"],\n            unique=False,\n',
            ),
        ),
        ("tests/store/test_runs.py::test_a_slot_is_skipped_with_a_reason_while_a_run_is_active",),
    ),
    Mutant(
        "mails: what one is about is mailed to a person once",
        (
            Edit(
                MAIL_TABLES, "    message_id: str = Field(unique=True)\n", "    message_id: str\n"
            ),
            Edit(MIGRATION, '        sa.UniqueConstraint("message_id"),\n', ""),
        ),
        ("tests/mail/test_outbox.py::test_what_a_mail_is_about_is_mailed_to_a_person_once",),
    ),
    mutant(
        "pooled sessions: no setting outlives its transaction",
        "app/parts/store/engines.py",
        '        f"SET LOCAL statement_timeout',
        '        f"SET statement_timeout',
        "tests/store/test_pooler.py::test_other_clients_of_the_sessions_find_nothing_of_ours",
    ),
    mutant(
        "pooled sessions: no statement is prepared",
        "app/parts/store/engines.py",
        '            "prepare_threshold": None,\n',
        "",
        "tests/store/test_pooler.py::test_six_threads_with_the_same_statements_share_the_sessions",
    ),
    mutant(
        "a write that stands still is ended",
        "app/parts/store/engines.py",
        '        f"SET LOCAL idle_in_transaction_session_timeout = '
        '{IDLE_IN_TRANSACTION_MILLISECONDS}; "\n',
        "",
        "tests/store/test_contention.py"
        "::test_a_process_that_stands_still_in_a_write_does_not_keep_its_run_from_others",
    ),
    mutant(
        "mail fence: owner",
        MAILS,
        "            col(Mail.owner) == claim.owner,\n            col(Mail.phase).in_(phases),\n",
        "            col(Mail.phase).in_(phases),\n",
        "tests/mail/test_outbox.py::test_a_mail_that_another_holds_cannot_be_moved",
    ),
    mutant(
        "mail fence: phase",
        MAILS,
        "            col(Mail.phase).in_(phases),\n",
        "",
        "tests/mail/test_outbox.py::test_one_may_go_through_the_dot_once",
    ),
    mutant(
        "a mail that another sends is not claimed",
        MAILS,
        "                unheld,\n",
        "",
        "tests/mail/test_outbox.py"
        "::test_a_sender_that_died_before_the_dot_leaves_the_mail_to_the_next",
    ),
    mutant(
        "a mail that was sent is not claimed",
        MAILS,
        "                col(Mail.phase) == MailPhase.OPEN,\n"
        "                col(Mail.next_try_at) <= now,\n",
        "                col(Mail.next_try_at) <= now,\n",
        "tests/mail/test_outbox.py::test_a_mail_that_has_been_sent_cannot_be_claimed",
    ),
    mutant(
        "an abandoned mail is held, not resent",
        SETTLING,
        '    resent = MailPhase.OPEN if on_unknown == "resend" else MailPhase.UNKNOWN\n',
        "    resent = MailPhase.OPEN\n",
        "tests/mail/test_outbox.py::test_a_sender_that_died_after_the_dot_leaves_it_unknown",
    ),
    mutant(
        "the dot is committed before it is sent",
        "app/parts/mail/sender.py",
        "            before_dot()\n            session.finish_mail(self.reply_after_dot_seconds)\n",
        "            session.finish_mail(self.reply_after_dot_seconds)\n            before_dot()\n",
        "tests/mail/test_outbox.py"
        "::test_the_server_has_no_whole_mail_before_the_dot_is_written_down",
    ),
    mutant(
        "a mail whose server is slow is not taken over",
        "app/parts/mail/outbox.py",
        "                mails.renew(self.database, claim, self.clock())\n",
        "                continue\n",
        "tests/mail/test_slow_servers.py::test_a_mail_whose_server_takes_minutes_is_not_taken_over",
    ),
    mutant(
        "the mails of a run at work are left to it",
        MAILS,
        "        query = query.where(~of_running_run())\n",
        "        pass\n",
        "tests/mail/test_outbox.py::test_the_mails_of_a_run_at_work_are_left_to_it",
    ),
    mutant(
        "who comes second for the run whose turn it is looks again",
        "app/jobs.py",
        "LOOKS = 3\n",
        "LOOKS = 1\n",
        "tests/test_jobs.py::test_a_worker_whose_run_was_taken_by_a_quicker_one_takes_the_run_that_one_"
        "was_rung_for",
    ),
    mutant(
        "a claim of a mail that was lost is not renewed",
        MAILS,
        "            col(Mail.owner) == claim.owner,\n            col(Mail.phase).in_(phases),\n",
        "            col(Mail.phase).in_(phases),\n",
        "tests/mail/test_slow_servers.py::test_a_claim_that_was_lost_is_not_renewed",
    ),
    mutant(
        "a slow mail server holds up no worker: the whole delivery",
        CONVERSATION,
        "        return min(left, self.seconds)",
        "        return self.seconds",
        "tests/mail/test_slow_servers.py"
        "::test_no_single_reply_is_waited_for_longer_than_the_whole_may_take",
    ),
    mutant(
        "a slow mail server holds up no worker: the pass",
        "app/parts/mail/outbox.py",
        "self.stopwatch() - began > PASS_SECONDS",
        "False",
        "tests/mail/test_slow_servers.py::test_a_pass_that_has_taken_long_begins_no_further_mail",
    ),
    mutant(
        "a mail server's reply is bounded",
        CONVERSATION,
        "            if len(self.buffer) >= most:\n",
        "            if False:\n",
        "tests/mail/test_slow_servers.py::test_a_reply_without_end_is_not_read_to_its_end",
    ),
    mutant(
        "what came before TLS is forgotten",
        CONVERSATION,
        '            )\n        self.buffer = b""\n',
        "            )\n",
        "tests/mail/test_tls.py::test_what_was_said_in_the_clear_is_forgotten_with_tls",
    ),
    mutant(
        "a password comes into no error",
        CONVERSATION,
        '            text = text.replace(secret, "***")\n',
        "            pass\n",
        "tests/mail/test_login.py::test_a_password_in_no_shape_comes_into_an_error",
    ),
    mutant(
        "a command to a mail server is one line",
        CONVERSATION,
        '        if "\\r" in command or "\\n" in command:\n',
        "        if False:\n",
        "tests/mail/test_slow_servers.py::test_a_command_is_one_line_whatever_is_put_into_it",
    ),
    mutant(
        "a password does not travel unprotected",
        "app/parts/mail/sender.py",
        "        self.check_password_is_safe()\n",
        "",
        "tests/mail/test_sender.py::test_a_password_does_not_leave_this_machine_unprotected",
    ),
    mutant(
        "a wrong password is tried once",
        "app/parts/mail/smtp/login.py",
        "        if reply.code not in NOT_THIS_WAY:\n            break\n",
        "",
        "tests/mail/test_login.py::test_a_login_that_fails_for_now_is_tried_again",
        "tests/mail/test_login.py::test_a_refused_login_is_tried_one_way",
    ),
    mutant(
        "a name of the sender is quoted",
        "app/parts/mail/headers.py",
        "    return name if PLAIN_NAME.fullmatch(name) else f'\"{quote_signs(name)}\"'",
        "    return name",
        "tests/mail/test_sender_names.py::test_a_sender_is_accepted_and_sent_as_it_is_meant",
    ),
    mutant(
        "a recipient is mailed once, however it is written",
        "app/lib/settings/kinds.py",
        "        mailboxes.setdefault(str(parse_address(one)).lower(), one)\n",
        "        mailboxes.setdefault(one, one)\n",
        "tests/mail/test_sender_names.py::test_a_recipient_that_is_written_twice_gets_one_mail",
    ),
    mutant(
        "what tells a judged story is not said to wait",
        "app/agents/scout/judge/unjudged.py",
        ", ~story_is_settled(brand))",
        ")",
        "tests/scout/test_unjudged.py::test_an_article_that_tells_a_story_which_was_judged_does_not_wait",
    ),
    mutant(
        "the check asks the mail server for each recipient",
        "app/parts/mail/smtp/session.py",
        "                faults[recipient] = refusal(self.talk.host, reply, Step.RECIPIENT)\n",
        "                pass\n",
        "tests/commands/test_check.py::test_a_recipient_that_is_not_taken_is_told_by_name",
    ),
    mutant(
        "a line of .env that cannot be read is told",
        "app/lib/settings/environment.py",
        "        if binding.error or swallows_lines(binding):\n",
        "        if swallows_lines(binding):\n",
        "tests/test_environment.py::test_a_line_that_cannot_be_parsed_is_told_by_its_number",
    ),
    mutant(
        "a password is not taken for a host",
        "app/lib/settings/urls.py",
        'QUERY = r"(?:\\?[^\\s#@]*)?"',
        'QUERY = r"(?:\\?[^\\s#]*)?"',
        "tests/test_setting_messages.py"
        "::test_a_password_that_cuts_its_address_in_two_is_told_and_no_part_of_it_shown",
    ),
    mutant(
        "places are looked at before the start",
        "app/parts/parts.py",
        "        check_places(settings)\n",
        "        pass\n",
        "tests/test_fail_fast.py::test_what_cannot_work_is_one_plain_line",
    ),
    mutant(
        "mail header: encoded words taken apart",
        "app/parts/mail/text.py",
        'clean.replace("=?", "= ?")',
        "clean",
        "tests/mail/test_message.py::test_a_poisoned_subject_changes_no_header",
    ),
    mutant(
        "mail header: characters that act",
        "app/parts/mail/text.py",
        "    clean = harmless(text[: limit * 8])\n"
        '    return one_line(clean.replace("=?", "= ?"), limit)\n',
        '    return text.replace("=?", "= ?")[:limit]\n',
        "tests/mail/test_message.py::test_a_poisoned_subject_changes_no_header",
    ),
    mutant(
        "cap on unpacked bodies",
        "app/parts/web/fetching/unpacking.py",
        "self._packed.decompress(raw, _PIECE_BYTES)",
        "self._packed.decompress(raw)",
        "tests/reading/test_fetch_bodies.py::test_a_bomb_is_unpacked_to_the_limit_and_no_further",
    ),
    mutant(
        "cap on bodies",
        "app/parts/web/fetching/body.py",
        "        return seen > self._limit\n",
        "        return False\n",
        "tests/reading/test_fetch_bodies.py::test_what_is_packed_counts_towards_the_limit_too",
    ),
    mutant(
        "cap on packings inside packings",
        "app/parts/web/fetching/body.py",
        "max(self._raw_bytes, self._file_bytes, self._unpacked_bytes)",
        "max(self._raw_bytes, self._unpacked_bytes)",
        "tests/reading/test_fetch_bodies.py::test_a_bomb_is_stopped_before_it_takes_memory",
    ),
    mutant(
        "cap on sitemaps",
        "app/parts/web/fetching/body.py",
        "            self._limit = self._max_sitemap_bytes\n",
        "            self._limit = 2**40\n",
        "tests/reading/test_fetch_sitemaps.py::test_a_sitemap_past_its_limit_is_not_read",
    ),
    mutant(
        "only sitemaps may be as large as sitemaps",
        "app/parts/web/fetching/body.py",
        "        if self._limit < self._max_sitemap_bytes and _SITEMAP.match(self._start):\n",
        "        if self._limit < self._max_sitemap_bytes:\n",
        "tests/reading/test_fetch_sitemaps.py::test_what_is_no_sitemap_may_be_no_larger_than_a_page",
    ),
    mutant(
        "memory for a sitemap",
        "app/parts/web/fetching/body.py",
        "        if self._kept_bytes > self._max_bytes:\n            return True\n",
        "",
        "tests/reading/test_fetch_sitemaps.py::test_a_sitemap_that_cannot_be_kept_small_is_not_read",
    ),
    mutant(
        "a page's limit is one of processor time",
        "app/parts/reading/worker_protocol.py",
        "    wall_seconds: float = 60.0\n",
        "    wall_seconds: float = 5.6\n",
        "tests/reading/test_extraction_pool.py"
        "::test_a_page_whose_reader_gets_no_processor_for_a_while_is_read_all_the_same",
    ),
    mutant(
        "processor time of a page",
        "app/parts/reading/extraction_worker.py",
        "    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)\n",
        "",
        "tests/reading/test_extraction_pool.py"
        "::test_a_page_that_takes_too_much_of_the_processor_is_given_up_whatever_the_clock_says",
    ),
    mutant(
        "cookies go to the host that set them",
        "app/parts/web/fetching/cookies.py",
        "        if self.server != address.politeness_key:\n            return False\n",
        "",
        "tests/reading/test_fetch_redirects.py::test_a_cookie_goes_to_no_other_host",
    ),
    mutant(
        "cookies of protected ways",
        "app/parts/web/fetching/cookies.py",
        '        if self.is_protected and address.scheme != "https":\n            return False\n',
        "",
        "tests/reading/test_cookies.py"
        "::test_a_cookie_that_was_set_on_a_protected_way_is_never_sent_in_the_open",
    ),
    mutant(
        "redirects of every kind are counted",
        "app/parts/web/fetching/redirects.py",
        "    for _ in range(max_redirects + 1):\n",
        "    for _ in range(100):\n",
        "tests/reading/test_fetch_refresh.py"
        "::test_pages_that_send_on_count_with_the_other_redirects",
    ),
    mutant(
        "address check of a page that sends on",
        "app/parts/web/addresses.py",
        "    target = parse_address(joined, allowed_private_hosts)\n",
        "    target = parse_address(joined, allowed_private_hosts | {URL(joined).authority})\n",
        "tests/reading/test_fetch_refresh.py::test_a_page_cannot_send_us_inside",
    ),
    mutant(
        "nothing is read on an open stretch of a protected way",
        "app/parts/web/fetching/redirects.py",
        'must_lead_on = address.scheme == "http" and self._last_protected is not None',
        "must_lead_on = False",
        "tests/reading/test_fetch_tls.py"
        "::test_nothing_but_a_redirect_is_taken_from_the_open_stretch",
    ),
    mutant(
        "an open stretch leads back to its host",
        "app/parts/web/fetching/redirects.py",
        "        if _bare(before.host) != _bare(target.host):\n",
        "        if not before.host:\n",
        "tests/reading/test_fetch_tls.py::test_the_open_stretch_cannot_lead_to_another_host",
    ),
    mutant(
        "address check of a name's answers",
        "app/parts/web/fetching/dialling.py",
        "            _refuse_unless_public(host, port, addresses)\n",
        "            pass\n",
        "tests/reading/test_fetch_addresses.py"
        "::test_a_name_with_a_private_address_is_refused_even_among_public_ones",
    ),
    mutant(
        "address check at the socket",
        "app/parts/web/fetching/dialling.py",
        "        if not allowed and not is_public(host):\n",
        "        if not allowed and not host:\n",
        "tests/reading/test_fetch_addresses.py"
        "::test_no_socket_is_opened_to_a_private_address_that_came_past_the_other_checks",
    ),
    mutant(
        "robots.txt",
        "app/parts/web/robots.py",
        "        return bool(self.file.can_fetch(url, self.product))\n",
        "        return True\n",
        "tests/reading/test_fetch_robots.py"
        "::test_nothing_is_asked_where_robots_txt_forbids_it_or_cannot_be_had",
    ),
    mutant(
        "patience with a feed's dates",
        "app/parts/reading/listed_dates.py",
        "        self._patience -= 1 if moment else _FAILURE\n",
        "",
        "tests/reading/test_date_style.py"
        "::test_a_feed_whose_dates_are_none_is_not_searched_for_words_without_end",
    ),
    mutant(
        "no page's date is still to come",
        "app/parts/reading/published.py",
        "        if moment and has_come(moment, now):\n",
        "        if moment:\n",
        "tests/reading/test_date_style.py::test_a_page_s_date_is_none_that_is_still_to_come",
    ),
    mutant(
        "lease check before a site is asked",
        "app/parts/web/fetching/asking.py",
        "            self._before_asking()\n",
        "",
        "tests/reading/test_fetch_turns.py::test_a_reader_that_may_not_ask_any_more_sends_nothing",
    ),
    mutant(
        "opening a link does not vote",
        "app/agents/scout/pages/feedback_routes.py",
        "        return HTMLResponse(pages.feedback_confirm_page(view(found, links), answer))\n",
        "        from app.agents.scout.votes.presses import Press\n"
        '        record_vote(parts.database, found, Press(answer, ""), parts.clock())\n'
        "        return HTMLResponse(pages.feedback_confirm_page(view(found, links), answer))\n",
        "tests/api/test_machines_that_click.py"
        "::test_opening_every_link_ten_times_stores_nothing_and_one_post_stores_one_vote",
    ),
    mutant(
        "a machine that presses every button",
        "app/agents/scout/votes/presses.py",
        "counts = not in_burst and not contradicts(session, question, press, now)",
        "counts = True",
        "tests/scout/test_votes.py::test_both_answers_within_a_minute_do_not_count",
    ),
    mutant(
        "a machine that changes its mind",
        "app/agents/scout/votes/presses.py",
        "        other = other.where(or_(col(VoteEvent.changing), at_once))\n",
        "        return False\n",
        "tests/scout/test_votes.py::test_of_two_changes_of_mind_within_a_minute_neither_counts",
    ),
    mutant(
        "a burst takes no earlier vote away",
        "app/agents/scout/votes/presses.py",
        "given = None if counts else answer_before(session, question, now)",
        "given = None",
        "tests/scout/test_votes.py::test_a_burst_takes_no_vote_away_that_a_person_gave_before",
    ),
    mutant(
        "opening a link corrects nothing",
        "app/agents/scout/pages/story_routes.py",
        "        return HTMLResponse(pages.story_confirm_page(about, label, zone))\n",
        "        from app.agents.scout.votes.presses import Press\n"
        '        record_correction(parts.database, about, Press(label, ""), parts.clock())\n'
        "        return HTMLResponse(pages.story_confirm_page(about, label, zone))\n",
        "tests/api/test_corrections.py::test_opening_it_shows_both_articles_and_stores_nothing",
    ),
    mutant(
        "a correction amid the yes and no of a machine",
        "app/agents/scout/votes/corrections.py",
        "in_burst = is_burst(session, about.run_id, about.voter, now)",
        "in_burst = False",
        "tests/scout/test_corrected_stories.py"
        "::test_after_the_yes_and_no_of_a_machine_its_word_does_not_count",
    ),
    mutant(
        "a correction before the yes and no of a machine",
        CORRECTED,
        "        leave_out_bursts(session, now)\n",
        "",
        "tests/scout/test_corrected_stories.py"
        "::test_a_machine_that_presses_one_button_of_each_page_parts_no_story",
    ),
    mutant(
        "only what was told beside the find is taken out of its story",
        "app/agents/scout/votes/corrections.py",
        "if find is None or article_id not in find.beside:",
        "if find is None:",
        "tests/api/test_corrections.py::test_no_link_that_is_not_exactly_ours_is_accepted",
    ),
    mutant(
        "guard of corrected stories",
        CORRECTED,
        "        guard(session, claim, now)\n",
        "",
        "tests/scout/test_corrected_stories.py"
        "::test_an_attempt_that_lost_its_lease_changes_no_story",
    ),
    mutant(
        "a mailed story that is renamed stays mailed",
        CORRECTED,
        "                pick.story = story\n",
        "                pass\n",
        "tests/scout/test_corrected_stories.py"
        "::test_a_story_named_after_the_article_that_leaves_stays_mailed",
    ),
    mutant(
        "what was taken out of a story competes again",
        CORRECTED,
        "        self.compete_again(going)\n",
        "",
        "tests/scout/test_corrected_stories.py::test_a_verdict_of_its_own_competes_again",
    ),
    mutant(
        "a token is for one purpose",
        "app/lib/signing.py",
        'salt=f"brand-scout.{purpose}"',
        'salt="brand-scout"',
        "tests/test_signing.py::test_another_purpose_or_key_is_refused",
    ),
    mutant(
        "a token has one spelling",
        "app/lib/signing.py",
        " or not is_as_signed(token)",
        "",
        "tests/test_signing.py"
        "::test_no_token_with_one_character_changed_removed_or_added_is_accepted",
    ),
    mutant(
        "64 KB of a body",
        "app/parts/http/body_limit.py",
        "            if len(body) > limit:\n",
        "            if len(body) < 0:\n",
        "tests/api/test_application.py::test_a_body_of_unknown_length_is_cut_off_too",
    ),
    mutant(
        "the API token",
        "app/parts/http/admission.py",
        "        if self.token is not None and hmac.compare_digest(",
        "        if self.token is not None or hmac.compare_digest(",
        "tests/api/test_application.py::test_with_a_token_set_everything_else_needs_it",
    ),
    mutant(
        "another website starts no run",
        "app/parts/http/own_page.py",
        'return Origin.OURS if site in {"same-origin", "none"} else Origin.ANOTHERS',
        "return Origin.OURS",
        "tests/api/test_application.py::test_another_website_cannot_start_a_run",
    ),
    mutant(
        "another origin starts no run",
        "app/parts/http/own_page.py",
        "        return urlsplit(origin).netloc in hosts\n",
        "        return True\n",
        "tests/api/test_application.py::test_another_website_cannot_start_a_run",
    ),
    mutant(
        "without a token only own names are answered",
        "app/parts/http/admission.py",
        'if not is_known_host(headers.get("host", ""), urlsplit(self.public_url).netloc):',
        "if False:",
        "tests/api/test_application.py::"
        "test_without_a_token_it_answers_only_under_names_that_are_its_own",
    ),
    Mutant(
        "the guards see a path without the public one",
        (
            Edit(
                "app/service/application.py",
                "    app.add_middleware(PublicPath, public_path=public_path)\n",
                "",
            ),
            Edit(
                "app/service/application.py",
                "    add_guards(app, parts)\n",
                "    app.add_middleware(PublicPath, public_path=public_path)\n"
                "    add_guards(app, parts)\n",
            ),
        ),
        (
            "tests/api/test_public_path.py::"
            "test_the_token_guards_the_same_pages_with_the_path_and_without",
        ),
    ),
    mutant(
        "no redirect to the Host that a request names",
        "app/service/application.py",
        "        redirect_slashes=False,  # Problems does it\n",
        "",
        "tests/api/test_public_path.py::"
        "test_what_a_request_says_of_its_own_address_changes_nothing",
    ),
    mutant(
        "a public path is not one of our own pages",
        "app/lib/settings/urls.py",
        "    if first in OWN_PATHS:\n",
        "    if False:\n",
        "tests/test_settings.py::test_a_malformed_setting_is_named",
    ),
    mutant(
        "stories fence",
        GROUPING,
        "            guard(session, self._claim, self._parts.clock())\n",
        "",
        f"{STORY_TESTS}::test_an_attempt_that_lost_its_lease_stores_no_story",
    ),
    mutant(
        "judged once: what was given early",
        GROUPING,
        "if article.story not in given]",
        "]",
        f"{STORY_TESTS}::test_an_article_is_given_once_however_often_it_is_named",
    ),
    mutant(
        "judged once: stories of earlier runs",
        GROUPING,
        "        self._done_with |= self._settled_before(stories)\n",
        "",
        f"{STORY_TESTS}::test_what_tells_a_story_of_an_earlier_run_again_is_not_judged",
    ),
    mutant(
        "judged once: by an earlier attempt",
        GROUPING,
        "story for article, story in told if article.id in settled}",
        "story for article, story in told if article.id is None}",
        f"{STORY_TESTS}::test_a_second_attempt_gives_only_what_the_first_left_open",
    ),
    mutant(
        "a story's tries go on with the article that was tried",
        "app/agents/scout/judge/waiting.py",
        "        rank = (tried is None, id_ != story, id_ or 0)\n",
        "        rank = (True, id_ != story, id_ or 0)\n",
        "tests/scout/test_verdicts.py::"
        "test_an_article_that_was_tried_is_asked_about_again_though_another_was_found_before_it",
    ),
    mutant(
        "stories are judged while sites are read",
        "app/agents/scout/run.py",
        "            stages.create_task(self.gather(web, read))\n",
        "            await self.gather(web, read)\n",
        "tests/scout/test_overlap.py::"
        "test_the_first_story_is_judged_while_another_site_has_not_answered",
    ),
    mutant(
        "no two sites are called alike",
        "app/agents/scout/brand/site_names.py",
        "        while seen_as(apart[url]) in seen:\n",
        "        while False:\n",
        "tests/scout/test_site_names.py"
        "::test_no_two_sites_are_called_alike_whatever_they_are_named",
    ),
    mutant(
        "no suggestion twice in a mail",
        "app/agents/scout/report/top_finds.py",
        "        taken.add(comparable(said[id_]))\n",
        "",
        "tests/scout/test_suggestions.py::test_whatever_is_offered_nothing_is_said_twice",
    ),
    mutant(
        "the same bytes are read anew under other settings",
        LOOKING,
        "        if site.read_as != source.read_as:\n",
        "        if site.read_as is None:\n",
        f"{SAME_BYTES_TESTS}::test_other_settings_read_the_same_page_anew",
    ),
    mutant(
        "the same bytes are read anew by another release",
        LOOKING,
        'read_as = f"{__version__}\\n{page.url}',
        'read_as = f"{page.url}',
        f"{SAME_BYTES_TESTS}::test_another_release_reads_them_once_more",
    ),
    mutant(
        "HTML is escaped",
        "app/lib/templating.py",
        'autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True)',
        "autoescape=False",
        "tests/test_templating.py::test_everything_is_escaped_whatever_the_file_is_called",
    ),
    mutant(
        "only web addresses are linked",
        "app/lib/templating.py",
        'parts.scheme in {"http", "https"} and bool(parts.hostname)',
        "bool(parts.hostname)",
        "tests/test_templating.py::test_anything_else_may_not",
    ),
    mutant(
        "only our functions come from Redis",
        "app/parts/queue/jobs.py",
        "        if name not in ALLOWED or self.instance is not None:\n",
        "        if self.instance is not None:\n",
        "tests/queue/test_jobs.py::test_a_function_that_is_not_ours_is_not_found",
    ),
    mutant(
        "a work process dies with its worker",
        "app/lib/processes.py",
        "        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, how)\n",
        "        pass\n",
        "tests/test_processes.py",
    ),
    mutant(
        "a work process whose worker is gone does not begin",
        "app/lib/processes.py",
        "    if os.getppid() != parent:",
        "    if os.getppid() < 0:",
        "tests/test_processes.py",
    ),
    mutant(
        "money: set aside before the call",
        "app/parts/store/reservations.py",
        "        session.execute(insert(RESERVATIONS), values)\n",
        "",
        "tests/store/test_reservations.py::test_what_is_set_aside_cannot_be_set_aside_twice",
        "tests/scout/test_two_spenders.py"
        "::test_two_brands_in_two_processes_stay_below_the_ceiling_together",
    ),
    mutant(
        "money: no call without it",
        "app/agents/scout/judge/asking.py",
        "            if held is None:\n",
        "            if held is None and not most_usd:\n",
        "tests/scout/test_evaluate_budget.py::test_without_a_budget_left_nothing_is_asked",
    ),
    mutant(
        "money: one process at a time sets it aside",
        "app/parts/store/reservations.py",
        "            session.execute(ALONE_ON_POSTGRESQL)\n",
        "            pass\n",
        "tests/store/test_reservations.py::test_many_at_once_get_no_more_than_there_is",
    ),
    mutant(
        "money: what a dead process set aside expires",
        "app/parts/store/reservations.py",
        '        RESERVATIONS.c.expires_at <= bindparam("now"),\n',
        "",
        "tests/store/test_reservations.py"
        "::test_what_a_dead_process_set_aside_is_free_again_when_it_expires",
    ),
    mutant(
        "money: what a lost attempt set aside is free",
        "app/parts/store/reservations.py",
        "        and_(RESERVATIONS.c.run_id.is_not(None), ~ITS_ATTEMPT_LIVES),\n",
        "",
        "tests/store/test_reservations.py"
        "::test_what_an_attempt_set_aside_is_free_again_when_it_loses_its_lease",
    ),
    mutant(
        "money: a late settlement takes nothing from others",
        "app/parts/store/reservations.py",
        'delete(RESERVATIONS).where(RESERVATIONS.c.id == bindparam("settled"))',
        "delete(RESERVATIONS)",
        "tests/store/test_reservations.py"
        "::test_who_settles_after_all_pays_and_takes_nothing_from_others",
    ),
    mutant(
        "money: one ceiling for all agents together",
        "app/parts/store/reservations.py",
        'func.coalesce(func.sum(table.c.usd), 0.0).label("all")',
        'func.coalesce(func.sum(of_one), 0.0).label("all")',
        f"{RESERVATION_TESTS}"
        "::test_the_ceiling_for_all_holds_for_an_agent_with_money_of_its_own_left",
        f"{TWO_AGENTS_TESTS}::test_two_agents_in_two_processes_stay_below_the_ceiling_together",
    ),
    mutant(
        "money: what others spend is not below an agent's own ceiling",
        "app/parts/store/reservations.py",
        'case((table.c.agent == bindparam("agent"), table.c.usd), else_=0.0)',
        "table.c.usd",
        f"{RESERVATION_TESTS}::test_an_agent_whose_own_ceiling_is_spent_leaves_others_asking",
        f"{TWO_AGENTS_TESTS}::test_an_agent_at_its_own_ceiling_leaves_the_other_asking",
    ),
    mutant(
        "money: an agent's own ceiling holds",
        "app/parts/store/reservations.py",
        " and own_spent + usd <= ceiling.own_usd):",
        "):",
        f"{RESERVATION_TESTS}::test_an_agent_whose_own_ceiling_is_spent_leaves_others_asking",
    ),
    mutant(
        "money: what an agent has set aside counts below its own ceiling",
        "app/parts/store/reservations.py",
        " and own <= ceiling.own_usd else Refusal.TAKEN",
        " else Refusal.TAKEN",
        f"{RESERVATION_TESTS}::test_what_an_agent_sets_aside_counts_below_its_own_ceiling_alone",
    ),
    mutant(
        "money: an agent's own ceiling is the one that is set",
        "app/parts/model/budget.py",
        "return together if own_usd is None else replace(together, own_usd=own_usd)",
        "return together",
        f"{TWO_AGENTS_TESTS}::test_an_agent_at_its_own_ceiling_leaves_the_other_asking",
    ),
    mutant(
        "money: other services are not below the model's ceiling",
        "app/parts/store/reservations.py",
        '        .where(table.c.service == bindparam("service"), *which)\n',
        "        .where(*which)\n",
        f"{RESERVATION_TESTS}::test_another_service_has_money_of_its_own",
    ),
    mutant(
        "money: a ceiling of an agent that there is not is refused",
        "app/service/agents.py",
        "problems = ceilings_of_nobody(settings)",
        "problems: list[str] = []",
        "tests/test_settings.py::test_a_ceiling_of_an_agent_that_there_is_not_is_refused",
    ),
    mutant(
        "money: all that the ledger knew is kept",
        "app/parts/store/migrations/versions/0014_api_usage.py",
        "FROM spending LEFT JOIN agent_runs",
        "FROM spending JOIN agent_runs",
        "tests/store/test_usage_migration.py::test_each_line_is_kept_with_all_that_it_says",
    ),
    mutant(
        "upgrade: no limit on statements ends it",
        "app/parts/store/migrate.py",
        '    connection.execute(text("SET LOCAL statement_timeout = 0"))\n',
        "",
        f"{MIGRATE_TESTS}::test_an_upgrade_may_take_longer_than_a_statement_and_waits_for_another",
    ),
    mutant(
        "upgrade: the planner is told what there is",
        "app/parts/store/migrate.py",
        '        connection.execute(text("ANALYZE"))\n',
        "        return\n",
        f"{MIGRATE_TESTS}::test_after_an_upgrade_the_planner_knows_how_much_there_is",
    ),
    mutant(
        "model: a rate limit is waited for",
        "app/parts/model/pace.py",
        "        return wait\n\n    def begin",
        "        return 0.0\n\n    def begin",
        "tests/model/test_pace.py::test_a_rejection_is_waited_for_as_long_as_told_and_a_little",
    ),
    mutant(
        "model: no rate limit is waited for beyond the run",
        "app/parts/model/pace.py",
        "(wait and self._now() + wait > self._until)",
        "False",
        "tests/model/test_pace.py::test_a_wait_beyond_the_last_moment_is_refused_with_its_length",
    ),
    mutant(
        "model: rejections in a row end",
        "app/parts/model/pace.py",
        "        if self._rejections.is_open or (",
        "        if (",
        "tests/model/test_pace.py"
        "::test_after_too_many_rejections_in_a_row_nothing_is_asked_for_a_while",
    ),
    mutant(
        "model: a short wait takes from the allowance",
        "app/parts/model/patience.py",
        "            if rejection.has_begun or (wait < short and not self._allowance.take()):\n",
        "            if rejection.has_begun:\n",
        "tests/scout/test_evaluate_bad_replies.py"
        "::test_in_a_review_each_bad_reply_is_classified_and_never_a_score",
    ),
    mutant(
        "model: a rate limit is no empty account",
        "app/parts/model/rejections.py",
        "        return told is None and has(words, PAYMENT) and not LIMIT.search(words)\n",
        "        return has(words, PAYMENT)\n",
        "tests/model/test_rejections.py::test_a_rate_limit_that_speaks_of_money_is_a_rate_limit",
    ),
    mutant(
        "model: a cut stream is no answer",
        "app/parts/model/completion.py",
        "        return self.is_cut_off or self.finish_reason in FAILED\n",
        "        return self.finish_reason in FAILED\n",
        "tests/model/test_client.py"
        "::test_a_stream_that_was_cut_is_asked_for_again_and_never_believed",
    ),
    mutant(
        "model: a draft among thoughts is no answer",
        "app/parts/model/json_in_text.py",
        "            self._said = [] if not self._in_thought else self._said\n",
        "",
        "tests/model/test_reply.py::test_what_the_model_thought_aloud_is_no_answer",
    ),
    mutant(
        "model: a name given twice is no answer",
        "app/parts/model/json_in_text.py",
        "    if len(names) != len(pairs):\n",
        "    if False:\n",
        "tests/model/test_reply.py::test_what_is_not_of_the_shape_is_invalid",
    ),
    mutant(
        "model: of answers that differ none is taken",
        "app/parts/model/reply.py",
        "    if len({json.dumps(reading, sort_keys=True) for reading in best}) > 1:\n",
        "    if False:\n",
        "tests/model/test_reply.py::test_what_is_not_of_the_shape_is_invalid",
    ),
    mutant(
        "model: a paid triage is not asked again",
        "app/agents/scout/judge/judge_stories.py",
        "            self.triaged |= triaged(self._parts.database, self._evaluator, unpaid)\n",
        "",
        "tests/scout/test_model_away.py::test_a_triage_that_was_paid_is_kept_for_the_next_run",
    ),
    mutant(
        "model: an error answer is read in bounds",
        "app/parts/model/connection.py",
        "        if len(body) >= READ_BYTES:\n",
        "        if False:\n",
        "tests/model/test_client.py::test_an_answer_without_end_is_not_read_to_the_end",
    ),
    mutant(
        "model: an answer without sense about one story is a try",
        "app/agents/scout/judge/verdicts.py",
        "    return judgement.alone or model_works\n",
        "    return model_works\n",
        "tests/scout/test_verdicts.py"
        "::test_an_article_that_the_model_makes_no_sense_of_alone_is_given_up_after_two_tries",
    ),
    mutant(
        "model: an answer without sense about several stories is no try",
        "app/agents/scout/judge/asking.py",
        "        return replace(said, alone=sent.is_about_one)\n",
        "        return replace(said, alone=True)\n",
        "tests/scout/test_evaluate_bad_replies.py::test_a_model_that_only_talks_is_left_alone",
    ),
    mutant(
        "model: what was not asked about is no try",
        "app/agents/scout/judge/verdicts.py",
        "    if not judgement.tried or judgement.outcome not in FAULTS_OF_THE_ARTICLE:\n",
        "    if judgement.outcome not in FAULTS_OF_THE_ARTICLE:\n",
        "tests/scout/test_verdicts.py::test_what_was_not_asked_about_is_no_try",
    ),
    mutant(
        "model: an error of the endpoint's is no answer",
        "app/agents/scout/judge/asking.py",
        "        if failed.outcome not in USELESS or not is_answer(error):\n",
        "        if failed.outcome not in USELESS:\n",
        "tests/scout/test_useless_model.py::test_a_model_that_is_away_costs_no_story_a_try",
    ),
    mutant(
        "model: one that only talks is left alone",
        "app/agents/scout/judge/asking.py",
        "            if not self._useful and self._useless >= USELESS_AT_MOST:\n",
        "            if False:\n",
        "tests/scout/test_evaluate_bad_replies.py::test_a_model_that_only_talks_is_left_alone",
    ),
    mutant(
        "model: one that makes no sense of several stories is asked about each alone",
        "app/agents/scout/judge/steps.py",
        '        if not failed or load.makes_sense_of("triage", len(asked)):\n',
        "        if True:\n",
        "tests/scout/test_evaluate_bad_replies.py"
        "::test_a_model_that_makes_sense_of_one_story_at_a_time_judges_all",
    ),
    mutant(
        "model: so much that was no use is not asked again",
        "app/agents/scout/judge/load_control.py",
        "        self._at_most[kind] = min(self._at_most[kind], max(LEAST[kind], size - 1))\n",
        "        return\n",
        "tests/scout/test_load.py::test_so_much_that_was_no_use_is_not_asked_again_in_the_run",
    ),
    mutant(
        "model: after an answer of no use more is not asked at once",
        "app/agents/scout/judge/load_control.py",
        "        if is_up_to_date and not self._missing[sent.kind]:\n",
        "        if is_up_to_date:\n",
        "tests/scout/test_load.py"
        "::test_after_an_answer_of_no_use_two_good_ones_come_before_more_is_asked",
    ),
    mutant(
        "model: the next run begins with the least for a model without sense",
        "app/agents/scout/judge/load_control.py",
        "        if self.load.size(sent.kind) <= LEAST[sent.kind]:\n            self._keep()\n",
        "",
        "tests/scout/test_load.py::test_the_next_run_asks_the_least_of_a_model_that_made_no_sense",
    ),
    mutant(
        "model: a question too long for it is no trouble of the endpoint's",
        "app/parts/model/patience.py",
        "                if not (failure.too_long and failure.is_answer):\n",
        "                if failure:\n",
        "tests/scout/test_useless_model.py"
        "::test_within_three_runs_a_model_without_any_sense_has_given_every_story_up",
    ),
    mutant(
        "model: a run says what it gave up",
        "app/agents/scout/report/build_result.py",
        "        waiting, lost = self.unjudged(), self.given_up()\n",
        "        waiting, lost = self.unjudged(), self.unjudged()[:0]\n",
        "tests/scout/test_useless_model.py::test_a_run_says_what_it_gave_up_and_why",
    ),
    mutant(
        "model: one that is slow is not said to be at its limit",
        "app/agents/scout/judge/agenda.py",
        "        if self._asker.seconds_apart > (self._load.seconds(kind) or 0.0):",
        "        if self._asker.seconds_apart:",
        "tests/scout/test_limited_run.py"
        "::test_a_slow_model_that_turned_a_question_down_once_is_said_to_be_slow",
    ),
    mutant(
        "gaps: another process at the host is waited for",
        "app/parts/queue/host_gaps.py",
        "if held and string.sub(held, 2) ~= ARGV[1] and left >= 0",
        "if false",
        "tests/reading/test_shared_gaps.py::test_three_processes_at_one_host_keep_the_gap_together",
    ),
    mutant(
        "gaps: a turn in which nothing was sent is given back",
        "app/parts/web/fetching/turns.py",
        "            self._shared.give_back(self._host)\n",
        "            pass\n",
        "tests/reading/test_shared_gaps.py::test_a_turn_in_which_nothing_was_sent_is_given_back",
    ),
    mutant(
        "runs: one for later is not taken before its moment",
        LEASE,
        "free, is_due(now), col(AgentRun.attempt) < ATTEMPTS)",
        "free, col(AgentRun.attempt) < ATTEMPTS)",
        "tests/store/test_work.py"
        "::test_a_run_for_later_is_neither_rung_for_nor_taken_before_it_is_due",
    ),
    mutant(
        "runs: other work under a name that is taken is refused",
        "app/parts/runs/run_requests.py",
        "    if known is not None and exact(known.input) != exact(work.input):\n",
        "    if known is None and work.input:\n",
        "tests/store/test_work.py::test_other_work_under_a_name_that_is_taken_is_refused",
    ),
    mutant(
        "mails: what is no message id stands in no header",
        "app/parts/mail/message.py",
        "    thread = [one for one in envelope.thread if is_message_id(one)][-LONGEST_THREAD:]\n",
        "    thread = list(envelope.thread)[-LONGEST_THREAD:]\n",
        "tests/mail/test_letters.py::test_what_is_no_message_id_is_left_out_of_the_thread",
    ),
    mutant(
        "mails: pausing is per list",
        "app/parts/mail/pausing.py",
        ".where(PausedRecipient.list_name == list_name)",
        "",
        "tests/mail/test_letters.py::test_pausing_one_list_leaves_the_others",
    ),
    mutant(
        "conversation: text that was given is not asked for again",
        "app/parts/model/exchange.py",
        "            failure.has_begun = has_begun(stream)\n",
        "",
        "tests/model/test_conversation_stream.py"
        "::test_text_that_was_given_is_never_asked_for_again_and_never_taken_for_whole",
    ),
    mutant(
        "conversation: a limit in the middle of text is not waited for",
        "app/parts/model/patience.py",
        "            if rejection.has_begun or (wait < short and not self._allowance.take()):\n",
        "            if wait < short and not self._allowance.take():\n",
        "tests/model/test_conversation_stream.py"
        "::test_text_that_was_given_is_never_asked_for_again_and_never_taken_for_whole",
    ),
    mutant(
        "conversation: a rejection in the middle of text is final",
        "app/parts/model/exchange.py",
        "                if has_begun(stream):\n",
        "                if False:\n",
        "tests/model/test_conversation_stream.py"
        "::test_text_that_was_given_is_never_asked_for_again_and_never_taken_for_whole",
    ),
    mutant(
        "conversation: a tool that is not there is not called",
        "app/parts/model/tool_calls.py",
        "    if call.name not in tools:\n",
        "    if not call.name:\n",
        "tests/model/test_tool_calls.py"
        "::test_a_tool_that_is_not_there_is_told_by_a_name_that_can_be_sent_back",
    ),
    mutant(
        "conversation: arguments are an object",
        "app/parts/model/tool_calls.py",
        "    return value if isinstance(value, dict) else None\n",
        "    return value if isinstance(value, dict) else {}\n",
        "tests/model/test_tool_calls.py::test_other_arguments_make_a_call_unusable_and_say_why",
    ),
    mutant(
        "conversation: arguments are bounded",
        "app/parts/model/tool_calls.py",
        "    if len(call.arguments) > MOST_ARGUMENT_CHARACTERS:\n",
        "    if False:\n",
        "tests/model/test_tool_calls.py::test_arguments_may_be_nested_and_long_within_bounds",
    ),
    mutant(
        "conversation: arguments are not endlessly nested",
        "app/parts/model/tool_calls.py",
        "    if is_deeper(value, MOST_LEVELS):\n",
        "    if False:\n",
        "tests/model/test_tool_calls.py::test_other_arguments_make_a_call_unusable_and_say_why",
    ),
    mutant(
        "conversation: arguments can be stored and sent on",
        "app/parts/model/tool_calls.py",
        '.encode("utf-8", "replace").decode()',
        "",
        "tests/model/test_tool_calls.py::test_half_an_emoji_in_arguments_can_be_stored_and_sent_on",
    ),
    mutant(
        "conversation: no two calls have one id",
        "app/parts/model/tool_calls.py",
        " and call.id not in ids else",
        " else",
        "tests/model/test_conversation.py::test_an_id_that_an_earlier_turn_used_is_not_used_again",
    ),
    mutant(
        "conversation: one call that came twice is one",
        "app/parts/model/tool_calls.py",
        "        if not call.id or key not in known:\n",
        "        if call:\n",
        "tests/model/test_tool_calls.py::test_the_same_call_twice_under_one_id_is_one_call",
    ),
    mutant(
        "conversation: calls are bounded",
        "app/parts/model/tool_calls.py",
        "    if len(once) > MOST_CALLS:\n",
        "    if False:\n",
        "tests/model/test_tool_calls.py::test_more_calls_than_anybody_means_are_refused_as_a_whole",
    ),
    mutant(
        "conversation: a call that got lost is no turn",
        "app/parts/model/reply.py",
        "    if not calls and completion.finish_reason in CALLED:\n",
        "    if False:\n",
        "tests/model/test_conversation.py"
        "::test_a_turn_that_is_none_is_named_and_not_asked_for_again",
    ),
    mutant(
        "conversation: unusable arguments are not sent back",
        "app/parts/model/conversation_request.py",
        'if isinstance(call, ToolCall) else "{}"\n',
        "if isinstance(call, ToolCall) else call.problem\n",
        "tests/model/test_conversation.py"
        "::test_calls_that_cannot_be_made_are_told_and_go_back_as_what_every_endpoint_can_read",
    ),
    mutant(
        "conversation: tools are in the highest price",
        "app/parts/model/conversation_request.py",
        "        written = json.dumps([messages, self._tools()], ensure_ascii=False)\n",
        "        written = json.dumps([messages], ensure_ascii=False)\n",
        "tests/model/test_conversation.py"
        "::test_all_that_is_put_is_in_the_highest_price_before_it_is_asked",
    ),
    mutant(
        "conversation: its rejection costs questions no schema",
        "app/parts/model/dialect.py",
        '        if "response_format" in sent:\n',
        '        if self.reply_format != "text":\n',
        "tests/model/test_conversation_dialects.py"
        "::test_a_conversation_that_is_rejected_costs_questions_none_of_their_schema",
    ),
    mutant(
        "conversation: an upstream is no stream",
        "app/parts/model/dialect.py",
        'STREAM = re.compile(r"\\bstream")',
        'STREAM = re.compile(r"stream")',
        "tests/model/test_conversation_dialects.py"
        "::test_an_upstream_that_is_in_trouble_is_no_reason_not_to_stream",
    ),
    mutant(
        "stream: pieces belong to the call of their index",
        "app/parts/model/call_pieces.py",
        "            return self._by_index.get(piece.index)\n",
        "            return self._calls[-1] if self._calls else None\n",
        "tests/model/test_call_pieces.py::test_calls_whose_pieces_come_by_turns_do_not_mix",
    ),
    mutant(
        "stream: calls of one index and two ids are two",
        "app/parts/model/call_pieces.py",
        "        if call is None or call.ends_before(piece):\n",
        "        if call is None:\n",
        "tests/model/test_call_pieces.py::test_two_calls_stay_two_however_they_are_numbered",
    ),
    mutant(
        "stream: what was cut stays cut",
        "app/parts/model/stream.py",
        "        if not self._finish_reason or reason not in WELL_ENDED:\n",
        "        if reason:\n",
        "tests/model/test_stream.py::test_an_answer_that_was_cut_stays_cut_whatever_is_said_later",
    ),
    mutant(
        "stream: nothing counts after its end",
        "app/parts/model/stream.py",
        "        if self._is_done:\n            return\n",
        "",
        "tests/model/test_stream.py"
        "::test_what_comes_after_the_reason_belongs_to_the_answer_but_not_what_comes_after_the_end",
    ),
    mutant(
        "model: trouble of one model holds up no other",
        "app/parts/model/client.py",
        "        self._pacer = Pacer(self._patience, self._waits_until)\n",
        '        self._pacer = getattr(self, "_pacer", Pacer(self._patience, self._waits_until))\n',
        "tests/model/test_several_models.py::test_trouble_and_limits_of_one_model_hold_up_no_other",
    ),
    mutant(
        "stream: one that failed is not whole because it says that it is done",
        "app/parts/model/stream.py",
        "(self._is_done and self._error is None)",
        "self._is_done",
        "tests/model/test_conversation_stream.py"
        "::test_text_that_was_given_is_never_asked_for_again_and_never_taken_for_whole",
    ),
    mutant(
        "stream: one that is nested without end is no crash",
        "app/parts/model/exchange.py",
        "        except RecursionError:\n",
        "        except ZeroDivisionError:\n",
        "tests/model/test_conversation_stream.py"
        "::test_an_answer_that_is_nested_without_end_is_no_turn",
    ),
    mutant(
        "one story: a model joins nothing that words think impossible",
        MODEL_ANSWER,
        "ANSWER_LOG_ODDS = 2.9\n",
        "ANSWER_LOG_ODDS = 99.0\n",
        f"{MODEL_ANSWER_TESTS}::test_what_words_think_impossible_is_not_joined_whatever_is_said",
    ),
    mutant(
        "one story: no answer about a story of which a part is surely another",
        MODEL_ANSWER,
        "        if min(chances) <= 0:\n            return None\n",
        "        chances = [max(one, 0.001) for one in chances]\n",
        f"{MODEL_ANSWER_TESTS}::test_an_answer_counts_for_nothing_beside_a_surely_other_part_of_a_series",
    ),
    mutant(
        "one story: an answer that joins what has nothing in common is not believed",
        "app/agents/scout/judge/pair_question.py",
        "        if one_story & self.controls:\n            return {}\n",
        "",
        f"{DOUBT_TESTS}"
        "::test_an_answer_that_joins_what_has_nothing_in_common_is_believed_in_nothing",
        "tests/scout/test_stories_a_model_compared.py::test_whatever_else_a_model_says_none_is_hidden",
    ),
    mutant(
        "one story: an answer that nothing checks is not asked for",
        "app/agents/scout/judge/pair_question.py",
        " if checked.issuperset(doubt.key)}",
        "}",
        f"{DOUBT_TESTS}::test_what_nothing_could_check_is_not_asked",
    ),
    mutant(
        "one story: what speaks to a machine is compared with none",
        DOUBTS,
        "            is_suspicious = is_suspect(doubt.one) or is_suspect(doubt.other)\n",
        "            is_suspicious = False\n",
        f"{DOUBT_TESTS}::test_what_speaks_to_a_machine_is_not_compared",
    ),
    mutant(
        "one story: nothing is compared in a question about what speaks to a machine",
        DOUBTS,
        "        if any(map(is_suspect, batch)):\n            return []\n",
        "",
        f"{DOUBT_TESTS}::test_nothing_is_asked_besides_of_what_speaks_to_a_machine",
    ),
    mutant(
        "one story: a model that is asked about each two once",
        DOUBTS,
        "            del self._waiting[doubt.key]\n",
        "            pass\n",
        f"{DOUBT_TESTS}::test_each_two_are_asked_about_once",
    ),
    mutant(
        "one story: what the model said counts when stories are stored",
        GROUPING,
        "Stories(known, answers=answers)",
        "Stories(known)",
        f"{UNCERTAIN_TESTS}::test_what_the_model_makes_one_story_of_is_stored_as_one",
    ),
    mutant(
        "mail to a lead: a quote stands on the stored page",
        f"{SEQUENCE}/guard/evidence.py",
        "not stands_on_page(fact) or ",
        "",
        f"{GUARD_TESTS}::test_a_quote_that_does_not_stand_on_the_stored_page_is_no_fact",
    ),
    mutant(
        "mail to a lead: an order is no fact",
        f"{SEQUENCE}/guard/evidence.py",
        "    return not any(is_request(one) for one in sentences(fact.quote))\n",
        "    return True\n",
        f"{GUARD_TESTS}::test_what_gives_an_order_or_asks_is_no_fact",
    ),
    mutant(
        "mail to a lead: what a claim leaves out changes nothing",
        f"{SEQUENCE}/guard/entailment.py",
        "    if dangers(page.tokens[start:end]) != claimed:\n        return True\n",
        "",
        CLAIM_TEST,
    ),
    mutant(
        "mail to a lead: what the page takes back behind a claim",
        f"{SEQUENCE}/guard/entailment.py",
        "    if takes_back(page.tokens, start, end):\n        return True\n",
        "",
        f"{GUARD_TESTS}::test_what_a_page_takes_back_is_not_said",
    ),
    mutant(
        "mail to a lead: a sign beside a number is a word",
        f"{SEQUENCE}/guard/words.py",
        "in (*CONTRACTIONS, *SIGNS):",
        "in CONTRACTIONS:",
        CLAIM_TEST,
    ),
    mutant(
        "mail to a lead: what will be of the lead is a claim",
        f"{SEQUENCE}/guard/clause_guard.py",
        "        if foretells(clause) or (",
        "        if (",
        CLAIM_TEST,
    ),
    mutant(
        "mail to a lead: a subject line tells nothing of us from a page",
        f"{SEQUENCE}/guard/clause_guard.py",
        "        is_ours = clause.stance is Stance.OWN and",
        "        is_ours = stance is Stance.OWN and",
        f"{GUARD_TESTS}::test_a_subject_tells_no_news_of_us_or_the_lead",
    ),
    mutant(
        "mail to a lead: nobody speaks for the lead",
        f"{SEQUENCE}/guard/clause_rules.py",
        "    if speaks_for_lead(forms):\n",
        "    if False:\n",
        f"{GUARD_TESTS}::test_of_ourselves_only_the_team_s_own_words_are_said",
    ),
    mutant(
        "mail to a lead: what somebody else did",
        f"{SEQUENCE}/guard/entailment.py",
        "    return any(one.bases.isdisjoint(claimed) for one in content)\n",
        "    return False\n",
        f"{GUARD_TESTS}::test_what_others_did_is_not_told_as_the_lead_s",
    ),
    mutant(
        "mail to a lead: a number counts what it counts on the page",
        f"{SEQUENCE}/guard/entailment.py",
        "        return all(after is not other for other in content)\n",
        "        return False\n",
        f"{GUARD_TESTS}::test_a_number_is_taken_over_with_what_it_counts",
    ),
    mutant(
        "mail to a lead: a number of ours beside what it counts in the offer",
        f"{SEQUENCE}/guard/own_words.py",
        "(not is_bound or keeps_company(words, at, statement, place))",
        "True",
        f"{GUARD_TESTS}::test_of_ourselves_only_the_team_s_own_words_are_said",
    ),
    mutant(
        "mail to a lead: an order elsewhere on the page",
        f"{SEQUENCE}/guard/surface.py",
        "    if takes_over(text, brief):\n",
        "    if False:\n",
        f"{GUARD_TESTS}::test_an_order_that_stands_elsewhere_on_the_page_is_not_taken_over",
    ),
    mutant(
        "mail to a lead: a template is looked at as well",
        f"{SEQUENCE}/write.py",
        "    checked = check(draft, brief)\n    if checked.problems:\n        where",
        "    checked = Checked()\n    if checked.problems:\n        where",
        f"{WRITE_TESTS}::test_a_template_that_cannot_be_filled_is_no_mail",
    ),
    mutant(
        "mail to a lead: a variable that is missing",
        f"{SEQUENCE}/templates.py",
        "        undefined=StrictUndefined,\n",
        "",
        "tests/leads/sequence/test_templates.py"
        "::test_a_variable_that_is_not_known_is_an_error_that_names_it",
    ),
    mutant(
        "mail to a lead: pages are shown without their orders",
        f"{SEQUENCE}/ask.py",
        "    facts = usable_facts(brief)[:FACTS_AT_MOST]\n",
        "    facts = brief.facts[:FACTS_AT_MOST]\n",
        f"{WRITE_TESTS}::test_pages_are_shown_behind_a_fence_and_without_their_orders",
    ),
    mutant(
        "gate: a mail is asked about when it is claimed",
        MAILS,
        "held = gate.may_go(session, mail, now, False) if gate else None",
        "held = None",
        f"{MAIL_GATE_TESTS}::test_held_for_later_it_is_asked_about_again_then",
        f"{MAIL_GATE_TESTS}::test_what_its_gate_lets_go_is_sent_and_the_gate_hears_of_it",
    ),
    mutant(
        "gate: a mail is asked about again before its dot",
        MAILS,
        "held = asked_again(session, claim, now, gate) if after is MailPhase.DOT else None",
        "held = None",
        f"{MAIL_GATE_TESTS}::test_what_came_while_the_server_was_spoken_to_still_stops_it",
        f"{GATE_TESTS}::test_stops_a_mail_while_the_server_is_spoken_to",
    ),
    mutant(
        "gate: an outbox without it leaves mails of that kind alone",
        MAILS,
        "                col(Mail.kind).in_([*MailKind, *gates]),\n",
        "",
        f"{MAIL_GATE_TESTS}::test_without_its_gate_a_mail_of_that_kind_is_left_alone",
    ),
    mutant(
        "gate: what may have arrived is never resent, whatever the operator chose",
        "app/parts/mail/outbox.py",
        " and mail.kind not in self.gates\n",
        "\n",
        f"{MAIL_GATE_TESTS}::test_what_may_have_arrived_is_never_resent_if_a_gate_watches_it",
    ),
    mutant(
        "gate: nor by the settling",
        SETTLING,
        "resent), else_=MailPhase.UNKNOWN)",
        "resent), else_=resent)",
        f"{MAIL_GATE_TESTS}::test_nor_when_its_sender_died",
    ),
    mutant(
        "sequence: a suppressed address gets nothing",
        GATE,
        "    looks.suppressed,\n",
        "",
        f"{GATE_TESTS}::test_a_suppression_that_ended_no_sequence_is_heeded",
    ),
    mutant(
        "sequence: a mail goes where its lead has its address",
        GATE,
        "    looks.readdressed,\n",
        "",
        f"{CHANGED_ADDRESS_TESTS}::{AFTER_A_CHANGE}",
    ),
    mutant(
        "sequence: the address of a mail in the outbox is not changed",
        "app/agents/leads/intake/change_lead.py",
        "        _refuse_if_written_to(session, lead)\n",
        "        pass\n",
        f"{CHANGED_ADDRESS_TESTS}::test_the_address_of_a_mail_in_the_outbox_is_not_changed",
    ),
    mutant(
        "sequence: who was asked for consent is asked once, whatever was erased since",
        "app/agents/leads/campaigns/question.py",
        '            *(Event("sent", at, "consent_request") for at in asked),\n',
        "",
        f"{CONSENT_TESTS}::{ASKED_ONCE}",
    ),
    mutant(
        "sequence: a mailbox that is read in time to come is not read",
        "app/agents/leads/campaigns/answers.py",
        "    if abs(now - place.changed_at) <= READ_WITHIN:",
        "    if now - place.changed_at <= READ_WITHIN:",
        "tests/leads/campaigns/test_unread_answers.py"
        "::test_a_clock_that_was_set_back_makes_no_mailbox_read",
    ),
    mutant(
        "sequence: a link to have no more mails outlives its lead",
        "app/agents/leads/campaigns/unsubscribing.py",
        "    if digest and digest not in digests_of(",
        "    if address and digest not in digests_of(",
        "tests/leads/campaigns/test_drafts_and_links.py"
        "::test_a_link_holds_also_when_its_lead_was_kept_long_enough",
    ),
    mutant(
        "sequence: the law is asked before each mail",
        GATE,
        "    looks.unlawful,\n",
        "",
        f"{GATE_TESTS}::test_stops_a_mail_that_waits_in_the_outbox",
        f"{GATE_TESTS}::test_a_foot_that_somebody_took_out_is_missed_by_the_law",
    ),
    mutant(
        "sequence: a pause holds",
        GATE,
        "    looks.paused,\n",
        "",
        f"{GATE_TESTS}::test_a_pause_of_the_campaign_holds_its_mails_and_none_is_lost",
    ),
    mutant(
        "sequence: what nobody approved does not go",
        GATE,
        "    looks.unapproved,\n",
        "",
        f"{GATE_TESTS}::test_a_mail_that_nobody_approved_does_not_go",
    ),
    mutant(
        "sequence: a mail goes in the lead's working hours",
        GATE,
        "    looks.at_a_closed_hour,\n",
        "",
        f"{SEQUENCE_TESTS}::test_each_mail_goes_in_the_leads_own_working_hours",
    ),
    mutant(
        "sequence: caps and pace of a mailbox",
        GATE,
        "    looks.without_room,\n",
        "",
        f"{SEQUENCE_TESTS}::test_the_caps_of_mailbox_and_campaign_are_counted_when_a_mail_goes",
    ),
    mutant(
        "sequence: a mail that was not taken does not count as sent",
        "app/agents/leads/campaigns/outcome.py",
        "    if after in (MailPhase.OPEN, MailPhase.FAILED):\n        row.sent_at = None\n",
        "    if after in (MailPhase.OPEN, MailPhase.FAILED):\n        pass\n",
        f"{SEQUENCE_TESTS}::test_a_mail_that_was_not_taken_for_now_is_tried_again_and_counts_once",
    ),
    mutant(
        "tracking: in the first two minutes nobody is a person",
        f"{TRACKING}/judge.py",
        " or seen.at < sent_at + SCANNED\n",
        "\n",
        f"{MACHINE_TESTS}::test_in_the_first_two_minutes_everybody_is_a_machine",
    ),
    mutant(
        "tracking: the first click of a burst is marked again",
        f"{TRACKING}/judge.py",
        "one.id for one in near if one.id is not None and not one.by_machine)",
        "one.id for one in near if one.id is not None and one.by_machine)",
        f"{MACHINE_TESTS}::test_a_scanner_that_looks_like_a_browser_is_told_in_hindsight",
    ),
    mutant(
        "tracking: a mail has few events, however often it is opened",
        f"{TRACKING}/judge.py",
        "len(alike) >= MOST_NOTED or ",
        "",
        f"{MACHINE_TESTS}::test_a_mail_that_a_million_requests_open_has_few_events",
    ),
    mutant(
        "tracking: the law of the lead is asked",
        f"{TRACKING}/permission.py",
        "    if not rules_that_ask(countries, settings.sender_country):\n",
        "    if countries:\n",
        f"{WATCH_TESTS}::test_without_a_consent_the_mail_to_a_country_that_asks_for_one_is_plain",
    ),
    mutant(
        "tracking: who took a consent back is not watched by earlier mails",
        f"{TRACKING}/noting.py",
        "judgement.changes_nothing or not may_track(session, self.settings, lead)",
        "judgement.changes_nothing",
        f"{WATCH_TESTS}::test_who_takes_it_back_is_not_watched_by_the_mails_they_have",
    ),
    mutant(
        "tracking: the way to object is never tracked",
        f"{TRACKING}/html_part.py",
        "UNSUBSCRIBE in address or ",
        "",
        "tests/leads/tracking/test_tracked_mails.py"
        "::test_a_mail_has_a_dot_and_links_through_us_and_its_text_as_it_was_approved",
    ),
    mutant(
        "tracking: an opened mail keeps nobody longer",
        "app/agents/leads/intake/retention.py",
        "            col(EmailEvent.kind).not_in(KINDS),\n",
        "",
        "tests/leads/intake/test_retention.py::test_that_a_mail_was_opened_keeps_nobody_longer",
    ),
)
