"""The words of incidents: labels, roles of times, services, grades, impact. What does not belong here: how they are put together (`incidents`)."""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.patterns import Ending, guarded

NOT_PRODUCTION = re.compile(
    guarded(
        r"停机维护|计划内?维护|例行维护|预发|测试环境|预生产|准生产|仿真环境|(?<![A-Za-z])(?:SIT|UAT|sit|uat|staging|pre)(?![A-Za-z])|沙箱|sandbox|(?:开发|测试|联调)(?:集群|机房|库)|与生产无关|非生产|内测|内部员工|不计入|联调环境|开发环境|压测环境|灰度环境|演练"
    )
)

NO_EFFECT = re.compile(
    r"(?:不|未|无|没有|没)(?:对|造成|产生|有)?(?:任何|实际|线上|生产|用户侧?|业务|客户)*影响(?:到?(?:业务|线上|生产|交易|用户|客户|资金))?(?=\s*(?:$|[，,。;；)|]))|业务无感|用户无感|非故障|不是故障|[，,]\s*(?:就|也|都)?不算(?:事故|故障|事件|数)?\s*(?:$|[，,。;；])|虚惊一场|正常现象|符合预期|预期内|无业务影响|无感知|零影响|误报|非(?:系统|平台|我方)(?:问题|故障|原因)|(?:系统|平台|我方|我们|服务|程序)(?:本身|侧|端)?没有?(?:问题|异常|毛病)|no (?:prod |customer |user )?impact|影响[:：]?\s*无(?=\s*(?:$|[，,。;；)|]))"
)

DETECTED = re.compile(
    r"监控发现|发现|监控|告警(?!解除)|报警(?!解除)|报[上过出]来|(?:[银行方侧]|运营|业务|客服|渠道)[通告]知|反馈|接到|收到|察觉|感知|上报|巡检|投诉|客诉|反映|叫醒|吵醒|(?:有人|用户|租客|商户|客服|运营|门店|管家|同事|业务)[^，,。;；\d]{0,4}(?:说|喊|问起)|报障|报修|进线|指出|找(?:过来|上门)|来电|咨询|detected|alert|(?<![a-z])paged?(?![a-z])|noticed|reported",
    re.IGNORECASE,
)

_DONE_AGAIN = r"(?:重新?[跑推试发启算报]|补[跑推报发数算采传]|追[数平]|重新生成|处理|对账|跑批|批次|同步|回放|补数)(?:全部|已|均)?(?:[完好毕]|成功|结束)"
"""重跑成功, 补报完成: the work that had failed is done."""

ENDED = re.compile(
    rf"恢复|(?<![\u4e00-\u9fff])复(?=$|[。，,;；])|解除|回滚|止血|结束|自愈|缓解|缓过来|全部(?:补|放|跑)[起完齐]|全部产出|好转|修复|修正|更正|纠正|回退|改回|放开限流|回落|追平|{_DONE_AGAIN}|解决|正常(?!业务|交易|用户|请求|客户|商户|订单|单|签|扣|退|还款|流|数据|操作|调用|的|情况)|好了|(?<!重复)拉起|[跑补推]完|出[清齐](?!洗)|关灰度|关停|叫停|补[发出](?=\s*(?:$|[，,。;；]))|重发(?:成功|完成)|回来(?=\s*(?:$|[，,。;；]))|(?:重建|漂移|重启|补齐|重传|清理|释放|替换)(?:全部|已)?(?:完成|完毕)|修[完好数]|消化(?:完|(?=\s*(?:$|[，,。;；])))|清空|冲正(?=完|成功|\s*(?:$|[，,。;；]))|撤[回下销](?:规则|策略|配置|变更|版本)?(?=\s*(?:$|[，,。;；]))|(?:规则|策略|活动|开关)(?:已|紧急)?(?:下线|关闭)(?!后)|下线(?:规则|策略|活动|(?:问题|故障|有问题的)?版本)|关[闭掉](?:开关|入口|活动)|(?:开关|配置|权重|流量|通道|渠道|路由)[\u4e00-\u9fff]{{0,2}}(?:打回|拨回|关掉|还原)|[修改补切换撤删清关摘调][回掉完好齐平正毕](?![来线传备])|复原|还原|(?:指标|成功率|曲线|水位)[\u4e00-\u9fff]{{0,3}}(?:回正|归位|回到)|归零|(?:后|即|已|才|就)可用(?!率|性|区)|订正|热修(?=$|[，,。;；了])|热更新?(?:修|完)|停掉(?!备份)|^\s*完成$|[收补]齐|自动切换|切换(?:成功|完成)|切(?:[到至回]备?|备(?![份用]))|止损|(?:热修|[Hh]ot-?fix|补丁|修复版本)\s?(?:上线|发布)|摘[掉除](?:问题|异常|故障)?(?:机器|节点|实例|服务器)|restored|resolved|recovered|mitigated|fixed|roll(?:ed )?back",
    re.IGNORECASE,
)

