"""The dispute, from the grid worker's report to the archived file.

人民调解法 2010 and 江苏省人民调解条例 2015. What is the town's practice and not law says so: how many failed attempts in
the village before the town takes over is the town's setting, and a party who asks is never held up by it.
"""

from __future__ import annotations

from fazhi.mediation import asked
from fazhi.procedures.declaration import Paper, Procedure, Runs, State, Step

VILLAGE, TOWN = ("village_mediator",), ("town_mediator", "justice_office")
ALL = (*VILLAGE, *TOWN)
IN_TALKS = ("village", "town")
AGREED = ("village_agreed", "town_agreed")
ENDED = ("performed", "ended", "withdrawn", "transferred")

LANES = (("grid", "网格"), ("village", "村"), ("town", "镇"))
STATES = (
    State("reported", "网格新报，等村里接手", "grid", VILLAGE, "village_mediation", "已收到"),
    State("village", "村里在调", "village", VILLAGE, "village_mediation", "村里在调"),
    State("village_agreed", "村里调成了，等登记协议", "village", VILLAGE, "agreed", "村里调成了"),
    State("escalated", "报到镇里，等受理", "town", TOWN, "accepted", "报到镇里"),
    State("town", "镇里在调", "town", TOWN, "town_mediation", "镇里在调"),
    State("town_agreed", "镇里调成了，等写协议", "town", TOWN, "agreed", "调成了"),
    State("performing", "正在履行", "town", ALL, "performed", "调成了"),
    State("performed", "已履行，等归档", "town", ALL, "archived", "调成了"),
    State("ended", "没调成，等归档", "town", ALL, "archived", "没调成，已告诉双方别的办法"),
    State("withdrawn", "已撤回，等归档", "town", ALL, "archived", "已撤回"),
    State("transferred", "已转部门，等归档", "town", ALL, "archived", "转给别的部门"),
    State("archived", "已归档", "town", (), "", "办结归档", closed=True),
)  # fmt: skip

CONFIRMATION = Runs(
    "confirmation", "司法确认申请期", "mediation_confirmation", "effective_on", when="confirmable"
)
COPY_BACK = Runs(
    "referrer_copy", "协议送转来单位备案", "mediation_referrer_copy", "effective_on", when="was_referred"
)

