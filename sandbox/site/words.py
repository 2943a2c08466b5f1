"""What the documentation says around the texts of the model. Always in both languages."""

from __future__ import annotations

from sandbox.engine.text import Text


def t(zh: str, en: str) -> Text:
    """A Text."""
    return Text(zh=zh, en=en)


SITE = t("伙伴中心沙箱", "Partner Center Sandbox")
TAGLINE = t(
    "华为云伙伴中心的非官方实训模拟器", "An unofficial training simulator of the Huawei Cloud Partner Center"
)
NOTICE = t(
    "非官方实训工具，与华为无关；文中企业与人物均为虚构。以官方页面为准。",
    "Unofficial, for training, not affiliated with Huawei. All companies and people are fictitious. "
    "The official pages prevail.",
)

# --- sections ------------------------------------------------------------------------------------
HOME = t("首页", "Home")
START = t("入门", "Start here")
GUIDES = t("操作指南", "Guides")
CONCEPTS = t("概念", "Concepts")
FIND = t("查找", "Find")
REFERENCE = t("参考", "Reference")
CONTRIBUTING = t("参与贡献", "Contributing")
BY_ROLE = t("按角色查找", "By role")
BY_MENU = t("按菜单路径查找", "By menu path")
SCENARIOS = t("场景", "Scenarios")
RULES = t("规则", "Rules")
MACHINES = t("状态机", "Lifecycles")
ACTIONS = t("操作", "Actions")
TIMERS = t("时限", "Deadlines")
GLOSSARY = t("中英术语表", "Glossary zh–en")
FIDELITY = t("仿真范围与可信度", "What is simulated")
FAQ = t("常见问题", "FAQ")

# --- transcript ----------------------------------------------------------------------------------
EXAMPLE = t("已执行的示例", "Executed example")
EXAMPLE_HELP = t(
    "这段过程由模拟器在构建文档时真实执行；若结果与说明不符，文档就无法发布。",
    "The simulator ran this when the page was built; had the outcome been different, the page would not exist.",
)
STEPS_SHOWN = t("第 {first}–{last} 步，共 {total} 步", "Steps {first}–{last} of {total}")
STEP_SHOWN = t("第 {first} 步，共 {total} 步", "Step {first} of {total}")
OPEN_PAGE = t("在沙箱中打开“{page}”", "Open “{page}” in the sandbox")
IN_SANDBOX = t("在沙箱中打开", "Open in the sandbox")
FROM_STEP = t("从这一步开始", "Take over from here")
NO_SANDBOX = t(
    "这份文档没有连接沙箱。请在项目目录运行 pcsandbox up，再从它给出的地址打开本页。",
    "This copy of the documentation is served without the sandbox. Run “pcsandbox up” in the project folder and "
    "open this page at the address it prints.",
)
NEEDS_SANDBOX = t("需由 pcsandbox up 提供文档", "works when pcsandbox up serves these pages")
GIVEN = t("初始时间", "Starts at")
GOAL = t("目标", "Goal")
STEP = t("第 {n} 步", "Step {n}")
DIRECTOR = t("导演设定", "The director sets")
LOOKS = t("查看", "opens")
CLOCK = t("时钟前进到 {to}", "The clock moves to {to}")
CLOCK_FROM = t("（此前为 {at}）", "(it was {at})")
FIRED = t("到时自动发生", "What happened by itself")
NOTHING_FIRED = t("其间没有到期的事项。", "Nothing fell due on the way.")
ACCEPTED = t("成功", "Done")
REFUSED = t("被拒绝", "Refused")
REASONS = t("不满足以下规则", "Rules that are not met")
WHAT_TO_DO = t("怎么办", "What to do")
RULE_LINK = t("查看规则", "Rule")
NEW = t("新建", "new")
STATE = t("状态", "State")
MESSAGES = t("发出的消息", "Messages sent")
MESSAGE_TO = t("致 {to}（{channel}）", "To {to} ({channel})")
MONEY = t("资金变动", "Money moved")
EVENTS = t("同时发生", "What else happened")
ROWS = t("逐行结果", "Result of each row")
ROW_DONE = t("成功", "done")
PAGE_SHOWN = t("页面可见，共 {count} 条记录", "The page is there (records: {count})")
PAGE_HIDDEN = t("该身份看不到这个页面。", "This page does not exist for them.")
PAGE_EMPTY = t("没有记录。", "No records.")
OPERATIONS = t("可用操作", "Operations open")
MASKED = t("已隐藏", "hidden")
TYPED_CODE = t("手机上收到的验证码", "the code received on the phone")
TYPED_WRONG = t("一个错误的验证码", "a wrong code")
TYPED_SECRET = t("（已填写）", "(filled in)")
DIAGRAM = t("{name}：执行后的位置", "{name}: where it stands at the end")
DIAGRAM_PLAIN = t("{name}的状态图", "State diagram: {name}")
LEGEND = t(
    "绿色为走过的状态和步骤，红色为当前状态。", "Green: states and steps passed through. Red: the state now."
)
CHANNELS = {
    "sms": t("短信", "text message"),
    "mail": t("邮件", "e-mail"),
    "portal": t("站内消息", "portal message"),
}
MORE_ROWS = t("另有 {count} 条", "{count} more")

