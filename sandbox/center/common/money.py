"""Money of partners: balances, and how an allocation or a reclaim moves them, whoever receives it.

One mechanism for customers and for resellers. 账户余额 = 充值账户 + 信用账户. A partner with a 可拨款账户
keeps its balance when it allots to a customer, and loses it when the customer spends:
账户余额 = 可拨款 + unspent allotments. Without one the balance falls at the allocation.
Source: 02 §2, rules 51–54; 05 §3.9; errata.
"""

from __future__ import annotations

from decimal import Decimal

from sandbox.center.common.partner import Partner, outside, recharge, transferable
from sandbox.engine.text import Labelled
from sandbox.engine.world import Draft, World

ZERO = Decimal("0")
Entries = list[tuple[str, Decimal]]


class AdjustType(Labelled):
    """What an adjustment did."""

    ALLOCATION = "allocation", "拨款", "allocation"
    RECLAIM = "reclaim", "回收", "reclaim"
    UNBINDING = "unbinding", "解绑回收", "return on dissociation"


def credit(partner_id: str) -> str:
    """信用账户: what is left of the credit that Huawei gave a partner."""
    return f"partner/{partner_id}:credit"


def well_formed(amount: Decimal | None) -> bool:
    """Whether an amount is above 0 with at most two decimals."""
    return amount is not None and amount > 0 and int(amount.as_tuple().exponent) >= -2


def account_balance(world: World | Draft, partner: Partner) -> Decimal:
    """账户余额 in yuan: the recharge account and the credit account together. Source: 02 rule 52."""
    return world.balance(recharge(partner.id)) + world.balance(credit(partner.id))


def payable(world: World | Draft, partner: Partner) -> Decimal:
    """What a partner can allot, in yuan: its balance without designated money. Source: 02 rule 54."""
    if partner.has_transferable_account:
        return world.balance(transferable(partner.id))
    return max(ZERO, account_balance(world, partner) - partner.designated_amount)


def from_balance(world: World | Draft, partner: Partner, amount: Decimal) -> Entries:
    """Entries that take an amount from the balance: cash first, then credit. Source: 02 rule 53.

    Designated money is touched last, when nothing else is left. Source: 02 rule 54.
    """
    cash = world.balance(recharge(partner.id))
    free = min(amount, max(ZERO, cash - partner.designated_amount))
    lent = min(amount - free, world.balance(credit(partner.id)))
    return [(recharge(partner.id), lent - amount), (credit(partner.id), -lent)]


def to_balance(world: World | Draft, partner: Partner, amount: Decimal) -> Entries:
    """Entries that return an amount to the balance: credit is made whole first. Source: 02 rule 53."""
    lent = max(ZERO, partner.credit_limit - world.balance(credit(partner.id)))
    back = min(amount, lent)
    return [(credit(partner.id), back), (recharge(partner.id), amount - back)]


def from_partner(world: World | Draft, partner: Partner, amount: Decimal) -> Entries:
    """Entries that take an allotment for a customer from the partner."""
    if partner.has_transferable_account:
        return [(transferable(partner.id), -amount)]
    return from_balance(world, partner, amount)


def to_partner(world: World | Draft, partner: Partner, amount: Decimal) -> Entries:
    """Entries that return what a customer did not spend to the partner."""
    if partner.has_transferable_account:
        return [(transferable(partner.id), amount)]
    return to_balance(world, partner, amount)


def balance_follows(world: World | Draft, partner: Partner, amount: Decimal) -> Entries:
    """Entries that make the balance follow when a customer spends (negative) or is refunded.

    Only with a 可拨款账户, which is a view of the balance: its counterpart is outside. A world in which
    the balance is smaller than the allotments gives what it has.
    """
    if not partner.has_transferable_account:
        return []
    if amount < 0:
        moved = min(-amount, account_balance(world, partner))
        return [*from_balance(world, partner, moved), (outside("transferable"), moved)]
    return [*to_balance(world, partner, amount), (outside("transferable"), -amount)]


def paid_in(partner: Partner, amount: Decimal, source: str) -> Entries:
    """Entries of money that comes to a partner's recharge account from outside; 可拨款 rises with it.

    ``source`` is the name of the account outside. Source: 05 S9 (inferred); errata: 账户余额 = 可拨款 +
    unspent allotments.
    """
    entries = [(recharge(partner.id), amount), (outside(source), -amount)]
    if partner.has_transferable_account:
        entries += [(transferable(partner.id), amount), (outside("transferable"), -amount)]
    return entries


def paid_out(world: World | Draft, partner: Partner, amount: Decimal, target: str) -> Entries:
    """Entries of money that leaves a partner's recharge account for outside; 可拨款 falls with it.

    ``target`` is the name of the account outside. A world in which 可拨款 is smaller than the amount
    gives what it has. Source: errata: 账户余额 = 可拨款 + unspent allotments.
    """
    entries = [(recharge(partner.id), -amount), (outside(target), amount)]
    if partner.has_transferable_account:
        moved = min(amount, max(ZERO, world.balance(transferable(partner.id))))
        entries += [(transferable(partner.id), -moved), (outside("transferable"), moved)]
    return entries


def between_partners(world: World | Draft, payer: Partner, payee: Partner, amount: Decimal) -> Entries:
    """Entries of an allocation to a reseller: it leaves the payer's balance at once. Source: 02 rule 51."""
    entries = [*from_balance(world, payer, amount), *to_balance(world, payee, amount)]
    for partner, change in ((payer, -amount), (payee, amount)):
        if partner.has_transferable_account:
            entries += [(transferable(partner.id), change), (outside("transferable"), -change)]
    return entries


def allottable(world: World | Draft, partner: Partner) -> Decimal:
    """What a partner can pass to a reseller, in yuan: both the balance and 可拨款 must be there."""
    balance = max(ZERO, account_balance(world, partner) - partner.designated_amount)
    return min(balance, payable(world, partner))


def held(world: World | Draft, partner: Partner) -> Decimal:
    """What can be taken back from a partner, in yuan: its balance, without what it passed on."""
    balance = account_balance(world, partner)
    return min(balance, payable(world, partner)) if partner.has_transferable_account else balance
