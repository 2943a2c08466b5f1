"""The words of calculations, routes and papers, in both languages."""

from __future__ import annotations

from sandbox.engine.text import Text


def _(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


# calculations
NUMBERS = _("填写", "Numbers")
NOTHING_TO_WORK_OUT = _(
    "没有可以计算的记录：请选择一条，或改为自己填写。",
    "There is no record to work with: choose one, or type the numbers yourself.",
)
NOT_WORKED_OUT = _("请先更正：", "Correct this first:")
CHOICES = _("可以怎样选", "What can be chosen")
CHOSEN = _("所选", "chosen")
POSSIBLE = _("可以", "possible")
REFUSED = _("不能选", "refused")
REMARKS = _("还要留意", "Also mind")
RULES = _("规则", "Rules")
WHAT = _("项目", "What")
EXPRESSION = _("算式", "Expression")
RESULT = _("结果", "Result")
OPTION = _("方式", "Choice")

# routes
WHOSE = _("伙伴", "Whose")
STATIONS = _("各站金额", "The stations")
STATION = _("站点", "Station")
AMOUNT = _("金额", "Amount")
RECORDS = _("记录数", "Records")
N_RECORDS = _("{n} 条", "{n} rec.")
PARTS = _("其中", "Of it")
LEADS_TO = _("去往", "Leads to")
LAST_STEP = _("最近一步的变化", "Changed by the last step")
SHOW_RECORDS = _("查看记录：{what}", "Records of {what}")
ADDS_UP = _("相符", "adds up")
DOES_NOT = _("不符", "does not add up")
ROUTE_LABEL = _("{title}：{stations}", "{title}: {stations}")

# procedures
NO_PROCEDURE = _("贵公司没有这项内容。", "Your company has no such record.")
STEP_N = _("第 {n} 步", "Step {n}")
UNTIL = _("{what}：{at}", "{what}: {at}")
DETAILS = _("查看记录和状态图", "Record and diagram")
OTHERS = _("等待对方", "Waits for the other side")

# papers
NO_RECORDS = _("还没有这样的记录。", "There is no such record yet.")
CANNOT_SEE = _("现在看不到，原因 {n} 条", "It cannot be seen now (reasons: {n})")
PRINT = _("打印", "Print")
PRINT_FILE = _("可打印网页", "Printable page")
SHEET_FILE = _("XLSX 表格", "XLSX sheet")
PRINT_HINT = _(
    "打印窗口里也可以另存为 PDF；下载的网页离线打开后同样能打印。",
    "The print dialog can also save it as PDF; the downloaded page prints the same way offline.",
)
