"""One plan to an account: asked by every plan that an account may try to join. Source: 02 rule 7."""

from __future__ import annotations

from sandbox.center.common.partner import PartnerType
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Text

one_plan_only = Rule(
    id="resell-one-plan-only",
    number=7,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A6, A9",
    text=Text(
        zh="该账号已是云经销商，不能再加入其他伙伴计划。",
        en="The account is a cloud reseller and cannot join any other partner plan.",
    ),
    remedy=Text(zh="请另注册一个账号加入其他计划。", en="Register another account for the other plan."),
    remedied_by=("quick_registration.verify_mail",),
    holds=lambda s: s.partner is None or s.partner.partner_type != PartnerType.RESELLER,
)
