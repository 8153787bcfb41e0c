"""What the forms of a dispute's steps ask: each fact once, in the words of the studio."""

from __future__ import annotations

from fazhi.cases.words import DISPUTE_TYPES
from fazhi.mediation.unconfirmable import QUESTIONS
from fazhi.mediation.words import (
    AGREED_TO_MEDIATE,
    AGREEMENT_MODES,
    APPLIED_TO,
    CONFIRMATION_RESULTS,
    DIFFICULTIES,
    ESCALATION_REASONS,
    FAILURE_REASONS,
    HOW_PERFORMED,
    INSTALMENT_RESULTS,
    PERFORMANCE_LEFT,
    REFERRERS,
    REPLACEMENT_REASONS,
    RISKS,
    SESSION_OUTCOMES,
    SIDES,
    STANDINGS,
    URGENCIES,
)
from fazhi.records.columns import Column, Shape

VILLAGE = Column("village", "村居", required=True)
GRID = Column("grid", "网格")
TYPE = Column("type", "纠纷类型", Shape.CHOICE, required=True, choices=DISPUTE_TYPES)
SUMMARY = Column("summary", "谁和谁，怎么了", Shape.LONG_TEXT, required=True)
MATTER = Column(
    "summary", "怎么回事", Shape.LONG_TEXT, required=True
)  # where the parties are asked for beside it
URGENCY = Column("urgency", "急不急", Shape.CHOICE, choices=URGENCIES)
PARTIES = Column("parties", "当事人", Shape.NAMES, help="不清楚可以先不填，一行写一个")
APPLICANTS = Column("applicants", "申请人", Shape.NAMES, required=True, help="一行写一个")
RESPONDENTS = Column("respondents", "被申请人", Shape.NAMES, help="一行写一个")
PHONE = Column("phone", "联系电话", Shape.PHONE, masked=True)
PLACE = Column("place", "地点")
REQUEST = Column("request", "请求事项", Shape.LONG_TEXT)
APPLIED_AT = Column("applied_to", "请谁调解", Shape.CHOICE, required=True, choices=APPLIED_TO)
TIME = Column("time", "时间", help="如15:30")
WHERE = Column("where", "地点")
PRESENT = Column("present", "参加的人", Shape.NAMES, help="一行写一个")
POINT = Column("point", "争议在哪里", Shape.LONG_TEXT, required=True)
COURSE = Column("course", "经过", Shape.LONG_TEXT)
OUTCOME = Column("outcome", "结果", Shape.CHOICE, required=True, choices=SESSION_OUTCOMES)
WHY_NOT = Column("why_not", "没调成的原因", Shape.CHOICE, choices=FAILURE_REASONS)
WHY_NOT_TEXT = Column("why_not_text", "具体说说")
RECORDER = Column("recorder", "记录人")
MEDIATORS = Column("mediators", "调解员", Shape.NAMES, help="一行写一个")
SESSION = (TIME, WHERE, PRESENT, POINT, COURSE, OUTCOME, WHY_NOT, WHY_NOT_TEXT, RECORDER)
REMEDIES = Column(
    "remedies", "已告诉当事人的其他途径", Shape.ITEMS, required=True,
    help="仲裁、行政途径、向人民法院起诉等，一行写一个",
)  # fmt: skip
FACTS = Column("facts", "纠纷事实和责任", Shape.LONG_TEXT, required=True)
TERMS = Column(
    "terms", "协议内容", Shape.ITEMS, required=True, help="一行写一条：谁、在什么时候前、做什么、付多少"
)
AMOUNT = Column("amount_fen", "涉及金额", Shape.MONEY, unit="元")
MODE = Column("mode", "怎么履行", Shape.CHOICE, required=True, choices=AGREEMENT_MODES)
SCHEDULE = Column(
    "schedule", "履行安排", Shape.ITEMS,
    help="一行写一期：日期，谁，做什么，金额（元）。如：2026-12-31，示例甲，付赔偿款，1500",
)  # fmt: skip
DIFFERENCE = Column(
    "difference", "各期加起来和金额不一样，为什么", help="一样的不填。如：余下的用粮食抵，另算利息，当场已付一部分"
)  # fmt: skip
PERFORMANCE_MODE = Column("performance_mode", "履行方式", Shape.CHOICE, choices=HOW_PERFORMED)
EFFECTIVE_ON = Column(
    "effective_on",
    "生效日期",
    Shape.DATE,
    future_allowed=True,
    help="不填就是签订之日；另有约定的写约定的日期",
)
COPIES = Column("copies", "一式几份", Shape.COUNT, unit="份")
ORAL_REASON = Column("oral_reason", "为什么不写协议书", Shape.TEXT, help="没有给付内容，或者当场履行完毕")
WRITING_ASKED = Column("writing_asked", "有当事人要求写协议书", Shape.YES_NO)

