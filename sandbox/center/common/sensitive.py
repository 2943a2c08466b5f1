"""Sensitive operations 敏感操作: with code verification on, they ask who operates for a code.

Where the rulebook names a rule of the operation itself (adjustments, quota, dissociations), that one is
asked instead. Source: 02 §3.17.
"""

from __future__ import annotations

from typing import Annotated, Any

from sandbox.engine.actions import Input
from sandbox.engine.codes import code_rule
from sandbox.engine.rules import Confidence
from sandbox.engine.text import Text

Code = Annotated[str, Input(Text(zh="验证码", en="Verification code"), secret=True)]


def switched_on(s: Any) -> bool:
    """Whether the company of who acts has switched code verification on."""
    return s.partner is not None and bool(s.partner.verification_code_enabled)


sensitive_code = code_rule(
    id="portal-sensitive-code",
    confidence=Confidence.CORROBORATED,
    source="A27, P16",
    text=Text(
        zh="贵公司开启了验证码验证，这项敏感操作要输入验证码。目前：{problem}。",
        en="Code verification is on, and this sensitive operation asks for a code. Now: {problem}.",
    ),
    remedy=Text(zh="请获取验证码，输入后提交。", en="Get a code, enter it and submit."),
    applies=switched_on,
)