# --- reference -----------------------------------------------------------------------------------
AREA_PORTAL = t("通用", "Every page of the portal")
KINDS = {
    "guard": t("前提条件", "condition"),
    "input": t("填写要求", "input"),
    "effect": t("后果", "effect"),
    "timer": t("时限", "deadline"),
    "schedule": t("日程", "schedule"),
    "visibility": t("可见范围", "visibility"),
    "notice": t("通知", "notice"),
    "fact": t("事实", "fact"),
}
TIERS = {
    "must": t("必须", "must"),
    "should": t("应当", "should"),
    "reference": t("参考", "reference"),
}
CONFIDENCE = {
    "seed": t("项目初始资料", "given at the start"),
    "corroborated": t("有公开资料佐证", "attested"),
    "corroborated_intl": t("仅国际站资料佐证", "attested for the international site only"),
    "inferred": t("推断", "inferred"),
}
CONFIDENCE_HELP = {
    "corroborated_intl": t(
        "只有国际站的资料佐证，中国站可能不同。",
        "Only pages of the international site say so; the China site may differ.",
    ),
    "inferred": t(
        "没有资料直接说明，由其他规则推断得出，真实门户可能不同。",
        "No source says it in so many words; it follows from others, and the real portal may differ.",
    ),
}
STATUS = {"enforced": t("已仿真", "simulated"), "documented": t("仅说明", "described only")}
NUMBER = t("编号", "No.")
RULE = t("规则", "Rule")
KIND = t("类别", "Kind")
TIER = t("层级", "Tier")
HOW_SURE = t("可信度", "How sure")
SOURCE = t("来源", "Source")
NO_SOURCE = t("没有外部来源。", "No outside source.")
STATUS_LABEL = t("仿真", "Simulation")
WHY_NOT = t("未仿真的原因", "Why it is not simulated")
CARRIED_OUT = t("在哪里生效", "Where it takes effect")
BY_ACTION = t("操作", "Action")
BY_TIMER = t("时限", "Deadline")
BY_LISTING = t("列表页", "List page")
REMEDY_ACTIONS = t("可以解除限制的操作", "Actions that lift the block")
REFUSED_IN = t("哪些场景会被它拒绝", "Scenario steps it refuses")
PASSED_IN = t("哪些场景能通过它", "Scenario steps that pass it")
SHOWN_IN = t("哪些场景演示它", "Scenario steps that show it")
NONE_YET = t("还没有场景。", "No scenario yet.")
AS_SEEN = t("实际提示示例", "As a user sees it")
PARTS = t("由以下规则组成", "It stands for these rules")
PART_OF = t("它属于", "It is part of")
STANDS_IN = t("被拒绝时会引用", "A refusal cites in its place")
STEP_OF = t("{title}，第 {step} 步", "{title}, step {step}")
AND_MORE = t("另有 {count} 处", "more places: {count}")
STATES = t("状态", "States")
TRANSITIONS = t("操作与状态变化", "What can be done, and where it leads")
FROM = t("从", "From")
TO = t("到", "To")
ACTION = t("操作", "Action")
ROLES = t("谁可以做", "Who may do it")
MENU = t("菜单路径", "Menu path")
INPUTS = t("填写内容", "What is filled in")
STAYS = t("状态不变", "state stays")
SORT = t("类型", "Sort")
NODES = {
    "initial": t("起始", "initial"),
    "stable": t("稳定", "stable"),
    "transient": t("等待处理", "waiting for somebody"),
    "terminal": t("终止", "final"),
}
DEADLINE = t("时限", "Deadline")
LENGTH = t("长度", "Length")
RUNS_IN = t("适用状态", "Runs in")
LEADS_TO = t("到期后", "When it is up")
LIFECYCLE = t("对象", "Lifecycle")
BY_EFFECT = t("由规则决定", "decided by the rules")
ANSWERS = t("由对方或审核人员处理", "the other side or a reviewer answers")
OTHER_RULES = t("其他相关规则", "Other rules of this lifecycle")
PORTAL_DOES = t("门户自动执行", "the portal itself")
ANYBODY = t("任何人", "anybody")
CHINESE = t("中文", "Chinese")
ENGLISH = t("英文", "English")
WHAT_IT_IS = t("是什么", "What it is")
TERM_SORTS = {
    "machine": t("对象", "lifecycle"),
    "state": t("状态", "state"),
    "action": t("操作", "action"),
    "role": t("角色", "role"),
    "value": t("取值", "value"),
    "field": t("填写项", "field"),
    "page": t("页面", "page"),
    "deadline": t("时限", "deadline"),
}
REQUIRED = t("必填", "required")
OPTIONAL = t("选填", "optional")
WHEN_ASKED = t("视情况必填", "required in some cases")
ASKS_CODE = t("可能需要输入验证码。", "A verification code may be asked for.")
CHOICES = t("可选", "one of")
BATCH_OF = t("对每一行执行“{action}”。", "Does “{action}” on every row.")
NO_INPUTS = t("不需要填写。", "Nothing to fill in.")
CHOICE_OPEN = t("可选", "yes")
CHOICE_WHY = t("原因", "why")
PRECAUTIONS = t("哪些情况会被拦下，怎么办", "What can block it, and the way out")
EFFECTS = t("操作之后", "What happens then")
GUIDE_FOR = t("操作指南", "Guide")
WHO_WHERE = t("谁可以做、在哪里", "Who, and where")
FILTER = t("输入文字筛选规则", "Filter the rules by text")
ALL = t("全部", "all")
FILTER_COUNT = t("显示 {shown} 条，共 {total} 条", "{shown} of {total} shown")
NO_MATCH = t("没有符合条件的规则。", "No rule fits.")
RELATED_RULES = t("相关规则", "Rules")
CHECKED_BY = t("验证此答案的场景", "Checked by")
OPEN_LIST = t("列表页", "List page")
EVERYWHERE = t("所有操作", "Every action")
ELSEWHERE = t("其他", "Elsewhere")
OPEN_SANDBOX = t("打开沙箱", "Open the sandbox")
HIDDEN_COLUMNS = t("不显示的列：{columns}", "Columns not shown to them: {columns}")
ALL_ROLES_INTRO = t(
    "先找到自己的身份，再看可以做的操作和对应的指南。",
    "Find who you are; then see what you may do and the guide that explains it.",
)
MENU_INTRO = t(
    "菜单与伙伴中心一致；每个页面列出可以进行的操作。",
    "The menu is that of the portal; every page lists what can be done there.",
)
AREA = t("领域", "Area")
ALL_RULES = t("规则数", "Rules")
UNSURE = t("未能核实", "Not verified")
TIMERS_INTRO = t(
    "到期后自动发生的事项。自然日按每日 24 小时计算；工作日按国家公布的节假日安排计算。",
    "What happens by itself when a time is up. A natural day is 24 hours; business days follow the statutory calendar.",
)
RULES_INTRO = t(
    "每条规则都有固定地址，沙箱中的每次拒绝都会链接到这里。",
    "Every rule has an address of its own; every refusal in the sandbox links here.",
)
SCENARIOS_INTRO = t(
    "每个场景既是测试、又是示例，也可以在沙箱中打开练习。以下过程均由模拟器执行。",
    "Every scenario is a test, an example and an exercise for the sandbox. The simulator ran all of these.",
)
TEACHES = t("这个场景说明的规则", "What it teaches")
GLOSSARY_INTRO = t(
    "模拟器中使用的全部中英文名称，由模型自动生成。",
    "Every name that the simulator uses, in both languages, taken from the model.",
)
FIDELITY_INTRO = t(
    "本页由规则登记表自动生成：哪些规则已仿真，哪些仅作说明，哪些没有公开资料可以核实。",
    "Made from the register of rules: what is simulated, what is only described, and what no public page confirms.",
)
SIMPLIFIED = t("仅作说明、未仿真的规则", "Described, not simulated")
SIMPLIFIED_INTRO = t(
    "模拟器不会执行这些规则；原因见最后一列。",
    "The simulator does not act on these; the last column says why.",
)
UNVERIFIED = t("已仿真、但未能核实的规则", "Simulated, but not verified")
UNVERIFIED_INTRO = t(
    "这些规则没有直接的公开资料，或只有国际站的资料；真实门户可能不同。",
    "No public page says these in so many words, or only one of the international site; the real portal may differ.",
)
FAQ_INTRO = t(
    "回答由模拟器核对：每条回答都注明所依据的规则，以及能够验证它的场景步骤。",
    "The simulator checks the answers: each names its rules and the scenario steps that show them.",
)
CHECKED_SUMMARY = t("依据与验证", "What it rests on")
TO_LIGHT = t("切换到浅色", "Switch to light")
TO_DARK = t("切换到深色", "Switch to dark")
TO_SYSTEM = t("跟随系统", "Follow the system")
NOT_FOUND = t("没有这个页面", "There is no such page")
NOT_FOUND_HELP = t(
    "地址可能有误，或页面已改名。请从首页开始查找。",
    "The address may be wrong, or the page was renamed. Start from the home page.",
)
TO_HOME = t("回到首页", "To the home page")

# --- payout methods ------------------------------------------------------------------------------
INCENTIVE = t("激励", "Incentive")
RESALE_SINCE = t("{since}起新生成的代售激励", "Resale, newly generated since {since}")
RESALE_BEFORE = t("{since}之前生成的代售激励", "Resale, generated before {since}")
INCENTIVE_OF = t("{kind}激励", "{kind} incentive")
CAN_CHOOSE = t("可选", "yes")
CANNOT_CHOOSE = t("–", "–")
INVOICE_OF_PARTNER = t("要伙伴开票吗", "Invoice of the partner")
NEEDED = t("要", "needed")
NOT_NEEDED = t("不要", "none")
LEAST_AMOUNT = t("最低金额", "Least amount")
NO_FLOOR = t("无", "none")
PAID_FOR = t(
    "激励 {net}（销项税率 {output}、发票税率 {invoice}）的结算金额",
    "Paid for {net} of incentive (output tax {output}, invoice rate {invoice})",
)
