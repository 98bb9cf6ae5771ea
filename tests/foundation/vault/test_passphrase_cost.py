"""What a passphrase costs to guess: chosen for the machine, kept by each slot, raised at an unlock, never lowered."""

import dataclasses
import uuid
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.vault import ceremonies, enrolment, open_keys, passphrase_cost, slots
from jatan.foundation.vault.choices import Kind, SlotKind
from jatan.foundation.vault.directory import trusted_key
from jatan.foundation.vault.models import Slot
from jatan.foundation.vault.passphrase_cost import FIRST, Cost
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.slots import PasswordSlot
from tests.foundation.vault import fixed_keys as m
from tests.foundation.vault.sealed_before import old_slot
from tests.foundation.vault.vault_office import QUICK, WORDS, VaultHouse, quickly_stretched
from tests.key_agents import agent_in_thread

MIB = 1024
PINNED = dataclasses.replace(m.KEY, pin=m.fixed("pin", 32))


@pytest.mark.parametrize(
    ("spare", "memory"), [(1024, 256), (16 * 1024, 256), (1023, 128), (512, 128), (511, 64), (100, 64)]
)
def test_a_quarter_of_what_the_machine_has_to_spare_at_most_256_mib(
    monkeypatch: pytest.MonkeyPatch, spare: int, memory: int
) -> None:
    monkeypatch.setattr(passphrase_cost, "spare_kib", lambda: spare * MIB)
    monkeypatch.setattr(passphrase_cost, "_seconds_of_a_pass", lambda _kib: 0.1)
    chosen = passphrase_cost.chosen_cost.__wrapped__()
    assert chosen.memory_kib == memory * MIB
    assert chosen.work >= FIRST.work, "never less than before"


@pytest.mark.parametrize(("seconds", "passes"), [(0.2, 1), (0.05, 5), (0.001, 8), (10.0, 1)])
def test_as_many_passes_as_take_about_a_second(monkeypatch: pytest.MonkeyPatch, seconds: float, passes: int) -> None:
    """`seconds`: what a pass over 64 MiB takes here."""
    monkeypatch.setattr(passphrase_cost, "spare_kib", lambda: 2048 * MIB)
    monkeypatch.setattr(passphrase_cost, "_seconds_of_a_pass", lambda _kib: seconds)
    assert passphrase_cost.chosen_cost.__wrapped__() == Cost(256 * MIB, passes)


