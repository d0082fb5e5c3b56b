"""What mails say."""

from objectry.formula.messages import Message

GREETING = Message("mail_greeting", "{name}，您好：", "Hello {name},")
PASSWORD_LINK_SUBJECT = Message(
    "mail_password_link_subject", "设置新密码", "Choose a new password"
)
PASSWORD_LINK_ASKED = Message(
    "mail_password_link_asked",
    "有人在 {organization} 请求为账号 {account} 设置新密码。如果是您本人，请打开下面的链接：",
    "somebody asked {organization} for a new password for the account {account}. If it was you, open this link:",
)
PASSWORD_LINK_LIFE = Message(
    "mail_password_link_life",
    "链接在 {minutes} 分钟内有效，只能使用一次。",
    "It holds for {minutes:minute|minutes}, and for one use.",
)
PASSWORD_LINK_NOT_YOU = Message(
    "mail_password_link_not_you",
    "如果不是您本人，请忽略这封邮件：您的密码没有改变。",
    "If it was not you, ignore this mail: your password stays as it is.",
)
PASSWORD_LINK_LABEL = Message("mail_password_link_label", "设置新密码", "Choose a new password")
PASSWORD_CHANGED_SUBJECT = Message(
    "mail_password_changed_subject", "您的密码已修改", "Your password was changed"
)
PASSWORD_CHANGED = Message(
    "mail_password_changed",
    "您在 {organization} 的密码已修改，其他登录都已退出。",
    "your password at {organization} was changed, and you were signed out everywhere else.",
)
CHANGE_NOT_YOU = Message(
    "mail_change_not_you",
    "如果不是您本人操作，请立即设置新密码，并告知管理员。",
    "If it was not you, choose a new password at once and tell your administrator.",
)
EMAIL_CHANGED_SUBJECT = Message(
    "mail_email_changed_subject", "您的邮箱已修改", "Your e-mail address was changed"
)
EMAIL_CHANGED = Message(
    "mail_email_changed",
    "您在 {organization} 的邮箱已改为另一个地址，以后的邮件不再发到这里。",
    "your e-mail address at {organization} was changed: mails go to the new one from now on.",
)
