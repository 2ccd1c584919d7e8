"""The name glued to what is said of it: in front of a word of deed, status or date, and nothing between them.

Such a name ends where those words begin, so most of this is words that end one, and things that are named with them all the same.
What does not belong here: names that a bracket, a colon or a comma parts from the rest (`leads`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.model import Entry
from assets.facts.name_words import DEED, DEED_ALONE, METRIC_NAME, SHORTEST_STEM, is_name, raw_name
from assets.facts.patterns import Beginning, Ending
from assets.facts.text import FILLER, tidy
from assets.facts.words import EVENTS, STATED, TRADE

_CUT = re.compile(
    rf"(?:整体|总体|总进度|已|正式|全部|(?<![人日月年周户单笔店])(?:平均|(?<!平)均(?!衡))|计划|预计|预期|原(?=[本定计来])|本来|[还仍正]在|将|{STATED}|(?<!二次)开发|自测|[PBM]RD|研发(?!平台|中心|效能)|联调|测试(?!平台|环境)|提测|上线|下线|评审|进度|灰度|全量|试点|验收|投产|发布(?!平台|系统)|切量|切流|切[到至]|进展|(?<=\s)[Pp]rogress|(?<![A-Za-z])\+\s?\d|收到(?=[^，,]{{1,6}}\d)|采纳|周[一二三四五六日天](?![报刊])|本周|上周|下周|这周|本月|这个月|今天|昨天|目前|当前|累计|新增|新[拓签铺](?=城|\s?\d)|(?<![归诱])因(?!子)|由于|于(?=\s*\d|周|本|上|昨)|在(?=\s*\d|[\u4e00-\u9fff])(?![线途职售建研产])|从(?=\s*\d)|(?<!路)由(?=\s*\d)|目标|起试点|先(?=[停不放缓搁挂]|暂[停缓])|又(?=[开拖延推改])|终于|总算|也?有(?=进展|眉目|动静|起色|消息)|没(?=动静|进展|消息|新)|需求评审|成功率|准确率|达到|还剩|剩余|遗留(?=\s*\d)|(?:如期|按[时期]|准时)(?=[上完交投提全发])|(?<=[台统期造构级目心擎关])等(?=[\u4e00-\u9fff]{{3}})|[还尚仍][没未]|没有(?=[新变进动风问阻])|按(?:计划|期|时|节奏|进度|预期)|按城市|分城市|按照?[^，,。\d]{{1,6}}(?:口径|标准|算法|工作量|计算|折算)|[跑测试改写做修接切迁搞]了(?=\s*[\d一大几快第两三四五六七八九])|[写做跑改切迁搭发测接拆][完好通](?![成善整全美毕备过])|主流程|方案|完毕|覆盖)|\d+(?:\.\d+)?\s*%|(?<![A-Za-z\d.])\d{{1,2}}(?:[/月]\d|\.(?!0(?!\d))\d(?!\s*$|\s*\())|\d{{1,2}}\s?月|(?<![A-Za-zQHVv迭代第\d])\d{{2,}}(?!\s?(?:升级|迁移|改造|适配|切换|重构))|{FILLER}"
)
_PHASE_TAIL = re.compile(r"\s*(?:(?:第?[一二三四五六七八九十\d]+期)|迭代\s?\d+|[vV]\d+(?:\.\d+)*|第[一二三四五六]阶段)")
_PHASE_INSIDE = re.compile(
    r"[一二三四五六七八九十迭vV第](?:(?<=[一二三四五六七八九十])期|(?<=迭)代\s?\d+|(?<=[vV])(?<!IPv)\d+(?:\.\d+)*|(?<=第)[一二三四五六]阶段)[)）]?(?![)）])"
)
_SHORTEST_PHASED = 2
TRAILING_DEED = Ending(r"(?:立项|结项|联调|回归|编码|评审|验收|部署|提测|压测|自测|灰度|签约|试点|调研|选型|上会)")
STOP = re.compile(r"[，,。;；:]")
_PART_OF = re.compile(r"(?:[^的\s]|(?<=[A-Za-z\d])\s|\s(?=[A-Za-z\d])){4,}+(?=的)")
"""支付牌照续展 of `支付牌照续展的书面材料已完成92%`."""
_PHASE_OF = Beginning(r"[一二三四五六七八九十\d]期的?|第[一二三四五六]阶段|本期|新版的?|旧版的?")


def glued(entry: Entry, start: int) -> tuple[str, int, str] | None:
    """The name in front of a word of deed, status or date: 押金管理 of `押金管理已提测`."""
    norm = entry.norm
    is_parted = "的" in norm
    if is_parted and (where := _WHERE.match(norm, start)):
        start = where.end()
    stop = STOP.search(norm, start)
    end = stop.start() if stop else len(norm)
    cut = _CUT.search(norm, start + 2, end)
    if cut and (thing := _THING.match(norm, cut.end())):
        cut = _CUT.search(norm, thing.end(), end)  # 架构评审助手完成了…
    if cut and cut[0] == "计划" and (kind := _PLAN_OF.match(norm, cut.start() - 2)):
        cut = _CUT.search(norm, kind.end(), end)  # 还款计划重算已提测
    if not cut and is_parted and norm[end - 1 : end] == "了" and (owner := _PART_OF.match(norm, start, end)):
        name = owner[0]  # 黑产情报 of `黑产情报的采购招标挂网了`
        is_thing = len(name) > SHORTEST_STEM and TRADE.search(name) is not None and is_name(name) and not DEED_ALONE.fullmatch(name)
        return (raw_name(entry, start, owner.end()), owner.end(), "glued") if is_thing else None
    if not cut and not (_PHASE_INSIDE.search(norm, start + _SHORTEST_PHASED, end) and DEED.search(norm, start, end)):
        return None
    phase = _PHASE_TAIL.match(norm, cut.start()) if cut else None
    at = phase.end() if phase else cut.start() if cut else end
    if phased := _PHASE_INSIDE.search(norm, start + _SHORTEST_PHASED, at):
        at = phased.end()
    elif (deed := TRAILING_DEED.search(norm[start:at])) and deed.start() >= SHORTEST_STEM:
        at = start + deed.start()
    if (side := _SIDE.search(norm[start:at])) and side.start() >= SHORTEST_STEM:
        at = start + side.start()
    if is_parted and (part := _PART_OF.match(norm, start, at)):
        at = part.end()
    words = tidy(norm[start:at])
    if _PHASE_OF.match(words):
        return None  # 二期的流量打标 is of the project in hand
    if len(words) < SHORTEST_STEM and (DEED.match(norm, at) or norm[at : at + 1] == "原"):
        return None  # 性能测试中 and `切读原计划 5/29` are of deeds, and name no project
    if is_name(norm[start:at]) and not METRIC_NAME.search(words.rstrip("≥≤<> ")) and not DEED_ALONE.fullmatch(words):
        return raw_name(entry, start, at), at, "glued"
    return None


_SIDE = Ending(r"(?:前|后|客户|服务|移动)端|接口|页面")
"""押金退还 of `押金退还后端开发进度40%`."""
_WHERE = re.compile(r"[\u4e00-\u9fff]{2,3}(?:[、和与][\u4e00-\u9fff]{2,3}){0,3}的(?=[\u4e00-\u9fff]{2})")
"""存管 of `贵阳的存管已经上线`."""


def ticked(entry: Entry) -> tuple[str, int, str] | None:
    """The name in front of the deed of `✅ 电子发票压测`, which says nothing more."""
    match = _TICKED.match(entry.norm, entry.start)
    if not match or len(match["name"]) <= SHORTEST_STEM or not is_name(match["name"]):
        return None
    return raw_name(entry, *match.span("name")), match.end("name"), "glued"


_TICKED = re.compile(rf"(?:[✅☑✔✓❌🚧⏳🔄⏸🟢🟡🔴]\ufe0f?|\[[xX✓ ]\])\s*(?P<name>[^，,。;；:：()\s\d]{{2,16}}?)(?:{EVENTS})\s*$")
_PLAN_OF = re.compile(
    r"(?:还款|分期|理财|储蓄|扣款|缴费|资金|付款|代扣|排班|采购|营销|头寸|灯塔|星火|北斗|登月|曙光|启明|磐石|基石|破晓|远航|春雷|护航|飞轮|火种|星辰|方舟|蓝鲸|攀登|燎原)计划(?!\s*\d|于|在|本周|下周|周)|^计划任务(?=迁移|治理|改造|平台|拆分|收敛|优化)"
)
"""还款计划 is a thing."""
_THING = re.compile(r"[一二三四五六]期|专项|体系|助手|机器人|平台|工具|引擎|看板|大盘|模型|网关|流水线|[Aa]gent|[Bb]ot")
