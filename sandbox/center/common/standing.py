"""What a partner's standing 受限 / 冻结 bars, asked on the customers' pages too.

Only the international pages describe it, so it counts where the world setting ``intl_profile`` is on.
Source: 02 §3.13, rules 90–92; errata.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox.center.common.partner import Partner, PartnerState
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Text


def resale(s: Any) -> bool:
    """Whether the action is about the resale model: the type asked for, the invitation's, or the customer's own."""
    asked = s.typed.get("cooperation_type", None) or getattr(s, "target_type", None)
    link = getattr(s, "association", None)
    return "resale" in (asked, getattr(link, "cooperation_type", None) if asked is None else None)


def intl_partner(s: Any) -> bool:
    """Whether the world shows the international rules and there is a partner to ask about."""
    return bool(s.world.settings.get("intl_profile")) and isinstance(s.partner, Partner)


def frozen(s: Any) -> bool:
    """Whether the partner is frozen, on the international site also through its distributor."""
    partner: Partner | None = s.partner
    if partner is None or partner.state is PartnerState.FROZEN:
        return partner is not None
    if not partner.indirect_partner_of or not s.world.settings.get("intl_profile"):
        return False
    above = s.world.get(Partner, partner.indirect_partner_of)
    return above is not None and above.state is PartnerState.FROZEN


frozen_no_development = Rule(
    id="resell-freeze-no-disassociate",
    number=92,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P20",
    text=Text(
        zh="伙伴已冻结，不能发展代售客户，也不能与代售客户解除关联。",
        en="The partner is frozen: it can neither develop resale customers nor dissociate from them.",
    ),
    remedy=Text(
        zh="请伙伴与华为云处理冻结事项；解除冻结后再操作。",
        en="The partner settles it with Huawei Cloud; go on once it is unfrozen.",
    ),
    remedied_by=("partner_standing.lift",),
    cited_as=("dissoc-partner-frozen",),
    applies=lambda s: intl_partner(s) and resale(s),
    holds=lambda s: not frozen(s),
)
partner_may_supply = Rule(
    id="portal-partner-restricted",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.CHECK,
    text=Text(
        zh="您的伙伴处于“{state}”状态，代售客户暂时不能消费。",
        en="Your partner is “{state}”; its resale customers cannot spend for now.",
    ),
    remedy=Text(
        zh="请联系伙伴；伙伴恢复正常后即可消费。",
        en="Ask your partner; you can spend once its standing is normal again.",
    ),
    remedied_by=("partner_standing.lift",),
    applies=lambda s: intl_partner(s) and resale(s),
    holds=lambda s: s.partner.state not in (PartnerState.RESTRICTED, PartnerState.FROZEN),
    values=lambda s: {"state": s.partner.state},
)
DEVELOPMENT_RULES = (frozen_no_development,)
# The API asks for no model: what it makes are resale customers.
API_DEVELOPMENT_RULES = (replace(frozen_no_development, applies=intl_partner),)
SPENDING_RULES = (partner_may_supply,)
