"""The words of the page about money and of downloads, in both languages."""

from __future__ import annotations

from sandbox.engine.text import Text


def _(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


MONEY = _("资金全景", "Who holds what")
MONEY_TEXT = _(
    "账户里的钱在谁手里；箭头是最近一步移动的金额。",
    "Who holds the money now; the arrows are what the last step moved.",
)
MOVED = _("最近一步移动的资金", "What the last step moved")
NOT_MOVED = _("最近一步没有移动资金。", "The last step moved no money.")
OUTSIDE = _("模拟之外", "Outside")
OPENING = _("期初余额", "Opening balances")
BALANCE = _("余额", "Balance")
FIND = _("按名称查找持有者", "Find a holder by name")
SHOWN = _("显示 {n} 个，共 {all} 个", "{n} of {all} shown")
NO_MONEY = _("还没有任何账户。", "There are no accounts yet.")
SUM = _("全部账户之和", "The sum of all accounts")
NOTHING_LOST = _("收支相抵，分文不差。", "Nothing was lost.")
LOST = _("收支不相抵。", "The books do not balance.")
JOURNAL = _("流水", "Journal")
WHOSE = _("持有者", "Holder")
EVERYBODY = _("全部", "Everybody")
SINCE = _("从", "From")
UNTIL = _("到", "To")
AT = _("时间", "Time")
MEMO = _("摘要", "Memo")
OUT_OF = _("转出", "Out of")
INTO = _("转入", "Into")
AMOUNT = _("金额", "Amount")
CHANGE = _("{who}在这些记录中的收支", "What these entries change for {who}")
HERE_SUM = _("这些记录的分录之和", "The sum of these entries")
NO_ENTRIES = _("没有符合条件的记录。", "Nothing matches.")
STATEMENT = _("查看流水：{who}", "Journal of {who}")
EXPORT = _("导出", "Export")
FILE = _("文件", "File")
MAKING = _("正在生成文件……", "Making the file…")
MADE = _("已下载。", "Downloaded.")
NOT_MADE = _(
    "文件没有下载成功：服务器没有应答，或已不认得这个标签页。请刷新本页后重试。",
    "The file was not downloaded: the server did not answer, or no longer knows this tab. Reload the page and try again.",
)
