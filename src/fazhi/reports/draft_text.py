"""The words of the first draft: sentences that each name the records they need. Data; `composing` puts them together.

In a sentence `{code}` is a figure, `{code|约}` one written approximately where that is true, and `[[name]]` words taken
from records (see WORDS). `[[us]]`, `[[place]]`, `[[party]]`, `[[committee]]`, `[[county]]`, `[[studio]]`, `[[year]]` are the town's own. A sentence whose figures are all nothing, or whose words are missing, is not written but marked;
an optional one is passed over.

The order of parts and lines follows the report of a real town (2023), the wording is plain official prose.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Clause:
    """A sentence. `what` names the records it tells of, for the mark where they are missing."""

    text: str
    what: str = ""
    optional: bool = False
    otherwise: tuple[
        str, ...
    ] = ()  # shorter sentences, tried in turn where the first lacks a figure or a word
    zero: tuple[str, ...] = ()  # figures of the text that may be nothing: 负责人出庭0次 is worth saying


@dataclass(frozen=True)
class Point:
    """一是…: a lead and its sentences. Without one sentence that has records the lead is not written either."""

    lead: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Part:
    """A heading of the draft. `sections` are the sections of figures that belong under it."""

    line: str
    level: int
    heading: str
    opening: tuple[Clause, ...] = ()
    points: tuple[Point, ...] = ()
    sections: tuple[str, ...] = ()
    # Figures a reader expects here: with records and no place in the text they are pointed out one by one.
    expected: tuple[str, ...] = ()
    # Paragraphs made of records one by one: "shortcomings" or "next_year_tasks".
    each: str = ""


# Words from records: name → (figure whose records are read, lookup, how many at most, what the mark calls them).
WORDS: dict[str, tuple[str, str, int, str]] = {
    "topics": ("legal_agenda_items", "type_word", 4, "涉法议题的类型"),
    "session_topics": ("study_sessions", "topic", 4, "机关学法的主题"),
    "central_topics": ("central_group_sessions", "topic", 4, "中心组学法的主题"),
    "training_topics": ("enforcement_trainings", "topic", 3, "行政执法培训的主题"),
    "mediation_topics": ("mediator_trainings", "topic", 3, "调解培训的主题"),
    "entrusting": ("entrusted_cases", "entrusted_by", 3, "委托机关"),
    "mediation_series": ("mediation_series_views", "series_word", 2, "讲调解的系列名称"),
    "mediation_channels": ("mediation_series_views", "channel_word", 3, "发布渠道"),
    "fraud_series": ("anti_fraud_views", "series_word", 2, "反诈系列名称"),
    "fraud_channels": ("anti_fraud_views", "channel_word", 3, "发布渠道"),
    "school_forms": ("school_events", "form_word", 3, "进学校普法的形式"),
    "village_forms": ("village_events", "form_word", 3, "进村居普法的形式"),
    "village_topics": ("village_events", "topic", 3, "进村居普法的主题"),
    "enterprise_forms": ("enterprise_events", "form_word", 3, "进企业普法的形式"),
    "enterprise_topics": ("enterprise_events", "topic", 3, "进企业普法的主题"),
}

INTRO = (
    Clause(
        "[[year]]年，[[us]]坚持以习近平新时代中国特色社会主义思想为指导，深入学习贯彻习近平法治思想，按照上级关于法治政府"
        "建设的部署，推进依法行政。现将[[year]]年度法治政府建设情况报告如下："
    ),
)  # fmt: skip

PARTS: tuple[Part, ...] = (
    Part("results", 1, "本年度推进法治政府建设的主要举措和成效"),
    Part(
        "line_leadership", 2, "加强组织领导，压实法治建设责任",
        sections=("study",), expected=("study_sessions", "law_exams", "legal_agenda_items"),
        points=(
            Point(
                "健全领导机制",
                (
                    Clause("法治建设领导小组共有成员{leading_group_members}。", "领导小组成员"),
                    Clause("根据人员变化及时调整名单，全年变动{leading_group_changes}。", "领导小组成员变动", optional=True),
                    Clause("[[committee]]会议专题研究法治建设{rule_of_law_meetings}。", "专题研究法治建设的会议", optional=True),
                ),
            ),
            Point(
                "抓住领导干部这个“关键少数”",
                (
                    Clause(
                        "全年组织机关干部学法{study_sessions}，学习[[session_topics]]等内容。", "机关学法",
                        otherwise=("全年组织机关干部学法{study_sessions}。",),
                    ),
                    Clause("[[committee]]理论中心组学法{central_group_sessions}。", "党委理论中心组学法"),
                    Clause("其中习近平法治思想专题学习{xi_thought_sessions}。", "习近平法治思想专题学习", optional=True),
                    Clause("组织学法考试{law_exams}。", "学法考试"),
                    Clause("学法考试参考率{exam_participation_rate}，合格率{exam_pass_rate}。", "考试人数", optional=True),
                ),
            ),
            Point(
                "落实司法所所长列席制度",
                (
                    Clause(
                        "司法所所长列席[[committee]]会议{meetings_attended_by_justice_office}，在[[topics]]等议题中，对"
                        "{legal_agenda_items_attended}涉法议题提出法律意见{agenda_opinions}。",
                        "司法所所长列席会议和法律意见",
                        otherwise=("司法所所长列席[[committee]]会议{meetings_attended_by_justice_office}。",),
                    ),
                ),
            ),
        ),
    ),
    Part(
        "line_administration", 2, "坚持依法行政，规范决策、执法和审核",
        sections=("decision", "enforcement", "review"),
        expected=("entrusted_cases", "own_name_cases", "contracts_reviewed", "contract_opinions", "normative_documents_reviewed",
                  "administrative_agreements_reviewed", "decisions_catalogued"),
        points=(
            Point(
                "规范行政决策程序",
                (
                    Clause("制定重大行政决策目录，列入事项{decisions_catalogued}。", "重大行政决策目录"),
                    Clause(
                        "其中公众参与、专家论证、风险评估、合法性审查、集体讨论五个程序齐全的{decisions_complete}。",
                        "重大行政决策五个程序", optional=True,
                    ),
                ),
            ),
            Point(
                "提高行政执法水平",
                (
                    Clause(
                        "组织行政执法培训{enforcement_trainings}，参加{enforcement_training_attendance|约}。", "行政执法培训",
                        otherwise=("组织行政执法培训{enforcement_trainings}。",),
                    ),
                    Clause(
                        "综合执法局全年办理[[entrusting]]委托的行政执法案件{entrusted_cases}。", "委托行政执法案件",
                        otherwise=("综合执法局全年办理上级部门委托的行政执法案件{entrusted_cases}。",),
                    ),
                    Clause("以[[place]]名义办理行政处罚案件{own_name_cases}。", "以本级名义办理的处罚案件", optional=True),
                    Clause("行政处罚决定公示率{penalty_publication_rate}，案卷归档率{penalty_archive_rate}。", "处罚公示和归档", optional=True),
                ),
            ),
            Point(
                "强化法制审核",
                (
                    Clause("司法所审核规范性文件{normative_documents_reviewed}。", "规范性文件审核"),
                    Clause(
                        "审核民事合同{contracts_reviewed}，提出法律意见{contract_opinions|约}。", "合同法制审核",
                        otherwise=("审核民事合同{contracts_reviewed}。",),
                    ),
                    Clause("审核行政协议{administrative_agreements_reviewed}。", "行政协议审核", optional=True),
                    Clause("合同法律意见采纳率{contract_opinion_adoption_rate}。", "意见采纳情况", optional=True),
                ),
            ),
        ),
    ),
    Part(
        "line_supervision", 2, "加强执法监督，促进严格规范公正文明执法",
        sections=("supervision",), expected=("supervision_licences_applied", "file_review_rounds", "file_review_problems"),
        points=(
            Point(
                "健全执法监督机制",
                (
                    Clause("司法所对行政处罚决定进行法制审核{penalties_legally_reviewed}。", "行政处罚法制审核"),
                    Clause("司法所{supervision_licences_applied}工作人员申请行政执法监督证。", "行政执法监督证"),
                ),
            ),
            Point(
                "推进行政执法公开",
                (Clause("依法公示行政处罚决定{penalties_published}。", "行政处罚决定公示"),),
            ),
            Point(
                "开展案卷评查",
                (
                    Clause("对综合执法局形成的案卷开展评查{file_review_rounds}，评查案卷{files_reviewed}。", "案卷评查"),
                    Clause(
                        "发现问题{file_review_problems}，已整改{file_review_problems_rectified}。", "评查发现的问题", optional=True,
                        zero=("file_review_problems_rectified",),
                    ),
                ),
            ),
        ),
    ),
    Part(
        "line_mediation", 2, "抓实矛盾化解，维护基层和谐稳定",
        sections=("mediation",),
        expected=("disputes_found", "receptions", "written_agreements", "oral_agreements", "village_failed_three_times",
                  "mediator_trainings", "mediator_training_attendance", "mediation_series_episodes", "mediation_series_views"),
        points=(
            Point(
                "深化矛盾排查",
                (
                    Clause("发挥网格员人熟、地熟的优势，全年网格员共排查矛盾纠纷{disputes_found|约}。", "网格排查矛盾纠纷"),
                    Clause("在村居化解{village_settled}，村级化解率{village_settled_rate}。", "村级化解情况", optional=True),
                ),
            ),
            Point(
                "优化化解流程",
                (
                    Clause("村级调解三次未成的{village_failed_three_times}，由[[studio]]接续调解。", "村调解次数", optional=True),
                    Clause(
                        "[[studio]]全年接待群众来访、咨询、申请调解共{receptions}，其中签订调解协议书{written_agreements}。",
                        "接待和调解协议",
                        otherwise=("[[studio]]全年接待群众来访、咨询、申请调解共{receptions}。",),
                    ),
                    Clause("另有达成口头协议{oral_agreements}。", "口头协议", optional=True),
                ),
            ),
            Point(
                "提升调解能力",
                (
                    Clause(
                        "举办[[mediation_topics]]等调解培训{mediator_trainings}，参加{mediator_training_attendance|约}。", "调解培训",
                        otherwise=("举办调解培训{mediator_trainings}，参加{mediator_training_attendance|约}。", "举办调解培训{mediator_trainings}。"),
                    ),
                    Clause(
                        "推出“[[mediation_series]]”系列视频{mediation_series_episodes}，在[[mediation_channels]]发布，观看"
                        "{mediation_series_views|约}。",
                        "讲调解的系列视频",
                        otherwise=("推出讲调解的视频{mediation_series_episodes}。",),
                    ),
                ),
            ),
        ),
    ),
    Part(
        "line_outreach", 2, "深化普法宣传，增强全民法治观念",
        sections=("outreach",),
        expected=("schools_reached", "school_events", "school_audience", "villages_reached", "village_events", "village_audience",
                  "enterprise_events", "enterprise_audience", "anti_fraud_episodes", "anti_fraud_views"),
        points=(
            Point(
                "开展宪法宣传",
                (
                    Clause("举办宪法宣誓活动{oath_ceremonies}。", "宪法宣誓"),
                    Clause("开展宪法主题普法活动{constitution_activities}。", "宪法主题活动", optional=True),
                    Clause("学法考试中含宪法题的{constitution_exams}。", "宪法题", optional=True),
                ),
            ),
            Point(
                "推动普法进基层",
                (
                    Clause(
                        "全年走进{schools_reached}学校，以[[school_forms]]等形式开展活动{school_events|约}，参与师生"
                        "{school_audience|约}。",
                        "进学校普法",
                        otherwise=("全年走进{schools_reached}学校，开展活动{school_events|约}，参与师生{school_audience|约}。", "全年走进{schools_reached}学校，开展活动{school_events|约}。"),
                    ),
                    Clause(
                        "走进{villages_reached}村居，以[[village_forms]]等形式围绕[[village_topics]]开展普法{village_events|约}，"
                        "受众{village_audience|约}。",
                        "进村居普法",
                        otherwise=("走进{villages_reached}村居，开展普法{village_events|约}，受众{village_audience|约}。", "走进{villages_reached}村居，开展普法{village_events|约}。"),
                    ),
                    Clause(
                        "走进{enterprises_reached}企业，围绕[[enterprise_topics]]开展普法{enterprise_events}，受众"
                        "{enterprise_audience|约}。",
                        "进企业普法",
                        otherwise=("走进{enterprises_reached}企业，开展普法{enterprise_events}。",),
                    ),
                ),
            ),
            Point(
                "办好线上普法",
                (
                    Clause(
                        "推出“[[fraud_series]]”反诈宣传{anti_fraud_episodes}，在[[fraud_channels]]发布，播放{anti_fraud_views|约}。",
                        "反诈系列视频",
                        otherwise=("推出反诈宣传视频{anti_fraud_episodes}。",),
                    ),
                ),
            ),
        ),
    ),
    Part(
        "head_duty", 1, "主要负责人履行推进法治建设第一责任人职责情况",
        sections=("litigation",), expected=("court_hearings", "court_hearings_attended_by_head"),
        points=(
            Point("带头学法守法", (Clause(
                "主要负责人组织[[committee]]理论中心组学法{central_group_sessions}，学习[[central_topics]]等内容。", "中心组学法",
                otherwise=("主要负责人组织[[committee]]理论中心组学法{central_group_sessions}。",),
            ),)),
            Point("研究部署法治建设", (Clause("主持[[committee]]会议研究法治建设议题{rule_of_law_topics}。", "研究法治建设的议题"),)),
            Point(
                "落实负责人出庭应诉制度",
                (Clause("全年行政诉讼开庭{court_hearings}，负责人出庭应诉{court_hearings_attended_by_head}。", "行政应诉", zero=("court_hearings_attended_by_head",)),),
            ),
            Point("把好行政执法审核关", (Clause("作出的行政处罚决定中，经法制审核的{penalty_legal_review_rate}。", "行政处罚法制审核"),)),
            Point("推动普法宣传", (Clause("全年开展普法活动{outreach_events}，受众{outreach_audience|约}。", "普法活动"),)),
        ),
    ),
    Part("shortcomings", 1, "存在的不足和原因", sections=("shortcomings",), each="shortcomings"),
    Part("next_steps", 1, "下一步打算", sections=("next_steps",), each="next_year_tasks"),
)  # fmt: skip

EACH_MISSING = {
    "shortcomings": "存在的不足（请先在“存在的不足”里登记）",
    "next_year_tasks": "下一步打算（请先在“下一步打算”里登记）",
}
