"""The words around numbers: shares, rates, targets, last values, ordinals. What does not belong here: how numbers are read (`quantities`)."""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.patterns import Ending, guarded
from assets.facts.words import EVENT_ALONE, EVENTS, RATES

DONE_SHARE = re.compile(r"进度|完成度|完成率|完成比例|进展(?!正常)|已完成|完成(?!.{0,6}率)|整体|总体|工作量")

EVENT = EVENT_ALONE

RATE = re.compile(rf"(?:{RATES})(?!(?<=比)[对选武])")

TARGET = re.compile(r"目标|指标要求|要求|阈值|上限|下限|预算|不低于|不高于|不超过|红线|SLA要求|基线要求|达标线|以内|内$")

ENUMERATED = re.compile(r"(?:^|[:;；。，,\s])\(\d{1,2}\)$")
"""The parts of a sentence: `后续：(1) 加审批；(2) 隔离环境`."""

FEW = "一二两三四五六七八九"

NAMED_UNITS = ("家", "条", "个", "城", "城市", "座城市")

COUNTING_VERB = re.compile(r"[增成共现有入开签了剩余还另仅超约达近理复闭线提到过计满足出收改修补建加减升降拓接\s，,。;；:(]$|^")

ARROWS = "↑↓▲▼⬆⬇"

MOVED = re.compile(r"\s*(?i:up|down|increased?|decreased?|grew|rose|dropped|fell)(?: by)?\s*")
"""`GMV 430万元，up 12% WoW`"""
COMPARING = re.compile(r"\s*(?:较|相?比)[\u4e00-\u9fff]{0,4}\s*")

SCORE = re.compile(r"满意度|得分|评分|打分|NPS|CSAT|质量分|健康分")

EFFORT_OF_PEOPLE = re.compile(r"投入|安排|抽调|增派|人力|支援|借调")

LATER = re.compile(r"\s*(?:以?后|之后|前(?!端|台)|内(?!存))")
"""Behind a time: 3 分钟后回落 is when, and no measure."""

SERIES = re.compile(r"(?:[\u4e00-\u9fff]{2,8}\s)?(?:[A-Za-z\u4e00-\u9fff]{2,8}+\s*+\d[\d,.]*+[万亿]?+\s*+(?:[/、]\s*+)?+){2,}+")

LIMIT_BEHIND = re.compile(r"\s*(?:以内|以下)")

SHARE = Ending(r"(?:水位|CPU|内存|率|占比|比例|灰度|流量|切量)\s*")

DONE_DEED = re.compile(r"已|完|[迁换改接升]")

MOVED_SHARE = re.compile(
    r"(?:扩大?|放[量开大]?|切[量流]?|灰度?|打开|引流|导流|分流|开放)[到至了]\s*$|(?:^|\s|\d\s?[日号]?)[切放灰扩]\s*$|[量数额本时间度存耗][降升涨跌减增]了?\s*$|[降涨跌减省缩]了?\s*$|(?:缩短|减少|下降|降低|提升|提高|上升|增长|增加|回落|节省|压缩)了(?:近|约)?\s*$"
)

THING = re.compile(
    r"(?:前准备|平台|系统|工具|能力|模块|组件|框架|引擎|中心|应用|网关|服务|端|页面?|接口|功能|SDK|看板|后台|前台|报表|脚本|方案|专项|项目|链路|流程|体系|域|侧)\s*$"
)

BEFORE_VALUE = (":", "：", "=", "为", "达", "至", "到")

ENDS = re.compile(r"\s*(?:$|[，,。;；)(→])")

NO_PROGRESS = re.compile(
    r"^剩余|差异$|(?:准入|基|红|及格|达标|合格|警戒|门槛|水位)线$|落后|滞后|超前|延误|差距(?!整改|弥补|闭环|补齐)|达成|目标(?!管理|拆解|架构|库)|计划完成率|用例完成率|(?<![A-Za-z])(?:rate|ratio|share|usage|availability|uptime|coverage|utili[sz]ation|accuracy|precision|recall|adoption|conversion|retention|budget|target|goal|slo|sla|traffic|(?:false )?(?:positive|negative)s?|chargebacks?|churn|fraud|errors?|failures?|timeouts?|mismatch(?:es)?|hits?|drop-?off|bounce|growth|margin|uplift|approval|decline|rejections?|memory|cpu)(?![A-Za-z])",
    re.IGNORECASE,
)

FROM_TO = re.compile(r"\s*(?:→|-+>|=+>|~>|[\u4e00-\u9fff]{0,4}?(?:至|到|为|变成|改成)了?|to(?=\s))\s*(?:约|近|超过?|每[秒分天日])?\s*")

UP_TO = re.compile(r"\s*(?:至|到)\s*")

FROM = re.compile(r"[由从][^，,。;；]{0,12}$")

TO_BEHIND = re.compile(r"\s*到")

THEN = re.compile(r"上(?:周|期|次|月)\s*(?:为|是|的|[:：])?\s*$")

