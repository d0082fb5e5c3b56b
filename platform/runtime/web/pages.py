"""The texts of pages."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.formula.messages import Message

TAGLINE = Message(
    "page_tagline",
    "用元数据描述业务，而不是编写程序",
    "Describe your business instead of programming it",
)
ACCOUNT = Message("page_account", "登录账号", "Your account")
PASSWORD = Message("page_password", "登录密码", "Your password")
SIGN_IN = Message("page_sign_in", "登录", "Sign in")
SIGN_OUT = Message("page_sign_out", "退出", "Sign out")
OBJECTS = Message("page_objects", "业务对象", "Your objects")
INTERFACE = Message("page_api", "接口说明（OpenAPI）", "Interface description (OpenAPI)")
FAILED = Message(
    "page_failed",
    "连接不上服务器，请稍后再试",
    "The server cannot be reached, please try again",
)

TEXTS: Mapping[str, Message] = MappingProxyType(
    {
        "tagline": TAGLINE,
        "account": ACCOUNT,
        "password": PASSWORD,
        "sign_in": SIGN_IN,
        "sign_out": SIGN_OUT,
        "objects": OBJECTS,
        "api": INTERFACE,
        "failed": FAILED,
    }
)
"""The texts of the front page by their place in it."""
