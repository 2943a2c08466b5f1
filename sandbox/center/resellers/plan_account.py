"""The account that joins a plan 伙伴账号: the facts that the joining conditions ask about.

Read from top to bottom: states, entity, situation, rules, actions, effects, machine. The actions
clear what bars joining; buying and cancelling show what a distributor's account may not do.
Source: 02 rules 2–6.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.money import paid_in
from sandbox.center.common.partner import Partner, administrator_of, recharge, transferable
from sandbox.center.common.roles import ADMINISTRATORS, Role, path
from sandbox.center.resellers.reseller import ResellerCase
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Move, Transition, lazy
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

OWNERS = ADMINISTRATORS | {Role.ENTERPRISE_ADMINISTRATOR}


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of a partner's account."""

    ACTIVE = "active", "正常", "active", "initial"
    CANCELLED = "cancelled", "已注销", "cancelled", "terminal"


class PlanAccount(Entity):
    """Facts about an organisation's Huawei Cloud account; its id is the organisation's.

    Money is in yuan. The top-up balance lives in the ledger (:func:`recharge`).
    """

    kind: ClassVar[str] = "plan_account"
    label: ClassVar[Text] = Text(zh="伙伴账号", en="Partner account")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        open_resources=("未关闭的资源", "Open resources"),
        has_spent=("有过消费", "Has spent"),
        arrears=("欠费", "Arrears"),
        frozen=("账号冻结", "Frozen"),
        customer_of=("所属总经销商的子客户", "Customer of a distributor"),
        enterprise_member=("企业主子账号", "In an enterprise"),
        credit_account=("信用账户", "Credit account"),
        reported_by_huawei=("被华为报备", "Reported by Huawei"),
        personal_real_name=("个人实名认证", "Personal real-name authentication"),
        invoiceable_amount=("可开票金额", "Invoiceable amount"),
        postpaid_enabled=("后付费", "Post-paid"),
        special_contract=("指定合同", "Special contract"),
        solution_provider=("解决方案提供商", "Solution provider"),
        solution_provider_lapsed=("解决方案提供商已过期", "Solution provider plan expired"),
        vouchers=("代金券", "Vouchers"),
        discount_coupons=("折扣券", "Discount coupons"),
        stored_value_cards=("储值卡", "Stored-value cards"),
        coupons_usable=("券卡可用", "Coupons usable"),
    )

    state: State = State.ACTIVE
    open_resources: int = 0
    has_spent: bool = False
    arrears: Decimal = Decimal("0")
    frozen: bool = False
    customer_of: str = ""
    enterprise_member: bool = False
    credit_account: bool = False
    reported_by_huawei: bool = False
    personal_real_name: bool = False
    invoiceable_amount: Decimal = Decimal("0")
    postpaid_enabled: bool = False
    special_contract: bool = False
    solution_provider: bool = False
    solution_provider_lapsed: bool = False
    vouchers: int = 0
    discount_coupons: int = 0
    stored_value_cards: int = 0
    coupons_usable: bool = True

    @property
    def coupons(self) -> int:
        """How many vouchers, discount coupons and stored-value cards are unused."""
        return self.vouchers + self.discount_coupons + self.stored_value_cards


class Obstacle(Labelled):
    """What the owner of an account can clear, itself or with Huawei's help."""

    OPEN_RESOURCES = "open_resources", "关闭资源", "close the resources"
    ARREARS = "arrears", "还清欠费", "pay the arrears"
    BALANCE = "balance", "提现账户余额", "withdraw the balance"
    FROZEN = "frozen", "解除冻结", "get the account unfrozen"
    CUSTOMER_OF = "customer_of", "与伙伴解除关联", "dissociate from the partner"
    ENTERPRISE_MEMBER = "enterprise_member", "退出企业主子账号", "leave the enterprise"
    CREDIT_ACCOUNT = "credit_account", "关闭信用账户", "close the credit account"
    INVOICEABLE_AMOUNT = "invoiceable_amount", "开具发票", "have the invoices issued"
    POSTPAID_ENABLED = "postpaid_enabled", "关闭后付费", "end post-paid billing"
    SPECIAL_CONTRACT = "special_contract", "等待指定合同到期", "let the contract end"
    SOLUTION_PROVIDER = "solution_provider", "退出解决方案提供商计划", "leave the solution provider plan"
    REPORTED_BY_HUAWEI = "reported_by_huawei", "由华为取消报备", "have Huawei withdraw the report"


# --- Situation -----------------------------------------------------------------------------------


class AccountCase(ResellerCase):
    """A situation about the account of who acts, or of the organisation named."""

    @lazy
    def organisation(self) -> str:
        """Id of the organisation whose account it is."""
        named = self.typed.get("partner", "") or getattr(self.subject, "partner_id", "")
        return named or self.persona.organisation

    @lazy
    def account(self) -> PlanAccount:
        """The account; one without special facts is clean."""
        return self.world.get(PlanAccount, self.organisation) or PlanAccount(id=self.organisation)

    @lazy
    def balance(self) -> Decimal:
        """The top-up balance, in yuan."""
        return self.world.balance(recharge(self.organisation))

    @lazy
    def distributor_membership(self) -> Any:
        """The membership in the distributor plan, or None."""
        return self.world.by_ref(f"distributor_membership/{self.organisation}")


def applying_or_joined(s: AccountCase) -> bool:
    """Whether the account has applied to be a distributor, or is or was one."""
    found = s.distributor_membership
    return found is not None and found.state in ("under_review", "joined", "lapsed", "delisted")


# --- Rules ---------------------------------------------------------------------------------------

