#!/bin/sh
# Before the files go, unless others take their place.
set -e
[ -d /run/systemd/system ] || exit 0
case "$1" in
remove | 0) systemctl disable --now zitadel-graphql.socket zitadel-graphql.service ;;
esac