def test_what_is_to_spare_is_counted_within_every_control_group(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The house is in a group with a limit below the machine's, its parent has a narrower one, and above it none."""
    inner = tmp_path / "groups" / "machine.slice" / "house.service"
    inner.mkdir(parents=True)
    own = tmp_path / "own"
    monkeypatch.setattr(passphrase_cost, "_GROUPS", tmp_path / "groups")
    monkeypatch.setattr(passphrase_cost, "_OWN_GROUP", own)
    whole = passphrase_cost.spare_kib()
    own.write_text("12:cpu:/elsewhere\n0::/machine.slice/house.service\n")
    limit(inner, most=100, taken=40, files=10)
    assert (passphrase_cost.spare_kib(), whole > 70 * MIB) == (70 * MIB, True)
    limit(inner.parent, most=100, taken=80, files=30)
    assert passphrase_cost.spare_kib() == 50 * MIB
    limit(inner.parent, most=100, taken=120, files=0)
    assert passphrase_cost.spare_kib() == 0
    (inner.parent / "memory.max").write_text("max\n")
    assert passphrase_cost.spare_kib() == 70 * MIB


def limit(group: Path, *, most: int, taken: int, files: int) -> None:
    """What the kernel says of a control group, in MiB."""
    (group / "memory.max").write_text(f"{most * MIB * 1024}\n")
    (group / "memory.current").write_text(f"{taken * MIB * 1024}\n")
    (group / "memory.stat").write_text(f"anon 1\ninactive_file {files * MIB * 1024}\n")


def test_swap_opens_a_slot_and_chooses_none(monkeypatch: pytest.MonkeyPatch) -> None:
    quickly_stretched(monkeypatch)
    made = slots.password_slot_seal(PINNED, WORDS, m.PEPPER, m.A_SLOT, cost=Cost(128, 4))
    monkeypatch.setattr(passphrase_cost, "spare_kib", lambda: 100)
    monkeypatch.setattr(passphrase_cost, "swap_kib", lambda: 28)
    assert slots.password_slot_open(made, WORDS, m.PEPPER, m.A_SLOT).raw == PINNED.raw


@pytest.mark.parametrize(
    ("held", "chosen"),
    [
        (Cost(256, 1), Cost(128, 8)),
        (Cost(256, 2), Cost(64, 8)),
        (Cost(256, 1), Cost(256, 2)),
        (Cost(128, 8), Cost(256, 1)),
        (Cost(64, 3), Cost(256, 1)),
    ],
)
def test_two_unlike_machines_do_not_undo_each_others_slots(held: Cost, chosen: Cost) -> None:
    assert not (held.is_below(chosen) and chosen.is_below(held))
    assert not held.is_below(chosen) or chosen.memory_kib > held.memory_kib


def test_this_machine_is_measured_and_chooses_at_least_the_work_of_before() -> None:
    chosen = passphrase_cost.chosen_cost.__wrapped__()
    assert (chosen.memory_kib in {64 * MIB, 128 * MIB, 256 * MIB}, chosen.work >= FIRST.work) == (True, True)
    assert 1 <= chosen.passes <= 8


def test_a_slot_opens_at_its_own_cost_on_any_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    made = slots.password_slot_seal(PINNED, WORDS, m.PEPPER, m.A_SLOT, cost=Cost(65 * MIB, 3))
    quickly_stretched(monkeypatch)
    opened = slots.password_slot_open(made, WORDS, m.PEPPER, m.A_SLOT)
    assert (opened.raw, opened.pin, made.cost) == (PINNED.raw, PINNED.pin, Cost(65 * MIB, 3))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> PasswordSlot:
    quickly_stretched(monkeypatch)
    return slots.password_slot_seal(PINNED, WORDS, m.PEPPER, m.A_SLOT, cost=Cost(128, 4))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"passes": 3}, "key"),
        ({"passes": 5}, "key"),
        ({"memory_kib": 64}, "key"),
        ({"memory_kib": 129}, "key"),
        ({"memory_kib": 0, "passes": 0}, "key"),
        ({"memory_kib": 63}, "cost"),
        ({"memory_kib": 8, "passes": 1}, "cost"),
        ({"memory_kib": 128, "passes": 1}, "cost"),
        ({"memory_kib": 0}, "cost"),
        ({"passes": 0}, "cost"),
        ({"memory_kib": 1 << 31}, "cost"),
        ({"passes": 1 << 15}, "cost"),
    ],
)
def test_whoever_writes_another_cost_into_the_table_is_refused(
    quick: PasswordSlot, changed: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        slots.password_slot_open(dataclasses.replace(quick, **changed), WORDS, m.PEPPER, m.A_SLOT)


def test_below_the_floor_and_above_the_machine_nothing_is_tried(
    quick: PasswordSlot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Cost] = []
    monkeypatch.setattr(passphrase_cost, "_argon2id", lambda cost, *_words: tried.append(cost))
    for memory in (8, 1 << 30):
        with pytest.raises(Refused, match="cost"):
            slots.password_slot_open(dataclasses.replace(quick, memory_kib=memory), WORDS, m.PEPPER, m.A_SLOT)
    monkeypatch.setattr(passphrase_cost, "spare_kib", lambda: 100)
    monkeypatch.setattr(passphrase_cost, "swap_kib", lambda: 27)
    with pytest.raises(Refused, match="memory"):
        slots.password_slot_open(quick, WORDS, m.PEPPER, m.A_SLOT)
    assert tried == []


def slot_of(keys: VaultHouse, kind: SlotKind, name: str = "supervisor") -> Slot:
    return enrolment.newest_slot(keys.organisation_id, keys.people[name], kind)


def put_back(keys: VaultHouse) -> None:
    """The supervisor's passphrase slot and escrow as they were before slots had cost and pin."""
    slot, escrow, key = slot_of(keys, SlotKind.PASSPHRASE), slot_of(keys, SlotKind.ESCROW), keys.rings["supervisor"].key
    made = old_slot(key, enrolment.context_of_slot(slot))
    Slot.objects.filter(pk=slot.pk).update(**enrolment._values(made))
    officers = trusted_key(keys.organisation_id, Kind.RECOVERY, keys.organisation_id).key
    sealed = key.give(officers, enrolment.context_of_slot(escrow))
    Slot.objects.filter(pk=escrow.pk).update(sealed=sealed)


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["here", "agent"])
def test_a_slot_of_before_opens_and_is_raised_and_pinned(keys: VaultHouse, where: str) -> None:
    put_back(keys)
    office, holder, key = keys.organisation_id, keys.people["supervisor"], keys.rings["supervisor"].key
    assert enrolment.without_pin([slot_of(keys, SlotKind.PASSPHRASE)]) != []
    envelope = bytes(slot_of(keys, SlotKind.ESCROW).sealed)
    if where == "here":
        assert enrolment.unlock(office, holder, WORDS).key.public() == key.public()
    else:
        with agent_in_thread():
            assert open_keys.open_by_passphrase(office, holder, WORDS, "s")[0].key.public() == key.public()
    slot, escrow = slot_of(keys, SlotKind.PASSPHRASE), slot_of(keys, SlotKind.ESCROW)
    assert enrolment.password_slot_of(slot).cost == QUICK
    assert enrolment.without_pin([slot]) == []
    assert len(slot.sealed) == 173
    assert bytes(escrow.sealed) == envelope, "sealed once, when her key was made"
    opened = slots.password_slot_open(
        enrolment.password_slot_of(slot), WORDS, enrolment.pepper(), enrolment.context_of_slot(slot)
    )
    assert opened.pin == enrolment.authority_pin(office) != b""
    assert ceremonies.recover_holder(office, keys.shares[1:], holder).key.public() == key.public()


