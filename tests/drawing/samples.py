"""Two lifecycles to draw; their labels are long enough to be awkward in both languages."""

from __future__ import annotations

from sandbox.drawing.diagram import Edge, Node

REQUEST_NODES = (
    Node("waiting_for_customer", "待客户处理", "Waiting for customer", "transient"),
    Node("waiting_for_partner", "待伙伴处理", "Waiting for partner", "transient"),
    Node("agreed", "已同意", "Agreed", "terminal"),
    Node("rejected", "已驳回", "Rejected", "terminal"),
)
REQUEST_EDGES = (
    Edge("association.request_dissociation", None, "waiting_for_customer", "解除关联", "Dissociate"),
    Edge(
        "association.request_switch",
        None,
        "waiting_for_customer",
        "申请切换关联类型（转售 / 顾问销售）",
        "Ask to switch the association type",
    ),
    Edge(
        "customer.ask_to_leave",
        None,
        "waiting_for_partner",
        "客户申请解除关联",
        "Customer asks to dissociate",
    ),
    Edge("association.agree:waiting_for_customer", "waiting_for_customer", "agreed", "同意", "Agree"),
    Edge("association.reject:waiting_for_customer", "waiting_for_customer", "rejected", "驳回", "Reject"),
    Edge("association.agree:waiting_for_partner", "waiting_for_partner", "agreed", "同意", "Agree"),
    Edge(
        "association.lapse:waiting_for_partner",
        "waiting_for_partner",
        "agreed",
        "5个工作日未处理，自动同意",
        "Agreed after 5 business days without an answer",
        timer=True,
    ),
    Edge("association.reject:waiting_for_partner", "waiting_for_partner", "rejected", "驳回", "Reject"),
)

REPORT_NODES = (
    Node("not_reported", "未报备", "Not reported", "initial"),
    Node("in_review", "待审核", "In review", "transient"),
    Node("reported", "已报备", "Reported"),
    Node("review_rejected", "审核不通过", "Review rejected"),
    Node("expired", "已失效", "Expired"),
    Node("associated", "已关联", "Associated", "terminal"),
    Node("deleted", "已删除", "Deleted", "terminal"),
)
REPORT_EDGES = (
    Edge("report.save", None, "not_reported", "保存草稿", "Save a draft"),
    Edge("report.submit:direct", "not_reported", "reported", "报备客户", "Report the customer"),
    Edge(
        "report.submit:review",
        "not_reported",
        "in_review",
        "报备客户（需人工审核）",
        "Report the customer (manual review)",
    ),
    Edge("report.approve", "in_review", "reported", "审核通过", "Approve"),
    Edge("report.refuse", "in_review", "review_rejected", "审核不通过", "Refuse"),
    Edge("report.invite", "reported", "reported", "邀请客户", "Invite the customer"),
    Edge("report.associate", "reported", "associated", "客户关联成功", "Customer associates"),
    Edge(
        "report.lapse", "reported", "expired", "15天未关联，报备失效", "Not associated in 15 days", timer=True
    ),
    Edge("report.again:expired", "expired", "in_review", "重新报备", "Report again"),
    Edge("report.again:review_rejected", "review_rejected", "in_review", "重新报备", "Report again"),
    Edge("report.delete:not_reported", "not_reported", "deleted", "删除", "Delete"),
    Edge("report.delete:reported", "reported", "deleted", "删除", "Delete"),
    Edge("report.delete:review_rejected", "review_rejected", "deleted", "删除", "Delete"),
    Edge("report.delete:expired", "expired", "deleted", "删除", "Delete"),
)
