"""What sentences of a Friday say of milestones: what is reached, in which state, and when."""

from datetime import date

import pytest

from assets.facts import reader
from assets.facts.model import Milestone, Progress

Told = tuple[str, str] | tuple[str, str, str | None, str | None]


def facts_of(words: str) -> list[object]:
    text = f"# 支付研发周报 2025-W24\n\n## 本周进展\n\n- 账户中心：{words}\n"
    return list(reader.read(text, "2025-W24.md", seen=date(2025, 6, 13)).facts)


def read(words: str) -> list[Told]:
    found: list[Told] = []
    for fact in facts_of(words):
        if isinstance(fact, Milestone):
            days = [day.isoformat() if day else None for day in (fact.date_start, fact.date_end)]
            found.append((fact.event, fact.status, *days) if any(days) else (fact.event, fact.status))
    return found


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        # what is under way, and when it ends
        (
            "历史数据清洗进行中，预计 7 月中旬完成",
            [("历史数据清洗", "in_progress"), ("历史数据清洗", "planned", "2025-07-11", "2025-07-20")],
        ),
        ("联调完成 80%，预计 6 月底完成", [("联调", "planned", "2025-06-21", "2025-06-30")]),
        ("遗留 2 个问题下周一前解决", [("解决", "planned", None, "2025-06-16")]),
        ("补自测后周二再提", [("提测", "planned", "2025-06-17", "2025-06-17")]),
        ("DB 双写开发 70%，ETA 6/26", [("DB 双写开发", "planned", "2025-06-26", "2025-06-26")]),
        ("接口限流改造中，8/12截止", [("接口限流改造", "in_progress"), ("接口限流改造", "planned", "2025-08-12", "2025-08-12")]),
        ("监控补齐，DDL 6/20", [("监控补齐", "planned", "2025-06-20", "2025-06-20")]),
        ("config push 加 approval，ETA 6/25", [("config push 加 approval", "planned", "2025-06-25", "2025-06-25")]),
        ("按这个速度月底可以迁完", [("迁完", "planned", "2025-06-21", "2025-06-30")]),
        # a thing and when it is given; several names and one deed behind all
        ("国庆封网方案初稿，6/19 前发", [("国庆封网方案初稿发", "planned", None, "2025-06-19")]),
        ("技术方案评审通过，6/20 提", [("技术方案评审", "done"), ("提测", "planned", "2025-06-20", "2025-06-20")]),
        (
            "贵阳 6/19、遵义 6/21 开城",
            [("贵阳开城", "planned", "2025-06-19", "2025-06-19"), ("开城", "planned", "2025-06-21", "2025-06-21")],
        ),
        ("工行 6/5、农行 6/11 上线", [("工行上线", "done", "2025-06-05", "2025-06-05"), ("上线", "done", "2025-06-11", "2025-06-11")]),
        ("活动配置完成，7月1日开始", [("活动配置", "done"), ("开始", "planned", "2025-07-01", None)]),
        ("6月底前完成剩余 6 城", [("开城", "planned", None, "2025-06-30")]),
        ("推至 10 城", []),
        ("完成 Q2 目标", []),
        ("差异 8 笔在查", []),
        ("6/22-6/24 端午值班表已发", [("端午值班表发", "done")]),
        ("节后第三周，节奏恢复", []),
        ("联调较计划晚两天，由6/14推迟到6/18", [("联调", "delayed", "2025-06-18", "2025-06-18")]),
        (
            "现场评估 6/9 开始，6/11 结束",
            [("现场评估", "in_progress", "2025-06-09", None), ("现场评估", "done", "2025-06-11", "2025-06-11")],
        ),
        ("H5 白屏 hotfix，昨天发出", [("发出", "done", "2025-06-12", "2025-06-12")]),
        ("存量客户，3家试点，6/12起", [("试点", "in_progress", "2025-06-12", None)]),
        ("周五（今天）上午完成了微信渠道的切换", [("微信渠道的切换", "done", "2025-06-13", "2025-06-13")]),
        ("历史数据回刷暂未开始", [("历史数据回刷", "planned")]),
        ("✅ 6/11 下线 3 套闲置 Redis 集群", [("下线 3 套闲置 Redis 集群", "done", "2025-06-11", "2025-06-11")]),
        # weekdays behind what stands in front
        ("联调本周五完成，周一提测", [("联调", "done", "2025-06-13", "2025-06-13"), ("提测", "planned", "2025-06-16", "2025-06-16")]),
        ("联调周二完成，周四提测", [("联调", "done", "2025-06-10", "2025-06-10"), ("提测", "done", "2025-06-12", "2025-06-12")]),
        ("还有 3 个 bug，周一修复", [("修复", "planned", "2025-06-16", "2025-06-16")]),
        # done without a word for it
        ("冷热分离方案落地，存储成本降 35%", [("冷热分离方案落地", "done")]),
        ("等保测评报告出具", [("等保测评报告出具", "done")]),
        ("测试环境搭好了", [("测试环境搭好", "done")]),
        ("H5 页面已部署预发", [("H5 页面部署预发", "done")]),
        ("招投标流程走完", [("招投标流程走完", "done")]),
        ("存量数据迁移完了", [("存量数据迁移", "done")]),
        ("大盘第一版已经给业务用起来了", [("大盘第一版已经给业务用起来", "done")]),
        ("切换演练两次均成功", [("切换演练两次", "done")]),
        ("申请周一递上去，周三批下来", [("申请", "done", "2025-06-09", "2025-06-09"), ("批下来", "done", "2025-06-11", "2025-06-11")]),
        ("上线「存管开户」场景，累计 32 个场景", [("上线「存管开户」场景", "done")]),
        ("计划发布「月度汇总」页面", [("发布「月度汇总」页面", "planned")]),
        ("旧跳板机 10.18.3.22 已关停", [("旧跳板机 已关停", "done")]),
        ("人被抽去做报送了", []),
        ("唐山 6/20 开", [("开城", "planned", "2025-06-20", "2025-06-20")]),
        ("双十一相关 23 个方案全部审完，退回 3 个", [("双十一相关 23 个方案全部审完", "done")]),
        ("目前阻塞，没有恢复时间", [("整体", "paused")]),
        ("下周一团建，地点待定", [("团建", "planned", "2025-06-16", "2025-06-16")]),
        ("容量补齐前不建议放量", []),
        ("和前端 mock 工具的打通，两边还没谈拢", []),
        ("待清理虚户 6,400 户，已清理 5,120 户", []),
        ("待清理虚户 6,400 户，已清理 6,400 户", [("清理", "done")]),
        ("推动方案落地", []),
        ("提测时间推迟，原因是口径还没有定下来", [("提测", "delayed")]),
        ("与平安、浦发签署合作协议；签约页开发 65%", [("与平安、浦发签署合作协议", "done")]),
        ("今天上午停了最后一个定时任务", [("停了最后一个定时任务", "done", "2025-06-13", "2025-06-13")]),
        ("接口设计写完待评审", [("接口设计写完", "done")]),
        ("T+1 改 D+0 周三放开给全部商户", [("放开给全部商户", "done", "2025-06-11", "2025-06-11")]),
        ("Q4 对全员开放", [("对全员开放", "planned", "2025-10-01", "2025-12-31")]),
        # what failed is not done
        ("上线后出现超时，紧急回滚", [("紧急回滚", "done")]),
        ("上线完成，无回滚", [("上线", "done")]),
        ("割接失败，原因排查中", [("割接失败", "in_progress"), ("原因排查", "in_progress")]),
        ("用例 12/15 通过", []),
        ("提测打回 3 次", []),
        ("外管批复拿到，可以启动系统建设", [("外管批复拿到", "done")]),
        # moved, in other words
        ("提测赶不上 6/6，改 6/20", [("提测", "delayed", "2025-06-20", "2025-06-20")]),
        ("验收没赶上 6/6，顺延到 6/20", [("验收", "delayed", "2025-06-20", "2025-06-20")]),
        ("灰度错过 6/6 窗口，改下一窗口 6/20", [("灰度", "delayed", "2025-06-20", "2025-06-20")]),
        ("压测计划 6/6，预计延到下周五", [("压测", "delayed", "2025-06-20", "2025-06-20")]),
        ("开发滞后，预计 6/20 完成", [("开发", "delayed", "2025-06-20", "2025-06-20")]),
        ("联调比原计划晚，预计月底", [("联调", "delayed", "2025-06-21", "2025-06-30")]),
        ("验收逾期，承诺 6/20 完成", [("验收", "delayed", "2025-06-20", "2025-06-20")]),
        ("接口联调超期未完成，新的截止 6/20", [("接口联调", "delayed", "2025-06-20", "2025-06-20")]),
        ("评审 6/20（较原计划延后 3 天）", [("评审", "delayed", "2025-06-20", "2025-06-20")]),
        ("提测（原 6/6，现 6/20）", [("提测", "delayed", "2025-06-20", "2025-06-20")]),
        ("联调：6.6 改 下周", [("联调", "delayed", "2025-06-16", "2025-06-22")]),
        ("割接重新排到 7 月上旬", [("割接", "delayed", "2025-07-01", "2025-07-10")]),
        ("签约改到 月底", [("签约", "delayed", "2025-06-21", "2025-06-30")]),
        ("上线延期，6月6日 → 6月20日", [("上线", "delayed", "2025-06-20", "2025-06-20")]),
        ("因测试环境不稳定，开发从6.6推到2025-06-20", [("开发", "delayed", "2025-06-20", "2025-06-20")]),
        ("全量 delay 至 6/20", [("全量", "delayed", "2025-06-20", "2025-06-20")]),
        ("往后放，等二期", []),
        ("和业务商量改成 5 号、10 号两次扣", []),
        ("上线（6/10 → 6/20）", [("上线", "delayed", "2025-06-20", "2025-06-20")]),
        ("上线日期从 6/10 变为 6/20", [("上线", "delayed", "2025-06-20", "2025-06-20")]),
        ("上线计划有变，改为 7/1", [("上线", "delayed", "2025-07-01", "2025-07-01")]),
        # stopped, in other words
        ("项目终止", [("整体", "paused")]),
        ("灰度停摆", [("灰度", "paused")]),
        ("割接受阻，等法务", [("割接", "paused")]),
        ("接口联调暂时不推进", [("接口联调", "paused")]),
        ("验收终止", [("验收", "paused")]),
        # planned, and done as planned
        ("6/20 能否上线看银行", []),
        ("6/20 前必须上线", [("上线", "planned", None, "2025-06-20")]),
        ("按期交付", [("交付", "done")]),
        ("开发完成等待联调", [("开发", "done")]),
        ("上线已排期，6/20", [("上线", "planned", "2025-06-20", "2025-06-20")]),
        ("上线已排期", [("上线", "planned")]),
        ("验收待定，初步 6/20", [("验收", "planned", "2025-06-20", "2025-06-20")]),
        ("开发承诺 Q3 完成", [("开发", "planned", "2025-07-01", "2025-09-30")]),
        ("上线 20 号", [("上线", "planned", "2025-06-20", "2025-06-20")]),
        ("割接按计划于 6/10 完成", [("割接", "done", "2025-06-10", "2025-06-10")]),
        ("投产 6/10（周二） 完成", [("投产", "done", "2025-06-10", "2025-06-10")]),
        ("上线 ✓ 6.10", [("上线", "done", "2025-06-10", "2025-06-10")]),
        # moved and stopped
        ("上线顺延到修复后", [("上线", "delayed")]),
        ("整改到期日 7/31", [("整改到期日", "planned", "2025-07-31", "2025-07-31")]),
        ("老板临时叫停，人员转到对账中台", [("整体", "paused")]),
        ("年中决算保障", []),
        ("提测往后拖了一周，到 6/20", [("提测", "delayed", "2025-06-20", "2025-06-20")]),
        ("规则有争议，业务要求先停一停", [("整体", "paused")]),
        ("日志冷存方案延期，由 6/10 调整至 6/24", [("日志冷存方案", "delayed", "2025-06-24", "2025-06-24")]),
        ("国庆节后推全国", [("推全国", "planned", "2025-10-09", None)]),
        ("6/16-6/19 不发版", []),
        ("上线 7月中旬（延期）", [("上线", "delayed", "2025-07-11", "2025-07-20")]),
        ("进入签约页 18,000 人", []),
        ("监管要求 5 天以内", []),
        ("按节点放款（开工/水电/竣工）", []),
        ("年底各方催得紧", []),
        ("状态一直是“处理中”", []),
        ("春节前上线没希望了", []),
    ],
)
def test_a_sentence_tells_its_milestones(words: str, wanted: list[Told]) -> None:
    assert read(words) == wanted


