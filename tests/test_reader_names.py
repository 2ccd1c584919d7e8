"""Whose a fact is: which lines name a project by where they stand, and which only group."""

import pytest

from assets.facts import reader


def projects(text: str) -> list[str | None]:
    """The project of every fact of a report, in order."""
    return [fact.project for fact in reader.read(f"# 周报\n\n{text}", "2024-W13.md").facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("余额提现\n\n- 联调完成", ["余额提现"]),
        ("余额提现\n\n- 联调完成\n- 开发 65%\n\n钱包二期\n\n- H5 70%", ["余额提现", "余额提现", "钱包二期"]),
        ("余额提现\n\n- 联调完成\n\n数据\n\n- 扣款成功率 93%\n\n其他\n\n- 投诉 2 起", ["余额提现", None, None]),
        (
            "（1）双活改造\n\n本周完成了演练。\n\n日志问题已修复。\n\n（2）报文报送\n\n映射已评审通过。",
            ["双活改造", "双活改造", "报文报送"],
        ),
        ("1、双活改造\n\n演练完成。\n\n2、报文报送\n\n- 映射已评审通过\n\n3、外币清算\n\n项目暂停。", ["双活改造", "报文报送", "外币清算"]),
        (
            "### O1｜押金管理\n\n进度：55%\n\n### O1｜结算代扣\n\n进度：80%\n\n### O2｜协议库\n\n进度：25%",
            ["押金管理", "结算代扣", "协议库"],
        ),
        (
            "**O1-KR1 分账2.0**\n\n- **结论**：整体 62%\n- **上线**：4/27\n\n**O1-KR2 佣金代扣**\n\n- 联调完成",
            ["分账2.0", "分账2.0", "佣金代扣"],
        ),
        ("**双活改造**：演练完成。影子库建设 85%，切换延期至 4/8。", ["双活改造", "双活改造", "双活改造"]),
        ("**发布流水线提速**：耗时 23 分钟；分析模块已上线。", ["发布流水线提速", "发布流水线提速"]),
        ("## 数据平台\n\n- 「开城数据看板」\n    - 月度版本 4/27 发布\n- 「双活改造」\n    - 联调完成", ["开城数据看板", "双活改造"]),
        ("1、3 月差异处理\n\n- 脚本开发 40%\n\n2、双活改造\n\n- 联调完成", ["3 月差异处理", "双活改造"]),
        (
            "## 进件\n\n- **余额提现**：联调完成\n- **二类户**：开发 40%\n\n## 结算\n\n- **费率分层**：提测完成\n- **分账**：开发 10%"
            "\n\n## 商户后台\n\n- 对账单导出，前端开发 70%\n- 商户 App 改版暂停",
            ["余额提现", "二类户", "费率分层", "分账", "对账单导出", "商户 App 改版"],
        ),
        (  # three headings over items with names of their own divide the work
            "## 商户进件\n\n- 进件 H5 改版 6/6 上线\n- 企业四要素核验，开发 60%\n\n## 收款设备\n\n- 云音箱 4G 版，激活率 68%\n- 扫码盒固件，暂停"
            "\n\n## 商户结算\n\n- 结算卡变更人脸校验，测试完成\n- 周期配置中心重构，规则引擎 70%",
            ["进件 H5 改版", "企业四要素核验", "云音箱 4G 版", "扫码盒固件", "结算卡变更人脸校验", "周期配置中心重构"],
        ),
        (  # two are projects with parts
            "## 商户进件\n\n- 四要素核验页面，开发 60%\n- 提测完成\n\n## 收款设备\n\n- 扫码盒固件版本，开发 20%\n- 联调完成",
            ["商户进件", "商户进件", "收款设备", "收款设备"],
        ),
        ("## 系统建设\n\n- 城市参数校验工具：开发完成\n- 沙箱环境：交付推迟到 4/13", ["城市参数校验工具", "沙箱环境"]),
        ("## 开城\n\n**租金收款码**\n\n新增 2 城，累计 21 城\n\n**装修分期**\n\n首城 4/28 开城", ["租金收款码", "装修分期"]),
        ("## 渠道\n\n### 渠道路由\n\n规则引擎开发完成\n\n### 协议库\n\n开发 40%", ["渠道路由", "协议库"]),
        ("项目一：余额提现\n\n联调完成\n\n项目二：二类户\n\n开发 40%", ["余额提现", "二类户"]),
        ("## O2 对账引擎 v3\n\n- 整体进度 76%\n\n## O3 平台治理\n\n- 数据血缘：开发 40%", ["对账引擎 v3", "数据血缘"]),
    ],
)
def test_titles_name_projects_by_where_they_stand(text: str, expected: list[str | None]) -> None:
    assert projects(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "本周整体平稳\n\n- 联调完成\n\n大家辛苦了\n\n- 提测完成",  # sentences
        "1. 联调完成\n\n说明一下。\n\n2. 提测完成\n\n说明一下。",
    ],
)
def test_lines_that_stand_apart_and_name_nothing(text: str) -> None:
    assert set(projects(text)) == {None}