@pytest.mark.django_db
def test_a_slot_as_good_as_a_new_one_is_left_alone(keys: VaultHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    before = bytes(slot_of(keys, SlotKind.PASSPHRASE).sealed)
    enrolment.unlock(keys.organisation_id, keys.people["supervisor"], WORDS)
    assert bytes(slot_of(keys, SlotKind.PASSPHRASE).sealed) == before
    monkeypatch.setattr(passphrase_cost, "chosen_cost", lambda: Cost(QUICK.memory_kib, 2 * QUICK.passes))
    enrolment.unlock(keys.organisation_id, keys.people["supervisor"], WORDS)
    assert bytes(slot_of(keys, SlotKind.PASSPHRASE).sealed) == before, "a quicker day"
    monkeypatch.setattr(passphrase_cost, "chosen_cost", lambda: Cost(2 * QUICK.memory_kib, QUICK.passes))
    enrolment.unlock(keys.organisation_id, keys.people["supervisor"], WORDS)
    raised = slot_of(keys, SlotKind.PASSPHRASE)
    assert (bytes(raised.sealed) != before, raised.memory_kib) == (True, 2 * QUICK.memory_kib)
    monkeypatch.setattr(passphrase_cost, "chosen_cost", lambda: QUICK)
    enrolment.unlock(keys.organisation_id, keys.people["supervisor"], WORDS)
    assert slot_of(keys, SlotKind.PASSPHRASE).memory_kib == 2 * QUICK.memory_kib, "never lowered"


@pytest.mark.django_db
def test_every_slot_of_a_new_key_holds_the_pin(keys: VaultHouse) -> None:
    holder: uuid.UUID = keys.people["supervisor"]
    rows = Slot.objects.filter(organisation_id=keys.organisation_id, holder=holder)
    assert rows.count() == 12
    assert enrolment.without_pin(rows) == []
