"""The words by which clauses tell that something is done: 完成, 已上线, 写完, 评过, 签下来了. What does not belong here: what is done, and when (`judging`)."""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.patterns import Ending
from assets.facts.words import EVENTS

_ENDED = r"(?:完成|完毕|完结|收官|封板|竣工|结束)(?!率|度|后(?!的)|时|前|情况|比例|时间|\s*(?:[\d约近二三四五六七八九十]|半(?![年月])|一(?!对一))|了?\s?(?:一?大半|一?多半|一半|过半|近半|(?:绝?大|一)?部分)|的|者|标准|条件)"
_ALREADY = (
    # 已于周三提测, with what was done somewhere behind it; 已就位 at the end, whatever the deed
    rf"(?<![未没不])(?:已|已经|均已|都已)(?!有)(?:于|在|经|由|全部|全量|正式|全面|顺利|提前|按期|如期|完成|基本|成功|对|向|将|把|与|和|给|为)*[^，,。;；]{{0,14}}?(?:(?i:{EVENTS})|定位|修正|解决|恢复|讲|发|出|改|切|开|签|接|合入|覆盖|到位|提|送|交|关|停|投|下|上)"
    r"|(?<!早)已(?:经(?![过历常营理在满很能可开没同一两三四五六七八九十几半\d]|跑起来)|(?!经))(?!被|有|过[保期]|离职|催|知|反馈|沟通|同步|约|报[给告]|提醒|达|超|近|是|连续|累计|不)[\u4e00-\u9fff]{1,4}$"
    r"|已完成|已(?:经)?(?:全部|全数|悉数)(?=[\u4e00-\u9fff]{2})"
)
_RESULT = (
    # 写完, 切好, 评过: a verb and what came of it
    r"(?<=[A-Za-z])\s?[完好](?=$|了|[，,、])|(?:写|做|切|接|升|改|开|跑|测|补|传|发|配|排|谈|签|核|对|清|拆|搬|迁|铺|装|换|讲|理|推|建|交|修|调|备|凑|约|配|走|弄|演|压|审|评|录|算|收|查|验|试|割|搭|刷|导|灌|印|贴|绑|封|腾|埋|标|扩)(?:完|好|齐)(?<!对齐)(?!成|毕|善|后|复测|提测|回归|了?(?:一?大半|一?多半|一半|部分)|中$|中[，,]|以后|之后|再|整|全|备|美)"
    r"|(?<![没未不待需请要])(?:评|测|审|聊|谈|看|跑|试|验|走|过)过(?!之后|以后|后|程|滤|期|渡|载|多|高|大|小)"
)
_OF_TALK = (
    # 写了三个用例 at the beginning, 与核心企业签了框架协议
    r"^(?:\s|本周|这周|[本上这]?周[一二三四五六日天]|[今昨前]天|[上下]午|[早晚]上|\d{1,2}[/月]\d{1,2}日?)*+(?:停掉?(?=了(?!\s*[\d一两二三半几大好]))|删|关|拆|撤|下|换|写|做|搭|开|出|补|改|修|加|建|整理|输出|组织|开展|召开|举行|进行)了"
    r"|[与和跟同给向](?=[\u4e00-\u9fffA-Za-z]{1,12}?[签发交谈开办对][了])[\u4e00-\u9fffA-Za-z]{1,12}?[签发交谈开办对]了(?!解|断|\s*\d)"
    # 与平安、浦发签署合作协议
    r"|(?<![\u4e00-\u9fff])[与和跟同][\u4e00-\u9fffA-Za-z、]{1,16}?(?:签署|签订|签)[\u4e00-\u9fff]{0,8}(?:协议|合同|备忘录|意向书?|承诺书)\s*$"
)
_ENGLISH = r"已\s?[rR]eady\b|[dD](?i:one)\b|[cC](?i:ompleted)|[cC](?i:ode complete)|\b[rRlLsSdDmMaApP](?i:(?<=p)assed|(?<=r)eleased|(?<=l)aunched|(?<=s)hipped|(?<=s)igned|(?<=d)eployed|(?<=m)erged|(?<=a)pproved)\b|[gG](?i:A on)"
_OTHER = r"通过了?\s?[\u4e00-\u9fffA-Za-z]{0,8}(?:验收|评审会?|认证|审核|审批|检测|评估|[复终初]审|备案|考核|检查|测评|等保|UAT|SIT)(?=\s)|达成(?:一致|共识|协议|意向)|搞定|敲定|谈妥|(?<![厂销电])商定(?![位价制义期时])|拍板|过会(?!议)|灰完|✅|☑|√|✔|✓|(?<!用户)通过(?=$|待)|通过了"
_DONE = re.compile("|".join((_ENDED, _ALREADY, _RESULT, _OF_TALK, _ENGLISH, _OTHER)))
_AT_END = Ending(
    # 初稿出了, 批下来了, 通过省局验收, 逻辑梳理清楚了
    r"(?<=[\u4e00-\u9fff])(?:开|办|做|发|交|签|定|改|修|搬|换|补|提|写|接|切|过|搭|(?<!没有)出|批|审|建|配|停|测|跑|验|拆|装|迁|递|寄|送|盖|贴|付|收|删)了"
    r"|(?<![没未不])用起来了|(?:均|都|全部)(?:成功|达标)了?|(?<![没未不])(?:批|定|谈|建|搭|签|要|拿|接|做|放|发|报|整理)(?:下来|(?<=[建搭])起来|出来|出去|上去|过来|回来)了?"
    r"|(?<![没未不])[\u4e00-\u9fff](?<!不)完了|(?<![没未不])[切推发换升迁挂合放传挪](?:上去|进去|下去|出去|过去|回去)[了的]?"
    r"|(?<![没未不])(?:梳理|排查|清理|确认|核对|沟通|对|讲|说|理|查|问)(?:清楚|干净|妥当|明白)了?"
    r"|通过了?\s?[\u4e00-\u9fffA-Za-z]{0,8}(?:验收|评审会?|认证|审核|审批|检测|评估|[复终初]审|备案|考核|检查|测评|等保|UAT|SIT)"
    r"|(?<![经通超])过了\s?[\u4e00-\u9fffA-Za-z]{0,4}\s?(?:评审|走查|验收|审核|审批|[初复终]审|回归|冒烟|等保|扫描|检测|测试|认证|评估|检查|测评|审查|备案|考核|压测|联调|演练)"
)

SO_MANY = r"完成(?=\s*\d[\d,.]*\s*万?\s*[个家条台项笔户套份])"
"""`离职账号清理完成 612 个`: how many there were, behind what was done with them."""

_DEED_DONE = re.compile(
    rf"(?:{EVENTS})(?:已?(?:通过|成功(?!率)|就绪)|了(?!解)|已过|[过完]$|[完好]了|\s?(?:ok(?![A-Za-z])|没啥?问题|无问题)|{SO_MANY})",
    re.IGNORECASE,
)
_BEHIND_DEED = re.compile(r"[通成就了过完题kK]")


def is_done(text: str) -> bool:
    """Whether a clause says that something is done; `评审通过` and `提测了` end in few ways, which are looked for first."""
    if _DONE.search(text) is not None or _AT_END.search(text) is not None:
        return True
    return _BEHIND_DEED.search(text) is not None and _DEED_DONE.search(text) is not None
