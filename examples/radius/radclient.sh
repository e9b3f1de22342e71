#!/bin/sh
# Asks about one call and tells of one, as a switch would. radclient is in Debian's freeradius-utils.
#   SECRET=... HOST=192.0.2.20 sh radclient.sh +8695588 +8613900000001
set -u
HOST=${HOST:-127.0.0.1}
SECRET=${SECRET:?the secret of the peer}
CALLER=${1:-95588}
CALLEE=${2:-+8613900000001}
CALL=radclient-$$

radclient -x -r 1 -t 1 "$HOST:1812" auth "$SECRET" <<EOF
Message-Authenticator = 0x00
Calling-Station-Id = "$CALLER"
Called-Station-Id = "$CALLEE"
Acct-Session-Id = "$CALL"
EOF
# radclient ends with 1 for a reject, which is an answer too; a silence is told as "No reply".

for STATUS in Start Stop; do
  radclient -x -r 1 -t 1 "$HOST:1813" acct "$SECRET" <<EOF
Acct-Status-Type = $STATUS
Acct-Session-Id = "$CALL"
Calling-Station-Id = "$CALLER"
Called-Station-Id = "$CALLEE"
NAS-Identifier = "radclient"
Acct-Session-Time = 42
EOF
done
