"""Quick registration 快捷注册新账号: a new account within 24 hours of the identity check.

Read from top to bottom: states, entity, rules, actions, effects, machine.
Source: 02 §3.3, rules 9–11; errata to 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import Member, Partner, PartnerType
from sandbox.center.common.roles import Role, under
from sandbox.center.customers.account import Customer
from sandbox.center.resellers.plan_account import OWNERS
from sandbox.center.resellers.reseller import ResellerCase
from sandbox.center.resellers.reseller_plan import PLAN_CARD
from sandbox.engine.actions import Action, Input
from sandbox.engine.codes import code_rule
from sandbox.engine.machines import Machine, Timer, Transition
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

VALID_FOR = timedelta(hours=24)
POP_UP = under(PLAN_CARD, "快捷注册新账号", "Quick registration")


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of a quick registration."""

    MAIL_VERIFIED = "mail_verified", "邮箱已验证", "mail verified", "initial"
    VERIFIED = "verified", "已验证", "verified", "transient"
    USED = "used", "已使用", "used", "terminal"
    EXPIRED = "expired", "已失效", "expired", "terminal"


class QuickRegistration(Entity):
    """A link with which a new account can be registered. Source: 02 §3.3."""

    kind: ClassVar[str] = "quick_registration"
    label: ClassVar[Text] = Text(zh="快捷注册", en="Quick registration")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        started_at=("开始时间", "Started"),
        verified_at=("校验通过时间", "Verified"),
        registered=("新账号", "New account"),
    )

    state: State = State.MAIL_VERIFIED
    partner_id: str
    started_at: datetime
    verified_at: datetime | None = None
    registered: str = ""


# --- Rules ---------------------------------------------------------------------------------------

within_24_hours = Rule(
    id="resell-quickreg-24h",
    number=9,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A12",
    gate=Gate.PERMISSION,
    text=Text(
        zh="身份校验通过后须在 24 小时内注册新账号，超时链接失效。",
        en="The new account must be registered within 24 hours of the identity check; then the link is dead.",
    ),
    remedy=Text(zh="请重新进行身份校验。", en="Pass the identity check again."),
    remedied_by=("quick_registration.verify_mail",),
    applies=lambda s: s.subject is not None and s.subject.state in (State.VERIFIED, State.EXPIRED),
    holds=lambda s: s.subject.state == State.VERIFIED,
)
identity_codes = Rule(
    id="resell-quickreg-identity",
    number=10,
    kind=Kind.NOTICE,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A12",
    text=Text(
        zh="身份校验的验证码发到当前登录主账号的邮箱和手机，两者都要验证。",
        en="The identity codes go to the mail and the phone of the account signed in; both are checked.",
    ),
    does=lambda s, draft: draft.record(
        "identity_checked", "", Text(zh="身份校验通过", en="Identity checked")
    ),
)
identity_code = code_rule(
    id="portal-quickreg-code",
    confidence=Confidence.INFERRED,
    text=Text(zh="身份校验未通过：{problem}。", en="The identity check failed: {problem}."),
    remedy=Text(
        zh="请在主账号的邮箱或手机中查看验证码，或重新获取。",
        en="Look for the code in the mail or phone of the main account, or get a new one.",
    ),
)
new_phone = Rule(
    id="resell-quickreg-phone",
    number=11,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A12",
    needs=("mobile",),
    text=Text(zh="该手机号码已注册过账号。", en="This phone number is registered already."),
    remedy=Text(zh="请换一个未注册过的手机号码。", en="Use a number that no account has."),
    holds=lambda s: (
        not (s.world.find(Partner, mobile=s.action.mobile) or s.world.find(Customer, mobile=s.action.mobile))
    ),
)
your_registration = Rule(
    id="portal-own-registration",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(zh="这条注册链接不属于贵公司。", en="This link is not your company's."),
    remedy=Text(zh="请使用本账号的注册链接。", en="Use the link of your own account."),
    applies=lambda s: s.subject is not None,
    holds=lambda s: s.subject.partner_id == s.persona.organisation,
)


# --- Actions -------------------------------------------------------------------------------------

Row = Annotated[
    str,
    Input(Text(zh="快捷注册", en="Quick registration"), entity="quick_registration"),
    Field(min_length=1),
]
Code = Annotated[str, Input(Text(zh="验证码", en="Verification code"), secret=True)]


