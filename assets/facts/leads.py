"""The name that a text begins with: in brackets, bold, before a colon or a comma, or before a blank.

What does not belong here: what stands before it (`before_names`), names glued to what is said of them (`glued_names`), whether the entry is that project's (`naming`).
"""

from __future__ import annotations

from assets.facts import heading_words, sections, topics
from assets.facts import regex as re
from assets.facts.before_names import PREFACE, behind_part_of_day
from assets.facts.glued_names import STOP, TRAILING_DEED, glued
from assets.facts.model import Entry
from assets.facts.name_words import DEED, DEED_ALONE, MARKS, METRIC_NAME, PROJECT_WORD, SHORTEST_STEM, is_name, is_of_city, raw_name
from assets.facts.patterns import Ending
from assets.facts.text import FILLER, tidy
from assets.facts.words import EVENTS, GROUPS

_BRACKET = re.compile(
    rf"\s*(?:【(?P<a>[^【】]{{1,40}})】|「(?P<b>[^「」]{{1,40}})」|《(?P<c>[^《》]{{1,40}})》|\[(?P<d>[^\[\]]{{2,40}})\](?:\({FILLER}+\)(?=\s*[:，]))?(?!\()|(?:其中)?\"(?P<e>[^\"]{{4,24}})\"(?!的|等|、)|#(?P<f>[^#\s:，]{{2,20}})#)\s*[:：]?\s*"
)
_TAG = re.compile(r"P\d|紧急|重要|高|中|低|新增|延期|完成|已完成|进行中|[A-Z]{1,3}-?\d+")
_LEAD = re.compile(
    # the second way is for a bracket within the name; each asks for what may part only where its first character stands
    r"(?P<name>[^:，,。;；|()\[\]【】「」]{2,40}?(?:\([^()]{1,20}\)[^:，,。;；|()]{0,8}?)?"
    r"|[^:，,。;；|()\[\]【】「」]{2,40}+[^:，,。;；|()]{1,8}?)(?=[\s:，,→])\s*(?P<sep>(?<!\d):|(?<=[A-Za-z.]\d):|(?<=[A-Za-z.]\d\d):|:(?!\d{2}(?![\d/月.年-]))|，|,(?!\d{3})|\s(?:-{1,3}|\|)\s|\s/\s|\s*→(?=\s*(?:[\u4e00-\u9fff]|\d{1,2}[/月]\d)))\s*"
)
_BOLD = re.compile(r"[^\w*]*\*\*(?P<n>[^*]{2,40}?)\s*[:：]?\s*\*\*\s*[:：，,\-]?\s*")


def bracket(entry: Entry, start: int) -> tuple[str, int] | None:
    """The name in brackets at a place, and where the rest begins: 【押金管理】."""
    if entry.norm[start : start + 1].isalnum() and not entry.norm.startswith('其中"', start):
        return None
    lead = MARKS.match(entry.norm, start)
    match = _BRACKET.match(entry.norm, lead.end() if lead else start)
    if not match:
        return None
    group = next(g for g in "abcdef" if match[g] is not None)
    words = match[group].strip()
    if group == "e" and not is_name(words):
        return None
    if sections.label_at(words + ":", 0) or heading_words.objective_of(words) or not words or heading_words.is_person(words):
        return None
    if words.lower() in GROUPS or words[-1] == "%" or not any(map(str.isalnum, words)) or _TAG.fullmatch(words):
        return None
    return raw_name(entry, *match.span(group)), match.end()


