"""The steps of a court case from the town's side."""

from __future__ import annotations

from fazhi.procedures.declaration import Procedure, Step

STEPS = (
    Step("notice_received", "收到应诉通知", "行政诉讼法第六十七条", "V", "收到起诉状副本之日起十五日内提交证据、依据和答辩状"),
    Step("hearing", "开庭", "行政诉讼法第三条、第五十四条", "V", "负责人应当出庭应诉；副职也是负责人（出庭应诉规定第二条）"),
    Step("judgment_performed", "履行判决", "行政诉讼法第九十四条", "V", "必须履行发生法律效力的判决、裁定、调解书"),
)  # fmt: skip
PROCEDURE = Procedure(
    "litigation", "行政应诉", "2017", STEPS,
    basis="行政诉讼法（2017年修正）、最高人民法院关于行政机关负责人出庭应诉若干问题的规定（2020年7月1日起施行）",
)  # fmt: skip