@pytest.mark.parametrize(
    "words", ["评审延期：6/6→6/20", "评审计划 6/6，预计延到 6/20", "评审（原 6/6，现 6/20）", "评审没赶上 6/6，顺延到 6/20"]
)
def test_a_move_tells_what_was_promised_before(words: str) -> None:
    (moved,) = (fact for fact in facts_of(words) if isinstance(fact, Milestone))
    assert (moved.event, moved.date_start, moved.original_date_end) == ("评审", date(2025, 6, 20), date(2025, 6, 6))


def test_what_stands_behind_a_share_is_what_it_is_of() -> None:
    (progress,) = (fact for fact in facts_of("完成 80% 的用例执行") if isinstance(fact, Progress))
    assert (progress.component, progress.percent) == ("用例执行", 80)


def test_a_ratio_whose_rest_is_told_is_no_date() -> None:
    assert read("漏洞修复 3/5，剩余 2 个下周三修完") == [("修复", "planned", "2025-06-18", "2025-06-18")]
    assert read("漏洞修复 6/5 完成") == [("漏洞修复", "done", "2025-06-05", "2025-06-05")]


def test_what_is_called_a_version_is_no_date() -> None:
    """2.6 is said to be a version in the first line, so it is none of a day in the second; 6.3 is one."""
    text = "# 测试组周报 2025-W24\n\n- [x] 担保交易 2.6 版本回归，用例 486 条\n- [x] 担保交易 2.6 上线验证（6/11）\n- 钱包 6.3 上线\n"
    facts = [f for f in reader.read(text, "2025-W24.md", seen=date(2025, 6, 13)).facts if isinstance(f, Milestone)]
    assert [(f.project, f.date_start) for f in facts] == [
        ("担保交易 2.6", None),
        ("担保交易 2.6", date(2025, 6, 11)),
        ("钱包", date(2025, 6, 3)),
    ]


