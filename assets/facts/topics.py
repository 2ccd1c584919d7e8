"""The project that a sentence brings up before it tells anything: `先说存管换签。`, `相比之下，日终跑批就没那么省心了。`.

What does not belong here: names in front of a colon or a comma (`leads`), or of a deed (`glued_names`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.done_words import is_done
from assets.facts.milestone_words import BEGIN, DELAYED, PAUSED, is_doing
from assets.facts.model import Entry
from assets.facts.name_words import DEED_ALONE, METRIC_NAME, SHORTEST_STEM, is_name, raw_name

_TIMES = r"(?:[这本](?:一?周|月|期)|最近|眼下|目前)?"
_IS = r"(?:自然|当然|应该|可能|仍然?|依然|依旧|一直|还|也|就|都|则)*(?:是|有(?!了)|要数|要属|当属|莫过于|来自|落在|放在|花在)"
_NEWS = (
    r"(?:[这本]周)?(?:我们?)?(?:先|再|最后|首先|还是)?(?:来|要)?[说讲报聊]?[一两]?[个条些点]?(?:好|坏)消息(?:和坏消息)?[。:]\s*"
    r"|(?:另外|此外)?还?有[一两几]?[件个条](?:[^，,。;；\d]{0,8}的)?(?:事情?|消息)[。:，]\s*"
)
"""`这周我先说坏消息。`, `还有一件不好不坏的事。`"""
_TALK = re.compile(
    rf"{_NEWS}|"
    r"(?:另外|此外|再者|同时)(?:[，,]\s*|(?![，,是有]|[^，,。;；]{0,8}的))(?=\S)|(?:(?:说|讲|坦)(?:实话|真的|来惭愧|来也巧|来话长|白了)|(?:老|坦)实(?:讲|说)|坦白[讲说]|平心而论|不得不说|相比(?:之下|而言|较而言)|比较而言|相对来说|与此同时"
    r"|换个话题|另一(?:边|头|方面)|其余的?|总的来[说看]|总体[来而](?:说|看|言)|整体来?看|客观地?[讲说]|实话实说|话说回来|顺带一提|顺便[一说]?[提说]?|不过|当然|好在|可惜|遗憾的是|所幸|幸好|对了|收到|再?补[一两]?[条句点]|插一?句|说一句)[，,:]\s*(?=\S)"
    r"|(?:(?:好|坏)消息|需要(?:特别)?说明的|值得(?:一[提说]|高兴|欣慰)的|令人[^，,。\d]{2,4}的|要(?:紧|命)的|难得的)(?:就|也|还)?(?:是|来自)[，,:]?\s*(?=\S)"
)
"""What talk begins with before it comes to the thing: `说实话，`, `好消息是`."""
ALSO = frozenset("外者时")
"""另外 and 同时 without a comma behind them."""
_BROUGHT_UP = re.compile(
    # 先说X, 再来看X, 接下来是X, 还有就是X, 最后一个是X
    r"(?:(?:首?先|再|接着|接下来|然后|随后|下面|最后|最末|末了|其次|再次|另外|此外|再有|还有|其[一二三四五]|[一二三四五六]则)[，,]?(?:再|要|想|来|就|个)*"
    r"(?:[说讲聊看谈提](?:[一个]?[说讲聊看谈提下])?|轮到|汇报|介绍|交代|(?:一?[个件项桩](?:大?事|工作)?(?:情)?)?是)(?:一下|关于)?"
    r"|至于|关于|[说讲谈提聊](?:到|起)|再?来看看?|回到|轮到"
    # 第一件事是X, 另一件大事是X
    rf"|第[一二三四五六](?:[件个项桩块条]|位)?(?:大|要紧)?(?:事|工作|重点|项目)?(?:情)?{_IS}|(?:另[外]?|还有)一[件个项桩条块](?:[大小重]要?的?)?(?:主?线|事|工作|重点|项目|头|摊)?(?:情)?{_IS}"
    # 这周花时间最多的是X, 本周的重点还是X
    rf"|{_TIMES}的?(?:[^，,。;；:\d]{{1,10}}最多(?:时间|力气|精力|工夫|人手)?|拖得?最久|动静最大|进展最[快大慢]|最(?:忙|费[劲力心神]|热闹|磨人|头疼|[让令叫]人[^，,。;；的\d]{2, 4})|同样在?(?:推进|做)|还在(?:推进|做)|值得一[提说])的{_IS}?"
    rf"|{_TIMES}的?(?:重点|重心|重头戏?|主线|大头|主要(?:的?精力|的?工作))(?:工作)?{_IS})"
    r"[，,]?\s*(?P<name>[^，,。;；:()的]{2,20}?)(?:(?:的|这|那)(?:事情?|情况|进展|件事情?|个项目|一?[边块头]|条线))?(?:上面?|吧|呢|了)?\s*[，,。;；]\s*(?=\S)"
)
_SAID = re.compile(
    r"(?P<name>[^，,。;；:()\s\d的是]{2,14}?)"
    r"(?:[这那]一?(?:[边块头里摊]|条线|个?项目|件事情?|个事|摊子事)"
    rf"|{_TIMES[:-1]}(?:可以说|应该)?(?:是|算|有(?!\s?\d)|又|没(?!有?(?:开始|启动|上线|通过|完成))|也(?!已)|都|倒|基本|几乎)"
    r"|[呢嘛啊](?=[，,])|的(?:事情?|情况|进展|进度|推进|工作|节奏|日子)(?:$|(?=[，,。])|比|也|就|倒|好|不|有|没|很|较|相对|总算|终于|仍|还|要)"
    r"|的[\u4e00-\u9fff]{2,4}?(?=比(?!例|率|对)|也(?=[不很没在])|却|不如)|(?:进展|推进|进度|节奏|情况|走)(?:得|比|也|不|较|很|顺|良|缓|有|没|总体|基本|一切)"
    r"|是(?:[这本]周|最|我们|大家|目前|眼下|重头|[一个]?[件块根场]|难啃)|倒(?:是|还)|则(?=[要是比相还没也遇碰有显稍略])|也(?=[在往没动停走不很是算开有]|终于|总算)"
    r"|依然|依旧|仍旧|还是(?!要)|就(?=[没比顺麻简轻])|(?<!重)算是|可以说|始终|相对|比较(?!器)|较为|最(?=[让令磨费])|很(?=[顺磨费慢快])|颇|一切(?=[正顺照如])|[令让]人"
    r"|有(?=一?[点些]|突破|波折|惊喜|着落|惊无险)|没有?(?=什么好|什么可|太多|停|闲|意外)|动起来|停(?=了下来))[^，,。;；:\d]*[，,。;；]\s*(?=\S)"
)
"""`记账引擎这周是重头。`, `热点账户那条线由小周接手，`: a name, and what talk says of it in general."""

SENTENCE = re.compile(
    r"在于|出在|[点颈题]在|[说提讲][过到]|是(?!否)|要(?![素件闻点])|得(?!物|分)|[很太](?!空)|比(?![价对例])|一直|较|[把被让使谁都]|什么|怎么|[为凭靠]什|就(?![医业诊])|了(?!解)|不(?![动良]产?)|吗|能[不否]|会(?![员议计])"
)
"""`争论的焦点一直是旧规则分层要不要留。` says something, and is no title of what follows."""


def behind_talk(entry: Entry, start: int) -> int:
    """Where an entry comes to the thing."""
    talk = _TALK.match(entry.norm, start) if "，" in entry.norm or "," in entry.norm or "。" in entry.norm else None
    return talk.end() if talk else start


def brought_up(entry: Entry, start: int) -> tuple[str, int] | None:
    """The name that a sentence only brings up, and where what is told of it begins."""
    found = _BROUGHT_UP.match(entry.norm, start)
    return (raw_name(entry, *found.span("name")), found.end()) if found and _may_be(found["name"]) else None


def said_of(entry: Entry, start: int) -> tuple[str, int, str] | None:
    """The name of which a sentence speaks in general, and where what is told of it begins: behind the name where that states something."""
    found = _SAID.match(entry.norm, start)
    if found is None or not _may_be(found["name"]):
        return None
    rest = entry.norm[found.end("name") : found.end()]
    is_stated = is_done(rest) or is_doing(rest) or BEGIN.search(rest) or PAUSED.search(rest) or DELAYED.search(rest)
    is_told = is_stated and not _NOTHING.match(rest)
    return raw_name(entry, *found.span("name")), found.end("name") if is_told else found.end(), "glued" if is_told else "topic"


_NOTHING = re.compile(r"(?:也|都)?没有?(?:什么|太多)")


def _may_be(name: str) -> bool:
    is_long = len(name) > SHORTEST_STEM or (len(name) == SHORTEST_STEM and not DEED_ALONE.fullmatch(name))
    return is_long and name[0] not in _NOT_FIRST and is_name(name) and not (DEED_ALONE.fullmatch(name) or METRIC_NAME.search(name))


_NOT_FIRST = frozenset("这那该此其另跟")
