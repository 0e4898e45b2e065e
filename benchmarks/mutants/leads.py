"""Guards of the lead agent that an address, an objection and an erasure rest on."""

from benchmarks.mutants.mutant import Mutant, mutant

INTAKE = "app/agents/leads/intake"
TAKE_IN = f"{INTAKE}/take_in.py"
TAKE_IN_TESTS = "tests/leads/intake/test_take_in.py"
FIELDS = f"{INTAKE}/fields.py"
FIELDS_TESTS = "tests/leads/intake/test_fields.py"
ERASE = f"{INTAKE}/erase.py"
ERASE_TESTS = "tests/leads/intake/test_erase.py"
GATE = "app/agents/leads/campaigns/gate.py"
UNREAD_TESTS = "tests/leads/campaigns/test_unread_answers.py"
STANDARDS = "tests/leads/standards"
ONE_CLICK_TESTS = f"{STANDARDS}/test_rfc8058_one_click.py"
OTHER_LANGUAGES = "tests/leads/sequence/test_other_languages.py"
PAGES = "app/agents/leads/pages"
CAMPAIGN_FORMS = "tests/leads/pages/test_campaign_forms.py"
LEAD_FORMS = "tests/leads/pages/test_lead_forms.py"
DRAFT_TESTS = "tests/leads/campaigns/test_drafts_and_links.py"