RESTORED = re.compile(
    rf"恢复|(?:告警|报警|故障)?解除|结束|消化完|自愈|追平|{_DONE_AGAIN}|正常(?!业务|交易|用户|商户|订单|请求|支付|流|签|扣|退|还款|数据|操作|调用|的|情况)|restored|resolved|recovered|back to normal",
    re.IGNORECASE,
)

UNMENDED = re.compile(r"(?:未|没有?|待|尚未)(?:能|完全|彻底|全部|全量|最终)*(?:恢复|解决|修复|解除)|无法恢复")

NOT_ENDED = re.compile(rf"{UNMENDED.pattern}|开始恢复|不?(?:异|反)常|不正常")

BEGAN = re.compile(
    r"发生|(?<!活动)(?<!大促)(?<!秒杀)(?<!变更)(?<!发布)(?<!升级)(?<!割接)开始(?!下降|回落|减少|好转|消化|恢复|排查|处理|介入|回滚|定位|止血|切换|扩容)|出现|起(?!草)|陆续|触发|started|began",
    re.IGNORECASE,
)

ALARM = re.compile(
    r"(?:开始|出现|触发|产生|发出)\s*(?:大量|监控|系统)?(?:告警|报警)|(?:监控|收到|接到)?\s*(?:告警(?!解除)|发现|反馈)|alert", re.IGNORECASE
)

ENDED_BEFORE = Ending(
    r"(?:恢复|结束)(?:于|时间)?[:：]?\s*\(?|(?:[重补](?:跑|推|传|发|试|启|导|算)|重新(?:跑|执行|拉取)|手工处理|人工(?:介入|处理))(?:完|之)?后\s*(?:于|在|到|至)?\s*|(?:直到|持续到|直至)\s*|(?:restored|resolved|recovered|mitigated|fixed|ended|until)(?: at| by| @)?\s*",
    re.IGNORECASE,
)

DETECTED_BEFORE = Ending(
    r"(?:告警|发现|反馈|收到)(?:于|时间)?[:：]?\s*\(?|(?:detected|alerted|paged|reported|noticed)(?: by [a-z ]{1,10})?(?: at| @)?\s*",
    re.IGNORECASE,
)

STARTED_BEFORE = Ending(
    r"(?:^|[，,。;；:：\s])[从自]\s*|(?:起始|始于|最早|开始于)(?:于|时间)?[:：]?\s*|(?:发生|开始)(?:时间|时刻)(?:[是为在]|[:：])?\s*|(?:发生|开始)[:：]\s*|(?:^|[，,、;；。|(·])\s*(?:发生|开始)于?\s*|(?:started|began|since|from)(?: at| @)?\s*",
    re.IGNORECASE,
)

LABEL_TIMES = (
    ("detected_at", re.compile(r"(?:发现|检测|告警|报警|感知)(?:时间|时刻|方式|渠道|途径|\s*:)|^detect", re.IGNORECASE)),
    (
        "ended_at",
        re.compile(
            r"(?:恢复|结束|解决|止血|修复)(?:正常)?(?:时间|时刻|\s*:)|^止\s*:|^end|^recover|^mitigat|^resol|^restor|ended|restored|resolved",
            re.IGNORECASE,
        ),
    ),
    (
        "started_at",
        re.compile(
            r"(?:发生|开始|起始|故障|影响)?(?:时间|时刻|区间|时段|时间段)|(?:发生|开始)\s*:|^start|^begin|started|^time", re.IGNORECASE
        ),
    ),
)

BARE_HEADERS = {
    "止血": "ended_at",
    "end": "ended_at",
    "反馈": "detected_at",
    "起止": "started_at",
    "终": "ended_at",
    "开始~恢复": "started_at",
    "开始-恢复": "started_at",
    "开始~结束": "started_at",
    "开始-结束": "started_at",
}

HEADER_TIMES = (
    ("detected_at", re.compile(r"(?:何时|几点|首次|监控|最早|谁)?(?:发现|告警|报警|首报|上报|感知)(?:于|点|时间)?")),
    ("ended_at", re.compile(r"(?:何时|几点)?(?:恢复(?:正常)?|止损|终止|止|结束|解决|解除|处理完成?)(?:于|点|时间)?")),
    ("started_at", re.compile(r"(?:从|自)?(?:何时|几点)?(?:起|开始|发生|始)(?:于|点|时间)?")),
)
"""何时发现 | 从何时起 | 止于, as headers of a table have it."""