THEN_NOW = re.compile(r"\s*[，,、/]?\s*(?:本(?:周|期|次|月)|这周|目前|现在|当前)\s*(?:为|是|到|[:：])?\s*")
"""上周 60%，本周 72%."""

BACK = re.compile(r"\s*(?:←|<-+|\(?from\s)\s*")

LAST = Ending(
    r"(?:last week|(?<![A-Za-z])(?:vs\.?|was|prev(?:iously|\.)?)|上一?个?(?:周|期|次|月|季度?|礼拜|星期|轮|版)|前[一值](?:[周天日轮版])?|头一?周|去年同期|[一二两三四五六]个?[周月]前|原|此前|之前"
    r"|(?:上线|改造|优化|重构|切换|升级|调整|治理|节|年|放量|灰度|扩容|迁移|接入|改版|投产|整改|清理|拆分|合并|换源|推广)(?:之|以)?前)"
    r"(?:那[一]?[周月天次]|那时候?|的时候|同期)?\s*(?:还|只|就)?(?:为|是|有|的|[:：])?\s*"
)

UNDERTAKING = Ending(r"(?:期[)）]?|专项|项目|平台|系统|改造|升级|重构|治理|优化)")

GOAL = re.compile(
    r"(?:目标值?|要求|阈值|预算|SL[AO]|(?<![A-Za-z])(?:[gG]oal|[tT]arget))\s*(?:为|是|[:：])?\s*(?:[≥≤<>]=?|不低于|不高于|不超过)?\s*$"
)

ABOUT = Ending(r"(?:约|近|大约|~|≈|接近|差不多|左右)\s*")

AT_LEAST = Ending(r"(?:超过?|逾|>|≥|不低于|至少|过)\s*")

ORDINAL = Ending(
    guarded(
        r"(?:第|双|连[着续]|[Bb]atch|[Ww]ave|[Rr]ound|[Ss]tage|[Ss]tep|[Pp]hase|[Ss]print|[Pp]art|迭代|阶段|批次|轮次|版本|方案|(?<![A-Za-z])[VvQHPORTKLM]|No\.?|#|编号|序号|Top|TOP|top|KR|(?<![A-Za-z])O)\s*"
    )
)

NUMBERED_THING = Ending(r"(?:方案|版本|批次|轮次|阶段)\s*")
"""方案 2 is one of them, 方案 6 份 are so many."""

IDENTIFIER = Ending(
    guarded(
        r"(?:JDK|iOS|RocketMQ|Dubbo|TiDB|Doris|Hive|Nacos|RN|(?<![A-Za-z])App|SDK|Android|Java|Python|MySQL|Redis|Kafka|Go|Node|Spring|k8s|K8s|Kubernetes|Flink|Spark|ES|Oracle|CentOS|VLAN|Flutter|Vue|React|PHP|Nginx|Node|版本|[A-Z]{2,}-|ID|id|工单号|编号|单号|端口|HTTP|http|错误码|状态码|T\+|D\+|升级?[至到])\s*"
    )
)

NOT_BEFORE = ("/", ":", ".", "-")

ERROR_CODES = (400, 401, 403, 404, 429, 499, 500, 502, 503, 504)

NOT_BEHIND = re.compile(r"\s*(?:号|#|期|楼|版|-[\dWQH]|\.\d|:\d|/(?!\s*[\u4e00-\u9fff]))|[A-Za-z_]")

REACH = 24  # code points in front of a number that may say what it is; longer than any of the words above

EFFORT = re.compile(r"休假|请假|投入|工时|人力|加班|调休|年假|出差|晚了?$|值班|病假|产假|培训$")

DURATION = re.compile(
    r"(?:跑完|构建|迁移|演练|跑批|切换|重跑|导入|备份)[^，,]{0,6}用$|周转|账龄|库龄|耗时|时长|时间|MTT|RT|延迟|时延|用时|周期|时效|P9|平均|间隔|响应|历时|持续|窗口|保留|有效期|账期|等待|提前|缩短"
)

TIME_UNITS = ("天", "日", "周", "月", "年", "个月", "小时", "工作日", "个工作日", "点", "分", "星期")

ORDINAL_UNITS = ("月", "日", "周", "点", "年", "期", "版", "级", "号")

EFFORT_UNITS = ("人日", "人天", "人月", "工时")

BARE_NAME = re.compile(
    r"[数量次率比值额度]$|[A-Z]{2,}|P9\d|耗时|单机|集群|峰值|均值|限制|上限|下限|总|得分|评分|NPS|满意度|积压|余额|QPS|TPS|库存|并发|排名|版本数"
)

METRIC_ABOVE = re.compile(
    r"\s*(?:KR?\s?\d+(?:\.\d)?\s*:?\s*)?(?P<name>(?:T\+\d|[^\d%，,。:]){2,16}(?:率|数|量|额|比|时长|耗时))(?=\s*(?:$|:|≥|≤|做到|达到|达|提升|提高|降|控制|不低于|不高于|从|由|\d))"
)

