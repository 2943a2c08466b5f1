"""What the console in the page says around the texts of the model. Always in both languages."""

from __future__ import annotations

from sandbox.engine.text import Text


def t(zh: str, en: str) -> Text:
    """A Text."""
    return Text(zh=zh, en=en)


# --- Said by Python ------------------------------------------------------------------------------

ALL_OF = t("全部{kind}", "All: {kind}")
DONE = t("“{action}”成功。", "“{action}” done.")
DONE_STATE = t("“{action}”成功：{name} 现在是“{state}”。", "“{action}” done: {name} is now “{state}”.")
REFUSED = t("“{action}”被拒绝。", "“{action}” was refused.")
CLOCK_MOVED = t("时钟前进到 {at}。", "The clock moved to {at}.")
CLOCK_MOVES = t("时钟前进到 {at}", "The clock moves to {at}")
NOTHING_FIRED = t("其间没有到期的事项。", "Nothing fell due on the way.")
NOTHING_DUE = t("没有即将到期的事项。", "Nothing is about to fall due.")
SENT = t("{channel} → {to}：{text}", "{channel} → {to}: {text}")
MONEY = t("{account}：{amount}", "{account}: {amount}")
FIRED = t("{at} {about}：{what}", "{at}, {about}: {what}")
ROW_DONE = t("{name}：成功", "{name}: done")
ROW_REFUSED = t("{name}：{why}", "{name}: {why}")
LOOKED = t("打开“{page}”：{count} 条记录。", "Opened “{page}” (records: {count}).")
LOOKED_NOT = t("{who}没有“{page}”这个页面。", "{who} has no page “{page}”.")
FACTS_SET = t("导演设定了事实。", "The director set the facts.")
STORY_OVER = t("示例已到最后一步。", "That was the last step of the example.")
NO_PERSONA = t("没有这个人物。", "There is no such persona.")
NOBODY = t("这个世界里没有人可以执行“{action}”。", "Nobody in this world can do “{action}”.")
NOW_ACTING = t("已换成 {who}。", "Now acting as {who}.")
NO_SESSION = t("这次运行已不在内存中，请重新开始。", "This run is no longer in memory; start it again.")
UNKNOWN_YEAR = t(
    "{year} 年的法定节假日安排尚未收录，工作日按周一至周五计算。",
    "The statutory calendar of {year} is not known here; business days are Monday to Friday.",
)
WENT_WRONG = t(
    "这一步出了意外，世界没有改变。请换一种做法，或重置后再试。",
    "Something unexpected went wrong; the world is unchanged. Try another way, or reset.",
)
SET_FACTS = t("设定事实", "Sets facts")
CHANNELS = {
    "sms": t("短信", "Text message"),
    "mail": t("邮件", "E-mail"),
    "portal": t("站内消息", "Portal message"),
}

# --- Said before Python is there, and on buttons -------------------------------------------------

BUTTONS = {
    "run": t("在页面中运行", "Run here"),
    "continue": t("从链接保存的位置继续", "Continue where the link left off"),
    "take": t("从这一步之后接手", "Take over after this step"),
    "missing": t(
        "本次构建不含页内运行所需的文件；步骤如上所示。",
        "This build does not hold the files for running it here; the steps are shown above.",
    ),
}
"""Needed before the reader touches anything: they stand in the page itself."""