def test_a_title_says_nothing_of_what_is_done() -> None:
    facts = reader.read("# 周报 2025-W24\n\n1、单测补齐\n（1）覆盖率 71%\n2、漏洞清零\n（1）高危 3 个\n", "2025-W24.md").facts
    assert not [fact for fact in facts if isinstance(fact, Milestone)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # the mark of what is under way, in front of a name and a deed
        ("🚧 差错看板 —— 前端联调，预计 6/23 给财务演示", [("前端联调", "in_progress"), ("给财务演示", "planned")]),
        ("🚧 钱包：联调完成", [("联调", "done")]),
        ("🚧 清分改造：开发 60%", []),
        # cities and when each opens
        ("## 开城\n\n- 在途：上饶（6/18）、吉安（6/20）", [("上饶开城", "planned"), ("吉安开城", "planned")]),
        (
            "## 开城日历\n\n| 日期 | 城市 | 产品 | 结果 |\n|---|---|---|---|\n| 6/9 | 洛阳 | 存管 | 已开 |\n| 6/18 | 安阳 | 存管 | 计划 |",
            [("洛阳开城", "done"), ("安阳开城", "planned")],
        ),
        ("🔄 进行中\n- 分佣代扣：开发 55%\n\n⏸ 暂停\n- 居间 POS：焦作、鹤壁（门店未达标）", [("整体", "paused")]),
        # what is done stands behind the name of with what
        ("## 本周完成\n\n- [x] 转账限额需求用例评审", [("评审", "done")]),
        # how what is named above stands, by keys
        ("**结算卡改造**\n状态：延期；进度：70%；预计完成：6/22→7/5\n打款联调中", [("完成", "delayed"), ("打款联调", "in_progress")]),
        ("| 项目 | 本周进度 | 里程碑 |\n|---|---|---|\n| 研发助手 | 40% | 待定 |", []),
    ],
)
def test_layouts_tell_milestones(text: str, wanted: list[Told]) -> None:
    facts = reader.read(f"# 周报 2025-W24\n\n{text}\n", "2025-W24.md", seen=date(2025, 6, 13)).facts
    assert [(fact.event, fact.status) for fact in facts if isinstance(fact, Milestone)] == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("改进：配置变更加双人复核，6/20 上", [("配置变更加双人复核", "planned", "2025-06-20", "2025-06-20")]),
        ("后续：连接池参数统一，6/25 前完成", [("连接池参数统一", "planned", None, "2025-06-25")]),
        (
            "改进：加积压告警，6/20 上线；慢 SQL 巡检 6/27 完成",
            [("加积压告警", "planned", "2025-06-20", "2025-06-20"), ("慢 SQL 巡检", "planned", "2025-06-27", "2025-06-27")],
        ),
    ],
)
def test_an_improvement_is_called_by_what_is_promised(words: str, wanted: list[Told]) -> None:
    text = f"# 支付研发周报 2025-W24\n\n## 故障\n\n6/10 14:05 pay-core 超时，14:40 恢复，影响 12 笔\n{words}\n"
    facts = reader.read(text, "2025-W24.md", seen=date(2025, 6, 13)).facts
    days = [
        (f.event, f.status, *(d.isoformat() if d else None for d in (f.date_start, f.date_end))) for f in facts if isinstance(f, Milestone)
    ]
    assert days == wanted


