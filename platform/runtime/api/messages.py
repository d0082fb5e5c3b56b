"""What signing in and describing say."""

from objectry.formula.messages import Message

SIGN_IN_WRONG = Message("sign_in_wrong", "账号或密码不对", "the account or the password is wrong")
ACCOUNT_WAITS = Message(
    "account_waits",
    "密码错误次数过多，请 {minutes} 分钟后再试",
    "too many wrong passwords: try again in {minutes} minutes",
)
PASSWORD_LENGTH = Message(
    "password_length",
    "密码需要 {shortest} 到 {longest} 个字符",
    "a password has {shortest} to {longest} characters",
)
ACCOUNT_UNKNOWN = Message("account_unknown", "没有账号 {account}", "there is no account {account}")
