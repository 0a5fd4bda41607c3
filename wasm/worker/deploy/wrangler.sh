#!/bin/sh
# Runs Wrangler on wrangler.jsonc: wrangler.sh deploy --dry-run
# It sends nothing but the deployment, and finds its Node beside it where the
# system's is older than the 22 it needs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$here/../../../build/wrangler
export WRANGLER_SEND_METRICS=false WRANGLER_SEND_ERROR_REPORTS=false CLOUDFLARE_CF_FETCH_ENABLED=false
export WRANGLER_HIDE_BANNER=true NO_UPDATE_NOTIFIER=1 DO_NOT_TRACK=1
export WRANGLER_LOG_PATH="$out/log"
# Wrangler names runtimes of other systems that not every registry has, which
# npm ci takes for a broken lockfile; install keeps to the locked versions too.
[ -d "$here/node_modules" ] || npm install --silent --no-save --ignore-scripts --prefix "$here"
PATH="$here/node_modules/.bin:$PATH" exec wrangler "$@" --config "$here/../wrangler.jsonc"
