"""Ledger verbs of projects."""

PROJECT_BEGUN = "projects.project_begun"
PROJECT_JOINED = "projects.project_joined"
RECORDS_TAGGED = "projects.records_tagged"
RECORD_UNTAGGED = "projects.record_untagged"
