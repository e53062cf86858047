"""Entities, customers and representatives: entered, changed, retired, taken back, each act one entry of the trail."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from dpo_desktop.domain.applicability import ENTITY_FACTS, implied_facts
from dpo_desktop.domain.errors import DpoError, NotFound, RuleViolation, StorageUnavailable
from dpo_desktop.services.audit import verify_audit
from dpo_desktop.services.law import places
from dpo_desktop.services.lists import audit_ids, audit_rows
from dpo_desktop.services.registers import (
    JURISDICTIONS,
    MOST_FORWARD_HOURS,
    Customer,
    Entity,
    Entry,
    Registers,
    Representative,
    add_entry,
    change_entry,
    own_entities,
    registers,
    retire_entry,
    take_back_entry,
)
from dpo_desktop.services.workspace import OpenWorkspace
from dpo_desktop.storage.tables import AuditEntryRow, RevisionRow
from tests.factory import ORGANISATION, PLACE, ZONE, SetClock

EUROPE = Entity("  Kestrel Europe GmbH ", "DE-BY", frozenset({"controller_established_in_eu"}), "Munich office")
TATTERSALL = Customer(
    "Tattersall Freight Ltd",
    reference="C-1042",
    contact_name="Maud Tattersall",
    contact_email="privacy@tattersall.example",
    country="gb",
    contract="DPA 2025/17",
    forward_hours=48,
)
STANDS = Representative(
    "Prighter Beispiel GmbH",
    "EU",
    address="Hauptstraße 1\n80331 München",
    email="art27@rep.example",
    phone="+49 89 000",
)
ALL: tuple[Entry, ...] = (EUROPE, TATTERSALL, STANDS)


def entries(found: Registers) -> tuple[Entry, ...]:
    return (*found.entities, *found.customers, *found.representatives)


def newest_entry(workspace: OpenWorkspace) -> AuditEntryRow:
    with workspace.store.reading() as session:
        return session.scalars(select(AuditEntryRow).order_by(AuditEntryRow.seq.desc()).limit(1)).one()


def test_what_is_entered_is_read_again(workspace: OpenWorkspace) -> None:
    ids = [add_entry(workspace, entry).id for entry in ALL]
    found = registers(workspace)
    assert found.entities == (replace(EUROPE, name="Kestrel Europe GmbH", id=ids[0]),)
    assert found.customers == (replace(TATTERSALL, country="GB", id=ids[1]),)
    assert found.representatives == (replace(STANDS, id=ids[2]),)
    assert verify_audit(workspace, [], lambda _done, _total: None).ok


def test_each_act_is_one_entry_of_the_trail_without_a_word_that_was_typed(
    workspace: OpenWorkspace, clock: SetClock
) -> None:
    for entry in ALL:
        before = len(audit_ids(workspace))
        written = add_entry(workspace, entry)
        assert written.changes.registers
        kept = next(one for one in entries(registers(workspace)) if (type(one), one.id) == (type(entry), written.id))
        change_entry(workspace, replace(kept, note="Asked Maud about it"))
        clock.advance(days=1)
        retire_entry(workspace, kept)
        take_back_entry(workspace, kept)
        assert len(audit_ids(workspace)) == before + 4
        rows = audit_rows(workspace, audit_ids(workspace)[:4])
        assert [row.action for row in rows] == [
            f"register.{act}" for act in ("taken_back", "retired", "changed", "added")
        ]
        assert {row.about for row in rows} == {entry.name.strip()}
    with workspace.store.reading() as session:
        details = " ".join(session.scalars(select(AuditEntryRow.detail)))
    assert "Maud" not in details
    assert "Kestrel Europe" not in details
    assert "rep.example" not in details
    assert verify_audit(workspace, [], lambda _done, _total: None).ok


def test_a_change_names_its_fields_and_leaves_the_old_values(workspace: OpenWorkspace) -> None:
    customer_id = add_entry(workspace, TATTERSALL).id
    change_entry(
        workspace, replace(TATTERSALL, id=customer_id, forward_hours=None, country="GB", contract="DPA 2026/3")
    )
    (kept,) = registers(workspace).customers
    assert (kept.forward_hours, kept.contract, kept.name) == (None, "DPA 2026/3", TATTERSALL.name)
    entry = newest_entry(workspace)
    assert json.loads(entry.detail)["fields"] == ["contract", "forward_hours"]
    with workspace.store.reading() as session:
        old = session.scalars(select(RevisionRow).where(RevisionRow.object_type == "customer")).one()
    assert json.loads(old.old_values) == {"contract": "DPA 2025/17", "forward_hours": 48}


def test_a_change_that_changes_nothing_is_not_recorded(workspace: OpenWorkspace) -> None:
    for entry in ALL:
        written = add_entry(workspace, entry)
        before = len(audit_ids(workspace))
        again = change_entry(workspace, replace(entry, id=written.id))
        assert (again.id, again.changes.registers) == (written.id, False)
        assert len(audit_ids(workspace)) == before


def test_a_retired_entry_stays_and_can_be_taken_back(workspace: OpenWorkspace, clock: SetClock) -> None:
    for entry in ALL:
        add_entry(workspace, entry)
    clock.now = datetime(2026, 11, 25, 0, 30, tzinfo=ZONE)  # the day before in UTC
    for kept in entries(registers(workspace)):
        retire_entry(workspace, kept)
    retired = entries(registers(workspace))
    assert [one.retired_at.day for one in retired if one.retired_at] == [25] * 3
    assert [one.retired_at for one in retired] == [clock()] * 3
    for one in retired:
        with pytest.raises(RuleViolation, match=r"entry\.retired"):
            retire_entry(workspace, one)
        with pytest.raises(RuleViolation, match=r"entry\.retired"):
            change_entry(workspace, replace(one, note="later"))
        take_back_entry(workspace, one)
        with pytest.raises(RuleViolation, match=r"entry\.in_use"):
            take_back_entry(workspace, one)
    assert entries(registers(workspace)) == tuple(replace(one, retired_at=None) for one in retired)


def test_without_an_entity_it_is_the_organisation_with_what_its_place_implies(workspace: OpenWorkspace) -> None:
    implied = Entity(ORGANISATION, PLACE, frozenset({"body_corporate_in_india", "processing_in_india"}))

    def own() -> tuple[Entity, ...]:
        with workspace.store.reading() as session:
            found = own_entities(session)
        assert found == registers(workspace).own_entities
        return found

    assert own() == (implied,)
    add_entry(workspace, replace(EUROPE, name="Zeta GmbH"))
    add_entry(workspace, Entity("alpha BV", "NL"))
    assert [one.name for one in own()] == ["alpha BV", "Zeta GmbH"]
    retire_entry(workspace, own()[0])
    assert [one.name for one in own()] == ["Zeta GmbH"]
    retire_entry(workspace, own()[0])
    assert own() == (implied,)
    assert len(registers(workspace).entities) == 2


@pytest.mark.parametrize(
    ("place", "facts"),
    [
        ("IN-KA", {"body_corporate_in_india", "processing_in_india"}),
        ("DE-BY", {"controller_established_in_eu"}),
        ("IE", {"controller_established_in_eu"}),
        ("GB-SCT", {"controller_established_in_uk"}),
        ("US-CA", set()),
    ],
)
def test_a_place_implies_facts(place: str, facts: set[str]) -> None:
    assert implied_facts(place) == facts
    assert facts <= set(ENTITY_FACTS)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (replace(EUROPE, name=" "), "entry.name_missing"),
        (replace(TATTERSALL, name=""), "entry.name_missing"),
        (replace(STANDS, name="\t"), "entry.name_missing"),
        (replace(EUROPE, place="DE-XX"), "entry.unknown_place"),
        (replace(EUROPE, place=""), "entry.unknown_place"),
        (replace(EUROPE, facts=frozenset({"is_nice"})), "entry.unknown_fact"),
        (replace(TATTERSALL, country="Germany"), "request.unknown_country"),
        (replace(TATTERSALL, contact_email="privacy.example"), "entry.no_email"),
        (replace(TATTERSALL, contact_email="one@two@three"), "entry.no_email"),
        (replace(TATTERSALL, forward_hours=0), "entry.hours_unlikely"),
        (replace(TATTERSALL, forward_hours=-1), "entry.hours_unlikely"),
        (replace(TATTERSALL, forward_hours=MOST_FORWARD_HOURS + 1), "entry.hours_unlikely"),
        (replace(STANDS, jurisdiction="Mars"), "entry.unknown_jurisdiction"),
        (replace(STANDS, email="@rep.example"), "entry.no_email"),
        (replace(STANDS, entity_id=77), "entry.unknown_entity"),
    ],
)
def test_what_contradicts_itself_is_refused(workspace: OpenWorkspace, entry: Entry, code: str) -> None:
    kept = {type(one): add_entry(workspace, one).id for one in ALL}
    before, entered = registers(workspace), len(audit_ids(workspace))
    for act in (add_entry, change_entry):
        with pytest.raises(RuleViolation) as refused:
            act(workspace, replace(entry, id=kept[type(entry)]))
        assert refused.value.code == code
    assert registers(workspace) == before
    assert len(audit_ids(workspace)) == entered


@pytest.mark.parametrize("hours", [1, 72, MOST_FORWARD_HOURS, None])
def test_hours_of_a_contract_up_to_a_year(workspace: OpenWorkspace, hours: int | None) -> None:
    add_entry(workspace, replace(TATTERSALL, forward_hours=hours))
    assert [one.forward_hours for one in registers(workspace).customers] == [hours]


def test_every_place_and_every_law_can_be_entered(workspace: OpenWorkspace) -> None:
    for code, name in places():
        add_entry(workspace, Entity(name, code, implied_facts(code)))
    for jurisdiction in JURISDICTIONS:
        add_entry(workspace, replace(STANDS, jurisdiction=jurisdiction))
    found = registers(workspace)
    assert {one.place for one in found.entities} == {code for code, _name in places()}
    assert {one.jurisdiction for one in found.representatives} == set(JURISDICTIONS)


def test_a_representative_stands_for_an_entity_in_use_and_keeps_one_that_is_retired_later(
    workspace: OpenWorkspace,
) -> None:
    entity_id = add_entry(workspace, EUROPE).id
    stands = replace(STANDS, id=add_entry(workspace, replace(STANDS, entity_id=entity_id)).id, entity_id=entity_id)
    retire_entry(workspace, registers(workspace).entities[0])
    change_entry(workspace, replace(stands, phone="+49 89 111"))
    assert registers(workspace).representatives[0].entity_id == entity_id
    with pytest.raises(RuleViolation, match=r"entry\.unknown_entity"):
        add_entry(workspace, replace(STANDS, entity_id=entity_id))


@pytest.mark.parametrize("entry", ALL, ids=["entity", "customer", "representative"])
def test_an_entry_that_is_not_there_is_not_found(workspace: OpenWorkspace, entry: Entry) -> None:
    for act in (change_entry, retire_entry, take_back_entry):
        with pytest.raises(NotFound, match=r"entry\.missing"):
            act(workspace, replace(entry, id=5))


def test_an_entry_that_was_changed_from_outside_is_not_made_good(workspace: OpenWorkspace) -> None:
    customer_id = add_entry(workspace, TATTERSALL).id
    with workspace.store.write_engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("UPDATE customer SET forward_hours = 720")
    with pytest.raises(StorageUnavailable) as refused:
        change_entry(workspace, replace(TATTERSALL, id=customer_id, note="now"))
    assert refused.value.code == "storage.row_changed"
    verdict = verify_audit(workspace, [], lambda _done, _total: None)
    assert [code for code, _parameters in verdict.findings] == ["audit.row_changed"]


def test_a_refusal_holds_nothing_that_was_typed(workspace: OpenWorkspace) -> None:
    with pytest.raises(DpoError) as refused:
        add_entry(workspace, replace(TATTERSALL, contact_email="maud tattersall"))
    assert "maud" not in f"{refused.value!r} {refused.value.parameters}"
