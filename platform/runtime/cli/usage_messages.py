"""How commands are explained, and what is said when they are called wrongly."""

from objectry.formula.messages import Message

USAGE = Message("cli_usage", "用法：", "usage: ")
ARGUMENTS = Message("cli_arguments", "参数", "arguments")
OPTIONS = Message("cli_options", "选项", "options")
COMMANDS = Message("cli_commands", "命令", "commands")
HELP = Message("cli_help", "显示这份说明", "show this text")
VERSION = Message("cli_version", "显示版本", "show the version")
ARGUMENTS_MISSING = Message(
    "cli_arguments_missing", "还缺少：{names}", "these are missing: {names}"
)
ARGUMENTS_UNKNOWN = Message(
    "cli_arguments_unknown", "不认识：{names}", "these are not known here: {names}"
)
CHOICE_WRONG = Message(
    "cli_choice_wrong",
    "{name} 不能是 {value}，可选：{choices}",
    "{name} cannot be {value}: choose from {choices}",
)
VALUE_MISSING = Message("cli_value_missing", "{name} 后面要有值", "{name} needs a value behind it")
ARGUMENT_WRONG = Message(
    "cli_argument_wrong", "参数 {name}：{reason}", "wrong argument {name}: {reason}"
)
USAGE_WRONG = Message("cli_usage_wrong", "用法不对：{reason}", "wrong usage: {reason}")
TEXT_UNREADABLE = Message(
    "cli_text_unreadable",
    "文字不是 UTF-8 编码，请检查终端的编码",
    "the text is not UTF-8: check the encoding of your terminal",
)
NUMBER_WRONG = Message(
    "cli_number_wrong",
    "应是 {low} 到 {high} 的整数",
    "a whole number from {low} to {high} is needed",
)
ZONE_UNKNOWN = Message(
    "cli_zone_unknown",
    "没有这个时区，请写成 Asia/Shanghai 这样的名称",
    "there is no such time zone: write a name such as Asia/Shanghai",
)

PRODUCT = Message(
    "cli_product", "用元数据搭建的 CRM 平台。", "A CRM platform that is built from metadata."
)
DATABASE = Message(
    "cli_database",
    "组织所在的数据库（默认 sqlite:///var/objectry.db）",
    "where the organisation lives (default: sqlite:///var/objectry.db)",
)
LANG = Message("cli_lang", "命令说明和提示的语言", "the language of help and messages")

SERVE = Message("cli_serve", "通过 HTTP 提供服务", "serve the organisation over HTTP")
SERVE_HOST = Message(
    "cli_serve_host",
    "监听的地址（默认 127.0.0.1）",
    "the address to listen on (default: 127.0.0.1)",
)
SERVE_PORT = Message(
    "cli_serve_port",
    "监听的端口，0 表示任选一个（默认 8000）",
    "the port to listen on, 0 for any that is free (default: 8000)",
)
SERVE_WORKERS = Message("cli_serve_workers", "进程数（默认 1）", "processes (default: 1)")
DEMO = Message(
    "cli_demo",
    "建立演示组织；已有组织时不做改动",
    "set up a demo organisation, unless there is one already",
)
DOCTOR = Message(
    "cli_doctor",
    "检查数据库和文件是否完好",
    "look for damage in the database and the files",
)
SWEEP = Message(
    "cli_sweep",
    "清除没有记录使用的上传文件",
    "remove uploaded files that no record holds",
)
BACKUP = Message(
    "cli_backup",
    "备份组织及其文件，不影响使用",
    "write a backup of the organisation and its files, while it runs",
)
BACKUP_FILE = Message(
    "cli_backup_file", "要写的文件，不能已经存在", "the file to write; it must not exist"
)
RESTORE = Message(
    "cli_restore",
    "用备份代替现有组织；备份必须可信",
    "put a backup, which must be one you trust, in the place of the organisation",
)
RESTORE_FILE = Message("cli_restore_file", "备份文件", "the backup that is put back")

LANGUAGE = Message(
    "cli_language",
    "组织的语言（新组织默认中文）；现有组织也会改用它",
    "the language of the organisation (a new one: zh); one that is there changes to it",
)
ZONE = Message(
    "cli_zone",
    "组织的时区（新组织默认 Asia/Shanghai）；现有组织也会改用它，并重新计算保存的字段",
    "the time zone of the organisation (a new one: Asia/Shanghai); one that is there changes to it and computes its fields "
    "anew",
)
CHECK = Message("cli_check", "找出包里的所有问题", "find everything that is wrong with packs")
PACK_PATHS = Message("cli_pack_paths", "包的文件夹，按顺序", "folders of packs, in order")
PLAN = Message(
    "cli_plan",
    "说明安装包会做什么，不做任何改动",
    "say what applying packs would do; change nothing",
)
EXPORT_PACKS = Message(
    "cli_export", "写出已安装的包，每个一个文件夹", "write the installed packs, each into a folder"
)
EXPORT_FOLDER = Message("cli_export_folder", "空的或新的文件夹", "an empty or a new folder")
APPLY = Message("cli_apply", "安装包或它们的新版本", "install packs, or newer versions of them")
SCHEMA = Message(
    "cli_schema",
    "写出各种元数据和映射文件的 JSON Schema",
    "write the JSON Schemas of all kinds of metadata, and of mapping files",
)
SCHEMA_FOLDER = Message("cli_schema_folder", "写到哪个文件夹", "where to write them")