def own(entry: Entry, start: int) -> tuple[str, int, str] | None:
    """The name that the text itself begins with, where the rest begins, and how it was told: bracket, topic, bold, colon, comma or glued."""
    if found := bracket(entry, start):
        return found[0], found[1], "bracket"
    if "。" in entry.norm:
        thing = topics.behind_talk(entry, start)
        if topic := topics.brought_up(entry, thing):
            return *topic, "topic"
        if general := topics.said_of(entry, thing):
            return general
        start = start if entry.norm[thing - 1] in topics.ALSO else thing
    if preface := PREFACE.match(entry.norm, start):
        if preface["because"]:
            return glued(entry, preface.end())
        start = preface.end()
    if "午" in entry.norm[start : start + 2] or "上" in entry.norm[start : start + 2]:
        start = behind_part_of_day(entry, start)
    bold = _BOLD.match(entry.raw, start) if "**" in entry.raw else None
    if (
        bold
        and is_name(bold["n"].replace("：", ""))
        and bold["n"].lower() not in GROUPS
        and (not DEED_ALONE.fullmatch(bold["n"]) or _OF_FIELD.fullmatch(bold["n"]))
        and not sections.label_at(bold["n"] + ":", 0)
    ):
        return raw_name(entry, *bold.span("n")), bold.end(), "bold"
    is_piped = entry.form != "row" and ("|" in entry.norm or "--" in entry.norm or " · " in entry.norm)
    piped = _PIPED.match(entry.norm, start) if is_piped else None
    if piped and is_name(piped["name"]) and not DEED_ALONE.fullmatch(piped["name"]):
        return raw_name(entry, *piped.span("name")), piped.end(), "colon"
    title = _TITLE.match(entry.norm, start) if "。" in entry.norm else None
    if title and is_name(title["name"]) and not (DEED_ALONE.fullmatch(title["name"]) or topics.SENTENCE.search(title["name"])):
        return raw_name(entry, *title.span("name")), title.end(), "colon"
    if called := _called(entry, start):
        return called
    owned = _OWNED.match(entry.norm, start) if "(" in entry.norm else None
    if owned and is_name(owned["name"]):
        return raw_name(entry, *owned.span("name")), owned.end(), "colon"
    lead = _LEAD.match(entry.norm, start)
    if lead and is_name(lead["name"]):
        how = "comma" if lead["sep"].strip() in ("，", ",") else "colon"
        if lead["sep"].strip() == "/" and lead["name"][-1].isdigit() and entry.norm[lead.end() : lead.end() + 1].isdigit():
            return glued(entry, start)  # 存管 46 / 60 城
        if lead["sep"].strip() == "/" and len(lead["name"].strip()) <= SHORTEST_STEM and not DEED.match(entry.norm, lead.end()):
            return glued(entry, lead.end())  # USD / HKD 子账户 are two of a kind
        is_measured = METRIC_NAME.search(lead["name"].strip()) and not (how == "comma" and _PREDICATE.search(lead["name"]))
        if is_measured and (how == "comma" or not _is_topic(lead["name"], entry.norm, lead.end())):
            return None
        if (how == "comma" or lead["sep"].strip() == "→") and DEED_ALONE.fullmatch(tidy(lead["name"])):
            return None
        if how == "colon" and _DATE_OF_DEED.search(lead["name"].rstrip()) and (about := glued(entry, start)):
            return about
        if how == "comma" and (said := _PREDICATE.search(lead["name"])) and is_name(lead["name"][: said.start()]):
            at = lead.start("name") + said.start()
            return raw_name(entry, lead.start("name"), at), at, "glued"
        if how == "comma" and (made := _OBJECT.search(lead["name"])) and is_name(lead["name"][: made.start()]):
            at = lead.start("name") + made.start()
            return raw_name(entry, lead.start("name"), at), at, "glued"
        if how == "comma" and _CAUSE.search(entry.norm, lead.start("name") + SHORTEST_STEM, lead.end("name")):
            return glued(entry, start)
        if (
            how == "comma"
            and (deed := TRAILING_DEED.search(lead["name"]))
            and deed.start() > SHORTEST_STEM
            and _STANDS.match(entry.norm, lead.end())
        ):
            at = lead.start("name") + deed.start()
            return raw_name(entry, lead.start("name"), at), at, "glued"
        if how == "comma" and _SETTLED.search(lead["name"]) and (about := glued(entry, start)):
            return about
        if how == "comma" and (done := _DONE_VERSION.fullmatch(lead["name"])) and not _DATED_NEXT.match(entry.norm, lead.end()):
            end = lead.start("name") + done.end("name")
            return raw_name(entry, lead.start("name"), end), end, "glued"
        return raw_name(entry, *lead.span("name")), lead.end(), how
    if (
        not STOP.search(entry.norm, start)
        and (spaced := _SPACED.match(entry.norm, start))
        and is_name(spaced["name"])
        and not METRIC_NAME.search(spaced["name"])
        and not _DATE_ALONE.fullmatch(entry.norm, spaced.end())
    ):
        if _DEED_OF_UNDERTAKING.search(spaced["name"]):
            return glued(entry, start)
        if entry.children and spaced["name"].isascii() and _is_title(behind := entry.norm[spaced.end() :].rstrip(" :")):
            end = spaced.end() + len(behind)
            return raw_name(entry, spaced.start("name"), end), end, "space"  # POS 收单 over its own list
        how = "glued" if _COUNT_ALONE.fullmatch(entry.norm, spaced.end()) else "space"  # 白屏监控覆盖 31 个页面
        return raw_name(entry, *spaced.span("name")), spaced.end(), how
    return glued(entry, start)


