"""The standard objects as the catalogue lists them (requirements, section 13): what the packs must hold.

A line is a field: name, type, marks, Chinese label, and for select fields the Chinese labels of its values. The marks:
`R` is required, `U` unique, `A` kept by the platform, `-` none; look-ups name their object and what its deletion does,
formulas what they give, and roll-ups whose records they look at, and the operation.
Names are those of the packs: `customer` for the catalogue's `customer_id`, and `department_name` for a contact's
department, as `department` is the one in charge of the record.
"""

LEVEL = "高 中 低"
SOURCE = "400电话 百度推广 电话营销 个人开发 展会 朋友介绍 网络 其他"
ROLE = "决策人 商务决策人 技术决策人 财务决策人 使用人 意见影响人 普通人"
ACTIVITIES = "活动记录 打电话 拜访签到 陌生拜访 会晤 商务宴请 邮件 发短信 钉一下 做任务 潜在客户&跟进客户日报 现有客户日报"
MONTHS = "\n".join(f"month_{month} decimal - {month}_月" for month in range(1, 13))
QUARTERS = "\n".join(
    f"quarter_{number} formula A 第{word}季度 decimal"
    for number, word in enumerate("一二三四", start=1)
)

SYSTEM = """
id id A 记录_ID
created_by user A 创建人
created_at datetime A 创建时间
updated_by user A 最后修改人
updated_at datetime A 最后修改时间
lock_status select A 锁定状态 未锁定 已锁定
tags tags - 标签
comment textarea - 备注
deleted_at datetime A 删除时间
deleted_by user A 删除人
version integer A 版本
"""
"""On every object."""

OWNED = """
owner user R 负责人
department department - 所属部门
"""
"""On every object whose records belong to somebody; details belong to their master's owner."""

FEATURES = {
    "activities": """
recent_activity_at datetime A 最近跟进时间
recent_activity_by user A 最近跟进人
""",
    "approval": """
approval_status select A 审批状态 未提交 审批中 通过 驳回 已撤回
applicant user A 审批提交人
""",
    "duplicates": """
duplicate_flag boolean A 疑似重复
""",
}