CONSOLE = {
    "starting": t("正在启动模拟器……", "Starting the simulator…"),
    "loading": t("正在下载 {done} / {total} MB", "Downloading {done} of {total} MB"),
    "unpacking": t("正在启动 Python……", "Starting Python…"),
    "world": t("正在准备场景……", "Setting the scene…"),
    "ready": t("已就绪。", "Ready."),
    "failed": t(
        "无法在此页面中运行。上面的步骤不受影响。",
        "It cannot run in this page. The steps above are not affected.",
    ),
    "no_wasm": t(
        "此浏览器不支持或禁用了 WebAssembly。",
        "This browser does not have WebAssembly, or it is switched off.",
    ),
    "no_network": t(
        "运行所需的文件下载失败，请检查网络后重试。",
        "The files it needs could not be downloaded. Check the network and try again.",
    ),
    "no_memory": t(
        "内存不足，请关闭其他页面后重试。", "There is not enough memory. Close other pages and try again."
    ),
    "crashed": t("模拟器意外停止，请重试。", "The simulator stopped unexpectedly. Try again."),
    "retry": t("重试", "Try again"),
    "close": t("收起", "Close"),
    "console": t("页内模拟器：{title}", "Simulator in the page: {title}"),
    "persona": t("身份", "Act as"),
    "page": t("页面", "Page"),
    "record": t("记录", "Record"),
    "search": t("搜索记录", "Search records"),
    "no_records": t("此页面没有记录。", "This page has no records."),
    "more_rows": t("另有 {count} 条，请用搜索缩小范围。", "{count} more; narrow them down with the search."),
    "state": t("状态", "State"),
    "available": t("可以执行", "You can"),
    "nothing_available": t(
        "当前身份在此没有可执行的操作。", "There is nothing this persona can do here now."
    ),
    "blocked": t("被限制", "Blocked"),
    "blocked_n": t("被限制的操作（{count}）", "Blocked actions ({count})"),
    "elsewhere_n": t("不在页面上的操作（{count}）", "Operations that no page has ({count})"),
    "others": t("其他身份的操作（{count}）", "Actions of others ({count})"),
    "page_actions": t("此页面的操作", "Actions of this page"),
    "act_as": t("换成可以执行的身份", "Act as somebody who can"),
    "why": t("为什么不能", "Why not"),
    "rule": t("查看规则", "See the rule"),
    "do_remedy": t("去做：{title}", "Do it: {title}"),
    "what_to_do": t("怎么办", "What to do"),
    "submit": t("提交", "Submit"),
    "cancel": t("取消", "Cancel"),
    "choose": t("请选择", "Choose"),
    "required": t("必填", "required"),
    "get_code": t("获取验证码", "Get a code"),
    "fill_code": t("填入 {code}", "Fill in {code}"),
    "as_who": t("以 {who} 的身份", "as {who}"),
    "phone": t("手机与消息", "Phone and messages"),
    "no_messages": t("没有消息。", "No messages."),
    "diagram": t("状态图", "State diagram"),
    "legend": t(
        "红色：当前状态。绿色：走过的。蓝色：可以执行，点击即可。灰色虚线：被限制，点击看原因。",
        "Red: the state now. Green: passed. Blue: can be done, click it. Dashed grey: blocked, click to see why.",
    ),
    "deadlines": t("即将到期", "Coming up"),
    "story": t("经过", "Story so far"),
    "story_empty": t("还没有发生任何事。", "Nothing has happened yet."),
    "go_back": t("回到这里", "Back to here"),
    "here": t("现在", "now"),
    "next_step": t("示例的下一步", "Next step of the example"),
    "do_next": t("执行这一步", "Do this step"),
    "clock": t("时钟", "Clock"),
    "next_deadline": t("到下一个期限", "To the next deadline"),
    "days": t("自然日", "days"),
    "business_days": t("工作日", "business days"),
    "months": t("个月", "months"),
    "to_date": t("到日期", "To a date"),
    "amount_of": t("前进多少", "How far"),
    "unit": t("单位", "Unit"),
    "go": t("前进", "Go"),
    "undo": t("后退一步", "Back one step"),
    "redo": t("前进一步", "Forward one step"),
    "reset": t("重置", "Reset"),
    "copy": t("复制链接", "Copy link"),
    "copied": t("链接已复制。", "The link was copied."),
    "copy_by_hand": t("请复制这个链接：", "Copy this link:"),
    "hand_over": t("在沙箱中继续", "Continue in the sandbox"),
    "too_long": t("经过太长，无法放进链接。", "The run is too long for a link."),
    "wait": t("请稍候……", "One moment…"),
    "world_choice": t("选择一个世界", "Choose a world"),
    "start": t("开始", "Start"),
    "close_form": t("关闭表单", "Close the form"),
    "refused": t("被拒绝", "Refused"),
    "done": t("成功", "Done"),
}
