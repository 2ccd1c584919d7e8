"""What the headers and cells of tables say, as patterns. What does not belong here: what follows from them (`tables`)."""

from __future__ import annotations

from functools import lru_cache

from assets.facts import regex as re
from assets.facts.words import EVENTS, UNITS

HEADERS = (
    (
        "index",
        re.compile(
            r"^(?:#|№|概率|可能性|严重度|紧急度|影响程度|序号|编号|no\.?|id|优先级|级别|等级|版本号?|环境|单位|unit|priority)$",
            re.IGNORECASE,
        ),
    ),
    (
        "person",
        re.compile(
            r"负责人|责任人|^(?:责任|牵头|主办|承办)(?:部门|方|单位|团队|组)$|^(?:部门|团队|小组|组别|班组)$|owner|对接人|人员|跟进人|处理人|执行人|主责|经办|牵头人|^谁(?:来?[做办])?$|^人$|^(?:姓名|名字|成员|组员|同学|同事|工程师)$|^姓名/|^(?:PM|PO|RD|QA|DRI)$|assignee",
            re.IGNORECASE,
        ),
    ),
    ("effort", re.compile(r"投入|人日|工时|人力|人天|工作量")),
    (
        "cities",
        re.compile(
            r"^(?:(?:本周|本期)?(?:涉及|开通|上线|落地)?城市(?:名单|明细|列表|名称|清单)?|(?:本周)?(?:新增|新开)城市(?:名单|名称|明细|列表|清单)|名单)$"
        ),
    ),
    ("new", re.compile(r"(?:新增|新开|新上|本周开|本周上)(?:线)?(?:城市?)?数?(?:量)?$")),
    ("cumulative", re.compile(r"累计(?:开通|上线|覆盖|已开)?(?:城市?)?数?(?:量)?$|已开(?:通)?(?:城市?)?数?$")),
    ("remaining", re.compile(r"(?:剩余|待开|还剩|未开|待上线|待推广)(?:城市?)?数?(?:量)?$")),
    ("target", re.compile(r"(?:目标|计划|总)(?:城市?)数?(?:量)?$|^目标$")),
    ("actual", re.compile(r"真实(?:完成|时间|日期)|实际(?!值|数|成本|投入|用|支|进度|完成[度率])|^actual(?: date)?$", re.IGNORECASE)),
    (
        "planned",
        re.compile(
            r"(?:计划|预计|预期|期望|预定|预测|截止|目标|要求|承诺|拟|原定|排期|调整后|变更后|基线).{0,6}(?:时间|日期|时点|日|完成|上线|提测|交付|发布|节点|结束|开城|开通|投产|全量|验收)$"
            r"|^(?:(?:变更|发布|割接|执行|上线|操作)?窗口(?:期|时间)?|(?:大概|预计|计划)?(?:什么时候|啥时候?|何时|几时|几号|哪天)[\u4e00-\u9fff]{0,4}|计划|截止|预计|预测|时间|日期|上线时间|完成时间|提测时间|交付时间|时间节点|截止时间|排期|上线日期|完成日期|时间点)$"
            r"|^(?:立项|评审|开发|联调|提测|测试|验收|灰度|上线|发布|投产|开城)(?:(?:计划|预计|目标|预测|最新)(?:时间|日期)?|时间|日期|节点|窗口|日)$"
            r"|^(?:ddl|deadline|eta|due|date|(?:due|end|target|release|launch|go-live|forecast|plan(?:ned)?|baseline|revised|original) ?date|launch|forecast|planned|baseline|revised|go-live)$"
            r"|^(?:下一?个?)?(?:节点|里程碑)(?:日期|时间)$|^(?:关键|重要)时间(?:点|节点)?$|^(?:最新|当前|调整后?|变更后?|修订后?|延期后|新)(?:的)?(?:预计|计划|预测|日期|时间|排期|节点)$|^(?:(?:调整|变更|修订|延期)[前后]|期限|到期日?|完成日|交付日期?|(?:完成|办结|办理|整改|解决)?[时期]限|(?:计划|预计)达成|达成(?:时间|日期|日))$|^(?:基线|基准)(?:日期|时间|计划)?$|^(?:原|初始|现|新)(?:(?:计划|定|排期)(?:时间|日期)?|时间|日期|节点)$"
            r"|^(?:上线|提测|发布|投产|结束|开城|开通|启用|生效|开业|落地|全量)(?:时间|日期)?$|^(?:计划|预计|预定)?(?:开始|启动|起始)(?:时间|日期)?$|^(?:start|end|finish)$",
            re.IGNORECASE,
        ),
    ),
    (
        "status",
        re.compile(
            r"^(?:状态|当前状态|项目状态|进展状态|status|健康度|完成情况|完成状态|结果|是否(?:已?完成|达成|上线|按期|延期|逾期|滞后|超期|延迟)|阶段状态|进度状态|达成情况|达成|里程碑状态|节点状态|state)$",
            re.IGNORECASE,
        ),
    ),
    ("last_progress", re.compile(r"^(?:上周|上期)(?:进度|完成度|完成率)?(?:%|\(%\))?$")),
    (
        "progress",
        re.compile(
            r"(?<!计划)(?<!目标)(?<!预期)(?:进度|完成度|完成率|完成比例|(?:完成|进度)百分比|完成占比)(?:\(%\)|%)?$|^(?:完成|进展)\(?%\)?$|^(?:progress|%|% ?(?:complete|done)|completion)(?: ?\(%\))?$",
            re.IGNORECASE,
        ),
    ),
    (
        "event",
        re.compile(
            r"^(?:当前|本期|本周|本月|下一?个?|最近|关键|重点|重要|主要|本阶段|阶段性?|项目|交付|目标)?(?:里程碑|节点)(?:名称|事件|任务|事项|内容|点|描述)?$"
            r"|^(?:里程碑|阶段|节点)/(?:里程碑|阶段|节点)$"
            r"|^(?:阶段|批次|事件|环节|交付物|milestone|deliverable|phase)$",
            re.IGNORECASE,
        ),
    ),
    ("status", re.compile(r"^(?:当前|目前|所处|现)?阶段$")),
    (
        "next",
        re.compile(
            r"^(?:下周|下一周|下阶段|下一阶段|下一?步|后续|下期)(?:的)?(?:主要|重点|关键|核心|工作)*(?:计划|工作|安排|重点|目标|动作|行动|事项|待办|任务|打算|推进|要做的?|todo|plan)?$|^接下来(?:的?(?:计划|工作|安排))?$|^待办(?:事项)?$|^to ?do$|^plans?$"
            r"|^next(?: week| steps?| actions?| plan)?$|^plan(?: for)? next week$",
            re.IGNORECASE,
        ),
    ),
    (
        "text",
        re.compile(
            r"进展|说明|备注|描述|情况|内容|风险|问题|完成事项|^(?:本周|这周|本期|当周)(?:已?完成|产出|成果)$|^(?:目前|现在)?(?:做|走|进行|弄|推)?到(?:哪|什么)[\u4e00-\u9fff]{0,4}$|^(?:目前|现在)?(?:怎么?样|咋样)了?$|工作(?![流包])|总结|原因|影响|动作|措施|结论|remark|comment|note",
            re.IGNORECASE,
        ),
    ),
)


