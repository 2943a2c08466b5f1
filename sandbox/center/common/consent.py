"""What a reseller lets its distributor see and do: asked on the customers' pages too. Source: 02 §3.18."""

from __future__ import annotations

from typing import Any

from sandbox.center.common.partner import Partner, PartnerType
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Text

resellers_customers_tab = Rule(
    id="resell-cust-view-tab",
    number=98,
    kind=Kind.VISIBILITY,
    confidence=Confidence.CORROBORATED,
    source="A24",
    text=Text(
        zh="总经销商在“云经销商的客户”页签查看其云经销商的客户。",
        en="A distributor sees its resellers' customers on the tab Resellers' customers.",
    ),
)
information_consent = Rule(
    id="resell-cust-view-consent",
    number=99,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A21",
    text=Text(
        zh="查看云经销商的客户以云经销商的信息授权为前提；授权取消后，这些客户不再显示。",
        en=(
            "Seeing a reseller's customers rests on the reseller's consent; when it is withdrawn, they are no "
            "longer listed."
        ),
    ),
)
resale_may_ask = Rule(
    id="resell-partnerpay-scope",
    number=101,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A10",
    needs=("payer",),
    text=Text(
        zh="云经销商的客户中，只有代售客户可以申请伙伴支付，顾问销售客户不能。",
        en="Of a reseller's customers only those in resale can ask it to pay an order; referral customers cannot.",
    ),
    remedy=Text(zh="请使用账户余额支付。", en="Pay from your own balance."),
    applies=lambda s: s.action.payer == "partner" and served_by_reseller(s),
    holds=lambda s: s.association.cooperation_type == "resale",
)
CONSENT_RULES = (resellers_customers_tab, information_consent)
PARTNER_PAY_RULES = (resale_may_ask,)


def served_by_reseller(s: Any) -> bool:
    """Whether the customer's partner is a reseller."""
    link = s.association
    partner = s.world.get(Partner, link.partner_id) if link is not None and link.associated else None
    return partner is not None and partner.partner_type == PartnerType.RESELLER
