"""What the headers and cells of tables say, as patterns. What does not belong here: what follows from them (`tables`)."""

from __future__ import annotations

import re

HEADERS = (
    ("index", re.compile(r"^(?:#|序号|编号|no\.?|id|优先级|级别|等级|版本号?|环境)$", re.IGNORECASE)),
    ("person", re.compile(r"负责人|责任人|owner|对接人|人员|跟进人|处理人|执行人|^人$", re.IGNORECASE)),
    ("effort", re.compile(r"投入|人日|工时|人力|人天|工作量")),
    ("cities", re.compile(r"^(?:城市|城市(?:名单|明细|列表|名称)|(?:本周)?(?:新增|新开|开通)城市(?:名单|名称|明细|列表)|涉及城市|名单)$")),
    ("new", re.compile(r"(?:新增|新开|新上|本周开|本周上)(?:线)?(?:城市?)?数?(?:量)?$")),
    ("cumulative", re.compile(r"累计(?:开通|上线|覆盖|已开)?(?:城市?)?数?(?:量)?$|已开(?:通)?(?:城市?)?数?$")),
    ("remaining", re.compile(r"(?:剩余|待开|还剩|未开|待上线|待推广)(?:城市?)?数?(?:量)?$")),
    ("target", re.compile(r"(?:目标|计划|总)(?:城市?)数?(?:量)?$|^目标$")),
    ("actual", re.compile(r"实际(?!值|数|成本|投入|用|支)")),
    (
        "planned",
        re.compile(
            r"(?:计划|预计|预期|截止|目标|要求|承诺|拟|原定|排期).{0,6}(?:时间|日期|日|完成|上线|提测|交付|发布|节点|结束)$|^(?:计划|截止|预计|时间|日期|ddl|deadline|eta|due|上线时间|完成时间|提测时间|交付时间|时间节点|截止时间|排期|上线日期|完成日期|时间点|date|due date)$|^(?:最新|当前|调整后|新)(?:预计|计划|日期|时间|排期)$|^原(?:计划|定)(?:时间|日期)?$|^(?:上线|提测|发布|投产)(?:时间|日期)?$",
            re.IGNORECASE,
        ),
    ),
    ("status", re.compile(r"^(?:状态|当前状态|项目状态|进展状态|status|健康度|完成情况|完成状态|结果|是否完成|阶段状态)$", re.IGNORECASE)),
    ("last_progress", re.compile(r"^(?:上周|上期)(?:进度|完成度|完成率)?$")),
    ("progress", re.compile(r"(?:进度|完成度|完成率|完成比例)(?:\(%\))?$|^(?:progress|%)$", re.IGNORECASE)),
    (
        "event",
        re.compile(
            r"^(?:当前|下一?个?|最近|关键|本阶段)?(?:里程碑|节点)$|^(?:里程碑|节点|关键节点|阶段|里程碑节点|事件|milestone|环节|里程碑事件)$",
            re.IGNORECASE,
        ),
    ),
    ("status", re.compile(r"^(?:当前|目前)?阶段$")),
    ("next", re.compile(r"^(?:下周|下阶段|下一步|后续)(?:计划|工作|安排|重点|目标)?$|^next(?: week| steps?)?$", re.IGNORECASE)),
    (
        "text",
        re.compile(
            r"进展|说明|备注|描述|情况|内容|风险|问题|完成事项|工作|总结|原因|影响|动作|措施|结论|remark|comment|note", re.IGNORECASE
        ),
    ),
)


def kind_of(header: str) -> str | None:
    """What a column says, by its header; None for a column of values named by the header."""
    words = header.strip()
    return next((kind for kind, pattern in HEADERS if pattern.search(words)), None)


NAMED = re.compile(
    r"^(?:KR\d?|关键结果|key results?|指标(?:名称?|项)?|名称|项|metric|kpi|度量|维度|数据项|分类|类别|类型|业务|场景|渠道|口径)$",
    re.IGNORECASE,
)

NOW = re.compile(
    r"^(?:本周|本期|当前|当周|本月|现值|当前值|本周值|数值|值|实际值?|实际|结果|current|this week|value|今日|本季度?|W\d+)(?:日均|均值|平均|月均|累计|合计|实际)?(?:值|数据|数)?$",
    re.IGNORECASE,
)

BEFORE = re.compile(
    r"^(?:上周|上期|上月|上周值|前值|上一周|last week|previous|上季度?)(?:日均|均值|平均|月均|累计|合计)?(?:值|数据|数)?$", re.IGNORECASE
)

GOAL = re.compile(r"目标|阈值|要求|SLA|基线|target|预算", re.IGNORECASE)

CHANGE = re.compile(r"环比|同比|变化|增幅|涨跌|差值|较上周|增长|波动|wow|yoy|趋势", re.IGNORECASE)

STATUS_WORDS = (
    ("paused", re.compile(r"挂起|暂停|搁置|阻塞|暂缓|停滞|on hold|blocked|⏸", re.IGNORECASE)),
    ("delayed", re.compile(r"延期|延迟|推迟|滞后|delay|逾期|🔴", re.IGNORECASE)),
    ("planned", re.compile(r"未开始|未启动|待启动|待开始|待定|todo|未开工|规划中|排期", re.IGNORECASE)),
    (
        "done",
        re.compile(
            r"^(?:全部|均?已)?完成$|已上线|已结项|完结|已发布|已交付|已关闭|done|✅|√|closed|已投产|已提测|通过$|100%", re.IGNORECASE
        ),
    ),
    (
        "in_progress",
        re.compile(
            r"进行中|推进中|开发中|测试中|联调中|正常|on track|wip|ongoing|🚧|🟢|灰度中|设计中|验收中|评审中|实施中|doing|部分完成",
            re.IGNORECASE,
        ),
    ),
)

EMPTY = re.compile(r"^[\s\-/—–~无N/A]*$")

PERCENT_HEADER = re.compile(r"\((?:%|％)\)|[(（]\s*%\s*[)）]")

HEADER_UNIT = re.compile(
    r"[(（]\s*(?P<mult>万|亿|千|百万|w|k)?\s*(?P<unit>元|笔|家|个|人|条|次|户|台|%|ms|s|秒|分钟|天|件|单|张|GB|TB|MB|美元|QPS|TPS|小时|人次|pp)?(?:/[^()（）]{1,3})?\s*[)）]"
)

MULTIPLIER = {"万": 1e4, "亿": 1e8, "千": 1e3, "百万": 1e6, "w": 1e4, "k": 1e3}