_DEED_OF_UNDERTAKING = Ending(
    r"(?:期|专项|项目|平台|系统|改造|升级|重构|治理|优化)(?:开发|研发|编码|联调|测试|自测|灰度)"
    r"|(?<=[\u4e00-\u9fffA-Za-z\d]{3})(?:(?:(?<!低代码)(?<!二次)开发|研发|编码|联调|自测)(?:进度)?(?:达到?)?"
    r"|(?<!自动化)(?<!兼容性)(?<!性能|功能|回归|精准|单元|集成|冒烟|安全|接口)(?:测试|回归|验收|改造|迁移)(?:用例)?(?:执行)?进度(?:达到?)?|测试执行|用例执行(?:进度)?)"
)
"""账务核心重构 of `账务核心重构开发 60%`, 押金退还 of `押金退还后端开发进度 60%`."""
_OWNED = re.compile(r"(?P<name>[^:，,。;；|()\[\]]{2,26}?)\s*\((?:负责人|[oO]wner|主责人?|跟进人?|对接人|@)[^()]*\)\s*(?=[^\s:，,。;；])")
"""`物业费代扣（负责人：王伟）联调完成`"""
_STANDS = re.compile(r"\s*(?:ETA|eta|[Dd]ue\b|DDL|ddl|均?已|目前|正在|进行中|刚|[还仍]在|预计|原?计划|原定|延期|推迟)")
"""存管路由 of `存管路由联调，已完成`."""


def _called(entry: Entry, start: int) -> tuple[str, int, str] | None:
    """A name with a code name behind it, or with 这块."""
    coded = CODENAMED.match(entry.norm, start) if "代号" in entry.norm or "code" in entry.norm.lower() else None
    if coded and is_name(coded["name"]):
        return raw_name(entry, *coded.span("whole")), coded.end(), "colon"
    mostly = _MOSTLY.match(entry.norm, start) if entry.form == "text" else None
    if mostly and is_name(mostly["name"]):
        return raw_name(entry, *mostly.span("name")), mostly.end(), "colon"
    about = _ABOUT.match(entry.norm, start) if "这" in entry.norm or "方面" in entry.norm else None
    if about and is_name(about["name"]):
        return raw_name(entry, *about.span("name")), about.end(), "glued"
    return None


_MOSTLY = re.compile(
    r"(?:[这本]周|[这本]月|最近|目前)?的?(?:主要|大部分|绝大部分|重点|核心)?的?(?:精力|时间|工作|重心|重点|力量)(?:主要|都|基本上?|全部?|仍然?|还是)?(?:(?:放|花|集中|投入|聚焦|落)在了?|在|是)"
    r"(?P<name>[^，,。;；:和与及、]{3,24}?)(?:上面?|这边|这块)?[。，,;；]\s*(?=\S)"
)
"""`这周主要精力在决策引擎 v2 上。规则迁移全部完成，…` is about 决策引擎 v2."""


