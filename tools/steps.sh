# Sourced by setup, run and test: long commands as named steps, with a quiet log and the time they took.
#
#   step "Name" SECONDS COMMAND…   runs the command (a program, not a shell function) with its output in
#                                  build/log/name.log; SECONDS is its limit, 0 for none. If it fails, or takes too long,
#                                  shows the end of the log and returns its status (124: took too long).
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
logs=$root/build/log
mkdir -p "$logs"
step_child=

# `timeout` gives the command its own process group and passes our signal on to all of it.
stop_step() {
  if [[ -n $step_child ]]; then
    kill -TERM "$step_child" 2>/dev/null || true
    wait "$step_child" || true
  fi
  echo
  exit 130
}
trap stop_step INT TERM

log_of() { echo "$logs/$(tr -cs 'a-z0-9+' '-' <<<"${1,,}" | sed 's/-*$//').log"; }

step() {
  local name=$1 limit=$2 log started=$SECONDS status=0
  shift 2
  log=$(log_of "$name")
  if [[ ! -t 1 ]]; then printf '%-44s' "$name"; fi
  timeout --kill-after=10 "$limit" "$@" >"$log" 2>&1 </dev/null &
  step_child=$!
  if [[ -t 1 ]]; then
    while kill -0 "$step_child" 2>/dev/null; do
      printf '\r%-44s %4d s  %-12s' "$name" $((SECONDS - started)) \
        "$(tail -c 300 "$log" | grep -oE '^\[[0-9]+/[0-9]+\]' | tail -n 1)"
      sleep 0.5
    done
    printf '\r%-70s\r%-44s' '' "$name"
  fi
  wait "$step_child" || status=$?
  step_child=
  step_seconds=$((SECONDS - started))
  printf ' %4d s' "$step_seconds"
  if ((status == 0)); then echo; return 0; fi
  if ((status == 124)); then echo "  took longer than its $limit s"; else echo "  failed"; fi
  echo "--- the end of ${log#"$root"/}"
  tail -n 40 "$log"
  echo "---"
  return "$status"
}
