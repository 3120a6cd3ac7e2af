#!/bin/sh
# After the files are in place. The service isn't started: until its configuration names a ZITADEL it has nobody to ask.
set -e
[ -d /run/systemd/system ] || exit 0
systemctl daemon-reload
# An upgrade takes a running service along: dpkg tells the old version, rpm how many there are.
case "$1:$2" in
configure:?* | 2:*) systemctl try-restart zitadel-graphql.service ;;
esac
