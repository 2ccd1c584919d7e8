"""Counts of cities in prose: which number counts the new, all so far, those left and those aimed at."""

from datetime import date

import pytest

from assets.facts import reader
from assets.facts.model import Rollout


def read(words: str) -> dict[str, int]:
    text = f"# 推广组周报 2025-W24\n\n## 本周进展\n\n- 租金贷：{words}\n"
    facts = reader.read(text, "2025-W24.md", seen=date(2025, 6, 13)).facts
    rows = [fact for fact in facts if isinstance(fact, Rollout)]
    counts = {name: getattr(rows[0], f"{name}_cities") if rows else None for name in ("new", "cumulative", "remaining", "target")}
    assert len(rows) <= 1, rows
    return {name: count for name, count in counts.items() if count is not None}


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        # what stands in front says what is counted
        ("已切 15 城，待切 7 城", {"cumulative": 15, "remaining": 7}),
        ("累计 64 城，待拓展 16 城", {"cumulative": 64, "remaining": 16}),
        ("已完成 6 城，还需完成 4 城", {"cumulative": 6, "remaining": 4}),
        ("年内 50 城，目前 28 城，缺口 22 城", {"target": 50, "cumulative": 28, "remaining": 22}),
        ("截至本周五，已有 72 个城市上线", {"cumulative": 72}),
        ("推广至 66 城", {"cumulative": 66}),
        # a verb of opening by itself
        ("上线 9 城，尚余 16 城", {"cumulative": 9, "remaining": 16}),
        ("本周上线 9 城，尚余 16 城", {"new": 9, "remaining": 16}),
        ("推广城市 15 座", {"cumulative": 15}),
        ("本周上线城市 3 个", {"new": 3}),
        # which cities, in the unit
        ("已覆盖全国 31 个省会城市", {"cumulative": 31}),
        ("6 个待开城市等合同", {"remaining": 6}),
        ("本周试点 2 个新城市（无锡、嘉兴）", {"new": 2}),
        # what stands behind
        ("青岛、烟台、威海 3 城切换完毕", {"new": 3}),
        ("三城（苏州、无锡、常州）本周同步切换", {"new": 3}),
        ("首批 5 城本周全部上线，第二批 8 城 7 月初启动", {"new": 5}),
        ("全部 12 城已开完", {"cumulative": 12}),
        ("计划内 12 城均已上线", {"cumulative": 12}),
        ("46 城（+1）", {"cumulative": 46, "new": 1}),
        ("累计 27 城，剩余 13 城中有 5 城暂缓", {"cumulative": 27, "remaining": 13}),
        ("本周新增 8 城（含保定、唐山），累计 57 城，待换 33 城", {"new": 8, "cumulative": 57, "remaining": 33}),
        ("累计 11 城，年底前要铺到 20 城", {"cumulative": 11, "target": 20}),
        ("本周加了成都、武汉、西安，累计 5 城", {"new": 3, "cumulative": 5}),
        # those that are named and said to be open, beside a count of all
        ("泉州、漳州本周开通，累计 6 城", {"new": 2, "cumulative": 6}),
        ("泉州、漳州两地本周同步上线，累计 6 城，待开 3 城", {"new": 2, "cumulative": 6, "remaining": 3}),
        ("本周只开了惠州，累计 11 城，待开 19 城", {"new": 1, "cumulative": 11, "remaining": 19}),
        ("已推广至天津、石家庄、太原3城，累计12城，待开8城", {"new": 3, "cumulative": 12, "remaining": 8}),
        ("累计 6 城，泉州、漳州下周开通", {"cumulative": 6}),
        ("累计 6 城，泉州、漳州待开通", {"cumulative": 6}),
        ("本周开了评审会，累计 6 城", {"cumulative": 6}),
        ("累计 8 城，其中泉州、漳州已开通联调环境", {"cumulative": 8}),
        # what was opened in a longer time than the week is not new, nor is what was in the week before
        ("本月新开 9 城，年初至今 46", {"cumulative": 46}),
        ("3 月以来新增 9 城，累计 46 城", {"cumulative": 46}),
        ("今年新开 20 城，累计 46 城，其中本周 2 城", {"new": 2, "cumulative": 46}),
        ("3 月共开 9 城，本周 2 城，累计 46 城", {"new": 2, "cumulative": 46}),
        ("上周新增 3 城，本周新增 2 城，累计 46 城", {"new": 2, "cumulative": 46}),
        ("较上周新增 2 城，累计 46 城", {"new": 2, "cumulative": 46}),
        # the unit is told once, and what is said of cities stands in a label
        ("本周新增 2 城，累计 46 个，年内目标 60 个", {"new": 2, "cumulative": 46, "target": 60}),
        ("新增城市 2 个、累计 46 个、剩余 14 个", {"new": 2, "cumulative": 46, "remaining": 14}),
        ("开城：新增 2、累计 46、待开 14", {"new": 2, "cumulative": 46, "remaining": 14}),
        ("开城 2（累计 46）", {"new": 2, "cumulative": 46}),
        ("本周新开城：绵阳、德阳；累计 46", {"new": 2, "cumulative": 46}),
        # how things stand, and what is done with cities otherwise
        ("目前在北京、上海、杭州、成都 4 个城市运行", {"cumulative": 4}),
        ("绵阳、德阳已于 6/9 开城，目前就这 2 城", {"new": 2, "cumulative": 2}),
        ("绵阳之后，6/11 乐山开城，到现在 3 城", {"new": 1, "cumulative": 3}),
        ("目标由 6 城上调到 20 城", {"target": 20}),
        ("培训覆盖 3 城", {}),
        ("截止本周共 27 城", {"cumulative": 27}),
        ("暂停 3 城的推广", {}),
        ("new 6 cities（柳州、桂林），累计 88 城", {"new": 6, "cumulative": 88}),
        # days of their own
        ("6/10 开通绵阳，6/12 开通德阳，累计 46 城", {"new": 2, "cumulative": 46}),
        ("绵阳 6/10 开城、德阳 6/12 开城，累计 46 城", {"new": 2, "cumulative": 46}),
        ("新增 绵阳 德阳", {"new": 2}),
        ("本周开了绵阳和德阳", {"new": 2}),
        # openings that are told and not counted: by their days, one by one, and that there were none
        ("6/10 郑州、6/12 洛阳先后开城，累计 9 城", {"new": 2, "cumulative": 9}),
        ("开城：6/9 常州、6/11 泰州，累计 23 城，待开 9 城", {"new": 2, "cumulative": 23, "remaining": 9}),
        ("周一开了成都，周三开了绵阳，两个城市都稳，总数到 21 个", {"new": 2, "cumulative": 21}),
        ("周一在海口开城，周三三亚也开了，累计 52 个城市，剩余 8 个", {"new": 2, "cumulative": 52, "remaining": 8}),
        ("沈阳、大连、鞍山三个城市 6/11 同一天开的", {"new": 3}),
        ("长沙、株洲 6/9 上线，湘潭 6/11 上线，累计 7 城", {"new": 3, "cumulative": 7}),
        ("6/11 在唐山开了首城，秦皇岛 6/25 开", {"new": 1}),
        ("保定 6/11 正式开城", {"new": 1}),
        ("厦门 6/20 开城", {}),
        ("福州下周开城，累计 5 城", {"cumulative": 5}),
        ("苏州上周开城，本周用户支付 73 笔", {}),
        ("本来定的 6/10 武汉开城，培训没做完，推迟到 6/24", {}),
        ("配合武汉、长沙开城", {}),
        ("武汉 6/10 开城，长沙推迟到 6/24", {"new": 1}),
        ("银行开通武汉、长沙账户，累计 9 城", {"cumulative": 9}),
        ("北京银行通道开通，累计 5 城", {"cumulative": 5}),
        ("节后开了 3 个：晋江、泉州、莆田；累计 27 城，待开 6 城", {"new": 3, "cumulative": 27, "remaining": 6}),
        ("本周没有新城市，累计 31 城", {"new": 0, "cumulative": 31}),
        ("本周一个没开，累计 31 城", {"new": 0, "cumulative": 31}),
        ("累计 12 城，本周无新增", {"new": 0, "cumulative": 12}),
        ("本周没有开新的城市", {"new": 0}),
        ("本周没有城市开通，仍为 22 城", {"new": 0, "cumulative": 22}),
        ("6/9 开武汉，6/11 开长沙，累计 9 城", {"new": 2, "cumulative": 9}),
        ("武汉（6/9）、长沙（6/11）已开城", {"new": 2}),
        ("已经开了 30 个城市，还差 10 个", {"cumulative": 30, "remaining": 10}),
        ("本周已经开了 2 个城市", {"new": 2}),
        ("离 40 城的目标还有 10 城", {"target": 40, "remaining": 10}),
        ("武汉是我们开的第 9 个城", {"cumulative": 9}),
        ("本周无新增投诉，累计 12 城", {"cumulative": 12}),
        ("目前一个城市都没开", {}),
        # which one in order, and what is left of a goal
        ("深圳 6/10 开城，是第 8 个城市", {"new": 1, "cumulative": 8}),
        ("本周覆盖到第15个城市（兰州），西宁、银川下周开", {"cumulative": 15}),
        ("第 9 个城市下周开", {}),
        ("目前开了 5 个城市，9 月底前开完剩下的 11 个", {"cumulative": 5, "remaining": 11}),
        ("新开 2 城（无锡、镇江），total 18 城", {"new": 2, "cumulative": 18}),
        ("新开2城：宜昌、襄阳，累计57城，离年底60城的目标还差3城", {"new": 2, "cumulative": 57, "remaining": 3, "target": 60}),
        # words of going on, of standing still, and of stopping
        ("推至9城，佛山延后（当地监管要求补材料）", {"cumulative": 9}),
        ("推到 21 城，剩 4 城", {"cumulative": 21, "remaining": 4}),
        ("铺到 15 城，还差 5 城", {"cumulative": 15, "remaining": 5}),
        ("年底前要开到 20 城", {"target": 20}),
        ("先挂起，目前停在9城", {"cumulative": 9}),
        ("目前只在长沙、株洲、湘潭 3 城，扩城暂停", {"cumulative": 3}),
        ("本周暂停 1 城，其余 30 城正常", {}),
        ("累计 41 城，暂停 2 城（太原、大同），剩余 7 城", {"cumulative": 41, "remaining": 7}),
        ("周一上饶、周三吉安开城，本周合计 2 城，累计 46 城", {"new": 2, "cumulative": 46}),
        # one label over several counts, and one unit for all
        ("本周 3 / 累计 28 城 / 剩余 12 城", {"new": 3, "cumulative": 28, "remaining": 12}),
        ("新增城市 2 个（赣州/九江），累计城市 46 个，未上线城市 14 个", {"new": 2, "cumulative": 46, "remaining": 14}),
        ("46 个城市已开，14 个未开", {"cumulative": 46, "remaining": 14}),
        ("城市：6/16 武汉上线，累计推至 8 城", {"cumulative": 8}),
        # nothing but the name in front, or the cities by their names alone
        ("46 城（新增赣州、九江）", {"new": 2, "cumulative": 46}),
        ("城市：新增宜昌、襄阳、荆州", {"new": 3}),
        ("上周 20 城，这周 24 城，新增的是湛江、茂名、阳江、肇庆", {"new": 4, "cumulative": 24}),
        # some of all
        ("50 城已开 31", {"cumulative": 31, "target": 50}),
        ("40 城里开了 33 城", {"cumulative": 33, "target": 40}),
        ("开城完成率 82%，33/40", {"cumulative": 33, "target": 40}),
        ("44 → 46 城", {"cumulative": 46}),
        ("40 个城市已切 18 个，余 22 个", {"cumulative": 18, "remaining": 22, "target": 40}),
        ("40 城中 18 城完成切换", {"cumulative": 18, "target": 40}),
        ("46 城上线，14 城待上线", {"cumulative": 46, "remaining": 14}),
        ("31 城已上线，3 城灰度，16 城未启动", {"cumulative": 31, "remaining": 16}),
        ("31 城上线（含本周新增 3 城）", {"new": 3, "cumulative": 31}),
        ("目前覆盖华东 12 城、华南 9 城、西南 12 城，共 33 城", {"cumulative": 33}),
        ("本周计划 3 城实际 2 城，累计 46 城", {"new": 2, "cumulative": 46}),
        ("本周无新开城，累计 31 个，待开 19 个", {"new": 0, "cumulative": 31, "remaining": 19}),
        ("下线 2 城（门店撤出），当前运营 44 城", {"cumulative": 44}),
        ("除西藏、青海外 29 省 46 城已接入", {"cumulative": 46}),
        ("在 12 个城市可用", {"cumulative": 12}),
        ("本周开了 2 个城，赣州跟九江，加上之前的一共 46 个了，还有 14 个没开", {"new": 2, "cumulative": 46, "remaining": 14}),
        ("36 城中已有 22 城可用", {"cumulative": 22, "target": 36}),
        ("46城已完成迁移，余14城6月底完成", {"cumulative": 46, "remaining": 14}),
        ("6 月已开 5 城，全年累计 31 城", {"cumulative": 31}),
        ("二季度累计新增 9 城，本周 2 城，总数 46 城", {"new": 2, "cumulative": 46}),
        # weeks side by side, and shares
        ("上周 21 城，本周 23 城", {"cumulative": 23}),
        ("上周 3 城，本周 2 城", {"new": 2}),
        ("开城进度 66%（33/50）", {"cumulative": 33, "target": 50}),
        ("累计开城：42 → 45", {"cumulative": 45}),
        ("累计城市 41（新增 2）", {"cumulative": 41, "new": 2}),
        # verbs of talk, and 个 beside 城
        ("这周新开了四个城市，烟台、威海、潍坊、临沂，累计开了38个，还有7个没开", {"new": 4, "cumulative": 38, "remaining": 7}),
        ("新上三城，前后一共上了 16 个，还有 4 个在谈", {"new": 3, "cumulative": 16}),
        ("累计已经开了 50 个城市，剩下 12 个今年开完", {"cumulative": 50, "remaining": 12}),
        ("本周又开了一城，加起来 9 个，差 3 个", {"new": 1, "cumulative": 9, "remaining": 3}),
        ("目前开了 33 个城市，还差 7 个没开", {"cumulative": 33, "remaining": 7}),
        ("待开城市仍为 5 个", {"remaining": 5}),
        # lists and their total
        ("本周开城：开封、安阳、鹤壁，3 城，累计 58 城", {"new": 3, "cumulative": 58}),
        ("新拓城市南宁、柳州、桂林，合计 18 城", {"new": 3, "cumulative": 18}),
        ("新增覆盖南通、盐城，覆盖城市增至 34 个", {"new": 2, "cumulative": 34}),
        ("2025 年底 80 城", {"target": 80}),
        # in other words
        ("已拓展 136 城，未开通 10 城", {"cumulative": 136, "remaining": 10}),
        ("到本周末累计 136 城", {"cumulative": 136}),
        ("已开城 136，剩余待开 10 个", {"cumulative": 136, "remaining": 10}),
        ("总数 136 城，本周新切 3 城", {"cumulative": 136, "new": 3}),
        ("从 133 城到 136 城", {"cumulative": 136}),
        ("城市 136（↑3）", {"cumulative": 136, "new": 3}),
        ("46 城/60 城", {"cumulative": 46, "target": 60}),
        ("累计 136 城 / 10 城未开", {"cumulative": 136, "remaining": 10}),
        ("3 个城市于本周上线，total 136", {"new": 3, "cumulative": 136}),
        ("新增（3）：苏州、无锡、常州，累计 18 城", {"new": 3, "cumulative": 18}),
        ("全年计划 146 城", {"target": 146}),
        ("计划开城 60 个，已开 46 个", {"target": 60, "cumulative": 46}),
        ("本周应开 3 城，实开 2 城，累计 46 城", {"new": 2, "cumulative": 46}),
        ("本周新增 2 城（目标 3 城），累计 46 城", {"new": 2, "cumulative": 46}),
        ("开城 2 城，本月累计 9 城，全国累计 46 城", {"new": 2, "cumulative": 46}),
        ("开城完成 46 个，完成率 76.7%", {"cumulative": 46}),
        ("累计 31 城，新增城市：无", {"new": 0, "cumulative": 31}),
        ("本周一城未开，累计 31 城", {"new": 0, "cumulative": 31}),
        # none that are open
        ("本周出差 2 城（成都、重庆）", {}),
        ("本周走访 3 城 12 家门店", {}),
        ("覆盖 3 个城市的压测数据准备好", {}),
        ("开封和安阳的银行网点已培训", {}),
        ("下周新增 4 城（襄阳、荆门、孝感、黄冈）", {}),
        ("首批 3 城 7 月初启动", {}),
        ("5/8 已开城", {}),
    ],
)
def test_cities_are_counted(words: str, wanted: dict[str, int]) -> None:
    assert read(words) == wanted