NO_TIME_HEADER = re.compile(r"时长|持续|耗时|整改|完成|复盘|改进|闭环|计划|预计|duration|MTT", re.IGNORECASE)

WORD_HEADER = re.compile(r"级|服务|系统|编号|影响")

LATIN_SERVICE = re.compile(r"(?<![A-Za-z0-9_./-])(?P<s>[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)+)(?![A-Za-z0-9_])")

LATIN_WORD = re.compile(r"(?<![A-Za-z0-9_./-])(?P<s>[A-Za-z][A-Za-z0-9]{2,})(?=\s*(?:服务|系统|集群|应用|模块|网关|接口|实例|节点))")

CHINESE_SERVICE = re.compile(
    r"(?:发现|影响|[，,。:：\s)\d】【|]|^|导致|出现|把)(?:开始|(?:发布|上线|升级|切换|变更|扩容|改造|投产|重启|迁移|改配置)后|\s?[点时分][半多]?(?!段)|左右|前后|(?:根本|直接|主要)?(?:原因|根因)(?:是|为|系|在于)?|由于)*(?P<s>[\u4e00-\u9fff]{2,8}?(?:服务|系统|平台|网关|中心|集群|渠道|通道|后台|数据库|专线|机房|页面?|核心|路由(?!异常|错误|失败)|中台|队列|接口|任务(?:平台|中心|系统|引擎|服务)?|引擎|前置机?|工作台|门户|组件|链路)"
    r"|[\u4e00-\u9fff]{0,8}?(?:小程序|收银台|首页|APP|H5))"
)

NOT_SERVICE = re.compile(
    r"^(?:[A-Z]{1,4}-?\d+$|INC|inc|P\d|S\d|CPU|cpu|IP|M6V|POS|T1|k8s|MTTR|mttr|post-mortem|on-call|online|K8s|UTC|Full-?GC|full-gc|e-mail|CD|AB|bug|BUG|OOM|oom|v\d|(?:requests?|orders?|users?|merchants?|failed|with|from|until|[Tt]imeline|[Ww]hen|[Ww]hat|[Ss]cope|[Ww]hy|[Gg]rade|[Ll]evel|[Ii]mpact|[Ss]tart(?:ed)?|[Dd]etect(?:ed)?|[Ee]nd(?:ed)?|[Ff]ix(?:ed)?|[Rr]oot)$).*$|^(?![用客商]户反馈).*(?:用户|打不开|[登刷扫付]不[了上出])|^笔|^(?:停掉?|重启|切换?到?|恢复|关闭|下线|扩容|回滚|修复|排查|定位|联系|通知)[\u4e00-\u9fff]{2}"
)

SERVICE_LABEL = re.compile(
    r"(?:^|[\s;；，,。|])(?:影响|涉及|故障|事故|事件|所属)?(?:服务|系统|应用|模块)\s*:\s*(?P<s>[^\s，,、。;；|()\d][^\s，,、。;；|()]{1,19})"
)

LATIN_NAME = re.compile(r"(?:\d|发现|[，,。:\s)】]|^)\s?(?P<s>[a-z][a-z0-9]{3,})(?![A-Za-z0-9_.-])(?=[\s\u4e00-\u9fff])")

INFRASTRUCTURE = re.compile(
    r"(?<![A-Za-z])(?P<s>Redis|redis|Kafka|kafka|MySQL|mysql|Nacos|Nginx|nginx|Zoo[Kk]eeper|ZK|Rocket ?MQ|RabbitMQ|MongoDB|Elastic[Ss]earch|ES|HBase|TiDB|Apollo|Ocean[Bb]ase|Oracle|NameNode|HDFS|Hive|Flink|Spark|Yarn|YARN|Airflow|LDAP|VPN|CDN|DNS|F5)(?![A-Za-z])"
)

_ROMAN = "IV|III|II|I|V"

