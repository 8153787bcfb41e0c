"""The steps of a penalty by ordinary procedure, as far as the ledger dates them."""

from __future__ import annotations

from fazhi.procedures.declaration import Procedure, Step

STEPS = (
    Step("filed", "立案", "行政处罚法第五十四条", "V"),
    Step("prior_notice", "事先告知", "行政处罚法第四十四条", "V", "未告知的不得作出决定（第六十二条）"),
    Step("legal_review", "法制审核", "行政处罚法第五十八条", "V", "第五十八条所列情形必经；本镇要求每件都审"),
    Step("decision", "作出决定", "行政处罚法第五十七条", "V"),
    Step("served", "送达", "行政处罚法第六十一条", "V"),
    Step("published", "公示", "行政处罚法第四十八条", "V", "具有一定社会影响的应当依法公开"),
    Step("closed", "结案", note="行政处罚法没有规定结案，按执法案卷评查的通行要求办理"),
    Step("archived", "归档", "行政处罚法第四十七条", "V", "全过程记录，归档保存；期限由本镇定"),
)
PROCEDURE = Procedure("penalty", "行政处罚普通程序", "2021", STEPS, basis="行政处罚法（2021年7月15日起施行）")
