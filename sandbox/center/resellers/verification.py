"""Verification codes 验证码验证: the switch of a company, off by default.

Read from top to bottom: states, entity, rules, actions, effect, machine. Which operations ask for a code is
written at those operations. Source: 02 §3.17, rules 103–105.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import Partner
from sandbox.center.common.roles import ADMINISTRATORS, BASIC_INFORMATION, under
from sandbox.center.resellers.reseller import ResellerCase
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Move, Transition
from sandbox.engine.rules import Confidence, Kind, Rule
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

PROFILE = under(BASIC_INFORMATION, "个人资料 > 验证码验证", "Profile > Code verification")


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """The switch."""

    OFF = "off", "关闭", "off", "initial"
    ON = "on", "开启", "on"


class Channel(Labelled):
    """Where the code goes."""

    SMS = "sms", "手机短信", "text message"
    MAIL = "mail", "邮件", "mail"


class VerificationSetting(Entity):
    """The switch of one company as it was last set; its id is the company's. Source: 02 §3.17."""

    kind: ClassVar[str] = "verification_setting"
    label: ClassVar[Text] = Text(zh="验证码验证", en="Code verification")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        channel=("接收方式", "Sent by"),
        changed_at=("修改时间", "Changed at"),
        changed_by=("修改人", "Changed by"),
    )

    state: State = State.OFF
    partner_id: str
    channel: Channel = Channel.SMS
    changed_at: datetime
    changed_by: str


# --- Rules ---------------------------------------------------------------------------------------

default_off = Rule(
    id="resell-code-default-off",
    number=103,
    kind=Kind.EFFECT,
    confidence=Confidence.CORROBORATED,
    source="P15, P33",
    text=Text(
        zh="验证码验证默认关闭，由伙伴自行开启；开启后，敏感操作都要输入验证码。",
        en="Code verification is off until the partner switches it on; then sensitive operations ask for a code.",
    ),
    does=lambda s, draft: set_switch(s, draft),
)
code_channel = Rule(
    id="resell-code-channel",
    number=104,
    kind=Kind.NOTICE,
    confidence=Confidence.CORROBORATED,
    source="P16",
    text=Text(
        zh="验证码按设置的接收方式，以短信或邮件发给正在操作的人，再次确认其身份。",
        en="The code goes by text message or mail, as set, to the person who operates, to check them again.",
    ),
    does=lambda s, draft: confirm_channel(s, draft),
)


# --- Actions -------------------------------------------------------------------------------------


class SetVerification(Action):
    """Switch code verification on or off."""

    id: ClassVar[str] = "verification.set"
    title: ClassVar[Text] = Text(zh="设置验证码验证", en="Set code verification")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS
    menu: ClassVar[tuple[Text, ...]] = (PROFILE,)

    enabled: Annotated[bool, Input(Text(zh="开启", en="On"))]
    channel: Annotated[Channel, Input(Text(zh="接收方式", en="Sent by"))] = Channel.SMS


# --- Effects -------------------------------------------------------------------------------------


def set_switch(s: ResellerCase, draft: Draft) -> None:
    """Store the switch with the company."""
    partner = draft.need(Partner, s.partner.id)
    channel = s.action.channel.value
    draft.put(partner.but(verification_code_enabled=s.action.enabled, code_channel=channel))
    draft.create(
        VerificationSetting,
        id=s.partner.id,
        state=State.ON if s.action.enabled else State.OFF,
        partner_id=s.partner.id,
        channel=s.action.channel,
        changed_at=draft.now,
        changed_by=s.persona.id,
    )


CONFIRM_CHANNEL_TEXT = Text(
    zh="验证码验证已{state}，接收方式：{channel}。",
    en="Code verification is now {state}; sent by {channel}.",
)


def confirm_channel(s: ResellerCase, draft: Draft) -> None:
    """Say where codes will go."""
    text = CONFIRM_CHANNEL_TEXT.filled(
        {"state": State.ON if s.action.enabled else State.OFF, "channel": s.action.channel}
    )
    draft.notify(s.persona.id, text, rule=code_channel.id, channel=s.action.channel.value)


# --- Machine -------------------------------------------------------------------------------------

machine = Machine(
    entity=VerificationSetting,
    states=State,
    label=VerificationSetting.label,
    situation=ResellerCase,
    transitions=(
        Transition(action=SetVerification, to=(State.ON, State.OFF), effect=(default_off, code_channel)),
    ),
    moves=(
        Move("verification.set", (State.OFF,), State.ON),
        Move("verification.set", (State.ON,), State.OFF),
    ),
)