SEVERITY = re.compile(
    guarded(
        rf"(?:定级|级别|等级|评级|定为|初步定级|[Ss]everity)\s*(?:为|是|[:：])?\s*(?P<a>[PpSs][0-5]|[Ss][Ee][Vv][- ]?[0-5]|[一二三四五]级|\d级|[LT][0-5]|(?:{_ROMAN})(?=\s?级|(?![A-Za-z]))|[A-E](?![A-Za-z])|特大|重大|较大|一般|严重|轻微)"
        r"|(?<![A-Za-z])(?P<e>[Ss][Ee][Vv][- ]?[0-5])(?!\d)"
        r"|(?<![A-Za-z0-9-])(?P<b>[PSp][0-5])(?![A-Za-z0-9%-]|\s?(?:上传|存储|桶|bucket|对象|文件|网关))"
        r"|(?<![A-Za-z])(?P<c>[A-E])\s?[级类](?!别)"
        r"|(?<![\u4e00-\u9fff\d])(?P<f>[一二三四五]级)(?=\s*(?:$|[，,。;；)\]】|/])|\s\d{1,2}[/月.-])"
        rf"|(?<![A-Za-z])(?P<g>{_ROMAN})\s?级(?=\s*(?:$|[，,。;；)\]】|/])|\s\d{{1,2}}[/月.-])"
        rf"|(?P<d>[一二三四五]级|(?<![A-Z])(?:{_ROMAN})级)(?:故障|事故|事件)"
    )
)

GRADE_CELL = re.compile(r"(?P<g>[PSp][0-5](?!\d)|[Ss][Ee][Vv][- ]?[0-5]|[A-E](?![A-Za-z])|[一二三四五]级)(?:\s*[级类])?(?:$|\s*[(（/])")

DENIED = re.compile(r"(?:(?<![a-z])no |无|没有|未(?:发生|出现|有))(?:新增|发生|任何|出现)?\s*(?:[PSps]\d级?\s*(?:[/、和及~,]|以上)\s*)*$")
"""What stands before the grade of none: `无 P1/P2 故障；P3 一起`."""

NO_GRADE = re.compile(r"(?<![a-z])no |无|未|没有|0\s?[起次个]")

ENGLISH_UNITS = "orders?|users?|merchants?|customers?|transactions?|txns?|transfers?|payments?|requests?|calls?"

COUNT_UNITS = "笔|家|户|辆|人次|人|个|次|单|条|台|起|件|名|位|张|通|份|商户|用户|订单|请求|城"

NOT_AFFECTED = re.compile(
    r"(?:(?:重启|扩容|回滚|清理|下线|切换)(?![前后时]|期间)|扩|缩|剩余|其余|增加|历时|持续|耗时|等待|第|升级监管)[^\d，,。;；]{0,6}$"
)

MENDED = re.compile(r"(?:已补|补发|补单|补录|冲正|退回|重推|重跑|重试|追回|修复|恢复|(?<!转)人工(?:处理|补|重))[^\d，,。;；]{0,6}$")

IMPACT = re.compile(r"影响|失败|受影响|推迟|波及|涉及|超时|报错|异常|损失|丢失|延迟|掉单|卡单|共计|误|拒|重复|掉了?(?=\s?\d)|少[卖收]")

INCIDENT_WORD = re.compile(
    r"故障|告警|报警|报错|宕机|丢失|繁忙|乱码|502|504|FGC|[fF]ull ?GC|穿透|击穿|不可用|事故|异常|oom|OOM|打满|卡顿|白屏|中断|P[0-4]|抖动|雪崩|阻塞|超时|失败|积压|堆积|变慢|卡住|(?:推送|扣款|扣费|入账|记账|发送|发放|通知|短信|退款|出款|放款)重复|重复(?:推送|扣[款费]|通知|下单|执行|发放|发送|入账|记账|出款|放款|退款|提交|触发|计[费息])|[多少错](?:发|扣|算|退|收|记)(?:了|积分|优惠|手续费|利息|退?款|\s?\d)|误[拦报扣删发判杀]|误操作|[算配走]错|[配写接连填传]反|错乱|为空|漏[发扣单配跑]|扫不[出上了]|刷不[出了]|付不[了出]|登不上|用不了|连不上|缺失|打[挂爆垮]|空指针|内存泄漏|连接泄漏|延迟|打不开|进不去|收不到|查不到|不通|溢出|占满|跑满|撑爆|飙升|飙高|陡增|跌至|死锁|卡死|假死|挂掉|挂了|脏数据|证书.{0,6}(?:过期|到期|失效)|5xx|5\d\d|崩溃|闪退|失灵|攻击|盗刷|无法|outage|timeout|latency|(?<![a-z])down(?![a-z])|crash|error"
)