OBJECTS = {
    "customer": f"""
name text R 客户名称
code autonumber UA 客户编码 KH-{{000000}}
identifier text U 识别码
former_names textarea - 曾用名
status select R 客户状态 潜在客户 正在合作客户 淘汰客户
level select - 客户级别 重点客户 重要客户 普通客户 非优先客户 普通 银卡 金卡 钻石
customer_kind select - 客户类别 终端客户 贸易商
parent lookup - 上级客户 customer clear
industry select - 行业
industry_segment select - 细分行业
source select - 客户来源 {SOURCE}
company_nature select - 企业性质 个体户 国企 私营 股份有限公司 集体所有 有限责任公司
production_scale text - 生产规模
annual_revenue currency - 年度收入
monthly_demand decimal - 月度需求量
monthly_purchase decimal - 在我公司月度采购量
supply_ratio formula A 供货比例 percent
industry_rank select - 行业地位 一般 中等 较高 排名
industry_rank_no integer - 行业排名
main_products textarea - 主要产品
coop_products textarea - 合作产品
coop_mode select - 合作方式 货到付款 预付款 一单一签 月结 执行年度合同
coop_start date - 开始合作时间
policy_ours textarea - 我公司对客户政策
policy_theirs textarea - 客户对我公司政策
eval_credit integer - 信用评分
eval_scale integer - 规模评分
eval_demand integer - 需求评分
eval_coop integer - 合作评分
eval_total formula A 综合评分 decimal
eval_grade formula A 评级 text
phone phone - 电话
fax phone - 传真
website url - 网址
employee_number integer - 员工数
mobile phone - 手机
email email - 邮箱
region region - 省市区
address text - 地址
zip_code text - 邮编
location geolocation - 定位
credit_code text U 统一社会信用代码
legal_person text - 法定代表人
registered_capital currency - 注册资本
founded_on date - 成立日期
do_not_disturb boolean - 免打扰
total_won_count rollup A 赢单数 opportunity count
total_won_amount rollup A 赢单金额 opportunity sum
total_order_amount rollup A 订单金额 order sum
visit_count rollup A 拜访次数 activity_record count
last_visit_at rollup A 最近拜访 activity_record max
""",
    "contact": f"""
name text R 姓名
customer lookup - 客户 customer clear
gender select - 性别 男 女 未知
department_name text - 部门
post text - 职务
mobile phone - 手机
phone phone - 电话
email email - 邮箱
wechat text - 微信
role select - 联系人角色 {ROLE}
birthday date - 生日
region region - 省市区
address text - 地址
zip_code text - 邮编
card_image image - 名片
do_not_disturb boolean - 免打扰
contact_score integer - 联系人评分
""",
    "opportunity": f"""
name text R 机会名称
customer lookup R 客户 customer forbid
kind select - 机会类型 新客户 老客户 续约 增购
amount currency R 预计收入
close_date date R 预计结单日期
stage select R 销售阶段 初步接洽 需求确定 方案/报价 谈判审核 赢单 输单
win_rate percent - 赢率
weighted_amount formula A 加权金额 currency
commit_flag boolean - 承诺
source select - 机会来源 {SOURCE}
project_budget currency - 项目预算
actual_cost currency - 实际成本
lost_stage select - 输单阶段 初步接洽 需求确定 方案/报价 谈判审核
lose_reason select - 输单理由 价格过高 产品/功能不满足 被竞争对手抢单 客户不想购买了 预算取消 服务原因 项目暂停 关系不足 其他
lose_reason_desc textarea - 输单描述
win_reason select - 赢单理由 产品 价格 服务 关系 品牌 其他
win_reason_desc textarea - 赢单描述
competitor lookup - 竞争对手 competitor clear
score integer - 机会评分
""",
    "opportunity_line": """
number autonumber UA 明细编号 JHMX-{00000000}
opportunity master_detail R 销售机会 opportunity cascade
product lookup R 产品 product forbid
list_price currency - 标准价格
discount percent - 折扣
unit_price currency R 单价
quantity decimal R 数量
amount formula A 金额 currency
""",
    "opportunity_contact": f"""
number autonumber UA 编号 JHLX-{{00000000}}
opportunity master_detail R 销售机会 opportunity cascade
contact lookup R 联系人 contact forbid
role select - 角色 {ROLE}
is_primary boolean - 主要联系人
""",
    "competitor": f"""
name text R 竞争对手名称
website url - 网址
region region - 地区
production textarea - 生产经营情况
market_layout textarea - 主要市场布局
strengths textarea - 优势
weaknesses textarea - 劣势
measures textarea - 应对措施
threat_level select - 威胁程度 {LEVEL}
lost_count rollup A 输给 opportunity count
won_count rollup A 战胜 opportunity count
""",
    "customer_competitor": """
number autonumber UA 编号 KHJZ-{00000000}
customer master_detail R 客户 customer cascade
competitor lookup R 竞争对手 competitor forbid
product lookup - 竞争产品 product clear
market text - 竞争市场
our_advantage textarea - 我方优势
our_disadvantage textarea - 我方劣势
analysis textarea - 竞争分析
measures textarea - 应对措施
""",
    "product": """
name text R 产品名称
code text RU 产品编码
category lookup - 产品目录 product_category forbid
list_price currency R 标准价格
unit select - 销售单位 台 套 件 箱 吨 次 年
model text - 产品型号
spec text - 规格
kind select - 产品类型 实物 服务 软件
status select R 启用状态 启用 停用
description textarea - 产品描述
""",
    "product_category": """
name text R 目录名称
code text U 目录编码
parent lookup - 上级目录 product_category forbid
position integer - 排序号
""",
    "contract": """
number autonumber UA 合同编号 HT-{YYYY}-{0000}
title text R 合同标题
customer lookup R 客户 customer forbid
opportunity lookup - 销售机会 opportunity clear
amount currency R 合同金额
start_date date R 开始日期
end_date date R 结束日期
term_months formula A 期限（月） integer
days_left formula A 剩余天数 integer
signed_on date - 签约日期
our_signer user - 我方签约人
their_signer text - 客户方签约人
status select R 合同状态 草稿 审批中 执行中 变更中 已终止 已续约 已到期 已关闭
payment_mode select - 付款方式 一次性 分期 月结 预付
revision integer A 合同版本
previous lookup - 原合同 contract clear
close_reason select - 关闭原因 履行完毕 提前终止 其他
""",
    "contract_line": """
number autonumber UA 明细编号 HTMX-{00000000}
contract master_detail R 合同 contract cascade
product lookup R 产品 product forbid
quantity decimal R 数量
price currency R 单价
amount formula A 金额 currency
delivered decimal - 已交付数量
""",
    "order": """
number autonumber UA 订单编号 DD-{YYYY}{MM}-{00000}
customer lookup R 客户 customer forbid
contract lookup - 合同 contract clear
opportunity lookup - 销售机会 opportunity clear
order_date date R 订单日期
delivery_date date - 交货日期
status select R 订单状态 草稿 待审批 已生效 部分发货 已完成 已取消
discount percent - 整单折扣
lines_amount rollup A 明细合计 order_line sum
amount formula A 订单金额 currency
total_quantity rollup A 数量 order_line sum
receiver text - 收货人
receiver_phone phone - 收货人电话
receiver_address text - 收货地址
""",
    "order_line": """
number autonumber UA 明细编号 DDMX-{00000000}
order master_detail R 订单 order cascade
product lookup R 产品 product forbid
quantity decimal R 数量
list_price currency - 标准价格
discount percent - 折扣
unit_price currency R 单价
amount formula A 金额 currency
""",
    "expense": """
number autonumber UA 费用编号 FY-{YYYY}{MM}-{0000}
kind select R 费用类型 差旅费 招待费 交通费 住宿费 礼品费 会议费 市场费 办公费 其他
amount currency R 金额
incurred_on date R 发生日期
related anylookup - 关联业务 customer,opportunity,contract,activity_record clear
receipts image - 票据
status select RA 报销状态 未报销 审批中 已报销 驳回
""",
    "target": f"""
name text R 目标名称
assessed select R 考核对象 人员 部门 产品 客户
subject_user user - 考核人员
subject_department department - 考核部门
subject_product lookup - 考核产品 product forbid
subject_customer lookup - 考核客户 customer forbid
year integer R 年度
metric select R 考核指标 赢单金额 合同金额 订单金额 新增客户数 活动记录数
{MONTHS}
{QUARTERS}
year_total formula A 全年 decimal
locked boolean - 锁定目标
note textarea - 说明
""",
    "activity_record": f"""
subject text R 主题
kind select R 记录类型 {ACTIVITIES}
related anylookup - 相关对象 customer,contact,opportunity,contract,order clear
contact lookup - 联系人 contact clear
content textarea - 内容
started_at datetime R 开始时间
ended_at datetime - 结束时间
location geolocation - 位置
place_name text - 地点
distance integer - 偏离距离（米）
images image - 照片
files file - 附件
mentions user - 提到的同事
duration integer - 通话时长（秒）
recording_url url - 录音
direction select - 方向 呼出 呼入
intention select - 意向程度 {LEVEL}
need_follow boolean - 需要跟进
next_at datetime - 下次跟进时间
""",
    "task": f"""
subject text R 主题
due_at datetime R 截止时间
participants user - 参与人
related anylookup - 相关对象 customer,contact,opportunity,contract,order,activity_record clear
description textarea - 描述
remind_before select - 提醒 不提醒 准时 提前_15_分钟 提前_30_分钟 提前_1_小时 提前_1_天
status select R 状态 未开始 进行中 已完成 已取消
priority select - 优先级 {LEVEL}
previous lookup - 来源任务 task clear
repeat select - 重复 不重复 每天 每周 每月
""",
    "user": """
name text R 姓名
account text RU 登录账号
email email U 邮箱
phone phone - 手机
code text U 员工编号
title text - 职务
department department - 所属部门
manager user - 直属上级
role lookup - 角色 role forbid
profiles multilookup - 职能 profile clear
status select R 状态 在职 冻结 离职
language select - 语言 中文 英文
timezone text - 时区
""",
    "department": """
name text R 部门名称
code text U 部门编码
parent lookup - 上级部门 department forbid
head user - 部门负责人
active boolean - 启用状态
""",
    "role": """
name text R 角色名称
code text U 角色编码
parent lookup - 上级角色 role forbid
description textarea - 说明
""",
    "profile": """
name text RA 职能名称
code text RUA 职能编码
""",
    "group": """
name text RU 用户组名称
code text U 用户组编码
description textarea - 说明
members multilookup - 成员 user clear
departments multilookup - 部门 department clear
roles multilookup - 角色 role clear
""",
}  # fmt: skip

