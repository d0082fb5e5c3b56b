"""What commands say."""

from objectry.formula.messages import Message

CHECKED = Message(
    "cli_checked",
    "没有问题：{packs} 个包，{objects} 个对象，{fields} 个字段",
    "no problems: {packs:pack|packs}, {objects:object|objects}, {fields:field|fields}",
)
APPLIED = Message("cli_applied", "已应用 {actions} 项变更", "{actions:change|changes} applied")
NOTHING_TO_APPLY = Message(
    "cli_nothing_to_apply", "元数据没有变化", "the metadata have not changed"
)
PACKS_WRITTEN = Message(
    "cli_packs_written",
    "已把 {count} 个包写入 {folder}",
    "{count:pack|packs} written to {folder}",
)
SCHEMAS_WRITTEN = Message(
    "cli_schemas_written",
    "已把 {count} 份 JSON Schema 写入 {folder}",
    "{count:JSON Schema|JSON Schemas} written to {folder}",
)
FORMULA_RESULT = Message(
    "cli_formula_result", "没有问题，结果是{kind_zh}", "no problems, the result is {kind_en}"
)
FORMULA_READS = Message("cli_formula_reads", "读取字段：{names}", "fields it reads: {names}")
FORMULA_CALLS = Message("cli_formula_calls", "使用函数：{names}", "functions it uses: {names}")
FORMULA_COST = Message(
    "cli_formula_cost",
    "计算量：{cost}（上限 {limit}）",
    "what it costs: {cost} (the limit is {limit})",
)
FORMULA_STEADY = Message(
    "cli_formula_steady",
    "结果只随记录变化，可以保存",
    "the result changes with the record only: it can be stored",
)
FORMULA_VOLATILE = Message(
    "cli_formula_volatile",
    "结果随时间或用户变化，每次读取时计算",
    "the result changes with time or with the user: it is computed when it is read",
)
FORMULA_RULE = Message(
    "cli_formula_rule",
    "每次保存记录时判断",
    "it is judged whenever a record is saved",
)
FORMULA_DEFAULT = Message(
    "cli_formula_default",
    "新建记录时计算一次",
    "it is computed once, when a new record begins",
)
FORMULA_DISPLAY = Message(
    "cli_formula_display",
    "填写表单时判断",
    "it is judged while a form is filled in",
)
FORMULA_FILTER = Message(
    "cli_formula_filter",
    "由数据库判断，只随记录变化",
    "the database judges it, and what it finds changes with the records only",
)
FORMULA_FLEETING_FILTER = Message(
    "cli_formula_fleeting_filter",
    "由数据库判断，找到的记录随时间或用户变化，因此不能用作汇总字段的筛选条件",
    "the database judges it, and what it finds changes with time or with the user: it cannot be the filter of a roll-up",
)
FORMULA_PUSHED = Message(
    "cli_formula_pushed",
    "数据库也能计算",
    "a database can compute it, too",
)
FORMULA_NOT_PUSHED = Message(
    "cli_formula_not_pushed",
    "PostgreSQL 不能计算其中的 {name}",
    "PostgreSQL cannot compute {name} in it",
)
SERVING = Message(
    "cli_serving",
    "Objectry 运行于 {address}（按 Ctrl+C 停止）",
    "Objectry runs at {address} (stop it with Ctrl+C)",
)
FIRST_STEPS = Message(
    "cli_first_steps",
    "还没有人能登录。请在浏览器中创建管理员，设置码为 {code}：\n{address}",
    "Nobody can sign in yet. Create the administrator in a browser, with the code {code}:\n{address}",
)
USER_ADDED = Message("cli_user_added", "已添加账号 {account}", "the account {account} was added")
PASSWORD_ASKED = Message("cli_password_asked", "请输入密码：", "Enter the password: ")
TOKEN_CREATED = Message(
    "cli_token_created",
    "令牌（只显示这一次）：{token}",
    "the token (shown this once): {token}",
)
DOCTOR_FINE = Message("cli_doctor_fine", "正常：{what}", "fine: {what}")
DOCTOR_WRONG = Message("cli_doctor_wrong", "有问题：{what}", "wrong: {what}")
BACKED_UP = Message(
    "cli_backed_up",
    "备份已写入 {file}，含 {files} 个文件",
    "the backup was written to {file}, with {files:uploaded file|uploaded files}",
)
RESTORED = Message("cli_restored", "已从 {file} 恢复", "restored from {file}")
KEPT = Message(
    "cli_kept",
    "恢复前的内容保留在 {kept}，确认后可删除",
    "what was there before is kept in {kept}: remove it when you are sure",
)
SWEPT = Message(
    "cli_swept",
    "已删除 {files} 个无人使用的文件，释放 {bytes} 字节",
    "{files:file that no record holds was|files that no record holds were} removed, which freed {bytes:byte|bytes}",
)
SYSTEM_REFUSED = Message(
    "cli_system_refused",
    "操作系统拒绝了操作（{reason}），没有完成",
    "the system refused ({reason}): this was not completed",
)
FILE_EXISTS = Message(
    "file_exists",
    "{file} 已存在，请换个名字或先移走它",
    "{file} exists: choose another name or move it away",
)
FILE_MISSING = Message("file_missing", "没有文件 {file}", "there is no file {file}")
MAPPING_OBJECT = Message(
    "cli_mapping_object",
    "映射文件是给对象 {object} 用的",
    "the mapping file is for the object {object}",
)
ROW_WRONG = Message(
    "cli_row_wrong",
    "第 {row} 行，{column}“{value}”：{reason} [{code}]",
    "row {row}, {column} “{value}”: {reason} [{code}]",
)
WHOLE_ROW_WRONG = Message(
    "cli_whole_row_wrong", "第 {row} 行：{reason} [{code}]", "row {row}: {reason} [{code}]"
)
ERRORS_IN_FILE = Message(
    "cli_errors_in_file", "另有 {count} 处错误", "{count:more error|more errors}"
)
MORE_ERRORS = Message(
    "cli_more_errors",
    "另有 {count} 处错误，用 --errors 写入文件查看",
    "{count:more error|more errors}: write them to a file with --errors",
)
IMPORTED = Message(
    "cli_imported",
    "共 {rows} 行：新增 {created}，更新 {updated}，未变 {unchanged}，失败 {failed}",
    "{rows:row|rows}: {created} created, {updated} updated, {unchanged} unchanged, {failed} failed",
)
IMPORT_REHEARSED = Message(
    "cli_import_rehearsed",
    "试运行，没有保存。共 {rows} 行：将新增 {created}，更新 {updated}，未变 {unchanged}，失败 {failed}",
    "dry run, nothing was saved. {rows:row|rows}: {created} to create, {updated} to update,"
    " {unchanged} unchanged, {failed} failing",
)
ERRORS_WRITTEN = Message(
    "cli_errors_written", "出错的行已写入 {file}", "the failed rows were written to {file}"
)
JOB_RESUMED = Message(
    "cli_job_resumed",
    "继续未完成的任务 {job}：已完成 {done}/{total}",
    "going on with the unfinished job {job}: {done} of {total} are done",
)
JOB_HELD = Message(
    "cli_job_held",
    "任务 {job} 正由 {holder} 执行；要接手请用 objectry import --resume {job}",
    "the job {job} is being worked on by {holder}; objectry import --resume {job} takes it over",
)
JOB_ENDED = Message(
    "cli_job_ended",
    "任务 {job} 已经结束：{state}",
    "the job {job} has ended: {state}",
)
JOB_INTERRUPTED = Message(
    "cli_job_interrupted",
    "已中断，已保存的行保留；继续请用 objectry import --resume {job}",
    "interrupted; the rows that were saved stay. Go on with objectry import --resume {job}",
)
JOB_LEFT = Message(
    "cli_job_left",
    "任务 {job} 未完成：用 objectry import --resume {job} 继续，或用 objectry jobs --cancel {job} 结束",
    "the job {job} is unfinished: go on with objectry import --resume {job}, or end it with"
    " objectry jobs --cancel {job}",
)
JOB_CANCELLED = Message("cli_job_cancelled", "任务 {job} 已取消", "the job {job} was cancelled")
RECALCULATING = Message(
    "cli_recalculating", "重新计算 {count} 个字段", "fields to be computed anew: {count}"
)
JOBS_WORKED = Message("cli_jobs_worked", "完成了 {count} 个任务", "jobs done: {count}")
WORK_INTERRUPTED = Message(
    "cli_work_interrupted",
    "已中断，已完成的部分保留：再次运行 objectry jobs --work 可以继续",
    "interrupted, and what was done stays: objectry jobs --work goes on with it",
)
JOBS_WAIT = Message(
    "cli_jobs_wait",
    "有 {count} 个任务在等待，完成之前一些计算字段还是以前的值：运行中的服务器会完成它们，也可以用 objectry jobs --work",
    "jobs that wait: {count}; until they are done some computed fields show former values. A server that runs does them, "
    "and so does objectry jobs --work",
)
NO_JOBS = Message("cli_no_jobs", "还没有任务", "there are no jobs yet")
DEMO_EXISTS = Message(
    "cli_demo_exists",
    "数据库里已有组织，没有改动",
    "the database holds an organisation already: nothing was changed",
)
DEMO_MADE = Message(
    "cli_demo_made",
    "演示组织已建好：{records} 条记录。账号：",
    "the demo organisation is ready: {records:record|records}. Accounts:",
)
DEMO_PASSWORD = Message(
    "cli_demo_password",
    "所有账号的密码都是 {password}",
    "the password of all accounts is {password}",
)
ACCOUNT_MISSING = Message(
    "cli_account_missing", "没有可用的账号 {account}", "there is no active account {account}"
)
FILE_UNUSABLE = Message(
    "cli_file_unusable",
    "不能读写 {file}，请检查路径、权限和磁盘空间",
    "{file} cannot be read or written: check its path, rights and disk space",
)
ADDRESS_TAKEN = Message(
    "cli_address_taken",
    "不能在 {host} 的 {port} 端口监听：可能已被占用，或本机没有这个地址",
    "cannot listen on {host}, port {port}: it may be taken, or this machine has no such address",
)
PASSWORD_CHANGED = Message(
    "cli_password_changed",
    "账号 {account} 的密码已更改",
    "the account {account} has a new password",
)
TOKEN_LINE = Message(
    "cli_token_line",
    "{id}  创建 {begun}  到期 {ended}  {name}",
    "{id}  created {begun}  expires {ended}  {name}",
)
NO_TOKENS = Message(
    "cli_no_tokens", "账号 {account} 没有令牌", "the account {account} has no tokens"
)
TOKEN_REVOKED = Message(
    "cli_token_revoked", "令牌 {token} 已收回", "the token {token} was revoked"
)
BENCH_MISSING = Message(
    "cli_bench_missing",
    "性能测试随源代码提供：请在源代码目录中运行",
    "the benchmarks come with the source: run this command from a checkout",
)
