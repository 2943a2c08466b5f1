"""Rules of this area about the funds of customers: the same mechanism, named here.

The behaviour is :mod:`sandbox.center.customers.funds_adjustment` and
:mod:`sandbox.center.customers.order`. Source: 02 §3.9, rules 62–68, 70.
"""

from __future__ import annotations

from sandbox.center.customers.funds_adjustment import RESELLERS_RULES
from sandbox.center.customers.order import RESELLERS_RULES as ORDER_RULES

(
    associated_only,
    no_referral,
    mine_tab_first,
    type_and_amount,
    code_then_confirm,
    batch,
    nothing_recoverable,
) = RESELLERS_RULES
(only_allocation,) = ORDER_RULES