_HOW_DATED = re.compile(r"\((?:日期|时间|月日|月/日|预计|计划)\)$")
"""`计划上线(日期)`"""


@lru_cache(maxsize=512)
def kind_of(header: str) -> str | None:
    """What a column says, by its header; None for a column of values named by the header."""
    words = _HOW_DATED.sub("", header.strip())
    if "/" in words and _tell_several(words):
        return "text"
    known = next((kind for kind, pattern in HEADERS if pattern.search(words)), None)
    return known or ("planned" if _DAY_OF_DEED.fullmatch(words) or _PLANNED_DEED.fullmatch(words) else None)


_DAY_OF_DEED = re.compile(rf"(?:计划|预计|最新)?(?!提交|更新|创建|编辑|打款|退款|下单)(?:{EVENTS})(?:完成)?(?:时间|日期|日|节点|窗口)")
"""割接日"""


def _tell_several(header: str) -> bool:
    """Whether a header names columns of several kinds, so that its cells are sentences: 进度/状态, 时间/负责人."""
    kinds = {next((kind for kind, pattern in HEADERS if pattern.search(part.strip())), None) for part in header.split("/")}
    return None not in kinds and len(kinds - {"planned", "actual", "text"}) + bool(kinds & {"planned", "actual"}) > 1


_PLANNED_DEED = re.compile(rf"(?:计划|预计|目标|最新)(?:{EVENTS})")
"""计划准出"""


_VERSION_HEADER = re.compile(r"版本(?:号|名称?)?|发布包|release|version", re.IGNORECASE)
_VERSION_OF = re.compile(r".*[\u4e00-\u9fffA-Za-z]{2}.*\d")


