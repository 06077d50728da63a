"""Answers the S3 server's question who a key belongs to. Run by the server, at a key's first use.

It gets {"user": <key id>} and answers with the storage that this key sees and the secret that its
requests must be signed with; nothing for a key that it does not know, which refuses the request.
Standard library only: it starts while a client waits.
"""

import json
import os
import sys


def main() -> int:
    """Exit status 1 and no answer for an unknown key."""
    key = json.load(sys.stdin)["user"]
    with open(os.environ["ADOPTION_S3_LOGINS"], encoding="utf-8") as file:
        login = json.load(file).get(key)
    if login is None:
        return 1
    json.dump(login, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
