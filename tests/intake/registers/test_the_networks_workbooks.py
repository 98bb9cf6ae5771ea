"""The network's thirteen workbooks, against what a right import finds in them."""

import json
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.network.services import load_network
from jatan.intake.registers.run import import_paths


def _expected(counts: dict[str, Any]) -> dict[str, Any]:
    refused = counts["refused"]
    expected = {
        "imported": counts["valid"],
        "participants": counts["participants"],
        "duplicates": counts["exact_duplicates"],
        "refused": {code: refused.count(code) for code in refused},
    }
    return expected | {name: counts[name] for name in ("resolved", "received") if name in counts}


@pytest.mark.shared
@pytest.mark.django_db
def test_every_sheet_counts_as_the_manifest_says_and_a_second_import_brings_nothing(shared: Path) -> None:
    registers = shared / "registers"
    load_network(registers / "network.json")
    manifest = json.loads((registers / "manifest.json").read_text(encoding="utf-8"))["workbooks"]
    expected = {name: {kind: _expected(counts) for kind, counts in kinds.items()} for name, kinds in manifest.items()}
    document = import_paths([registers])
    found = {
        name: {kind: {key: counts.get(key, 0) for key in expected[name][kind]} for kind, counts in kinds.items()}
        for name, kinds in document["workbooks"].items()
    }
    assert found == expected
    assert set(document) == {"workbooks"}
    again = import_paths([registers])
    assert sum(counts["imported"] for kinds in again["workbooks"].values() for counts in kinds.values()) == 0
