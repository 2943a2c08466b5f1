"""What a reader calls the fields of records and the ledger accounts, where no page of the portal names them."""

from __future__ import annotations

from sandbox.engine.text import Text


def fields(**words: tuple[str, str]) -> dict[str, Text]:
    """Labels by name, each given as Chinese and English."""
    return {name: Text(zh=zh, en=en) for name, (zh, en) in words.items()}


SHARED = fields(
    state=("状态", "State"),
    customer_id=("客户", "Customer"),
    partner_id=("伙伴", "Partner"),
    cooperation_type=("关联类型", "Association type"),
    account_manager_id=("客户经理", "Account manager"),
    mobile=("手机号码", "Mobile"),
    email=("邮箱", "Email"),
    amount=("金额", "Amount"),
    created_by=("创建人", "Created by"),
    relation=("第几次关联", "Number of the association"),
)
