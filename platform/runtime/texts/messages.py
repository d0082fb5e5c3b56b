"""What is said of moments."""

from objectry.formula.messages import Message

JUST_NOW = Message("just_now", "刚刚", "just now")