STEPS = (
    Step(
        "found", "排查发现", note="网格员排查是本镇做法，法律没有规定", act="报上去", lane="grid",
        roles=("grid_worker", *ALL), opens=True, anywhere=True, to="reported", asks=asked.REPORT,
    ),
    Step(
        "applied", "当事人申请", "人民调解法第十七条", "V", "可以口头申请，也可以书面申请", act="登记申请", lane="village", roles=ALL,
        opens=True, by="applied_to", turns=(("village", "village"), ("town", "escalated")), asks=asked.APPLY,
        makes=("application", "registration"),
    ),
    Step(
        "referred_here", "部门转来", "江苏省人民调解条例第二十二条", "V", "法院、公安机关等转来的，须当事人同意", act="登记转来的",
        lane="town", roles=TOWN, opens=True, to="escalated", asks=asked.REFER, guards=("referral_consented",),
        makes=("registration",),
    ),
    Step(
        "initiated", "主动调解", "人民调解法第十七条", "V", "当事人一方明确拒绝调解的，不得调解", act="主动登记", lane="village",
        roles=ALL, opens=True, to="village", asks=asked.INITIATE, makes=("registration",),
    ),
    Step(
        "informed", "告知权利义务", "江苏省人民调解条例第二十三条", "V", act="登记告知", lane="village", roles=ALL,
        frm=("reported", *IN_TALKS), by="consent", turns=(("no", "ended"),), asks=asked.INFORM, makes=("rights_notice",),
        aside=True,
    ),
    Step(
        "investigated", "调查", "人民调解法第二十二条", "V", act="登记调查", roles=ALL, frm=("reported", *IN_TALKS),
        asks=asked.INVESTIGATE, makes=("investigation",), aside=True,
    ),
    Step(
        "village_mediation", "村级调解", "人民调解法第十七条", "V",
        "可以申请调解，也可以主动调解；一方明确拒绝的不得调解", act="记一次调解", lane="village", roles=VILLAGE + TOWN,
        frm=("reported", "village"), by="outcome",
        turns=(("settled", "village_agreed"), ("failed", "village"), ("later", "village")), asks=asked.SESSION,
        guards=("nobody_refused", "recusal_settled", "why_it_failed"), makes=("minutes",), ends=("session",),
    ),
    Step(
        "escalated", "上报镇调解室", note="村里调解几次不成再上报是本镇做法，次数由本镇定；当事人要求的随时可以",
        act="报到镇里", lane="village", roles=ALL, frm=("reported", "village"), to="escalated", asks=asked.ESCALATE,
        guards=("attempts_or_reason",), ends=("session",),
    ),
    Step(
        "accepted", "镇受理", "江苏省人民调解条例第二十条", "V", "不符合受理条件的告知当事人依法处理", act="受理", lane="town", roles=TOWN, frm=("escalated",), to="town",
        asks=asked.ACCEPT, guards=("both_willing",), makes=("registration", "rights_notice"),
        starts=(Runs("mediation", "镇调解期限", "mediation_duration_soft"),),
    ),
    Step(
        "sent_back", "退回补充", note="材料不全退回村里补，是本镇做法", act="退回补充", lane="town", roles=TOWN,
        frm=("escalated",), to="village", asks=asked.SEND_BACK,
    ),
    Step(
        "arranged", "约时间", note="排期是本镇做法", act="约时间", lane="town", roles=ALL, frm=IN_TALKS, asks=asked.ARRANGE,
        guards=("meeting_ahead",),
        starts=(Runs("session", "约好的调解", due="meet_on"),), aside=True, at_hand=True,
    ),
    Step(
        "town_mediation", "镇调解", "江苏省人民调解条例第二十九条", "V", "调解记录由调解员和当事人签名", act="登记这次调解",
        lane="town", roles=TOWN, frm=("town",), by="outcome",
        turns=(("settled", "town_agreed"), ("failed", "town"), ("later", "town")), asks=asked.SESSION,
        guards=("nobody_refused", "recusal_settled", "why_it_failed"), makes=("minutes",), ends=("session",),
    ),
    Step(
        "agreed", "签订调解协议", "江苏省人民调解条例第三十一条", "V", "达成协议的应当制作协议书", act="写协议书",
        roles=ALL, frm=AGREED, by="mode",
        turns=(("at_once", "performed"), ("scheduled", "performing"), ("none", "performed")), asks=asked.AGREE,
        guards=("nobody_refused", "recusal_settled", "two_parties", "agents_have_powers", "minors_have_guardians", "schedule_reads",
                "schedule_adds_up", "effective_not_before"), makes=("agreement",),
        starts=(CONFIRMATION, COPY_BACK), ends=("mediation", "session"),
    ),
    Step(
        "agreed_orally", "登记口头协议", "人民调解法第二十八条", "V", "江苏省：没有给付内容或者当场履行的可以不写协议书，有人要求的应当写",
        act="登记口头协议", lane="town", roles=ALL, frm=AGREED, by="mode",
        turns=(("at_once", "performed"), ("none", "performed")), to="performing", asks=asked.AGREE_ORALLY,
        guards=("nobody_refused", "recusal_settled", "two_parties", "agents_have_powers", "minors_have_guardians", "oral_is_allowed"), makes=("oral_agreement",),
        starts=(CONFIRMATION, COPY_BACK), ends=("mediation", "session"), aside=True,
    ),
    Step(
        "performed", "登记履行", "人民调解法第三十一条", "V", "督促履行", act="登记履行", lane="town", roles=ALL,
        frm=("performing",), by="left", turns=(("none", "performed"), ("some", "performing")), part="result",
        asks=asked.PERFORM,
        guards=("instalment_known",),
    ),
    Step(
        "copied_back", "送转来单位备案", "江苏省人民调解条例第三十二条", "V", act="登记已送备案", lane="town", roles=TOWN,
        frm=("performing", "performed"), asks=asked.COPY_BACK, guards=("was_referred",), ends=("referrer_copy",),
        makes=("copy_letter",), aside=True,
    ),
    Step(
        "confirmation_applied", "申请司法确认", "人民调解法第三十三条", "V", "协议生效之日起三十日内共同申请；法院不受理、不确认的情形逐项问双方", act="登记申请司法确认",
        lane="town", roles=ALL, frm=("performing", "performed"), asks=asked.APPLY_CONFIRMATION,
        guards=("jointly", "within_confirmation_period", "confirmable", "court_would_confirm"), makes=("confirmation_application",),
        ends=("confirmation",), aside=True,
    ),
    Step(
        "confirmation_decided", "法院裁定", "民事诉讼法第二百零六条", "V", act="登记法院裁定", lane="town", roles=ALL,
        frm=("performing", "performed"), asks=asked.CONFIRMATION_RESULT, guards=("confirmation_was_applied",), aside=True,
    ),
    Step(
        "revisited", "回访", "江苏省人民调解条例第三十三条", "V", act="登记回访", lane="town", roles=ALL,
        frm=("performing", "performed", "ended"), asks=asked.REVISIT, makes=("revisit",), aside=True,
    ),
    Step(
        "settled", "终止调解", "人民调解法第二十六条", "V", "调解不成的终止调解，告知可以通过仲裁、行政、司法途径维权", act="没调成，终止",
        lane="town", roles=ALL, frm=IN_TALKS, to="ended", asks=asked.END, makes=("ending_notice",),
        ends=("mediation", "session"),
    ),
    Step(
        "refused", "当事人拒绝调解", "人民调解法第十七条", "V", "当事人一方明确拒绝调解的，不得调解", act="当事人拒绝", roles=ALL,
        frm=("reported", "escalated", *IN_TALKS, *AGREED), to="ended", asks=asked.REFUSE, makes=("ending_notice",),
        ends=("mediation", "session"), aside=True,
    ),
    Step(
        "withdrawn", "撤回申请", "人民调解法第二十三条", "V", "当事人可以要求终止调解", act="撤回", roles=ALL,
        frm=("reported", "escalated", *IN_TALKS, *AGREED), to="withdrawn", asks=asked.WITHDRAW,
        ends=("mediation", "session"), aside=True,
    ),
    Step(
        "transferred", "转其他部门", note="不属于民间纠纷的转有权处理的部门，并告诉当事人", act="转部门", roles=ALL,
        frm=("reported", "escalated", *IN_TALKS), to="transferred", asks=asked.TRANSFER, makes=("transfer_letter",),
        ends=("mediation", "session"), aside=True,
    ),
    Step(
        "mediator_replaced", "更换调解员", "江苏省人民调解条例第二十六条", "V", act="换调解员", roles=ALL, frm=("*",),
        asks=asked.REPLACE, aside=True,
    ),
    Step(
        "risk_set", "定风险", "人民调解法第二十五条", "V", "可能激化的采取预防措施，可能引起治安、刑事案件的及时报告公安", act="定风险",
        roles=("grid_worker", *ALL), frm=("*",), asks=asked.RISK, aside=True,
    ),
    Step("person_added", "登记参加人", note="当事人、代理人、监护人和其他参加人", act="加人或补资料", roles=ALL, frm=("*",), asks=asked.PERSON, guards=("birth_agrees", "side_is_known"), aside=True),
    Step(
        "archived", "归档", "人民调解法第二十七条", "V", "建立调解工作档案", act="归档", lane="town", roles=ALL, frm=ENDED,
        to="archived", asks=asked.ARCHIVE, guards=("file_complete", "no_duty_open"),
    ),
    Step("reopened", "重新办", note="归档以后发现要接着办的；没有协议的接着调", act="重新办", roles=TOWN, frm=("archived",), to="performing", asks=asked.REOPEN, aside=True),
)  # fmt: skip