IMPORT = Message(
    "cli_import", "从 CSV 或 XLSX 文件导入记录", "import records from a CSV or XLSX file"
)
IMPORT_OBJECT = Message(
    "cli_import_object",
    "要导入的对象；用 --resume 时不写",
    "the object that is imported; not with --resume",
)
IMPORT_FILE = Message(
    "cli_import_file",
    "CSV 或 XLSX 文件；用 --resume 时不写",
    "the CSV or XLSX file; not with --resume",
)
IMPORT_MAP = Message(
    "cli_import_map",
    "映射文件；不给时按表头对应",
    "a mapping file; the header is matched without one",
)
IMPORT_KEY = Message(
    "cli_import_key",
    "按这个唯一字段新增或更新记录",
    "make or change records by this unique field",
)
IMPORT_DRY = Message(
    "cli_import_dry",
    "只报告会发生什么，不做改动",
    "report what would happen and change nothing",
)
IMPORT_ERRORS = Message(
    "cli_import_errors",
    "把出错的行和原因写入新的 .csv 或 .xlsx 文件",
    "write the rows that failed, with reasons, to a new .csv or .xlsx file",
)
IMPORT_AS = Message(
    "cli_import_as",
    "以这个账号导入：按其权限，新记录归其负责；请总是给出，不给时有全部权限",
    "import as this user, whose rights count and who owns new records; always name one: without it all rights hold",
)
UNDO = Message(
    "cli_undo_import",
    "撤销导入：新建的移到回收站，修改的恢复原值；再次运行可以继续",
    "undo an import: what it made goes to the recycle bin, what it changed gets its values back; again to go on with it",
)
UNDO_JOB = Message(
    "cli_undo_job", "导入任务，见 objectry jobs", "the import, as objectry jobs lists it"
)
UNDO_AS = Message(
    "cli_undo_as", "以这个账号撤销，按其权限", "undo it as this user, whose rights count"
)
UNDO_DRY = Message(
    "cli_undo_dry", "只报告会发生什么，不作任何更改", "report what would happen and change nothing"
)
IMPORT_RESUME = Message(
    "cli_import_resume", "继续中断的导入", "go on with an import that was interrupted"
)
IMPORT_WHAT = Message(
    "cli_import_what",
    "请给出对象和文件，例如 objectry import customer 客户.csv；或用 --resume 继续已有的任务",
    "name the object and the file, as in: objectry import customer customers.csv; or go on with a job by --resume",
)
RESUME_ALONE = Message(
    "cli_resume_alone",
    "--resume 继续已有的任务，不能再给文件或 --dry-run",
    "--resume goes on with what a job began: give it no file and no --dry-run",
)
EXPORT = Message(
    "cli_export_data", "把记录导出为 CSV 或 XLSX 文件", "export records to a CSV or XLSX file"
)
EXPORT_OBJECT = Message("cli_export_object", "要导出的对象", "the object that is exported")
EXPORT_FILE = Message(
    "cli_export_file",
    "要写的文件，扩展名决定种类",
    "the file to write; its ending says which kind",
)
EXPORT_FIELDS = Message(
    "cli_export_fields", "字段和路径，用逗号分隔", "fields and paths, separated by commas"
)
EXPORT_FILTER = Message(
    "cli_export_filter", "记录要满足的公式", "a formula that records must meet"
)
EXPORT_SORT = Message(
    "cli_export_sort",
    "排序的字段，用逗号分隔，降序写作 -字段",
    "fields to sort by, separated by commas; -field for the largest first",
)
EXPORT_VIEW = Message("cli_export_view", "要导出的列表视图", "a list view to export")
EXPORT_AS = Message("cli_export_as", "用这个账号的权限导出", "export with the rights of this user")