UNIT_LABEL = re.compile(
    r"^(?:何时(?=\s*[:：])|波及(?=\s*[:：])|为什么(?=\s*[:：])|怎么修(?=\s*[:：])|起止时间|[起止](?=\s*[:：])|(?:涉及|所属|故障|事故|事件)(?:服务|系统|应用|模块|产品|级别|等级|定级|时段|时间|原因|开始|发现|恢复|影响)|时间线|时间|时间轴|经过|影响|影响范围|影响面|原因|根因|根本原因|直接原因|处理|处置|处理过程|处置过程|措施|改进|改进项|改进措施|后续|整改|现象|概述|发生(?=\s*[:：])|开始(?=\s*[:：])|发现时间|开始时间|发生时间|恢复时间|结束时间|服务|系统|级别|等级|定级|结论|复盘|责任人|故障描述|描述|摘要|编号|故障编号|事件编号|故障现象|故障时间|发现|恢复|解决方案|待办|下一步|后续|优化|action|todo|follow|timeline|impact|root cause|sev(?:erity)?\b)",
    re.IGNORECASE,
)

CAUSE = re.compile(
    r"(?:根本原因|直接原因|根因|原因)\s*(?:为|是|系|[:：])?\s*(?P<t>[^。;；|\n]{2,80})|(?:由于|因为?)(?P<u>[^，,。;；|\n]{3,60})"
)

FIX_WORD = re.compile(r"回滚|重启|扩容|切换|限流|降级|修复|更换|清除|下线|屏蔽|kill|补偿|回退|摘除")

LONGEST_FIX = 40  # code points in front of the word

FIX = re.compile(rf"(?P<t>[^，,。;；|\n]{{0,{LONGEST_FIX}}}(?:{FIX_WORD.pattern})[^，,。;；|\n]{{0,30}})")

CHANGE = re.compile(r"发布|发版|变更|上线|投产|升级|配置|(?:活动|大促|秒杀)(?:正式)?开始")

NIGHT = 18  # a clock that stands before one of the same day after this hour is the next morning's

DATED = re.compile(
    r"\s*(?:(?:另外?|此外|还有)\s*[:，,]?\s*)?(?:[【\[(]?[PS]\d[】\])]?|【[^】]*】|INC[\w-]*)?\s*[:：]?\s*(?:20\d{2}[-/.年]\s?\d|\d{1,2}\s?[/.月-]\s?\d{1,2}|周[一二三四五六日]|昨|今|\d{1,2}:\d{2})"
)

EARLY_DATE = re.compile(
    r".{0,16}?(?:20\d{2}[-/.年]\s?\d|(?<![\d.])\d{1,2}\s?[/月]\s?\d{1,2}(?!\d))"
    r"|(?:0?[1-9]|1[0-2])[.-](?:[0-2]?[1-9]|[1-3]0|31)(?=\s\d{1,2}:|\s[A-Za-z]|\s?(?!万|亿|倍|秒|分钟|小时|版)[\u4e00-\u9fff])"
)

REACH = 32

_GRADE = re.compile(r"(?<![A-Za-z\d])(?:[PS]\d|SEV-?\d)(?!\d)|[一二三四]级(?!市)", re.IGNORECASE)
_TOLD_OF = re.compile(rf"复盘|通报|{_GRADE.pattern}", re.IGNORECASE)
_OF_WORK = re.compile(r"演练|治理|专项|优化|上线|计划|改进")
_DAY = re.compile(r"\d{1,2}\s?[/月.]\s?\d{1,2}")


def is_incident_title(words: str) -> bool:
    """Whether a heading is the title of one incident: a day, what failed, and a grade or 复盘, as in `4/9 pay-core 超时复盘（P3）`."""
    if _LOOKED_BACK.search(words):
        return len(words) <= _LONGEST_TITLE and not _OF_WORK.search(words)
    is_told = _DAY.search(words) is not None and _TOLD_OF.search(words) is not None
    return is_told and INCIDENT_WORD.search(_GRADE.sub("", words)) is not None and not _OF_WORK.search(words)


_LOOKED_BACK = re.compile(rf"(?:{INCIDENT_WORD.pattern})(?:线上)?(?:故障|事件|问题|事故|一事)?的?(?:复盘|回顾|通报|始末)$")
"""`一次误拦的复盘`, `重复扣款事件回顾`."""
_LONGEST_TITLE = 20  # code points


def is_post_mortem(words: str) -> bool:
    """Whether words with a colon are the title of one: `P2 复盘：pay-order 下单超时`."""
    return _POST_MORTEM.match(words) is not None


_POST_MORTEM = re.compile(r"(?:[PSps]\d级?\s?(?:线上)?(?:故障|事故|事件|问题)?|(?:线上)?(?:故障|事故|事件))(?:复盘|通报|回顾)\s*:\s*\S")