COMPONENT_NOISE = Ending(
    r"(?:进度|完成度|完成率|完成比例|进展|工作量|刚?开始|刚起步|收尾|(?:接近|进入)?尾声|(?:基本)?已?完成|基本|已[切迁换接改]了?|做(?![了完])|[还仍正]在|大概|大约|差不多|约|近|达到?|为|至|到|[:：=→\s]|目前|当前|现|已|(?<![理路自])由|从|停[在留]?|[只仅]有?|[走做跑写搞改测弄干]了|[做写跑改搞]完了?|(?:不到|超过|将近|快)?(?:一?大半|一小半|一?多半|一半|过半|[三四五]分之[一二三四])多?|[依仍]旧是?|[依仍]然是?|仍是?|还是|推进|(?:进行|推进|(?<![集其高空命之]))中|(?<![试执])进行|[这那][块边]|这部分|实际|WIP|wip|doing|[pP]rogress)++"
)

LEAD_NOISE = re.compile(
    r"^(?:其(?=进度|完成|整体)|它的?|目前|当前|本周|现|其中|已|项目|截至|且|并|和|与|及|、|仍|还|预计|估计|大概|差不多|使得?|当前|实际(?!控)|完成了?(?=开发|研发|联调|测试|编码|迁移|改造|接入|设计))++"
)

WHOLE = re.compile(
    r"^(?:整体|总体|总|累计|项目|全部|整个|综合|项目整体|(?i:overall|total)(?:\s(?i:progress|status))?)(?:的|开发|研发|项目|建设|工作|实施)?$"
)

WHOLE_WORD = re.compile(r"整体|总体|总进|项目")

_WORK = "标注|训练|录入|清洗|梳理|盘点|编制|采集|核对|排查|整理|开发|研发|编码|联调|测试|压测|改造|迁移|接入|对接|评审|设计|编写|建设|重构|适配|搭建|拆分"

WORK = re.compile(rf"进度|完成度|{_WORK}")

WORK_LAST = re.compile(rf"(?:{_WORK})(?:进行|推进)?中?\s*$")

OF_TRAFFIC = re.compile(r"\s*(?:的)?(?:放量|灰度|切量|切流|推全|商户|用户|流量|请求|客户|灰度|折|机构|交易|以上|门店|订单|左右的)")

UNDER_WAY = re.compile(
    r"(?P<what>(?:[^\d]|(?<=[A-Za-z])\d){2,16}?)的?(?:已经?|刚刚?|也|[都均]已?)*+(?:仍?在进行|(?:开始|开工|启动|动工)了?|进行中|推进中|(?:还|仍|正)?在(?:开发|联调|测试|改造|迁移|做|写|改|测)|[做写改迁]了(?:一大?半|大半)多?|中)"
)

DEED = re.compile(rf"(?:前端|后端|客户端|服务端|移动端|小程序|接口|功能|代码|主流程)*(?:{EVENTS})+")

NO_SHARING = re.compile(
    r"评审|沟通|对接$|确认|返工|(?:方面|这边|那边|这块|那块|这头|那头)$|不达标|[完好过了]$|done|ready|ok$"
    r"|离职|请假|休假|转岗|抽调|换人|[缺少]人|变更$|延期|滞后|受阻|受限|阻塞|排期|不足$|紧张|暂停|冻结|卡[住在]|等待|推迟|到位|影响|风险$|调整$|^[因受等被]|^[改采选换]用",
    re.IGNORECASE,
)
"""`后端同学离职，进度只有 40%`: what stands in front is why, and no part of the work."""

STATEMENT = re.compile(rf"(?P<what>[^，,。;；]{{2,}})(?P<deed>{EVENTS})\s*")

NOUNS_OF_DEEDS = frozenset(
    [
        "对账",
        "清分",
        "结算",
        "方案",
        "需求",
        "文档",
        "PRD",
        "报告",
        "用例",
        "原型",
        "预案",
        "商务",
        "分析",
        "开户",
        "进件",
        "配置",
        "推送",
        "核对",
        "校验",
        "比对",
        "报送",
        "查询",
    ]
)

LONGEST_SHARED = 9

LONGEST_PART = 12

SHORT_CLAUSE = 24

RATIO = re.compile(
    r"(?P<a>\d(?<![\w./].)(?:\d{0,2}(?:,\d{3})+|\d{0,5}))\s*/\s*(?P<b>\d{1,3}(?:,\d{3})+|\d{1,6})(?![\d/%.])\s*(?P<u>[个家笔条台人户单件项张套份城])?"
)

RESPECTIVELY = re.compile(
    r"(?P<names>[^，,。;；:|]{2,40}?)(?:[一二三四五六两\d]{1,2}[个块项类方])?(?:的?进度|完成度)?\s*分别(?:为|是|达到?|完成)?\s*(?P<values>\d+(?:\.\d+)?\s?%(?:\s*[、,，和/]\s*\d+(?:\.\d+)?\s?%)+)"
)