no_purchase = Rule(
    id="resell-distributor-no-purchase",
    number=3,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P24",
    text=Text(
        zh="从提交总经销商申请时起，该账号不能开通或购买云服务。",
        en="From its application to be a distributor on, the account cannot open or buy cloud services.",
    ),
    remedy=Text(zh="请使用另一个账号购买云服务。", en="Buy cloud services with another account."),
    holds=lambda s: not applying_or_joined(s),
)
no_cancel = Rule(
    id="resell-distributor-no-cancel",
    number=4,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="A14",
    text=Text(
        zh="总经销商的账号不能注销，计划失效或退出后也不能。",
        en="The account of a distributor cannot be cancelled, not even after its plan has lapsed or ended.",
    ),
    remedy=Text(
        zh="无法注销；不再使用时，请联系生态经理。",
        en="It cannot be cancelled; talk to the ecosystem manager when it is no longer needed.",
    ),
    holds=lambda s: (
        s.distributor_membership is None
        or s.distributor_membership.state not in ("joined", "lapsed", "delisted")
    ),
)
has_obstacle = Rule(
    id="portal-obstacle-present",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    needs=("item",),
    text=Text(zh="该账号没有需要“{item}”的情况。", en="There is nothing to do about “{item}”."),
    remedy=Text(zh="请直接重新检查账号条件。", en="Check the account again."),
    holds=lambda s: bool(withdrawable(s) if s.action.item == Obstacle.BALANCE else fact(s)),
    values=lambda s: {"item": s.action.item},
)


def withdrawable(s: AccountCase) -> Decimal:
    """What can be withdrawn, in yuan: what customers hold as unspent allotments stays."""
    partner = s.world.need(Partner, s.organisation)
    if not partner.has_transferable_account:
        return s.balance
    return min(s.balance, s.world.balance(transferable(partner.id)))


def fact(s: AccountCase) -> Any:
    """The present value of the fact to be cleared."""
    return getattr(s.account, s.action.item.value)


# --- Actions -------------------------------------------------------------------------------------


class Clear(Action):
    """Clear one thing that bars the account from a plan."""

    id: ClassVar[str] = "plan_account.clear"
    title: ClassVar[Text] = Text(zh="处理账号条件", en="Clear a condition")
    roles: ClassVar[frozenset[str]] = OWNERS
    menu: ClassVar[tuple[Text, ...]] = (path("账号中心 > 基本信息", "Account Center > Basic Information"),)

    item: Annotated[Obstacle, Input(Text(zh="事项", en="What"))]


class Purchase(Action):
    """Buy a cloud service with the account."""

    id: ClassVar[str] = "plan_account.purchase"
    title: ClassVar[Text] = Text(zh="购买云服务", en="Buy a cloud service")
    roles: ClassVar[frozenset[str]] = OWNERS
    menu: ClassVar[tuple[Text, ...]] = (path("华为云官网 > 产品", "Huawei Cloud > Products"),)


class Cancel(Action):
    """Cancel the account for good."""

    id: ClassVar[str] = "plan_account.cancel"
    title: ClassVar[Text] = Text(zh="注销账号", en="Cancel the account")
    roles: ClassVar[frozenset[str]] = OWNERS
    menu: ClassVar[tuple[Text, ...]] = (path("账号中心 > 基本信息 > 注销", "Account Center > Cancel"),)


# --- Effects -------------------------------------------------------------------------------------


CLEAR_MEMO = Text(zh="提现", en="Withdrawal")


def clear(s: AccountCase, draft: Draft) -> None:
    """The obstacle is gone."""
    if s.action.item == Obstacle.BALANCE:
        partner = draft.need(Partner, s.organisation)
        draft.post(CLEAR_MEMO, paid_in(partner, -withdrawable(s), "bank"))
        return
    value = fact(s)
    draft.subject = draft.put(s.account.but(**{s.action.item.value: type(value)()}))


def purchase(s: AccountCase, draft: Draft) -> None:
    """One more resource is open."""
    changed = s.account.but(open_resources=s.account.open_resources + 1, has_spent=True)
    draft.subject = draft.put(changed)


ACCOUNT_CANCELLED = Text(zh="账号已注销", en="Account cancelled")


def cancel(s: AccountCase, draft: Draft) -> None:
    """The account is gone."""
    draft.subject = draft.put(s.account.but(state=State.CANCELLED))
    draft.record("account_cancelled", s.account.ref, ACCOUNT_CANCELLED)


NOTICE_LOSS_NOTICE = Text(
    zh="账号内未使用的券卡共 {count} 张，加入计划后不能再使用。",
    en="Unused vouchers, coupons and cards in the account: {count}. Once the plan is joined, they can no longer be used.",
)


def notice_loss(draft: Draft, account: PlanAccount, rule: str) -> None:
    """Vouchers, coupons and cards stop working; the owner is told."""
    if not account.coupons:
        return
    draft.put(account.but(coupons_usable=False))
    draft.notify(
        administrator_of(draft, account.id),
        NOTICE_LOSS_NOTICE.filled({"count": account.coupons}),
        rule=rule,
        about=account.ref,
    )


# --- Machine -------------------------------------------------------------------------------------

machine = Machine(
    entity=PlanAccount,
    states=State,
    label=PlanAccount.label,
    subject="plan_account",
    situation=AccountCase,
    transitions=(
        Transition(action=Clear, to=State.ACTIVE, rules=(has_obstacle,), effect=(clear,)),
        Transition(action=Purchase, to=State.ACTIVE, rules=(no_purchase,), effect=(purchase,)),
        Transition(action=Cancel, rules=(no_cancel,), effect=(cancel,)),
    ),
    moves=(Move(Cancel.id, (State.ACTIVE,), State.CANCELLED),),
)
