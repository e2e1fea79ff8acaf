#!/bin/sh
# Deploys the tree of this checkout: deploy.sh staging|production.
# DEPLOY_ROOT says where the deployments stand, AGENT_STUDIO_ENV which configuration they use.
set -eu

target="${1:-}"
environment="${AGENT_STUDIO_ENV:-production}"
root="${DEPLOY_ROOT:-/srv/deployments}"

fail() {
  printf 'deploy: %s\n' "$1" >&2
  exit 1
}

case "$target" in
  staging|production) ;;
  *) fail "usage: deploy.sh staging|production" ;;
esac
[ -f package.json ] || fail "no package.json here; run it from the root of the checkout"
[ -f .claude/config.yaml ] || fail "no .claude/config.yaml to deploy"
commit="$(git rev-parse HEAD)"

printf 'Deploying %s to %s\n' "$commit" "$target"
rm -rf "$root/$target"
mkdir -p "$root/$target/.claude"
cp package.json "$root/$target/package.json"
for entry in .claude/*; do
  case "$entry" in
    .claude/context|.claude/staging) ;; # what sessions write stays where it is
    *) cp -R "$entry" "$root/$target/.claude/" ;;
  esac
done

deployed_at="$(date -u +%Y-%m-%dT%H:%M:%SZ)"
printf '{"target": "%s", "commit": "%s", "environment": "%s", "deployed_at": "%s"}\n' \
  "$target" "$commit" "$environment" "$deployed_at" > "$root/$target/deployment.json"
printf 'Configuration: %s\n' "$environment"
printf 'Done: %s\n' "$root/$target"