REPORT = (VILLAGE, GRID, TYPE, SUMMARY, URGENCY, PARTIES, PHONE, PLACE)
APPLY = (APPLICANTS, RESPONDENTS, VILLAGE, TYPE, MATTER, REQUEST, PHONE, PLACE, APPLIED_AT, URGENCY)
REFER = (
    Column("referrer", "谁转来的", Shape.CHOICE, required=True, choices=REFERRERS),
    Column("referrer_name", "转来单位的名称", required=True),
    Column("referral_number", "来文编号", Shape.NUMBER),
    Column("consented", "当事人同意由人民调解", Shape.YES_NO, required=True),
    APPLICANTS, RESPONDENTS, VILLAGE, TYPE, MATTER, REQUEST, PHONE, PLACE,
)  # fmt: skip
INITIATE = (VILLAGE, PARTIES, TYPE, SUMMARY, PHONE, PLACE, URGENCY)
INFORM = (
    Column("told", "告知了谁", Shape.NAMES, required=True, help="一行写一个"),
    Column("consent", "双方愿意调解吗", Shape.CHOICE, required=True, choices=AGREED_TO_MEDIATE),
    Column("unwilling", "谁不愿意", Shape.NAMES, help="都愿意的不填"),
    MEDIATORS,
    Column("chosen", "调解员由当事人选定", Shape.YES_NO),
    Column("recusal_asked", "有人要求调解员回避", Shape.YES_NO),
)
INVESTIGATE = (TIME, WHERE, Column("asked", "向谁调查", Shape.NAMES, required=True), Column("found", "查到的情况", Shape.LONG_TEXT, required=True), RECORDER)  # fmt: skip
ESCALATE = (
    Column("reason", "为什么报到镇里", Shape.CHOICE, choices=ESCALATION_REASONS, help="村里调满次数的不用填"),
    Column("reason_text", "具体说说"),
)
ACCEPT = (
    Column("agreed", "双方愿意由镇里调解", Shape.YES_NO, required=True),
    MEDIATORS,
    Column("difficulty", "难度", Shape.CHOICE, choices=DIFFICULTIES),
    Column("people_involved", "涉及多少人", Shape.COUNT, unit="人"),
)
SEND_BACK = (Column("reason", "要补什么", Shape.LONG_TEXT, required=True),)
ARRANGE = (
    Column("meet_on", "约在哪一天", Shape.DATE, required=True, future_allowed=True), TIME, WHERE,
    Column("told", "通知了谁", Shape.NAMES, help="一行写一个"),
)  # fmt: skip
AGREE = (FACTS, TERMS, AMOUNT, MODE, SCHEDULE, DIFFERENCE, PERFORMANCE_MODE, EFFECTIVE_ON, COPIES, RECORDER)
AGREE_ORALLY = (TERMS, AMOUNT, MODE, ORAL_REASON, WRITING_ASKED, EFFECTIVE_ON)
END = (
    Column("reason", "为什么终止", Shape.CHOICE, choices=FAILURE_REASONS),
    Column("reason_text", "具体说说"), REMEDIES,
)  # fmt: skip
REFUSE = (Column("who", "谁不愿意调解", Shape.NAMES, required=True), Column("said", "怎么说的"), REMEDIES)
WITHDRAW = (
    Column("who", "谁撤回", Shape.NAMES, required=True), Column("reason", "为什么撤回", Shape.LONG_TEXT, required=True),
)  # fmt: skip
TRANSFER = (
    Column("department", "转给哪个部门", required=True), Column("reason", "为什么转", Shape.LONG_TEXT, required=True),
    Column("told", "已告诉当事人", Shape.YES_NO, required=True),
)  # fmt: skip
PERFORM = (
    Column("instalment", "哪一期", help="只有一期的、全部一起履行完的不选"),
    Column("result", "这一期", Shape.CHOICE, required=True, choices=INSTALMENT_RESULTS),
    Column("amount_fen", "付了多少", Shape.MONEY, unit="元", help="已履行、没写多少的，就是这一期约定的数"),
    Column("proof", "凭什么认定", help="收条、转账记录、双方说法"),
    Column("left", "还有没履行的吗", Shape.CHOICE, required=True, choices=PERFORMANCE_LEFT),
)
COPY_BACK = (Column("how", "怎么送的"), Column("receiver", "谁收的"))
APPLY_CONFIRMATION = (
    Column("court", "向哪个法院", required=True, help="一般是调解委员会所在地的基层人民法院"),
    Column("jointly", "双方共同申请", Shape.YES_NO, required=True),
    *QUESTIONS,
)
CONFIRMATION_RESULT = (
    Column("result", "法院的结果", Shape.CHOICE, required=True, choices=CONFIRMATION_RESULTS),
    Column("number", "裁定书编号", Shape.NUMBER),
)
REVISIT = (
    WHERE, Column("visited", "回访了谁", Shape.NAMES, required=True),
    Column("performed", "协议履行得怎样", Shape.LONG_TEXT, required=True),
    Column("satisfied", "当事人满意", Shape.YES_NO), RECORDER,
)  # fmt: skip
REPLACE = (
    Column("leaving", "换下谁", Shape.NAMES, required=True),
    Column("reason", "为什么换", Shape.CHOICE, required=True, choices=REPLACEMENT_REASONS),
    Column("mediators", "换成谁", Shape.NAMES, required=True, help="一行写一个"),
)
RISK = (
    Column("risk", "有什么苗头", Shape.CHOICE, required=True, choices=RISKS),
    Column("measures", "已经做了什么", Shape.LONG_TEXT, required=True),
    Column("police_told", "已报告公安机关", Shape.YES_NO),
)
PERSON = (
    Column("name", "姓名或单位名称", required=True),
    Column("standing", "是什么人", Shape.CHOICE, required=True, choices=STANDINGS),
    Column("side", "哪一方", Shape.CHOICE, choices=SIDES),
    PHONE, Column("id_number", "证件号码", masked=True), Column("address", "住址", masked=True),
    Column("born_on", "出生日期", Shape.DATE, help="填了18位身份证号的不用填"), Column("organisation_head", "单位负责人"),
    Column("acts_for", "代理谁、监护谁", help="写当事人的姓名"),
    Column("capacity", "关系和权限", help="如父亲、特别授权"),
)  # fmt: skip
ARCHIVE = (
    Column("volume_number", "卷号", Shape.NUMBER), Column("kept_years", "保管期限", Shape.COUNT, unit="年"),
    Column("memo", "卷宗情况说明", Shape.LONG_TEXT),
)  # fmt: skip
REOPEN = (Column("reason", "为什么重新办", Shape.LONG_TEXT, required=True),)
