"""What the web door says."""

from objectry.formula.messages import Message

BODY_NOT_UTF8 = Message("body_not_utf8", "请求内容不是 UTF-8 编码", "the body is not UTF-8")
BODY_NOT_JSON = Message(
    "body_not_json",
    "请求内容不是 JSON：第 {line} 行第 {column} 列有误",
    "the body is no JSON: something is wrong in line {line}, column {column}",
)
BODY_SURROGATE = Message(
    "body_surrogate",
    "文本里有半个字符（孤立的代理码），请检查编码",
    "a text holds half a character (a lone surrogate): check its encoding",
)
BODY_TOO_DEEP = Message(
    "body_too_deep",
    "请求内容嵌套超过 {limit} 层",
    "the body is nested more than {limit} levels deep",
)
BODY_KEY_TWICE = Message("body_key_twice", "键 {key} 出现了两次", "the key {key} occurs twice")
BODY_NUMBER = Message(
    "body_number",
    "数字写全后超过 {limit} 位",
    "a number has more than {limit:digit|digits} when it is written out",
)
BODY_CONSTANT = Message(
    "body_constant", "{value} 不是 JSON 里的数字", "{value} is no number in JSON"
)
BODY_ENCODED = Message(
    "body_encoded",
    "不接受以 {encoding} 编码的请求内容，请直接发送",
    "a body in the encoding {encoding} is not taken: send it as it is",
)
NOT_INSTALLED = Message(
    "not_installed",
    "数据库里还没有组织，请先运行 objectry apply",
    "the database holds no organisation yet: run objectry apply",
)
BODY_TOO_LARGE = Message(
    "body_too_large",
    "请求内容超过 {limit} 字节",
    "the body has more than {limit} bytes",
)
BODY_SHAPE = Message(
    "body_shape", "请求内容缺少或写错了 {key}", "{key} is missing from the body or wrong"
)
PARAMETER_UNKNOWN = Message("parameter_unknown", "没有参数 {name}", "there is no parameter {name}")
PARAMETER_WRONG = Message(
    "parameter_wrong",
    "参数 {name} 不能是 {value}，可以是：{allowed}",
    "the parameter {name} cannot be {value}; possible are: {allowed}",
)
PARAMETER_MISSING = Message(
    "parameter_missing", "缺少参数 {name}", "the parameter {name} is missing"
)
QUERY_NOT_UTF8 = Message(
    "query_not_utf8",
    "网址中 ? 之后的部分不是有效的 UTF-8，请检查 %xx 写法",
    "what follows the ? in the address is no valid UTF-8; look at its %xx parts",
)
PARAMETER_TWICE = Message(
    "parameter_twice", "参数 {name} 出现了两次", "the parameter {name} occurs twice"
)
SIGN_IN_NEEDED = Message(
    "sign_in_needed",
    "请先登录，或带上有效的令牌",
    "sign in first, or send a valid token",
)
CSRF_WRONG = Message(
    "csrf_wrong",
    "请求缺少 X-CSRF-Token，请刷新页面后重试",
    "the request lacks its X-CSRF-Token: reload the page and try again",
)
IF_MATCH_WRONG = Message(
    "if_match_wrong",
    'If-Match 应是带引号的版本号，例如 "3"；可写多个，以逗号分隔；或写 *',
    'If-Match must be a version in quotes, e.g. "3", several with commas between them, or *',
)
IF_MATCH_WEAK = Message(
    "if_match_weak",
    '修改记录需要强版本号：请把 W/"3" 写成 "3"',
    'a change needs a strong version: write "3" instead of W/"3"',
)
KEY_REUSED = Message(
    "idempotency_key_reused",
    "这个 Idempotency-Key 已用于另一个请求",
    "this Idempotency-Key was used for another request",
)
KEY_WRONG = Message(
    "idempotency_key_wrong",
    "Idempotency-Key 应是 1 到 200 个可见字符",
    "an Idempotency-Key has 1 to 200 visible characters",
)
PROFILE = Message("page_profile", "个人资料", "Your profile")
APPEARANCE = Message("page_appearance", "外观", "How pages look")
SECURITY = Message("page_security", "密码与登录", "Password and sign-ins")
PATH_UNKNOWN = Message("path_unknown", "没有这个地址", "there is no such address")
METHOD_WRONG = Message(
    "method_not_allowed",
    "这个地址不支持 {method}",
    "this address does not take {method}",
)
INTERNAL = Message(
    "internal_error",
    "系统出错了，已记录，编号 {request}",
    "something went wrong and has been noted, number {request}",
)
PARAMETER_NUMBER = Message(
    "parameter_number", "参数 {name} 应是整数", "the parameter {name} must be a whole number"
)
SESSION_NEEDED = Message(
    "session_needed",
    "密码只能在浏览器里登录后修改",
    "a password is changed in a browser in which its user has signed in",
)
JSON_NEEDED = Message(
    "json_needed",
    "请求内容的类型应是 application/json",
    "the body must be sent as application/json",
)
FOREIGN_PAGE = Message(
    "foreign_page",
    "不能从其他网站登录，请打开本站的登录页面",
    "another site cannot sign you in: open the sign-in page of this one",
)
YAML_PROBLEMS = Message(
    "yaml_problems",
    "YAML 有 {count} 处问题，没有任何改动",
    "the YAML has {count:problem|problems}; nothing was changed",
)
ASSETS_MISSING = Message(
    "assets_missing",
    "界面文件还没有生成，请先运行 make assets",
    "the files of the interface have not been built: run make assets",
)
SHORTCUTS = Message("shortcuts", "快捷新建", "Your shortcuts")
NOTIFICATIONS = Message("notifications", "我的通知", "My notifications")