def is_version_of(header: str, words: str) -> bool:
    """Whether a version says what it is one of: `清结算 5.1` does, `v5.1.0` does not."""
    return _VERSION_HEADER.fullmatch(header.strip()) is not None and _VERSION_OF.match(words) is not None


NAME_HEADER = re.compile(
    r"^(?:(?:重点|所属)?(?:项目|产品|专项|系统|需求|模块|业务线?|产品线)(?:名称?)?|项目/需求|需求/项目|工作流|事情|活儿?|project(?: name)?|product|work ?stream)$",
    re.IGNORECASE,
)

TASK_HEADER = re.compile(
    r"^(?:[办做干]什么|[做干]啥|要[做办干]的(?:事|事情)?|行动项?)$|^(?:子|关键|主要|具体|重点|工作)?(?:任务|事项|工作|工作项|工作内容|动作|步骤)(?:名称|项|描述)?$|^交付(?:项|内容|件)$|^(?:sub-?)?tasks?$|^work ?item$",
    re.IGNORECASE,
)
"""Names what is to be done, where another column names the project."""

PART_HEADER = re.compile(
    r"(?:子|分|功能|工作|业务|二级|关键|具体)?(?:模块|系统|功能|任务|需求|服务|组件|应用|项目|域)(?:名称?|项|点|分解)?"
    r"|(?:子|分|细|任务|工作|交付|具体|改造|拆分)?(?:项|事项)(?:名称?)?|(?:工作|交付|改造)(?:包|件|点|对象)|(?:建设|工作|改造|具体)?内容"
    r"|(?:模块|子项|任务|功能)/(?:模块|子项|任务|功能)|部分|分支|拆分|对象|迁移对象|端|(?:sub-?)?(?:module|component|task)s?",
    re.IGNORECASE,
)
"""Names a part of the project that another column or the heading names: 项目 | 模块 | 进度."""

IMPROVEMENT_HEADER = re.compile(
    r"^(?:改进|整改|优化|跟进)(?:项|措施|事项|动作|内容)$|^(?:应对|解决|缓解|规避|处置)(?:措施|方案|办法|动作|策略)?$|^(?:措施|对策)$|^(?:会议|评审)?(?:决议|决定|议定|行动|待办|待跟进)(?:项|事项|内容)?$|^议题$|^(?:action|todo)(?: item)?s?$",
    re.IGNORECASE,
)
"""Names what is to be done after an incident or by what a meeting resolved, which is no project."""

NAMED = re.compile(
    r"^(?:KR\d?|关键结果|key results?|指标(?:名称?|项)?|名称|项|metric|kpi|度量|维度|数据项|分类|类别|类型|业务|场景|渠道|口径)$",
    re.IGNORECASE,
)
GROUPS_OF_NAMES = re.compile(r"^(?:维度|分类|类别|类型|业务|场景|渠道|口径)$")
"""So is named what several measures are of, where another column names each: 类别 | 指标 | 本周."""

NOW = re.compile(
    r"^(?:本周|本期|当前|当周|[这本](?:个?礼拜|个?星期)|眼下|当下|本月|现值|当前值|本周值|数值|值|数字?|读数|当期|最新值|实际值?|实际|结果|current|this week|value|今日|本季度?)(?:日均|均值|平均|月均|累计|合计|实际)?(?:值|数据|数)?(?:\s?\([^()]{1,6}\))?$",
    re.IGNORECASE,
)

_DIGIT = re.compile(r"\d")
_DAY = re.compile(r"(?:20\d\d\s?[-/.年]\s?)?\d{1,2}\s?[-/月]\s?\d{1,2}日?.{0,6}")


def is_of_now(header: str, kind: str, words: str) -> bool:
    """Whether a cell is the present value of a measure: 结果 above 99.9 % is, above 成功 it says how a change went."""
    if NOW.match(header.strip()) is None or (kind == "actual" and (not words.strip("-—– ") or _DAY.fullmatch(words.strip()))):
        return False
    return not (kind == "status" and words and not _DIGIT.search(words))


def tells(words: str) -> bool:
    """Whether a cell below 本周 says what was done, and is no value: `联调完成`, `开发 75%`."""
    return _TELLS.search(words) is not None


_TELLS = re.compile(r"[\u4e00-\u9fff]{4}|[A-Za-z]{3,} [A-Za-z]{2,}|^\s*[\u4e00-\u9fff]{2,}\s?\d")