_ABOUT = re.compile(
    r"\s*(?P<name>[^，,。;；:|()\s]{2,16}?)(?:这一?[块边头]|这里|这条线|方面)\s*(?=[，,\d没还已暂目本无进有正继仍依上都跟和与把在也又刚主计预])"
)
"""`分账对账这块没有什么新东西，仍旧阻塞`"""
CODENAMED = re.compile(
    r"\s*(?P<whole>(?P<name>[^:，,。;；|()]{2,26}?)\s*\((?:[^():，,]{0,6}代号|[Cc]ode\s?[Nn]ame)\s*(?:[:为是叫]\s*)?\W?(?P<code>[^()\"]{1,20}?)\W?\))\s*[:，,]?\s*"
)
"""`海外置业代付（代号 Harbor）香港 7/9 上线`: what bears a code name is a project, and goes by either."""
_OF_FIELD = re.compile(
    r"(?:对账|清分|清算|结算|分账|归集|代扣|代付|核销|开户|进件|推送|计费|轧差)(?:改造|重构|迁移|升级|优化|治理|拆分|提速)"
)
"""清分重构 is made of deeds, and names what is made anew."""
_DATE_OF_DEED = Ending(rf"(?:{EVENTS})(?:时间点?|日期|节点|排期)")
"""`首页改版 v4 推全时间：6/30` is about the page."""
_DONE_VERSION = re.compile(
    r"(?P<name>.{2,}?[vV]?\d(?:\.\d+)*|.{4,}?(?=\s*(?:正式|全量)?(?:上线|投产)\s*$))\s*(?:正式|全量|已)?(?:发布|上线|下线|投产|全量|合入|封版|GA|定稿|推全|版本?(?:回归|测试|验证|验收|上线|发布|提测)(?:测试|验证)?)(?:了)?\s*"
)
"""`埋点 SDK 2.4 发布，接入应用 11 个`: what stands behind the version was done."""
_SETTLED = Ending(r"(?<=[\u4e00-\u9fff]{2})(?:定稿|盖章|签回|签订|签署|获批|过审|过会|合入)了?")
"""`双十一扩容方案定稿，11/4 完成扩容`: what is in front was done, and is no name."""
_COUNT_ALONE = re.compile(r"\d[\d,.]*\s?[万亿]?\s?[个家条笔台次张项份][\u4e00-\u9fff]{1,6}\s*")
_OBJECT = re.compile(r"(?<=..)(?:新?上线|新增|发布|接入|支持|开放)了?(?=[「《\"【])")
"""造数平台 of `造数平台上线「存管开户」场景，累计 32 个场景`."""
_CAUSE = re.compile(r"(?<![归诱])因(?![子素此为])|由于|受(?![益理托众控权让])|(?<=[台统期造构级目心擎关])等(?=[\u4e00-\u9fff]{3})")
"""活动后台 of `活动后台因需求变更，上线改为 6/5`."""
_PREDICATE = Ending(
    r"(?<=[\u4e00-\u9fff]{4})(?:立项|结项)了?|(?<=[\u4e00-\u9fff]{3})(?:也?有了?新?的?|没有?什么)(?:进展|眉目|动静|起色|消息)|[按分](?:城市|区域)(?:放量|推[广进]|铺开|开放|灰度|上线|开通)|(?:进展|推进|整体|进度|节奏)[^，,\d]{0,4}(?:缓慢|顺利|正常|受阻|良好|平稳|不大|不及预期|不理想|滞后|停滞|[较偏][慢快]|[慢快]了?一?[些点])"
)
"""电子钱包 of `电子钱包按城市放量，上周 20 城`, 数据字典迁移 of `数据字典迁移进展缓慢，等排期`, 认购金线上化 of `认购金线上化节奏慢一些，本周只开了惠州`."""
_DATED_NEXT = re.compile(r"\s*(?:计划|预计|预期|原|定|拟|争取|目标|时间|待|延|推|\d{1,2}[/.月]|[下本]?周(?![内期报末])|明|月底)")


def _is_topic(name: str, norm: str, end: int) -> bool:
    """`日志成本：日均写入 86TB` is about costs, `可用性：核心交易 99.99%` is the measure."""
    if name.strip().endswith("成本"):
        return bool(_OTHER_METRIC.match(norm, end) or _TOLD.match(norm, end))
    first = _DATE_IN.sub("", STOP.split(norm[end:], maxsplit=1)[0])
    return _DIGIT.search(first) is None and DEED.search(first) is not None


_DATE_IN = re.compile(r"\d{1,2}\s?[/.月]\s?\d{1,2}日?")
_DIGIT = re.compile(r"\d")


_OTHER_METRIC = re.compile(r"(?!本周|当前|上周|目前|[为约达])[\u4e00-\u9fff]{3,}\s*\d")
_TOLD = re.compile(r"[^\d，,。;；]{5,}[，,。;；]")
"""`存储成本：冷数据归档到对象存储，本周释放 18TB`: what was done comes first."""
_PIPED = re.compile(r"(?P<name>[^|:，,。;；]{2,26}?)(?:\s*(?:\||--)\s*|\s·\s+)(?=\S)")
"""`🚧 二类户绑卡｜开发 65%｜8月上旬上线`, `存管路由——权重配置上线`"""
_TITLE = re.compile(r"(?P<name>[^:，,。;；|!?]{4,26})。\s*(?=\S)")
_DATE_ALONE = re.compile(r"[\d/.月日号~ -]+(?:前|起|左右)?\s*")


def _is_title(words: str) -> bool:
    if _UPGRADED.fullmatch(words):
        return True
    return _TITLE_BEHIND.fullmatch(words) is not None and not DEED_ALONE.fullmatch(words) and is_name(words)


_UPGRADED = re.compile(r"(?:[vV]?\d+(?:\.\d+)*\s*)?(?:升级|迁移|改造|重构|替换|接入|治理|拆分|扩容|缩容|下线)")
"""K8s 1.29 升级 over its own list"""
_TITLE_BEHIND = re.compile(r"[\u4e00-\u9fff]{2,8}")
_SPACED = re.compile(r"(?P<name>[A-Za-z0-9\u4e00-\u9fff]{2,12})\s+(?=[\u4e00-\u9fff]|\+\d|\d(?!\.\d\s*(?:$|\()))")


def is_undertaking(found: tuple[str, int, str] | None) -> bool:
    """Whether what was found is the name of an undertaking: …改造, …重构."""
    return found is not None and len(found[0]) > SHORTEST_STEM + 1 and bool(PROJECT_WORD.search(found[0])) and not is_of_city(found[0])
