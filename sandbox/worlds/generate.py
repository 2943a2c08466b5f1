"""A whole partner with its customers, from a handful to 100,000. The same seed gives the same world.

The result is data in the format of ``fixtures/worlds``. Shares and amounts are made up; nobody and
nothing in it exists.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sandbox.worlds.names import Languages, Pools, pools

CLOCK = datetime(2026, 3, 10, 9, 0)
MANAGERS_AT_MOST = 40
OPEN_REPORTS_AT_MOST = 60  # the portal allows 100; room is left to practise

# (share, situation), in the order in which a new customer is drawn
SITUATIONS = (
    (38, "resale"),
    (24, "referral"),
    (12, "unassociated"),
    (8, "new_account"),
    (10, "lead"),
    (8, "served_by_the_other"),
)
# (share of a thousand, facts) for customers with an account
TROUBLES: tuple[tuple[int, dict[str, Any]], ...] = (
    (40, {"arrears": "120"}),
    (25, {"reserved_instances_active": 1}),
    (15, {"invoice_debt": "300"}),
    (15, {"stored_value_card": "200"}),
    (10, {"gifted_recharge_balance": "50"}),
    (10, {"pickup_coupons": 1}),
    (10, {"signed_contracts": ["direct_offline"]}),
    (10, {"cash_consumption": True, "followed_by_direct_sales": True}),
    (8, {"cash_consumption": True}),
    (8, {"reported_by_huawei": True}),
    (6, {"partner_support_plan_active": True}),
    (5, {"in_reward_promotion": True}),
    (5, {"owner_team": "online_sales"}),
)


def generate(seed: int = 0, customers: int = 50, names: Languages = "zh") -> dict[str, Any]:
    """A world around one solution provider.

    Args:
        seed: any whole number; the same one gives the same world.
        customers: how many customers and leads, from 1 to 100,000.
        names: language of the names; "both" mixes them.

    Raises:
        ValueError: ``customers`` is out of range.
    """
    if not 1 <= customers <= 100_000:
        raise ValueError("customers: from 1 to 100,000")
    maker = _Maker(Random(f"{seed}:{customers}:{names}"), pools(seed, names), customers)
    for number in range(1, customers + 1):
        maker.add_customer(number)
    maker.add_enterprises()
    return {
        "id": "generated",
        "title": {
            "zh": f"生成的世界（{customers} 个客户，种子 {seed}）",
            "en": f"A generated world ({customers} customers, seed {seed})",
        },
        "description": {
            "zh": "一家解决方案提供商和随机生成的客户，状态各不相同；名称纯属虚构。",
            "en": "A solution provider and random customers in all sorts of states; every name is made up.",
        },
        "clock": CLOCK.isoformat(timespec="minutes"),
        "settings": {"seed": seed},
        "entities": maker.entities,
        "balances": maker.balances,
    }


class _Maker:
    """Draws one customer after the other; holds what has been made so far."""

    def __init__(self, rng: Random, languages: tuple[Pools, ...], customers: int) -> None:
        self.rng = rng
        self.languages = languages
        self.managers = [f"manager-{n}" for n in range(1, min(3 + customers // 400, MANAGERS_AT_MOST) + 1)]
        self.situations = [what for share, what in SITUATIONS for _ in range(share)]
        self.open_reports = 0
        self.entities: dict[str, dict[str, dict[str, Any]]] = {
            "partner": self._partners(),
            "member": self._members(),
            "customer": {},
            "association": {},
            "report": {},
            "invitation": {},
            "association_request": {},
            "association_record": {},
            "order": {},
            "voucher": {},
        }
        self.balances: dict[str, int] = {
            "partner/partner-a:recharge": 1_000 * customers,
            "partner/partner-a:transferable": 2_000 * customers,
            "partner/partner-b:recharge": 100_000,
            "partner/partner-b:transferable": 50_000,
        }

    def _names(self) -> Pools:
        return self.rng.choice(self.languages)

    def _partners(self) -> dict[str, dict[str, Any]]:
        return {
            f"partner-{letter}": {
                "account_name": self._names().company(self.rng),
                "partner_type": "solution_provider",
                "mobile": f"1380000000{n}",
                "email": f"service@partner-{letter}.example",
            }
            for n, letter in enumerate("ab", 1)
        }

    def _members(self) -> dict[str, dict[str, Any]]:
        staff = [
            ("partner-admin", "partner-a", "partner_administrator"),
            ("partner-operator", "partner-a", "partner_operator"),
            ("partner-finance", "partner-a", "partner_finance"),
            *((manager, "partner-a", "account_manager") for manager in self.managers),
            ("partner-b-admin", "partner-b", "partner_administrator"),
        ]
        return {
            id: {"login_name": self._names().person(self.rng), "organisation": organisation, "roles": [role]}
            for id, organisation, role in staff
        }

    def _before(self, days_at_least: int, days_at_most: int) -> datetime:
        minutes = self.rng.randrange(days_at_least * 1440, days_at_most * 1440)
        return CLOCK - timedelta(minutes=minutes)

    # customers -------------------------------------------------------------------------------

    def add_customer(self, number: int) -> None:
        """Draw one customer and what surrounds it."""
        id = f"c{number:06d}"
        what = self.rng.choice(self.situations)
        language = self._names()
        facts: dict[str, Any] = {
            "account_name": language.company(self.rng),
            "contact": language.person(self.rng),
            "mobile": f"13900{number:06d}",
            "email": f"{id}@customer.example",
        }
        if what == "lead":
            facts["state"] = "lead"
            self._report(id, facts, language)
        else:
            oldest, youngest = (7, 0) if what == "new_account" else (1_500, 30)
            registered = self._before(youngest, oldest)
            facts["registered_at"] = _iso(registered)
            facts.update(self._trouble(what))
            if what in ("resale", "referral", "served_by_the_other"):
                self._associate(id, what, registered, language)
        self.entities["customer"][id] = facts

    def _trouble(self, what: str) -> dict[str, Any]:
        draw = self.rng.randrange(1_000)
        for share, facts in TROUBLES:
            if draw < share:
                barred = what == "resale" and {"stored_value_card", "gifted_recharge_balance"} & facts.keys()
                return {} if barred or what == "new_account" else facts
            draw -= share
        return {}

    def _associate(self, id: str, what: str, registered: datetime, language: Pools) -> None:
        other = what == "served_by_the_other"
        cooperation = self.rng.choice(("resale", "referral")) if other else what
        age = (CLOCK - registered).days
        fields: dict[str, Any] = {
            "state": cooperation,
            "customer_id": id,
            "partner_id": "partner-b" if other else "partner-a",
            "cooperation_type": cooperation,
            "associated_at": _iso(self._before(1, max(age, 2))),
        }
        if not other and self.rng.random() < 0.8:
            fields["account_manager_id"] = self.rng.choice(self.managers)
        self.entities["association"][id] = fields
        account = "partner_fund" if cooperation == "resale" else "cash"
        if self.rng.random() < 0.7:
            self.balances[f"customer/{id}:{account}"] = 100 * self.rng.randrange(1, 60)
        if not other:
            self._dealings(id, fields, language)

    def _dealings(self, id: str, association: dict[str, Any], language: Pools) -> None:
        """A request that waits, an order that waits, or a voucher, for a few customers."""
        draw, since = self.rng.random(), datetime.fromisoformat(association["associated_at"])
        if draw < 0.03:
            self._request(id, association, language, since)
        elif draw < 0.06:
            self.entities["order"][f"order-{id}"] = {
                "state": "awaiting_partner",
                "customer_id": id,
                "partner_id": "partner-a",
                "product": self.rng.choice(language.products),
                "amount": str(100 * self.rng.randrange(1, 50)),
                "payer": "partner",
                "placed_at": _iso(max(since, self._before(0, 3))),
            }
        elif draw < 0.10:
            self.entities["voucher"][f"voucher-{id}"] = {
                "customer_id": id,
                "issuer": self.rng.choice(("partner-a", "huawei")),
                "amount": str(50 * self.rng.randrange(1, 20)),
                "issued_at": _iso(max(since, self._before(1, 90))),
            }

    def _request(self, id: str, association: dict[str, Any], language: Pools, since: datetime) -> None:
        """A request of the partner that the customer has not answered, with its record."""
        operation = self.rng.choice(("switch", "dissociate"))
        resale = association["cooperation_type"] == "resale"
        association["state"] = "switch_pending" if operation == "switch" else "dissociation_pending"
        about = {"customer_id": id, "partner_id": "partner-a", "operation": operation, "initiator": "partner"}
        submitted = _iso(max(since, self._before(0, 60)))
        self.entities["association_request"][f"request-{id}"] = about | {
            "state": "waiting_for_customer",
            "target_type": ("referral" if resale else "resale") if operation == "switch" else None,
            "reason": "" if operation == "switch" else self.rng.choice(language.reasons),
            "submitted_at": submitted,
        }
        self.entities["association_record"][f"record-{id}"] = about | {
            "state": "pending",
            "at": submitted,
            "cooperation_type": association["cooperation_type"],
            "request_id": f"request-{id}",
        }

    def _report(self, id: str, facts: dict[str, Any], language: Pools) -> None:
        """Report about half of the leads, as far as a partner's places go; invite some of them."""
        if self.open_reports >= OPEN_REPORTS_AT_MOST or self.rng.random() < 0.5:
            return
        self.open_reports += 1
        state = self.rng.choice(("reported", "reported", "pending_review"))
        submitted = self._before(0, 14)
        report = {
            "state": state,
            "partner_id": "partner-a",
            "full_name": facts["account_name"],
            "mobile": facts["mobile"],
            "email": facts["email"],
            "customer_id": id,
            "created_by": "partner-operator",
            "submitted_at": _iso(submitted),
        }
        if state == "reported":
            report["approved_at"] = _iso(submitted)
            if self.rng.random() < 0.5:
                self._invite(id, facts, submitted)
        else:
            report["expected_consumption"] = str(1_000 * self.rng.randrange(1, 90))
            report["communication"] = self.rng.choice(language.reasons)
        self.entities["report"][f"report-{id}"] = report

    def _invite(self, id: str, facts: dict[str, Any], since: datetime) -> None:
        """A mail that was sent within the last week and has not been answered."""
        sent = max(since, CLOCK - timedelta(days=6))
        self.entities["invitation"][f"invitation-{id}"] = {
            "state": "sent",
            "partner_id": "partner-a",
            "link_kind": "online_mail",
            "cooperation_type": self.rng.choice(("resale", "referral")),
            "report_id": f"report-{id}",
            "customer_id": id,
            "email": facts["email"],
            "created_by": "partner-operator",
            "created_at": _iso(sent),
            "valid_until": _iso(sent + timedelta(days=7)),
        }

    def add_enterprises(self) -> None:
        """Make a few of the partner's customers masters, each with one sub-account."""
        resale = [id for id, a in self.entities["association"].items() if a["partner_id"] == "partner-a"]
        for n in range(0, min(len(resale) // 20, 200) * 2, 2):
            master, sub = resale[n], resale[n + 1]
            managed = self.rng.random() < 0.5
            self.entities["customer"][master]["enterprise_role"] = "master"
            self.entities["customer"][sub] |= {
                "enterprise_role": "managed_sub" if managed else "independent_sub",
                "enterprise_master_id": master,
            }


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
