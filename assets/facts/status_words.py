"""The words by which a cell says how something stands. What does not belong here: what a row's status is (`table_status`)."""

from __future__ import annotations

from functools import lru_cache

from assets.facts import regex as re

OUTCOME_HEADER = re.compile(r"是否|完成情况|结果|状态|达成|done", re.IGNORECASE)
STATUS_WORDS = (
    ("paused", re.compile(r"挂起|暂停|搁置|阻塞|暂缓|停滞|冻结|取消|终止|中止|on[ -]?hold|blocked|paused|cancel|⏸", re.IGNORECASE)),
    (
        "delayed",
        re.compile(
            r"(?<![无未不])(?:延期|延迟|推迟|滞后|逾期|延后|超期|落后)(?!风险|完成|上线|达成|交付|已)|delay|overdue|slipped|behind|🔴",
            re.IGNORECASE,
        ),
    ),
    ("in_progress", re.compile(r"(?:未|没有?|不)(?:获|能)?(?:通过|过会?)(?!率)|打回|驳回")),
    (
        "planned",
        re.compile(
            r"未开始|未启动|未开工|规划中|计划中|筹备中|排期|待定|尚未|^未[\u4e00-\u9fff]{1,3}$|^待[\u4e00-\u9fff]{1,3}$|待启动|待开始"
            r"|^\[ ?\]$|todo|not started|pending|backlog|tbd|⚪|⬜|🔲",
            re.IGNORECASE,
        ),
    ),
    (
        "done",
        re.compile(
            r"^(?:(?:全部|均?已|按期|按时|如期|准时|提前|延期|延迟|正常)(?:上线|达成)|(?:全部|均?已|按期|按时|如期|准时|提前|延期|延迟|正常|已经)?完成|达成)$|已上线|已结项|完结|已发布|已交付|已关闭|已完成|done|✅|√|✔|☑|closed"
            r"|^成功$|^\[[xX√]\]$|已投产|已提测|通过$|100%|completed?$|finished|resolved|fixed|launched|shipped|released|^live$"
            r"|^已(?!启|开始|进|排|立项|申|沟通|对接|签收|安排|同步|反馈|提交|确认|接)[\u4e00-\u9fff]{1,4}$",
            re.IGNORECASE,
        ),
    ),
    (
        "in_progress",
        re.compile(
            r"进行中|推进中|开发中|测试中|联调中|正常|顺利|按计划|按期|有?风险|关注|on[ -]?track|at[ -]?risk|wip|ongoing|in[ -]?progress|started"
            r"|🚧|🟢|🟡|🟠|🔵|🔄|⏳|灰度中|设计中|验收中|评审中|实施中|doing|部分完成|收尾|^(?:联调|开发|测试|验收|灰度|试点|设计|评审|实施|编码|自测|压测|回归)(?:阶段|期)?$|^[\u4e00-\u9fff]{2,4}(?<!其)中$",
            re.IGNORECASE,
        ),
    ),
)

_STATES_ABOVE = (
    ("done", re.compile(r"(?:本周|本期|今日)?已?(?:完成|上线|交付|发布|关闭|办结)(?:的?(?:事项|工作|任务|内容|需求))?|done|shipped|closed", re.IGNORECASE)),
    ("paused", re.compile(r"(?:已)?(?:暂停|挂起|搁置|阻塞)(?:中|的?(?:事项|工作|任务|需求))?|on hold|paused|blocked", re.IGNORECASE)),
    ("delayed", re.compile(r"(?:已)?(?:延期|逾期|滞后)(?:中|的?(?:事项|工作|任务|需求))?|delayed|overdue", re.IGNORECASE)),
    ("planned", re.compile(r"(?:未|待|尚未)(?:开始|启动|开工|排期|处理|上线)(?:的?(?:事项|工作|任务|需求))?|not started|backlog", re.IGNORECASE)),
    ("in_progress", re.compile(r"(?:本周|正在)?(?:进行|推进|开发|处理|跟进)中(?:的?(?:事项|工作|任务|需求))?|在[做办途]|(?:本周)?未完成(?:的?(?:事项|工作|任务|需求))?|doing|wip|in[ -]?progress|ongoing", re.IGNORECASE)),
)  # fmt: skip


@lru_cache(maxsize=512)
def state_above(header: str) -> str | None:
    """The state that a header says of what is named below it: 进行中 over 租约补签."""
    return next((status for status, pattern in _STATES_ABOVE if pattern.fullmatch(header)), None)