def projects_of(text: str) -> list[tuple[str | None, str, str | None]]:
    facts = reader.read(text, "2024-W36.md", seen=date(2024, 9, 6)).facts
    return [(f.project, f.event, f.date_start.isoformat() if f.date_start else None) for f in facts if isinstance(f, Milestone)]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("电子签名组件 2.1 今天发布，接入方 6 个。", [("电子签名组件", "发布", "2024-09-03")]),
        (
            "上午排期会。收银台暗黑模式立项，设计稿 9/10 给到。",
            [("收银台暗黑模式", "立项", None), ("收银台暗黑模式", "设计稿", "2024-09-10")],
        ),
        ("晚上和产品对下个版本的范围，收银台改版三期 9/12 评审。", [("收银台改版三期", "评审", "2024-09-12")]),
        ("下午押金管理提测。", [("押金管理", "押金管理提测", None)]),
    ],
)
def test_a_diary_speaks_of_its_days(words: str, wanted: list[tuple[str | None, str, str | None]]) -> None:
    assert (
        projects_of(f"# 支付前端一周流水 2024-W36\n\nCreated: 2024-09-06 20:10\n\n## 周二 9/3\n\n{words}\n\n## 周三 9/4\n\n无\n") == wanted
    )


def test_what_is_taken_stock_of_is_a_project() -> None:
    text = "# 存管项目周报 2024-W36\n\nCreated: 2024-09-06 18:10\n\n## 3. 监管报送\n\n状态：已完成\n\n## 4. 存管资金盘点\n\n状态：挂起\n\n- 等待银行提供余额文件\n"
    assert ("存管资金盘点", "整体", None) in projects_of(text)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("风控域自建配置太多，暂时搁置", [("风控域", "paused")]),
        ("银联侧没有人，挂起", [("整体", "paused")]),
        ("先说已经做完的。", []),
        ("再说说还在做的。", []),
        ("账户域：单元化改造 60%，预计 6 月底完成", [("单元化改造", "planned", "2025-06-21", "2025-06-30")]),
    ],
)
def test_parts_and_what_the_text_says_of_itself(words: str, wanted: list[Told]) -> None:
    assert read(words) == wanted


def test_a_table_of_plans_dates_what_is_planned() -> None:
    text = "# 存管周报 2024-W36\n\nCreated: 2024-09-06 18:10\n\n| 项目 | 本周进展 |\n|---|---|\n| 存管三期 | 开户改造开发完成 |\n\n"
    text += "| 下周计划 | 负责人 | 截止 |\n|---|---|---|\n| 存管三期提测 | 孙悦 | 9/12 |\n"
    assert ("存管三期", "存管三期提测", "2024-09-12") in projects_of(text)
