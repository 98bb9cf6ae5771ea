"""Rewrite the row policies with or without sub-selects around `current_setting`.

With a scalar sub-select PostgreSQL reads the setting once per statement; migrations write this form. Citus refuses
policies with sub-selects, so `JATAN_PLAIN_POLICIES` selects the plain form. There PostgreSQL reads the setting once for
an index condition but once per row otherwise: pages of one member cost the same, a list of all members' newest rows 2.5
times as much (docs/reference/bench.md). `agents_statement_granted`, `vault_section_delete` and
`vault_casestatement_delete` query other tables and keep their sub-selects.
"""

import re
from typing import Final

import psycopg
from psycopg import sql

_POLICIES: Final = """
SELECT tablename, policyname, qual, with_check FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2
"""
# Expressions that read a setting, as PostgreSQL prints them.
_LIST: Final = r"\(string_to_array\(current_setting\('jatan\.\w+'::text, true\), ','::text\)\)::uuid\[\]"
_CODE: Final = r"current_setting\('jatan\.pass'::text, true\)"
_IS_SET: Final = r"\(COALESCE\(current_setting\('jatan\.\w+'::text, true\), ''::text\) <> ''::text\)"
_ANY_SET: Final = rf"{_IS_SET}|\({_IS_SET} OR {_IS_SET}\)"
# The form with sub-selects -> the plain one, and back.
_TO_PLAIN: Final = (
    (rf"\( SELECT ({_LIST}) AS string_to_array\)::uuid\[\]", r"\1"),
    (rf"\( SELECT ({_CODE}) AS current_setting\)", r"\1"),
    (rf"^\( SELECT ({_ANY_SET})\)$", r"\1"),
)
_TO_SUB_SELECTS: Final = (
    (rf"(?<!SELECT )({_LIST})", r"( SELECT \1 AS string_to_array)::uuid[]"),
    (rf"(?<!SELECT )({_CODE})", r"( SELECT \1 AS current_setting)"),
    (rf"^({_ANY_SET})$", r"( SELECT \1)"),
)


def rewrite_policies(connection: psycopg.Connection, *, plain: bool) -> int:
    """Alter every policy to the wanted form. Needs the owner's role. Returns the number changed; does not commit."""
    changed = 0
    for table, name, using, check in connection.execute(_POLICIES).fetchall():
        wanted = [_in_form(text, plain=plain) for text in (using, check)]
        if wanted == [using, check]:
            continue
        parts = [
            sql.SQL("{} ({})").format(sql.SQL(clause), sql.SQL(text))
            for clause, text in zip(("USING", "WITH CHECK"), wanted, strict=True)
            if text is not None
        ]
        names = {"policy": sql.Identifier(name), "of_table": sql.Identifier(table), "parts": sql.SQL(" ").join(parts)}
        connection.execute(sql.SQL("ALTER POLICY {policy} ON {of_table} {parts}").format(**names))
        changed += 1
    return changed


def _in_form(text: str | None, *, plain: bool) -> str | None:
    if text is None:
        return None
    for found, instead in _TO_PLAIN if plain else _TO_SUB_SELECTS:
        text = re.sub(found, instead, text)
    return text