class VerifyMail(Action):
    """Begin: prove the mailbox of the account signed in."""

    id: ClassVar[str] = "quick_registration.verify_mail"
    title: ClassVar[Text] = Text(zh="快捷注册：验证邮箱", en="Quick registration: verify the mailbox")
    roles: ClassVar[frozenset[str]] = OWNERS
    menu: ClassVar[tuple[Text, ...]] = (POP_UP,)
    asks_code: ClassVar[bool] = True
    code_channel: ClassVar[str] = "mail"

    code: Code = ""


class VerifyPhone(Action):
    """Prove the phone of the account signed in; from now 24 hours run."""

    id: ClassVar[str] = "quick_registration.verify_phone"
    title: ClassVar[Text] = Text(zh="验证手机", en="Verify the phone")
    roles: ClassVar[frozenset[str]] = OWNERS
    menu: ClassVar[tuple[Text, ...]] = (under(POP_UP, "验证手机", "Verify the phone"),)
    on: ClassVar[str] = "quick_registration"
    asks_code: ClassVar[bool] = True
    code_channel: ClassVar[str] = "sms"

    quick_registration: Row
    code: Code = ""


class Register(Action):
    """Register the new account by the link."""

    id: ClassVar[str] = "quick_registration.register"
    title: ClassVar[Text] = Text(zh="注册新账号", en="Register the new account")
    roles: ClassVar[frozenset[str]] = OWNERS
    menu: ClassVar[tuple[Text, ...]] = (under(POP_UP, "注册", "Register"),)
    on: ClassVar[str] = "quick_registration"

    quick_registration: Row
    account_name: Annotated[
        str, Input(Text(zh="账号名", en="Account name")), Field(min_length=1, max_length=64)
    ]
    mobile: Annotated[str, Input(Text(zh="手机号码", en="Mobile")), Field(pattern=r"^1\d{10}$")]


# --- Effects -------------------------------------------------------------------------------------


def begin(s: ResellerCase, draft: Draft) -> None:
    """The mailbox is proved."""
    draft.create(QuickRegistration, partner_id=s.persona.organisation, started_at=draft.now)


def verify(s: ResellerCase, draft: Draft) -> None:
    """The link works for 24 hours."""
    draft.move(verified_at=draft.now)


ACCOUNT_REGISTERED = Text(zh="新账号已注册", en="New account registered")


def register(s: ResellerCase, draft: Draft) -> None:
    """A new account in no plan, with an administrator of its own."""
    partner = draft.create(
        Partner,
        state="normal",
        account_name=s.action.account_name,
        mobile=s.action.mobile,
        partner_type=PartnerType.REGISTERED,
        has_transferable_account=False,
        region=s.partner.region,
    )
    draft.create(
        Member,
        id=f"{partner.id}-admin",
        state="active",
        login_name=s.action.account_name,
        organisation=partner.id,
        roles=(Role.ENTERPRISE_ADMINISTRATOR,),
    )
    draft.move(registered=partner.id)
    draft.record("account_registered", partner.ref, ACCOUNT_REGISTERED)


# --- Machine -------------------------------------------------------------------------------------

machine = Machine(
    entity=QuickRegistration,
    states=State,
    label=QuickRegistration.label,
    subject="quick_registration",
    situation=ResellerCase,
    transitions=(
        Transition(
            action=VerifyMail,
            to=State.MAIL_VERIFIED,
            rules=(identity_code,),
            effect=(begin, identity_codes),
        ),
        Transition(
            action=VerifyPhone,
            source=(State.MAIL_VERIFIED,),
            to=State.VERIFIED,
            rules=(your_registration, identity_code),
            effect=(verify, identity_codes),
        ),
        Transition(
            action=Register,
            source=(State.VERIFIED,),
            to=State.USED,
            rules=(your_registration, within_24_hours, new_phone),
            effect=(register,),
        ),
    ),
    timers=(
        Timer(
            name="validity",
            label=Text(zh="注册链接有效期", en="Validity of the registration link"),
            source=(State.VERIFIED,),
            due=lambda q, _: q.verified_at + VALID_FOR if q.verified_at else None,
            to=State.EXPIRED,
            rules=(within_24_hours,),
            window=Text(zh="24 小时", en="24 hours"),
        ),
    ),
)