BUSINESS_TYPES = {
    "customer": "普通客户 金能客户 金能供应商 顾客",
    "contact": "现有客户联系人 潜在客户联系人",
    "opportunity": "标准销售 渠道销售",
    "contract": "服务合同 产品销售合同",
}

LATER = {
    "payments": """
        customer.paid_amount customer.unpaid_amount contract.received_amount contract.unreceived_amount
    """,
    "the desk terminal's consumptions": "customer.total_consumption customer.points",
    "pools, leads, campaigns and conversion": """
        customer.pool customer.pool_status customer.claimed_at customer.expires_at customer.return_reason
        customer.return_times customer.last_owner customer.lead contact.lead opportunity.lead opportunity.campaign
    """,
    "stages and forecast": """
        opportunity.stage_updated_at opportunity.stage_days opportunity.forecast_category
        opportunity.forecast_amount
    """,
    "the pack of agents, whose process fills them": """
        customer.trial_account customer.trial_status customer.trial_start customer.trial_end customer.referral_code
        customer.is_online
    """,
    "price books": "opportunity.price_book order.price_book",
    "renewal of contracts, which writes it": "contract.next",
    "expense claims": "expense.claim",
    "rules of targets, which compute what was reached; until then a target names its metric": """
        target.rule target.actual target.completion_rate target.gap
    """,
    "kinds of activities that administrators make, with layouts of their own": "activity_record.type",
    "the location itself, which holds the provider of the map": "activity_record.map_provider",
    "dimensions and ranks, for sharing and approvals": "user.dimensions user.rank",
}
"""Fields of the catalogue that are not in the packs, by what they wait for."""