FORMULA = Message("cli_formula", "检查和试算公式", "check formulas, and try them")
FORMULA_CHECK = Message(
    "cli_formula_check",
    "检查公式，说明其结果和读取的字段；不给公式时从标准输入读取",
    "check a formula and say what it gives and reads; it is read from standard input unless it is given",
)
FORMULA_TEXT = Message("cli_formula_text", "公式", "the formula")
FORMULA_OBJECT = Message(
    "cli_formula_object", "公式所在的对象", "the object whose fields the formula names"
)
FORMULA_PACK = Message(
    "cli_formula_pack",
    "用这个包文件夹代替已安装的元数据，可重复给出",
    "take the metadata of this folder of a pack instead of the installed ones; may be repeated",
)
FORMULA_RETURNS = Message(
    "cli_formula_returns",
    "结果应有的类型（默认：规则、表单条件和筛选为真假值，公式字段为它能保存的类型，默认值为任何类型）",
    "the type that the result must have (default: true or false for rules, conditions and filters, for fields any that a "
    "formula field can have, for default values any)",
)
FORMULA_USE = Message(
    "cli_formula_use",
    "公式的用途：field 公式字段（默认），rule 校验规则，default 默认值，display 表单的条件，filter 筛选",
    "what the formula is for: a formula field (field, the default), a validation rule (rule), a default value (default), a "
    "condition of a form (display) or a filter (filter)",
)
FORMULA_PROFILE = Message(
    "cli_formula_profile",
    "按哪种语言理解公式（默认 objectry）",
    "whose meaning the formula has (default: objectry)",
)
FORMULA_EVAL = Message(
    "cli_formula_eval",
    "对标准输入的每一行 JSON 计算其中的公式，答案逐行写到标准输出",
    "compute the formula of each line of JSON on standard input, and write a line with each answer",
)
FORMULA_LINES = Message(
    "cli_formula_lines",
    "每行一个公式及其字段和值，格式见 docs/formula-lines.md",
    "a formula with its fields and values in each line, as docs/formula-lines.md describes them",
)
LINES_NEEDED = Message(
    "cli_lines_needed",
    "请写 objectry formula eval --lines，并从标准输入给出各行",
    "write: objectry formula eval --lines, and give the lines on standard input",
)

JOBS = Message(
    "cli_jobs",
    "列出导入等长时间的任务，最新的在前",
    "list imports and other long work, latest first",
)
JOBS_CANCEL = Message(
    "cli_jobs_cancel",
    "结束一个任务，已保存的保留",
    "end a job; what it has saved stays",
)

JOBS_WORK = Message(
    "cli_jobs_work",
    "现在完成所有等待服务器的任务，例如重新计算",
    "do all jobs now that wait for a server, such as recalculations",
)
RECALCULATE = Message(
    "cli_recalculate",
    "为所有记录重新计算保存下来的计算字段",
    "compute fields anew for all records whose values are kept",
)
RECALCULATE_NAMES = Message(
    "cli_recalculate_names",
    "对象，或对象.字段（默认全部）",
    "objects, or fields as object.field (default: all)",
)
WORK_ALONE = Message(
    "cli_work_alone",
    "--work 和 --cancel 不能一起使用",
    "--work and --cancel exclude each other",
)

USER = Message("cli_user", "添加用户、设置密码", "add users and give passwords")
USER_ADD = Message(
    "cli_user_add",
    "添加用户；密码会询问，或从标准输入读取",
    "add a user; the password is asked for, or read from standard input",
)
USER_ACCOUNT = Message("cli_user_account", "登录账号", "the name to sign in with")
USER_NAME = Message(
    "cli_user_name",
    "显示的姓名（默认同账号）",
    "the name that others read (default: the account)",
)
USER_PROFILE = Message(
    "cli_user_profile",
    "用户的职能，可重复给出",
    "a profile that the user gets; may be repeated",
)
USER_ROLE = Message("cli_user_role", "用户的角色", "the role that the user gets")
USER_PASSWORD = Message(
    "cli_user_password",
    "给用户设置新密码，并结束其登录和令牌",
    "give a user a new password, and end his sessions and tokens",
)
USER_KEEP_TOKENS = Message(
    "cli_user_keep_tokens",
    "保留用户的令牌，程序可继续使用",
    "leave the user's tokens to the programs that have them",
)
TOKEN = Message(
    "cli_token",
    "创建、列出、收回程序用的令牌",
    "create, list and revoke tokens for programs",
)
TOKEN_CREATE = Message(
    "cli_token_create",
    "创建代表某个用户的令牌",
    "create a token that acts as a user",
)
TOKEN_ACCOUNT = Message("cli_token_account", "用户的账号", "the user's account")
TOKEN_NAME = Message("cli_token_name", "令牌的用途", "what the token is for")
TOKEN_DAYS = Message(
    "cli_token_days",
    "有效天数（默认直到收回）",
    "how many days it lasts (default: until it is revoked)",
)
TOKEN_LIST = Message("cli_token_list", "列出一个用户的令牌", "list the tokens of a user")
TOKEN_REVOKE = Message(
    "cli_token_revoke",
    "收回令牌，它立即失效",
    "revoke a token: it opens nothing any more",
)
TOKEN_ID = Message("cli_token_id", "令牌的编号，见 token list", "the ID that token list shows")
BENCH = Message(
    "cli_bench",
    "测量速度，并与手写的程序比较",
    "measure the speed, beside a hand-written application",
)
BENCH_WHAT = Message(
    "cli_bench_what",
    "接口、随数据量的增长、启动、导入、公式或页面",
    "the API, growth with the number of records, the start, an import, formulas, or pages",
)
BENCH_OPTIONS = Message(
    "cli_bench_options",
    "测量的选项，例如 --rows 20000；--help 列出全部",
    "options of the measurement, e.g. --rows 20000; --help lists them",
)
