# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# tests/top/screen.sh: a terminal of some size, what is pressed there and what
# is on it, by tmux. Sourced, on the machine itself and in virtual ones.

export LC_ALL=C.UTF-8
# Not in a tmux of the user's.
unset TMUX NO_COLOR
tmux=(tmux -L "mlotrace-top-$$" -f /dev/null)

check() { # TEXT COMMAND...
	local text=$1

	shift
	if "$@"; then
		echo "ok - $text"
	else
		echo "not ok - $text"
		screen | sed 's/^/# | /'
	fi
}

# open COLUMNS LINES COMMAND...: run it in a new terminal; afterwards, what it
# left behind and "status N" are there to be seen.
open() {
	"${tmux[@]}" kill-server 2>/dev/null
	for _ in $(seq 50); do
		"${tmux[@]}" new-session -d -x "$1" -y "$2" \
			"${*:3}; echo status \$?; exec sleep 1000" \
			2>/dev/null && return
		sleep 0.1
	done
}
close() { "${tmux[@]}" kill-server 2>/dev/null; }
resize() { "${tmux[@]}" resize-window -x "$1" -y "$2"; }
press() { "${tmux[@]}" send-keys "$@"; }
screen() { "${tmux[@]}" capture-pane -p 2>/dev/null; }
# As it is drawn: with colours and other attributes.
drawn() { "${tmux[@]}" capture-pane -p -e 2>/dev/null; }

# shows REGEX: within ten seconds.
shows() {
	for _ in $(seq 100); do
		! screen | grep -Eq -- "$1" || return 0
		sleep 0.1
	done
	return 1
}
# The first line of the screen is there, and it fills so many lines.
is_drawn() { shows '^mlotrace'; }
ends() { shows "^status $1"; }
top_pid() {
	local shell

	shell=$("${tmux[@]}" list-panes -F '#{pane_pid}')
	tr -d ' ' <"/proc/$shell/task/$shell/children"
}
