"""Every word of the console that does not come from the model, in both languages."""

from __future__ import annotations

from sandbox.engine.text import Text


def _(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


# the frame
PRODUCT = _("伙伴中心沙箱", "Partner Center Sandbox")
UNOFFICIAL = _("非官方 · 仅供培训", "unofficial · for training")
ACT_AS = _("当前身份", "Acting as")
SKIP = _("跳到正文", "Skip to content")
LANGUAGE = _("语言", "Language")
UNDO = _("撤销上一步", "Undo the last step")
REDO = _("重做", "Redo")
NOTHING_TO_UNDO = _("已经在起点，没有可撤销的步骤。", "You are at the beginning; there is nothing to undo.")
NOTHING_TO_REDO = _("没有可重做的步骤。", "There is nothing to redo.")
DOCS = _("文档", "Docs")
MENU = _("菜单", "Menu")
HELP_FOR = _("说明：", "About: ")
HIDE_MENU = _("收起菜单", "Hide the menu")
SHOW_MENU = _("展开菜单", "Show the menu")
CUSTOMERS_GROUP = _("其他身份", "Others")
SANDBOX_GROUP = _("沙箱", "Sandbox")
MORE_PEOPLE = _(
    "更多人物：在列表中打开详情，再切换身份。",
    "For more people: open somebody in a list, then switch to them.",
)

# the clock
CLOCK = _("时钟（北京时间）", "Clock (Beijing time)")
NEXT_DEADLINE = _("到下一个到期时间", "To the next deadline")
NO_DEADLINE = _("目前没有会到期的事项", "Nothing is going to fall due")
PLUS_DAY = _("+1 天", "+1 day")
PLUS_WEEK = _("+7 天", "+7 days")
BUSINESS_DAYS = _("个工作日", "business days")
TO_DATE = _("到指定时间", "To a date and time")
GO = _("前进", "Go")
LOOKED = _("已打开“{page}”", "Opened: {page}")
CLOCK_MOVED = _("时钟已到 {at}。", "The clock now reads {at}.")
NOTHING_FIRED = _("期间没有事项到期。", "Nothing fell due on the way.")
FIRED = _("期间到期：{what}（{about}，{at}）", "Fell due: {what} ({about}, {at})")
FIRED_PLAIN = _("期间到期：{what}（{at}）", "Fell due: {what} ({at})")
MORE_FIRED = _("另有 {n} 项到期，见时间线。", "{n} more fell due; see the timeline.")
UNKNOWN_YEAR = _(
    "{year} 年的法定工作日尚未公布，按周一至周五计算。",
    "The statutory working days of {year} are not published yet; Monday to Friday are counted.",
)
BAD_TIME = _("请填写有效的日期和时间。", "Enter a valid date and time.")

# phone and mailbox
PHONE = _("手机与消息", "Phone and messages")
NO_MESSAGES = _("还没有收到消息。", "No messages yet.")
SMS = _("短信", "text message")
MAIL = _("邮件", "mail")
PORTAL = _("站内消息", "portal message")
COPY = _("复制", "Copy")
COPIED = _("已复制", "Copied")
UNREAD = _("条未读", "unread")
CONTINUE_AS = _("以“{who}”的身份继续", "Continue as “{who}”")
SENT_TO = _("{channel}发给{to}：{text}", "{channel} to {to}: {text}")

# pages
OVERVIEW = _("总览", "Overview")
SCENARIOS = _("训练场景", "Training scenarios")
SESSION = _("会话与设置", "Session and settings")
TIMELINE = _("时间线", "Timeline")
DIRECTOR = _("导演台", "Director's desk")
ALL_ACTIONS = _("全部操作", "All operations")
ELSEWHERE = _("不在菜单中", "Not in the menu")
SEARCH_OPERATIONS = _("按名称或菜单查找操作", "Find an operation by its name or menu")
NO_OPERATIONS = _("当前身份没有可执行的操作。", "There is nothing for this persona to do.")
THIS_SANDBOX = _("沙箱工具", "Sandbox tools")
GUIDE_TO = _("操作指南", "Guide")
NO_PAGE = _("没有这个页面，已为您打开总览。", "There is no such page; here is the overview.")
NO_PAGE_FOR = _("“{who}”没有这个页面，已打开总览。", "“{who}” does not have that page; here is the overview.")

# overview
WELCOME = _("您好，{who}", "Hello, {who}")
TODO = _("待我处理", "Waiting for me")
NOTHING_TODO = _("目前没有待处理的事项。", "Nothing is waiting for you.")
NEWEST = _("最新消息", "Newest messages")
UPCOMING = _("即将到期", "Coming up")
NOTHING_DUE = _("目前没有会到期的事项。", "Nothing is going to fall due.")
FIRST_TIME = _("第一次来？", "New here?")
FIRST_TIME_TEXT = _(
    "这里没有任何操作会影响真实系统，出错了就撤销。先跟着下面的练习做一遍；也可以直接打开一个列表，在行尾选择操作。",
    "Nothing you do here touches a real system, and every step can be undone. Begin with the practice below, or open a "
    "list and choose an operation at the end of a row.",
)
FIRST_PRACTICE = _("开始练习“{title}”", "Start practising “{title}”")
CHOOSE_SCENARIO = _("选择训练场景", "Choose a training scenario")
OTHER_SCENARIO = _("选择其他训练场景", "Choose another scenario")
WHAT_YOU_CAN_DO = _("可以做什么", "What you can do")
READING_SCENARIOS = _("正在读取训练场景……", "Reading the training scenarios…")
READ_TUTORIAL = _("15 分钟入门", "15-minute tutorial")
AND_MORE = _("还有 {n} 项", "{n} more")

# lists
SEARCH = _("搜索", "Search")
SEARCH_IN = _("按{columns}搜索", "Search by {columns}")
ALL = _("全部", "All")
ROWS = _("共 {n} 条", "{n} in total")
ROWS_FOUND = _("找到 {n} 条，共 {all} 条", "{n} of {all} found")
NOTHING_YET = _(
    "“{title}”还没有记录。有了“{kind}”，就会显示在这里。",
    "Nothing is under “{title}” yet. As soon as there is a record of the kind “{kind}”, it appears here.",
)
BEGIN_WITH = _("可以从这里开始：", "Begin with:")
MADE_BY_OTHERS = _("由其他身份产生：{actions}。", "Others bring it about: {actions}.")
LIST_RULES = _("关于这个列表的规则", "Rules about this list")
ALL_HIDDEN = _(
    "共 {n} 条，都被当前的搜索或筛选条件隐藏了。",
    "All of them ({n}) are hidden by the search or the filters.",
)
NOTHING_FOUND = _("没有符合条件的记录。", "Nothing matches.")
CLEAR_FILTERS = _("清除条件", "Clear filters")
OPERATIONS = _("操作", "Operations")
MORE = _("更多", "More")
DETAILS = _("详情", "Details")
SHOW_VALUE = _("显示", "Show")
HIDE_VALUE = _("隐藏", "Hide")
TICK_ALL = _("全选本页", "Tick all on this page")
TICK = _("选择", "Tick")
TICKED = _("已选 {n} 条", "{n} ticked")
TICK_FIRST = _("请先在列表中勾选记录。", "Tick some rows in the list first.")
PER_PAGE = _("每页", "Per page")
PAGES = _("页码", "Pages")
PAGE_N = _("页码 ", "Page ")
PREVIOUS_PAGE = _("上一页", "Previous page")
NEXT_PAGE = _("下一页", "Next page")
FILTERS = _("筛选", "Filters")

# details
CLOSE = _("关闭", "Close")
STATE = _("状态", "State")
STATES = _("状态图", "State diagram")
DIAGRAM_HINT = _(
    "蓝色的箭头可以点击执行；灰色虚线的箭头点击后说明为什么不行。",
    "Click a blue arrow to do it; click a grey dashed one to learn why not.",
)
NO_DIAGRAM = _("状态图暂时无法绘制。", "The state diagram cannot be drawn right now.")
CAN_DO = _("可以执行", "Available")
NO_PAGE_HAS = _("不在页面上的操作", "Operations that no page has")
CANNOT_DO = _("暂不可执行", "Not available now")
OTHERS_DO = _("由其他身份执行", "Done by others")
NO_ACTIONS = _("当前没有可执行的操作。", "There is nothing to do here now.")
WHY_NOT = _("为什么不行", "Why not")
FACTS = _("信息", "Facts")
DEADLINES = _("到期时间", "Deadlines")
NOTICES = _("相关消息", "Messages about it")
HISTORY = _("经过", "History")
RELATED = _("相关记录", "Related records")
ACT_AS_THIS = _("以此身份操作", "Act as this person")
SWITCH_TO = _("切换为 {who}", "Switch to {who}")
SOURCE = _("来源", "Source")
CONFIDENCE = _("可信度", "Confidence")
REMEDY = _("解决办法", "What to do")
RULE_PAGE = _("查看规则", "See the rule")
CONFIDENCES = {
    "seed": _("项目原始资料", "from the project's first material"),
    "corroborated": _("公开资料可佐证", "found in public documents"),
    "corroborated_intl": _("国际站资料可佐证", "found in the international site's documents"),
    "inferred": _("推断", "inferred"),
}
NOT_YET = _("还没有发生过。", "Nothing has happened yet.")
BEGINNING = _("起点", "Beginning")
ONLY_FOR = _("由{roles}执行", "done by {roles}")

# forms
SUBMIT = _("提交", "Submit")
PUT_ASIDE = _(
    "“{action}”已关闭，没有提交；您填写的内容已保留。",
    "“{action}” was closed and not submitted; what you typed is kept.",
)
GO_ON_WITH = _("继续填写", "Go on with it")
TYPED_EARLIER = _(
    "已恢复您先前填写的内容；不需要时请点“取消”。",
    "What you typed earlier is back; press “Cancel” if you do not want it.",
)
FORM_FOUND_AGAIN = _(
    "服务器重新启动过；您正在填写的“{action}”已从本浏览器恢复，尚未提交。",
    "The server was restarted; the form “{action}” was found again in this browser and is not submitted yet.",
)
SUBMIT_ANYWAY = _("仍要提交试试", "Submit anyway and see")
CANCEL = _("取消", "Cancel")
PRECAUTIONS = _("注意事项（{n} 条规则）", "Precautions (rules: {n})")
CHECK = _("检查结果", "Check")
CHECK_FAILED = _("以下 {n} 项未通过", "Not met yet: {n}")
CHECK_PASSED = _("目前没有发现阻止此操作的问题。", "Nothing found so far that would block this.")
REFUSED = _(
    "未能执行，原因如下。您填写的内容已保留。", "Not done, for these reasons. What you typed is kept."
)
GET_CODE = _("获取验证码", "Get verification code")
GET_CODE_AGAIN = _("重新获取", "Get a new one")
YOUR_PHONE = _("您的手机", "Your phone")
PHONE_EMPTY = _("还没有收到验证码。", "No code has arrived yet.")
FILL_IN = _("填入", "Fill in")
CODE_EXPIRED = _("验证码已过期，请重新获取。", "The code has expired. Get a new one.")
CODE_DEAD = _(
    "错误次数过多，验证码已失效，请重新获取。", "The code is dead after too many wrong tries. Get a new one."
)
CODE_ARRIVED = _("{at} 收到：{what}", "Arrived at {at}: {what}")
REMEDY_IS = _("解决办法：{remedy}", "What to do: {remedy}")
DO_REMEDY = _("{action} · {who}", "{action} · {who}")
NOBODY = _("这个世界里没有可以执行“{action}”的人物。", "Nobody in this world can do “{action}”.")
BACK_TO = _("返回：{action}", "Back to: {action}")
CHOOSE = _("请选择", "Choose")
FIND_FIRST = _("记录较多，先输入名称查找", "There are many; type a name to find one")
FOUND_MORE = _("还有更多，请输入更多文字", "There are more; type more of the name")
NOTHING_TO_CHOOSE = _("没有可选的记录。", "There is nothing to choose.")
OPTIONAL = _("（选填）", " (optional)")
NOT_CHOSEN = _("未选择", "not chosen")
DONE = _("“{action}”已完成", "Done: {action}")
DONE_STATE = _("“{action}”已完成：{name} · {state}", "Done: {action} – {name}: {state}")
MONEY_MOVED = _("{account}：{amount}", "{account}: {amount}")
BATCH_ROW_DONE = _("{name}：成功", "{name}: done")
BATCH_ROW_REFUSED = _("{name}：{why}", "{name}: {why}")
ALREADY_DONE = _(
    "这次提交已经处理过，没有重复执行。", "That submission was already handled; nothing was done twice."
)
GONE = _("这条记录已不存在。", "That record is no longer there.")
NOT_POSSIBLE = _("这个操作目前无法打开。", "That operation cannot be opened now.")

# scenarios
FILTER_AREA = _("领域", "Area")
FILTER_RULE = _("规则", "Rule")
TEACHES = _("学到的规则", "Teaches")
STEPS = _("{n} 步", "Steps: {n}")
PRACTISE = _("动手练习", "Practise")
WATCH = _("逐步观看", "Watch")
NO_SCENARIOS = _("还没有场景。", "There are no scenarios yet.")
NO_SCENARIO = _(
    "没有名为“{id}”的场景，已保留您当前的会话。", "There is no scenario “{id}”; your session is as it was."
)
BAD_SCENARIO = _("这个场景目前无法打开：{why}", "This scenario cannot be opened now: {why}")
GOAL = _("目标", "Goal")
STORY = _("情景", "Story")
PROGRESS = _("完成 {done}/{all}", "{done} of {all}")
CHECKPOINTS = _("检查点", "Checkpoints")
STEP_LIST = _("全部步骤", "All steps")
CHOOSE_FILE = _("选择文件", "Choose a file")
HINT = _("提示", "Hint")
HINT_WHERE = _("在哪里？", "Where?")
HINT_WHAT = _("做什么？", "What?")
HINT_DO = _("替我做这一步", "Do it for me")
HINT_AS = _("切换为“{who}”，打开：{menu}", "Act as “{who}”, and open: {menu}")
HINT_AS_ELSEWHERE = _(
    "切换为“{who}”，打开“沙箱工具 > 全部操作”：这项操作不在此身份的门户菜单中。",
    "Act as “{who}”, and open “Sandbox tools > All operations”: it is not in this persona's menu of the portal.",
)
HINT_AS_ONLY = _("切换为“{who}”。", "Act as “{who}”.")
HINT_CLOCK = _("用顶部的时钟前进时间。", "Move the clock at the top.")
HINT_CLOCK_TO = _("把时钟移到 {at}。", "Move the clock to {at}.")
HINT_DIRECTOR = _(
    "这一步由导演设定：可以在导演台设定，也可以让提示替您做。",
    "The director sets this: do it at the director's desk, or let the hint do it.",
)
HINT_FACTS = _("设定：{facts}", "Set: {facts}")
HINT_DO_THIS = _("执行“{action}”：{fields}", "Do “{action}”: {fields}")
HINT_LOOK = _("打开“{page}”看一看。", "Open “{page}” and have a look.")
RESTART = _("重新开始", "Start again")
STOP_PRACTICE = _("结束练习", "End practice")
STOP_WATCHING = _("结束观看", "Stop watching")
TAKE_OVER = _("从这里动手", "Take over from here")
PREVIOUS = _("上一步", "Previous")
NEXT = _("下一步", "Next")
FINISHED = _("练习完成！", "Well done!")
SUMMARY = _("小结", "Summary")
SUMMARY_TRIES = _(
    "您自己提交 {tries} 次，其中 {refused} 次被拒绝；使用提示 {hints} 次。",
    "Your own submissions: {tries}, refused: {refused}; hints used: {hints}.",
)
SUMMARY_REFUSED = _("被拒绝的操作和原因", "What was refused, and why")
SUMMARY_CLEAN = _("没有被拒绝的操作。", "Nothing was refused.")
EXPECT_REFUSED = _("{who}：“{action}”被拒绝（{n} 条原因）", "{who}: “{action}” is refused (reasons: {n})")
EXPECT_DONE = _("{who}：“{action}”成功", "{who}: “{action}” succeeds")
EXPECT_STATE = _(
    "{who}：“{action}”成功，状态变为“{state}”", "{who}: “{action}” succeeds and leads to “{state}”"
)
EXPECT_CLOCK = _("时间到 {at}", "The clock reaches {at}")
EXPECT_CLOCK_BY = _("时间前进 {by}", "The clock moves by {by}")
EXPECT_NEXT = _("时间到下一个到期时间", "The clock reaches the next deadline")
EXPECT_SET = _("导演改变了情况：{what}", "The director changes the situation: {what}")
EXPECT_LOOK = _("{who}：打开“{page}”", "{who}: opens “{page}”")
STEP_REFUSED = _("被拒绝", "refused")
STEP_DONE = _("已执行", "done")
# one of them, and several
DAYS = _("{n} 天", "{n} day"), _("{n} 天", "{n} days")
HOURS = _("{n} 小时", "{n} hour"), _("{n} 小时", "{n} hours")
MINUTES = _("{n} 分钟", "{n} minute"), _("{n} 分钟", "{n} minutes")
MONTHS = _("{n} 个月", "{n} month"), _("{n} 个月", "{n} months")
N_BUSINESS_DAYS = _("{n} 个工作日", "{n} business day"), _("{n} 个工作日", "{n} business days")
STEP_OF = _("第 {n}/{all} 步", "Step {n} of {all}")
AT_START = _("起点（共 {all} 步）", "At the beginning of {all} steps")
BAD_STEP = _("这个场景没有第 {n} 步，已打开起点。", "This scenario has no step {n}; here is its beginning.")

# session
SESSION_FILE = _("会话文件", "Session file")
SESSION_FILE_TEXT = _(
    "会话文件只记录起点和您做过的步骤，可以存档、发给同事，或附在问题报告里。",
    "A session file holds the start and the steps you did: to keep, to send to a colleague, to attach to a report.",
)
DOWNLOAD = _("下载会话文件", "Download session file")
UPLOAD = _("打开会话文件", "Open a session file")
UPLOAD_HELP = _("JSON 文件，最大 {limit}", "A JSON file of at most {limit}")
TOO_LARGE = _(
    "文件超过 {limit}，无法打开。当前会话没有变化。",
    "The file is larger than {limit} and cannot be opened. Your session is as it was.",
)
NOT_OPENED = _("无法打开：{why}当前会话没有变化。", "It cannot be opened: {why} Your session is as it was.")
LINK_NOT_OPENED = _(
    "链接无法打开：{why}已为您打开默认会话。",
    "The link cannot be opened: {why} Here is a fresh session instead.",
)
OPENED = _("会话已打开：{n} 步。", "Session opened (steps: {n}).")
LINK = _("分享链接", "Link to share")
LINK_TEXT = _(
    "打开此链接的人会得到一份相同的会话副本。", "Whoever opens this link gets a copy of this very session."
)
LINK_LONG = _(
    "会话较长，链接可能无法在所有软件中打开；建议改用会话文件。",
    "This session is long, and some programs cut long links; better send the file.",
)
COPY_LINK = _("复制链接", "Copy link")
WORLD = _("基础世界", "Base world")
WORLD_TEXT = _(
    "换一个世界会开始新的会话；当前会话会先收好，可以再继续。",
    "Another world starts a new session; this one is put away and can be taken up again.",
)
GENERATED = _("自动生成的世界", "Generated world")
SEED = _("种子（相同种子得到相同世界）", "Seed (same seed, same world)")
CUSTOMERS = _("规模（客户数，1–100000）", "Size (customers, 1–100,000)")
BEGIN = _("开始新会话", "Begin a new session")
BEGUN = _("新的会话已开始。", "A new session has begun.")
FOUND_AGAIN = _(
    "服务器重新启动过；您的会话（{n} 步）已从本浏览器找回。",
    "The server was restarted; your session (steps: {n}) was found again in this browser.",
)
NOT_FOUND_AGAIN = _(
    "服务器已不认得这个标签页（重新启动过，或闲置太久），这是一个新的会话。保存过会话文件或分享链接的，可以在“{page}”中打开。",
    "The server no longer knows this tab (it was restarted, or the tab was idle too long), so this is a new session. "
    "A session file or link that you saved can be opened in “{page}”.",
)
NO_CONNECTION = _("连接已断开", "Connection lost")
NO_CONNECTION_TEXT = _(
    "沙箱没有应答。请确认它仍在运行（下面的命令），连接会自动恢复；您的会话保存在本浏览器中，不会丢失。",
    "The sandbox does not answer. Make sure that it is running (the command below); the connection comes back by "
    "itself, and your session is kept in this browser.",
)
DIRECTOR_ONLY = _(
    "导演台属于“导演”：请先在页面顶部切换身份。",
    "The desk is the director's: act as the director first, at the top of the page.",
)
EARLIER = _("先前的会话", "Earlier session")
SHELVED = _(
    "您先前的会话已收好，可以在“{page}”中继续。",
    "Your earlier session has been put away; take it up again in “{page}”.",
)
TAKE_UP = _("继续先前的会话（{n} 步）", "Take up the earlier session (steps: {n})")
TAKEN_UP = _("已回到先前的会话：{n} 步。", "Back in the earlier session (steps: {n}).")
BUILDING = _("正在生成世界……", "Building the world…")
WORKING = _("正在整理数据……", "Working it out…")
OPENING = _("正在打开会话……", "Opening the session…")
PROGRESSION = _("对方的处理方式", "How the other side answers")
PROGRESSION_TEXT = _(
    "华为审核、对方同意等步骤，可以由您扮演对方，也可以自动处理。",
    "Steps of Huawei and of the other side: play them yourself, or let them happen by themselves.",
)
SETTINGS = _("设置", "Settings")
CURRENT_SESSION = _("当前会话", "This session")
SESSION_FACTS = _(
    "世界：{world}；已做 {n} 步；被拒绝 {m} 次。", "World: {world}; steps done: {n}; refused: {m}."
)
BAD_PERSONA = _(
    "没有名为“{id}”的人物，已使用默认身份。", "There is no persona “{id}”; the usual one is used."
)

# timeline
TIMELINE_TEXT = _(
    "点击任意时刻即可回到那里；在那里继续操作会形成分支。",
    "Click any moment to go there; what you do from there starts a branch.",
)
HERE = _("现在", "Now")
BRANCH = _("分支", "Branch")
CLOCK_TO = _("时钟前进到 {at}", "The clock moves to {at}")
COMPARE = _("比较两个时刻", "Compare two moments")
FROM = _("从", "From")
TO = _("到", "To")
CHANGED = _("变化", "What changed")
NO_CHANGE = _("没有变化。", "Nothing changed.")
NEW = _("新增", "new")
BY_ITSELF = _("系统", "the system")
REMOVED = _("已删除", "removed")
BALANCES = _("账户余额", "Balances")
REFUSED_HERE = _("被拒绝：{action}（{who}）", "Refused: {action} ({who})")
SHOW_REFUSED = _("显示被拒绝的尝试", "Show refused attempts")

# director
DIRECTOR_TEXT = _(
    "设定训练所需的事实。每次设定都会记入会话，可以撤销。",
    "Set the facts a case needs. Every change is kept in the session and can be undone.",
)
KIND = _("记录类型", "Kind of record")
RECORD = _("记录", "Record")
FACT_FIELDS = _("要更改的事实", "Facts to change")
SAVE = _("保存", "Save")
NO_CHANGES = _("还没有更改任何一项。", "Nothing has been changed yet.")
BALANCE_OF = _("余额", "Balances")

# deadlines
CALENDAR = _("期限日历", "Deadlines")
CALENDAR_TEXT = _(
    "会自动发生的事：何时、对谁、依据哪条规则、到期后怎样。可以把时钟移到期限前一刻或刚过之后，再撤销回来。",
    "What will happen by itself: when, to whom, by which rule, and what follows. Move the clock to just before or just "
    "after a deadline, and undo to come back.",
)
CALENDAR_HINT = _(
    "提交一项有期限的操作后，期限会出现在这里。可以从一个训练场景开始。",
    "Deadlines appear here once something that has one is submitted. A training scenario is a good start.",
)
CALENDAR_BY_HAND = _(
    "当前由您手动扮演对方，所以对方的处理没有期限；可以在“会话与设置”中改为自动处理。",
    "You play the other side by hand, so its answers have no deadline; that can be changed in “Session and settings”.",
)
TO_BEFORE = _("到前一分钟", "To 1 min before")
TO_AFTER = _("到刚过之后", "To just after")
TO_BEFORE_LONG = _("把时钟移到到期前一分钟", "Move the clock to one minute before the deadline")
TO_AFTER_LONG = _("把时钟移到到期后一分钟", "Move the clock to one minute after the deadline")
LESS_THAN_A_MINUTE = _("距到期已不足一分钟", "Less than a minute is left")
WHEN_IT_PASSES = _("到期后", "Then")
HOLDER = _("按名称查找", "Find by name")
MONTH = _("月历", "Month")
PREVIOUS_MONTH = _("上个月", "Previous month")
NEXT_MONTH = _("下个月", "Next month")
ALL_DAYS = _("显示所有日期", "Show all days")
N_DUE = _("{n} 项到期", "{n} due")
TODAY = _("今天", "today")
TOMORROW = _("明天", "tomorrow")
IN_DAYS = _("{n} 天后", "in {n} days")
BUSINESS_DAY = _("工作日", "business day")
WEEKEND = _("周末", "weekend")
HOLIDAY = _("法定休息日", "statutory day off")
HOLIDAY_MARK = _("休", "off")
MAKEUP_DAY = _("调休工作日", "make-up working day")
MAKEUP_MARK = _("班", "work")
NOT_PUBLISHED = _("法定工作日尚未公布", "working days not published")
WEEKDAYS_SHORT = (
    _("周一", "Mon"),
    _("周二", "Tue"),
    _("周三", "Wed"),
    _("周四", "Thu"),
    _("周五", "Fri"),
    _("周六", "Sat"),
    _("周日", "Sun"),
)

# trouble
TROUBLE = _(
    "出了点问题，您的会话没有变化。请重试；如果再次出现，请下载会话文件并附在问题报告里。",
    "Something went wrong; your session is as it was. Try again; if it happens again, download the session file and "
    "attach it to a report.",
)