BEFORE = re.compile(
    r"^(?:上周(?:实际)?|上期|上月|上个?礼拜|上个?星期|前一周|上月末|月初|年初|去年[底末]|上周值|前值|上一周|last week|previous|上季度?)(?:日均|均值|平均|月均|累计|合计)?(?:值|数据|数)?(?:\s?\([^()]{1,6}\))?$",
    re.IGNORECASE,
)

GOAL = re.compile(r"目标|阈值|门限|门槛|红线|底线|警戒线|及格线|那条线|上限|要求|SLA|基线|target|预算|^(?:标准|期望)值?$", re.IGNORECASE)

CHANGE = re.compile(r"环比|同比|变化|增幅|涨跌|差值|较上周|增长|波动|wow|yoy|趋势", re.IGNORECASE)

SAYS_WHEN = re.compile(
    r"\(.*?\)|(?:什么时候|啥时候?|何时|几时|几号|哪天)(?:能|可以?)?(?:好|完成?|交付?|弄完|做完|搞完|结束)?|原计划|原定|初始|最新|当前|调整[前后]?|变更[前后]?|修订[前后]?|延期后|计划|预计|预期|期望|预定|预测|实际|目标|要求|承诺|拟|截止|基线|开始|启动|起始|结束|时间|日期|时点|[时期]限|到期|达成|节点|窗口期?|点"
    r"|ddl|deadline|eta|due|date|forecast|planned|plan|baseline|revised|original|actual|target|start|end|finish|日$|排期|^[原新现]|[/\s]",
    re.IGNORECASE,
)
"""What the header of a column of dates says besides its event: 原计划上线时间."""
BARE_DATE = re.compile(
    r"^(?:(?:大概|预计|计划|预期)?(?:什么时候|啥时候?|何时|几时|几号|哪天)(?:能|可以?)?(?:好|完|交|弄完|做完|搞完|完成|交付|结束)?|(?:变更|发布|割接|执行|上线|操作)?窗口(?:期|时间)?|(?:计划|预计)?(?:完成)?(?:时间|日期|截止(?:时间|日期)?|ddl|deadline|eta|due|date))$",
    re.IGNORECASE,
)
PROMISED = re.compile(r"(?:调整|变更|修订)前|原|初始|首次|基线|baseline|original", re.IGNORECASE)
LATEST = re.compile(r"最新|调整|变更|修订|延期后|当前|^[新现]|预测|forecast|revised|latest", re.IGNORECASE)
START_HEADER = re.compile(r"开始|启动|起始|start", re.IGNORECASE)
_PHASES = r"(?:需求|技术|方案|设计|代码|用例)?(?:立项|冻结|定稿|评审|设计|开发|研发|编码|联调|提测|测试|自测|回归|验收|UAT|SIT|压测|灰度|上线|发布|投产|结项)"
PHASE_HEADER = re.compile(rf"{_PHASES}(?:完成|节点)?")
"""A column headed by a step of a project: its dates are those of the step, and its percentages the progress of it."""
PHASE_DATE_HEADER = re.compile(rf"(?P<phase>{_PHASES})(?:完成)?(?:时间|日期)")
"""Beside others of its kind a column of the days of a step: 方案评审时间 | 提测时间 | 上线时间."""

SIDE_HEADER = re.compile(
    r"需求(?:分析)?|前端|后端|客户端|服务端|产品|算法|数据|运维|整体|总体|iOS|Android|Web|H5|小程序|App|UI", re.IGNORECASE
)
UNIT_HEADER = re.compile(r"^(?:单位|unit)$", re.IGNORECASE)


TOTAL = re.compile(r"(?:合计|总计|小计|汇总|总和|共计|全部合计|total|sum|subtotal)\s*(?:\(.*\))?", re.IGNORECASE)

DITTO = re.compile(r"同上|同前|[〃″\"]|-{1,2}|—{1,2}")
"""In place of what the cell above says."""

EMPTY = re.compile(r"^[\s\-/—–~无N/A]*$")

PERCENT_HEADER = re.compile(r"\((?:%|％)\)|[(（]\s*%\s*[)）]")

HEADER_UNIT = re.compile(
    rf"[(（]\s*(?P<mult>万|亿|千|百万|w|k)?\s*(?P<unit>%|天|(?![周月年日期季端版度类级层条]\s*[)）]){UNITS}|条)?(?:/[^()（）]{{1,3}})?\s*[)）]"
)

MULTIPLIER = {"万": 1e4, "亿": 1e8, "千": 1e3, "百万": 1e6, "w": 1e4, "k": 1e3}
