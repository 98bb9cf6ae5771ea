"""Tables made by version 0.1.0 get the keys that tables of today are made with (docs/adr/0018-keys-of-the-tables.md).

A house that began with today's migrations has them already: then nothing is found to do. For each table of KEYS the
primary key becomes (organisation_id, id) with a plain index on id; where the unique index of that pair stood beside the
old key it becomes the key, and the foreign keys that rely on it stay. Django's own foreign key on the id alone goes from
each column of LINKS, and the index on the organisation alone, which the key makes superfluous.
"""

from django.db import migrations

# Tables with a row of its own id for each record of an organisation. `calls_callforhelp` stands apart: a call belongs to
# nobody until it is delivered.
KEYS = """
    network_organisationdistrict network_office network_informationcentre network_workbookname network_mark
    ledger_event ledger_revision
    vault_directorykey vault_slot vault_team vault_teammember vault_teamgift vault_signergift vault_wrap
    vault_section vault_sealedfile vault_letter vault_unlock
    access_posting
    people_person people_identifier people_consent people_namevariant people_lookup people_suggestion
    people_sameperson
    journeys_party journeys_journey journeys_companion journeys_outcome journeys_pass journeys_answer
    journeys_action journeys_trigger journeys_counselling journeys_draft
    groups_group groups_membership
    helpdesk_issue helpdesk_issuefollowup
    cases_case cases_casewaiting cases_casefact cases_reading cases_readingalert cases_export
    schemes_linkage
    allies_ally allies_meeting allies_ask allies_commitment allies_mediamention
    library_material library_distribution
    activities_activity activities_followup activities_participation activities_photograph
    agents_statement agents_profile agents_joining agents_entryrequest
    safeguarding_planversion safeguarding_agreement safeguarding_contact safeguarding_escalation
    safeguarding_escalationstep safeguarding_handoff safeguarding_handover
    registers_importrun registers_importedrow registers_parkedrow registers_proposedcorrection registers_rowwarning
    registers_learnedmapping
    messaging_inmessage messaging_outmessage messaging_optout messaging_template messaging_sendingrules
""".split()
# Its key is the person's id.
PERSON_KEY = "people_personkey"
# Columns that point at a row of the same organisation.
LINKS = """
    vault_teammember.team_id vault_teamgift.team_id
    people_identifier.person_id people_consent.person_id people_personkey.person_id people_suggestion.first_id
    people_suggestion.second_id people_sameperson.first_id people_sameperson.second_id
    journeys_journey.person_id journeys_journey.party_id journeys_companion.journey_id journeys_companion.person_id
    journeys_outcome.journey_id journeys_pass.journey_id journeys_answer.journey_id journeys_action.journey_id
    journeys_trigger.journey_id journeys_counselling.journey_id
    groups_membership.group_id groups_membership.person_id
    helpdesk_issue.person_id helpdesk_issuefollowup.issue_id
    cases_casewaiting.case_id
    schemes_linkage.person_id
    allies_meeting.ally_id allies_ask.ally_id allies_ask.meeting_id allies_commitment.ally_id
    allies_commitment.ask_id
    library_distribution.material_id
    activities_activity.group_id activities_followup.activity_id activities_participation.activity_id
    activities_participation.person_id activities_photograph.activity_id
    agents_statement.journey_id agents_profile.seed_id agents_joining.profile_id agents_joining.statement_id
    agents_entryrequest.statement_id
    safeguarding_agreement.journey_id safeguarding_contact.journey_id safeguarding_escalation.journey_id
    safeguarding_escalation.contact_id safeguarding_escalationstep.escalation_id safeguarding_handoff.trigger_id
    registers_importedrow.run_id registers_parkedrow.run_id registers_parkedrow.corrects_id
    registers_proposedcorrection.run_id registers_proposedcorrection.imported_row_id registers_rowwarning.run_id
    registers_rowwarning.imported_row_id
    messaging_inmessage.person_id messaging_outmessage.person_id messaging_outmessage.in_answer_to_id
""".split()


def _array(names):
    return "ARRAY[" + ", ".join(f"'{name}'" for name in names) + "]"


SQL = f"""
DO $body$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT c.conrelid::regclass AS its_table, c.conname FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND cardinality(c.conkey) = 1
          AND c.conrelid::regclass || '.' || a.attname = ANY ({_array(LINKS)})
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.its_table, found.conname);
    END LOOP;

    FOR found IN
        SELECT c.conrelid::regclass AS its_table, a.attname AS its_column, c.conname,
            to_regclass(c.conrelid::regclass || '_org_id_uniq') AS pair
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'p' AND cardinality(c.conkey) = 1
          AND c.conrelid::regclass::text = ANY ({_array([*KEYS, PERSON_KEY])})
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.its_table, found.conname);
        IF found.pair IS NULL THEN
            EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I PRIMARY KEY (organisation_id, %I)',
                found.its_table, found.conname, found.its_column);
        ELSE
            EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I PRIMARY KEY USING INDEX %s',
                found.its_table, found.conname, found.pair);
        END IF;
        EXECUTE format('CREATE INDEX %I ON %s (%I)',
            found.its_table || '_' || found.its_column, found.its_table, found.its_column);
    END LOOP;

    FOR found IN
        SELECT i.indexrelid::regclass AS its_index FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indnatts = 1 AND NOT i.indisunique AND i.indpred IS NULL AND a.attname = 'organisation_id'
          AND i.indrelid::regclass::text = ANY ({_array(KEYS)})
    LOOP
        EXECUTE format('DROP INDEX %s', found.its_index);
    END LOOP;

    -- A file name was one organisation's for the whole network; now each organisation has its own names.
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'workbookname_once') THEN
        ALTER TABLE network_workbookname DROP CONSTRAINT network_workbookname_name_key;
        DROP INDEX IF EXISTS network_workbookname_name_1895174d_like;
        ALTER TABLE network_workbookname ADD CONSTRAINT workbookname_once UNIQUE (organisation_id, name);
    END IF;
END
$body$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_squashed_0003"),
        ("activities", "0001_squashed_0002"),
        ("agents", "0001_squashed_0005"),
        ("allies", "0001_squashed_0002"),
        ("calls", "0001_squashed_0002"),
        ("cases", "0001_squashed_0013"),
        ("groups", "0001_squashed_0003"),
        ("helpdesk", "0001_squashed_0003"),
        ("indicators", "0001_squashed_0005"),
        ("journeys", "0001_squashed_0006"),
        ("ledger", "0001_squashed_0002"),
        ("library", "0001_squashed_0002"),
        ("messaging", "0001_squashed_0002"),
        ("network", "0001_squashed_0003"),
        ("people", "0001_squashed_0005"),
        ("registers", "0001_squashed_0004"),
        ("safeguarding", "0001_squashed_0002"),
        ("schemes", "0001_squashed_0002"),
        ("vault", "0001_squashed_0006"),
    ]
    # The migrations before this one make these keys in a new house: going back to them changes nothing.
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