OF_LEADS: tuple[Mutant, ...] = (
    mutant(
        "intake: who asked not to be written to stays out",
        TAKE_IN,
        "if one.fields.email not in suppressed]",
        "if one.fields]",
        f"{TAKE_IN_TESTS}::test_who_asked_not_to_be_written_to_is_refused",
    ),
    mutant(
        "intake: doubles of one request are one lead",
        TAKE_IN,
        '            taken.add(key or "")\n',
        "",
        f"{TAKE_IN_TESTS}::test_doubles_within_one_request_merge_too",
    ),
    mutant(
        "intake: a double overwrites nothing",
        f"{INTAKE}/merge.py",
        "        if new and not kept:\n",
        "        if new:\n",
        f"{TAKE_IN_TESTS}::test_a_double_fills_what_is_empty_and_overwrites_nothing",
    ),
    mutant(
        "intake: a wrong address refuses the lead",
        FIELDS,
        "        raise LeadRefusedError(str(error)) from error\n",
        '        return "", ""\n',
        f"{FIELDS_TESTS}::test_a_wrong_address_refuses_the_lead_and_is_quoted",
    ),
    mutant(
        "intake: two spellings of a mailbox are one",
        FIELDS,
        "email_key=normalised_address(email) if email else None",
        "email_key=email.lower() if email else None",
        f"{FIELDS_TESTS}::test_two_spellings_of_one_mailbox_have_one_key",
    ),
    mutant(
        "intake: the address of a task is marked",
        FIELDS,
        '        is_role_address=kind == "role",\n',
        "",
        f"{FIELDS_TESTS}::test_addresses_of_a_task_and_throw_away_ones_are_marked",
    ),
    mutant(
        "erasure: who was erased is not written to again",
        ERASE,
        "    if lead.email and is_final:\n        suppress_address(",
        "    if False:\n        suppress_address(",
        f"{ERASE_TESTS}::test_who_was_erased_is_not_taken_in_again",
    ),
    mutant(
        "erasure: mails of the outbox lose the person",
        ERASE,
        "        mails = blank_mails(session, lead, now)\n",
        "        mails: list[tuple[str, str]] = []\n",
        f"{ERASE_TESTS}::test_nothing_of_the_person_is_left_in_any_table",
    ),
    mutant(
        "erasure: the bytes of a file lose the person",
        ERASE,
        "        database.overwrite_deleted()\n",
        "        pass\n",
        f"{ERASE_TESTS}::test_not_even_the_bytes_of_a_file_or_the_log_have_it",
    ),
    mutant(
        "one-click: opening the link unsubscribes nobody",
        "app/agents/leads/pages/unsubscribe_routes.py",
        "        return HTMLResponse(pages.unsubscribe_page(asked.address, done=asked.is_over))\n",
        "        unsubscribe(parts.database, parts.settings, asked, parts.clock())\n"
        "        return HTMLResponse(pages.unsubscribe_page(asked.address, done=asked.is_over))\n",
        f"{ONE_CLICK_TESTS}::test_1_to_fetch_the_address_unsubscribes_nobody",
    ),
    mutant(
        "one-click: the address is suppressed",
        "app/agents/leads/campaigns/unsubscribing.py",
        "        suppress_both(session, settings, lead.email if lead else None, "
        "asked.digest, now)\n",
        "",
        f"{ONE_CLICK_TESTS}::test_3_2_an_https_post_with_the_pair_unsubscribes",
    ),
    mutant(
        "sequence: who has answered gets nothing more",
        GATE,
        "    looks.stopped,\n",
        "",
        "tests/leads/campaigns/test_gate.py::test_stops_a_mail_while_the_server_is_spoken_to",
    ),
    mutant(
        "sequence: nothing follows while answers are not read",
        GATE,
        "    looks.unanswered_for_all_we_know,\n",
        "",
        f"{UNREAD_TESTS}::test_a_follow_up_waits_until_the_mailbox_is_read_and_is_not_lost",
    ),
    mutant(
        "ready: a mailbox that is refused stops not the house",
        "app/service/readiness.py",
        " if name not in self.unneeded)",
        ")",
        "tests/leads/listening/test_refused_mailbox.py"
        "::test_the_service_is_ready_all_the_same_and_says_it_on_its_pages",
    ),
    mutant(
        "mail to a lead: words of another language",
        "app/agents/leads/sequence/guard/languages.py",
        "    told, around = _language(sentence), _language(within)\n",
        "    return True\n    told, around = _language(sentence), _language(within)\n",
        f"{OTHER_LANGUAGES}::test_no_invention_passes_in_a_language_that_the_guard_does_not_know",
    ),
    mutant(
        "mail to a lead: half a sentence of another language",
        "app/agents/leads/sequence/guard/masking.py",
        "        return words_of(said) == words_of(page.tokens)\n",
        "        return True\n",
        f"{OTHER_LANGUAGES}::test_of_a_page_that_the_guard_cannot_read_whole_sentences_are_quoted",
    ),
    mutant(
        "thread: an id is never broken",
        "app/parts/mail/headers.py",
        '    for name in ("message-id", "in-reply-to", "references"):\n'
        "        registry.map_to_type(name, ThreadHeader)\n",
        "",
        f"{STANDARDS}/test_rfc5322_threading.py"
        "::test_2_2_3_folding_breaks_lines_between_ids_and_changes_none",
    ),
    mutant(
        "reports: what is no complaint ends nothing",
        "app/agents/leads/inbox/machine_mail.py",
        'frozenset({"auth-failure", "not-spam", "dmarc"})',
        'frozenset({"dmarc"})',
        f"{STANDARDS}/test_rfc5965_feedback_reports.py::test_7_3_what_is_no_complaint_ends_nothing",
    ),
    mutant(
        "forms: a campaign that was started is not changed",
        "app/agents/leads/campaigns/campaigns.py",
        "if campaign.status != CampaignStatus.DRAFT:",
        "if not campaign:",
        f"{DRAFT_TESTS}::test_a_campaign_is_changed_until_it_is_started_and_then_no_more",
    ),
    mutant(
        "forms: what was written after a look is not approved by it",
        "app/agents/leads/campaigns/drafts.py",
        "        col(SequenceMail.id) <= up_to,\n",
        "",
        f"{DRAFT_TESTS}::test_drafts_are_approved_together_but_for"
        "_those_with_problems_and_those_that_came_later",
    ),
    mutant(
        "forms: a campaign without a ticked mail is none",
        f"{PAGES}/campaign_form.py",
        "    if not steps:\n",
        "    if steps is None:\n",
        f"{CAMPAIGN_FORMS}::test_half_of_a_campaign_is_none",
    ),
    mutant(
        "forms: what does not fit is told, and not cut",
        "app/parts/http/forms.py",
        """        if len(said) > longest:
            self.wrong[name] = too_long(said, longest)
        return said[:longest]

    def whole_text""",
        """        return said[:longest]

    def whole_text""",
        f"{CAMPAIGN_FORMS}::test_half_of_a_campaign_is_none",
    ),
    mutant(
        "forms: a file has its limit",
        f"{PAGES}/lead_actions.py",
        "(file.size or 0) > MOST_FILE_BYTES",
        "(file.size or 0) < 0",
        f"{LEAD_FORMS}::test_a_file_is_imported_and_each_row_is_told",
    ),
    mutant(
        "forms: what a lead's field cannot be is told, and not left out",
        f"{PAGES}/lead_form.py",
        "    return not reading.wrong\n",
        "    return not reading.wrong.get(WHOLE)\n",
        f"{LEAD_FORMS}::test_what_cannot_be_read_is_told_beside_its_field_and_not_left_out",
    ),
    mutant(
        "forms: who answered or left is not offered to a campaign",
        "app/agents/leads/intake/lead_search.py",
        "col(Lead.status).not_in(over)",
        "col(Lead.status).is_not(None)",
        "tests/leads/pages/test_choosing_leads.py"
        "::test_only_whom_somebody_may_write_to_is_found_by_tag_words_and_score",
    ),
)
