"""Bills with lines, which are entered in one form and saved in one transaction."""

BILLS = {
    "bill": """
object: bill
label: {zh: 账单, en: Bill}
plural: {zh: 账单, en: Bills}
sharing: public_read_write
fields:
  - {name: name, type: text, required: true, unique: true, copied: false, label: {zh: 名称, en: Name}}
  - {name: number, type: autonumber, format: 'B-{0000}', unique: true, label: {zh: 编号, en: Number}}
  - name: state
    type: select
    default: open
    copied: false
    label: {zh: 状态, en: State}
    values: [{value: open, label: {zh: 开, en: Open}}, {value: closed, label: {zh: 关, en: Closed}}]
  - {name: secret, type: text, label: {zh: 秘密, en: Secret}}
  - {name: note, type: text, label: {zh: 备注, en: Note}}
  - {name: rate, type: decimal, scale: 2, label: {zh: 税率, en: Rate}}
  - {name: total, type: rollup, of: bill_line, through: bill, operation: sum, field: amount, label: {zh: 合计, en: Total}}
  - {name: dear, type: rollup, of: bill_line, through: bill, operation: count, filter: price > 100,
     label: {zh: 贵的, en: Dear}}
  - {name: mean, type: rollup, of: bill_line, through: bill, operation: avg, field: price, label: {zh: 均价, en: Mean}}
  - {name: highest, type: rollup, of: bill_line, through: bill, operation: max, field: price, label: {zh: 最高, en: Highest}}
  - {name: gross, type: formula, returns: decimal, scale: 2, formula: 'total * (1 + rate)', label: {zh: 含税, en: Gross}}
validation_rules:
  - name: closed_with_total
    when: 'state = "closed" && total < 10'
    field: state
    message: {zh: 不足十元不能关闭, en: A bill below 10 cannot be closed}
""",
    "bill_line": """
object: bill_line
label: {zh: 账单行, en: Bill line}
plural: {zh: 账单行, en: Bill lines}
sharing: controlled_by_parent
name_field: text
fields:
  - {name: text, type: text, required: true, label: {zh: 内容, en: Text}}
  - {name: bill, type: master_detail, to: bill, label: {zh: 账单, en: Bill}}
  - {name: place, type: integer, label: {zh: 次序, en: Place}}
  - {name: price, type: decimal, scale: 2, min: 0, read_only_when: 'bill.state = "closed"', label: {zh: 单价, en: Price}}
  - {name: pieces, type: integer, default: 1, label: {zh: 数量, en: Pieces}}
  - {name: amount, type: formula, returns: decimal, scale: 2, formula: price * pieces, label: {zh: 金额, en: Amount}}
  - {name: title, type: text, default_formula: 'text & "!"', label: {zh: 标题, en: Title}}
  - {name: reason, type: text, required_when: price > 1000, label: {zh: 理由, en: Reason}}
  - {name: hint, type: text, label: {zh: 提示, en: Hint}}
validation_rules:
  - name: no_free_dozen
    when: 'price = 0 && pieces >= 12'
    field: pieces
    message: {zh: 免费的不能超过十一件, en: No more than 11 pieces for nothing}
""",
    "bill_layout": """
layout: bill.default
object: bill
label: {zh: 标准, en: Standard}
sections: [{label: {zh: 基本, en: Basics}, fields: [name, state, rate, secret, note, total, gross, dear]}]
lines:
  - {object: bill_line, columns: [text, price, pieces, amount, title, reason, hint], position: place}
quick_create: [name]
""",
    "biller": """
profile: biller
label: {zh: 开票员, en: Biller}
objects:
  bill: {allow: [read, create, edit], fields: {secret: hidden}}
  bill_line: {allow: [read, create, edit], fields: {hint: hidden, title: read}}
""",
}
"""The files of the pack that are about bills."""