def products(text: str) -> list[tuple[str | None, int | None, int | None]]:
    """The product, the new and all so far, of each row below a title of roll-outs."""
    facts = reader.read(f"# 支付城市组周报 2025-W24\n\n{text}\n", "2025-W24.md", seen=date(2025, 6, 13)).facts
    return [(fact.project, fact.new_cities, fact.cumulative_cities) for fact in facts if isinstance(fact, Rollout)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # glued to what is said of it
        ("## 推广\n\n存管还剩 10 城，代扣覆盖 31 城。", [("存管", None, None), ("代扣", None, 31)]),
        ("## 推广\n\n存管开到 46 城；本周有 3 个城市上线。", [("存管", 3, 46)]),
        ("## 推广\n\n- 存管 全国 46 城，本周 +2", [("存管", 2, 46)]),
        ("## 推广\n\n- 存管新开赣州、九江，累计 46 城", [("存管", 2, 46)]),
        ("## 存管\n\n- 历史累计 46 城；缺口 14 城", [("存管", None, 46)]),
        ("## 存管\n\n- 46 城，较上周增加 3 城", [("存管", 3, 46)]),
        ("## 开城\n\n存管 46 城（+2），代扣 31 城（+3）", [("存管", 2, 46), ("代扣", 3, 31)]),
        (
            "## 开城\n\n- 新增：存管 2 城，代扣 3 城\n- 累计：存管 46 城，代扣 31 城",
            [("存管", 2, None), ("代扣", 3, None), ("存管", None, 46), ("代扣", None, 31)],
        ),
        ("## 本周新开\n\n- 存管：赣州、九江（累计 46 城）\n- 代扣：苏州", [("存管", 2, 46), ("代扣", 1, None)]),
        ("## 存管开城\n\n- 赣州：6/10 开城\n- 九江：6/20 开城", [("存管", 1, None)]),
        ("## 开城\n\n- 存管：无新增，累计 46 城\n- 代扣：无，累计 31", [("存管", 0, 46), ("代扣", 0, 31)]),
        # clause by clause
        (
            "## 开城播报\n\n存管累计 46 城，代扣累计 31 城，电子签累计 33 城。",
            [("存管", None, 46), ("代扣", None, 31), ("电子签", None, 33)],
        ),
        ("## 开城播报\n\n本周存管新增 2 城，代扣新增 3 城，累计 31 城。", [("存管", 2, None), ("代扣", 3, 31)]),
        ("## 开城播报\n\n存管 +2（46），代扣 +3（31）。", [("存管", 2, 46), ("代扣", 3, 31)]),
        ("## 数据\n\n存管城市 46，代扣城市 31。", [("存管", None, 46), ("代扣", None, 31)]),
        ("## 进展\n\n- 存管开城：46→48（+2）", [("存管", 2, 48)]),
        ("## 进展\n\n- 存管 | 46城 | 本周+2 | 剩14", [("存管", 2, 46)]),
        ("## 开城\n\n存管 累计46 新增2 待开14", [("存管", 2, 46)]),
        ("## 开城战报\n\n🟢 存管 46/60（+2）\n🔴 代扣 51/60（0）", [("存管", 2, 46), ("代扣", None, 51)]),
        ("## 开城\n\n存管 46 / 60 城 ✅ 本周 +2", [("存管", 2, 46)]),
        ("## 城市推广\n\n存管（46 城，+2）：赣州、九江", [("存管", 2, 46)]),
        ("## 本周工作\n\n1. 完成存管 2 城上线（赣州、九江），累计 46 城", [("存管", 2, 46)]),
        ("## 开城\n\n截至本周存管累计 46 城、代扣 31 城。", [("存管", None, 46), ("代扣", None, 31)]),
        # what the section or the line above counts
        ("## 累计开城\n\n- 存管：46\n- 代扣：31", [("存管", None, 46), ("代扣", None, 31)]),
        ("## 本周新开城市\n\n- 存管 2 城\n- 代扣 3 城", [("存管", 2, None), ("代扣", 3, None)]),
        ("## 进展\n\n租房分期\n- 上线城市：18（本周 +2）\n- 待上线：7", [("租房分期", 2, 18), ("租房分期", None, None)]),
        ("## 进展\n\n租房分期\n- 接口：18\n- 待上线：7", []),
        ("## 进展\n\n### 资金存管\n\n- 开城：2 城\n- 暂缓：2 城（太原、大同）", [("资金存管", 2, None)]),
        # cities that something else was done in
        ("## 进展\n\n- 费率调整涉及 12 城，6/20 生效\n- 抽查 10 城，问题 2 处", []),
        (
            "## 重点\n\n本周共开城 3 个：存管 2 个（遵义、宝鸡），代扣 1 个（绵阳）。截至目前大区存管 24 城、代扣 18 城。",
            [(None, 3, None), ("存管", 2, 24), ("代扣", 1, 18)],
        ),
        ("## 分产品\n\n### 代扣\n\n1. 开城情况：18/30，+2。", [("代扣", 2, 18)]),
        ("## 退代\n\n- Status: 🟢\n- Cities: 25 / 36（+3：清远、韶关、梅州）", [("退代", 3, 25)]),
        ("**存管**\n进度：46/60 城（上周 44/60）\n新增：赣州、九江", [("存管", None, 46), ("存管", 2, None)]),
        (
            "## 总体\n\n累计开通城市 83 个次，其中存管 48 城、代扣 35 城；本周新增 7 城，完成月度计划（10 城）的 70%。",
            [(None, 7, 83), ("存管", None, 48), ("代扣", None, 35)],
        ),
        ("### 租金代扣\n- 33/40，剩 7 城 6 月内收尾\n- 扣款优化：6/11 上线\n- 失败原因透出：前端 100%", [("租金代扣", None, 33)]),
        ("### 押金存管\n- 拓展政务合作城市：已谈 6 城，签约 2 城", []),
        ("## 存管\n\n本周拿下两座城：景德镇和萍乡。全国 52 → 54，还差 6 个。", [("存管", 2, 54)]),
        ("## 电子签\n\n四个城一起开的：衡阳、岳阳、常德、郴州，累计 26。", [("电子签", 4, 26)]),
        ("## 累计\n\n存管 57 城｜代扣 41 城", [("存管", None, 57), ("代扣", None, 41)]),
        ("## 备注\n\n意向金代收：推进到 42 城（上周 39）", [("意向金代收", None, 42)]),
        (
            "## 城市推进\n\n**存管**：湖北 11/13 城、湖南 12/14 城，大区合计 38/45 城。\n**电子签**：大区 26 城。",
            [("存管", None, 38), ("电子签", None, 26)],
        ),
        ("一、开城\n截止本周，存管累计 28 个、代扣累计 22 个。", [("存管", None, 28), ("代扣", None, 22)]),
        ("## 开城\n\n- 全年目标 120 城（二手房）", [(None, None, None)]),
        ("## 开城\n\n- 定金托管：推广城市 15 座，活跃城市 11 座", [("定金托管", None, 15)]),
        ("## 开城\n\n- 离境退税：新增 3 城，累计 9 城", [("离境退税", 3, 9)]),
        ("## 项目总览\n\n- 覆盖：全国 31 省 54 城，较上周 +2 城", [(None, 2, 54)]),
        ("## 分省\n\n- 陕西：累计 10 城，本周 +2", [(None, 2, 10)]),
        # regions are no products, and the total of what is new in them is new
        ("## 进展\n\n- 存管华东新增 2 城，华南新增 1 城，合计 3 城，全国累计 46 城", [("存管", 3, 46)]),
        ("## 进展\n\n- 代扣：直营 20 城，加盟 11 城，合计 31 城", [("代扣", None, 31)]),
        # shared out
        ("## 开城情况\n\n本周共新开 5 城：存管 3、代扣 2。", [(None, 5, None), ("存管", 3, None), ("代扣", 2, None)]),
        ("## 开城情况\n\n本周共新开 6 城：存管 3、代扣 2。", [(None, 6, None)]),
        ("## 开城\n\n累计开城数：存管 46、代扣 31", [("存管", None, 46), ("代扣", None, 31)]),
        # titles: of what is spread, of one product's cities, and of two characters
        ("## O1 城市覆盖\n\n**KR1 数币收租覆盖 50 城**\n\n- 当前 37 城，本周新增 4 城", [("数币收租", 4, 37)]),
        ("## 开城\n\n- 数币：\n  - 累计 / 目标：18 / 25", [("数币", None, 18)]),
        (
            "一、存管\n累计开城：46个\n待开：14个\n\n二、代扣\n累计开城：31个",
            [("存管", None, 46), ("存管", None, None), ("代扣", None, 31)],
        ),
        (
            "## 退代分区域情况\n\n| 区域 | 新开 | 已开 |\n| --- | --- | --- |\n| 华南 | 2 | 18 |\n| 合计 | 2 | 18 |",
            [("退代", 2, 18), ("退代", 2, 18)],
        ),
        (
            "【二、退代】\n\n退代城市明细：\n\n| 大区 | 累计 |\n| --- | --- |\n| 华南 | 18 |\n| 合计 | 18 |",
            [("退代", None, 18), ("退代", None, 18)],
        ),
        ("## O1 城市\n\n### KR1 存管开城 60 个\n\n- 本周 2 城，累计 46 城", [("存管", 2, 46)]),
        (
            "## 存管开城\n\n| 省份 | 已开城 |\n| --- | --- |\n| 湖北 | 10 |\n| 江西 | 9 |\n| 合计 | 19 |",
            [("存管", None, 10), ("存管", None, 9), ("存管", None, 19)],
        ),
        # columns
        ("## 开城\n\n| 项目 | 进度 |\n| --- | --- |\n| 存管开城 | 46/60 |\n| 代扣二期开发 | 80% |", [("存管", None, 46)]),
        (
            "## 推广\n\n| 业务 | 6月目标 | 已完成 | 差额 |\n| --- | --- | --- | --- |\n| 存管（城） | 50 | 46 | 4 |",
            [("存管", None, 46)],
        ),
        ("## 城市覆盖\n\n| 业务 | 覆盖城市数 | 较上周 |\n| --- | --- | --- |\n| 存管 | 46 | +2 |", [("存管", 2, 46)]),
        ("## 项目\n\n| 项目 | 本周进展 | 城市 |\n| --- | --- | --- |\n| 存管 | 联调完成 | 46/60 |", [("存管", None, 46)]),
        ("## 开城总表\n\n| 产品 | 上周 | 本周 |\n| --- | --- | --- |\n| 存管 | 44 城 | 46 城 |", [("存管", None, 46)]),
        ("## 开城\n\n| 产品 | 本周开城 | 累计 |\n| --- | --- | --- |\n| 存管 | 赣州、九江（2） | 46 |", [("存管", 2, 46)]),
        (
            "## 开城\n\n| 业务 | 城市进展 | 累计 |\n| --- | --- | --- |\n| 存管 | 本周无 | 21 |\n| 代扣 | 新增 2 城：太原、大同 | 40 |",
            [("存管", 0, 21), ("代扣", 2, 40)],
        ),
        (
            "## 开城\n\n| 业务 | 本周 | 累计 |\n| --- | --- | --- |\n| 存管 | 武汉 6/10 开城 | 21 |\n| 代扣 | 无新增 | 40 |\n| 物保 | 新开武汉、长沙 | 8 |",
            [("存管", 1, 21), ("代扣", 0, 40), ("物保", 2, 8)],
        ),
        ("## 城市\n\n**存管**\n\n- 算上它们，已开通 29 城", [("存管", None, 29)]),
    ],
)
def test_counts_are_of_their_products(text: str, wanted: list[tuple[str | None, int | None, int | None]]) -> None:
    assert products(text) == wanted
