"""Managers, members, standing and what each side sees: rules 27 to 38, 90 to 102, 118."""

from __future__ import annotations

from itertools import combinations

import pytest

from sandbox.center.common.roles import Role
from sandbox.center.customers.account import Customer
from sandbox.center.resellers.reseller_manager import ResellerManagerAssignment, running
from sandbox.engine.scenario import look
from sandbox.engine.session import Session
from tests.center.resellers.test_cooperation import begin, done, refused

PRESET = ("distributor_administrator", "distributor_operator", "account_manager", "account_manager_lead")


def rows(session: Session, page: str, persona: str) -> list[str]:
    return list(look(session.simulator, session.world, page, persona)["rows"])


@pytest.mark.parametrize("pair", list(combinations(PRESET, 2)))
def test_which_two_roles_clash(pair: tuple[str, str]) -> None:
    expected = set()
    if "distributor_administrator" in pair:
        expected.add("resell-role-sysadmin-alone")
    if set(pair) == {"account_manager", "account_manager_lead"}:
        expected.add("resell-role-am-vs-lead")
    outcome = begin().submit("dist-admin", "member.create", {"login_name": "新人", "member_roles": pair})
    assert set(getattr(outcome, "rules", ())) == expected


def test_the_eleventh_custom_role_is_refused() -> None:
    session = begin()
    for number in range(10):
        done(
            session,
            "dist-admin",
            "role.create_custom",
            role_name=f"角色{number}",
            permissions=["review_applications"],
        )
    assert refused(
        session, "dist-admin", "role.create_custom", role_name="再一个", permissions=["review_applications"]
    ) == {"resell-role-custom-10"}


def test_assigning_the_same_manager_again_changes_nothing() -> None:
    session = begin()
    for _ in range(2):
        done(
            session,
            "dist-admin",
            "reseller_manager.assign",
            reseller="reseller-r",
            account_manager="dist-lead",
        )
    assert len(list(session.world.all(ResellerManagerAssignment))) == 1
    assert running(session.world, "reseller-r") is not None


def test_without_the_international_setting_a_freeze_reaches_nobody_else() -> None:
    session = begin()
    done(session, "huawei", "partner_standing.impose", partner="dist-d", measure="frozen")
    assert session.world.by_ref("partner/reseller-r").state == "normal"  # type: ignore[union-attr]
    assert session.world.need(Customer, "kilo").frozen == "no"


def test_lifting_gives_back_exactly_what_the_measure_took() -> None:
    session = begin(settings={"intl_profile": True}, facts={"juliet": {"frozen": "account"}})
    before = {c.id: c.frozen for c in session.world.all(Customer)}
    done(session, "huawei", "partner_standing.impose", partner="dist-d", measure="frozen")
    assert session.world.need(Customer, "kilo").frozen == "account_and_resources"
    assert session.world.need(Customer, "lima").frozen == "no"
    done(session, "huawei", "partner_standing.lift", partner_standing="partner_standing-1")
    assert {c.id: c.frozen for c in session.world.all(Customer)} == before


def test_consent_opens_and_closes_the_tab_of_resellers_customers() -> None:
    session = begin()
    assert rows(session, "customers.resellers", "dist-admin") == ["kilo", "lima", "juliet"]
    done(session, "reseller-admin", "cooperation.authorise", authorised=False)
    assert rows(session, "customers.resellers", "dist-admin") == ["juliet"]


def test_the_preset_roles_hold_what_the_matrix_says() -> None:
    session = begin()
    for persona in ("dist-manager", "dist-lead"):
        assert refused(session, persona, "cooperation_invitation.send", reseller="reseller-t") == {
            "resell-permission-item"
        }
    done(session, "dist-operator", "cooperation_invitation.send", reseller="reseller-t")
    assert Role.ACCOUNT_MANAGER_LEAD.label.zh == "客户经理主管"