PAPERS = (
    Paper("application", "人民调解申请书", made=True, article="人民调解法第十七条", whose="applicant"),
    Paper("registration", "人民调解受理登记表", must=True, made=True, whose="committee"),
    Paper("rights_notice", "当事人权利义务告知书", must=True, made=True, when="rights_are_told", article="江苏省人民调解条例第二十三条", whose="committee"),
    Paper("identity", "当事人身份证明", must=True, when="was_mediated", whose="party"),
    Paper("authority", "授权委托书", must=True, when="has_agent", whose="party"),
    Paper("investigation", "调查记录", made=True, whose="committee"),
    Paper("evidence", "证据材料"),
    Paper("minutes", "调解记录", must=True, made=True, when="was_mediated", article="江苏省人民调解条例第二十九条", whose="committee"),
    Paper("agreement", "人民调解协议书", must=True, made=True, when="agreed_in_writing", whose="committee"),
    Paper("oral_agreement", "口头协议登记表", must=True, made=True, when="agreed_by_word", whose="committee"),
    Paper("moved_days", "变更约定日期协议", made=True, when="days_were_moved", article="人民调解法第三十一条", whose="committee"),
    Paper("ending_notice", "终止调解告知书", must=True, made=True, when="was_ended", article="人民调解法第二十六条", whose="committee"),
    Paper("proof_of_performance", "履行凭证", whose="party"),
    Paper("revisit", "回访记录", made=True, whose="committee"),
    Paper("confirmation_application", "司法确认申请书", made=True, whose="party"),
    Paper("confirmation_ruling", "司法确认裁定书", whose="court"),
    Paper("copy_letter", "备案函", made=True, whose="committee"),
    Paper("transfer_letter", "转办函", must=True, made=True, when="was_transferred", whose="committee"),
)  # fmt: skip

PROCEDURE = Procedure(
    "dispute", "矛盾纠纷排查化解", "2026", STEPS, states=STATES, papers=PAPERS, lanes=LANES,
    basis="人民调解法（2011年1月1日起施行）、江苏省人民调解条例（2015年10月1日起施行）",
)  # fmt: skip
