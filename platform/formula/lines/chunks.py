"""Lines from a stream of bytes that comes in pieces."""

from objectry.formula.lines.evaluator import MOST_BYTES


class Chunks:
    """Cuts what comes into lines. Of a line that is too long only so much is kept that it is seen to be too long."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def lines(self, piece: bytes) -> list[bytes]:
        """The lines that are complete now, without those that are blank."""
        head, *others = piece.split(b"\n")
        self._keep(head)
        found: list[bytes] = []
        for one in others:
            found.append(bytes(self._rest))
            self._rest.clear()
            self._keep(one)
        return [one for one in found if not one.isspace() and one]

    def last(self) -> list[bytes]:
        """The line at the end, if nothing has ended it."""
        return self.lines(b"\n")

    def _keep(self, piece: bytes) -> None:
        self._rest += piece[: max(MOST_BYTES + 1 - len(self._rest), 0)]
