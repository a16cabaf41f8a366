#!/usr/bin/env zsh
# SPDX-License-Identifier: GPL-2.0-only
# tests/cli/complete.zsh DIR LINE: what a zsh at a terminal offers after LINE,
# with the completions in DIR (_mlotrace), one a line
zmodload zsh/zpty
work=$(mktemp -d)
out=$work/out
cat >$work/rc <<RC
PROMPT=
fpath=($1 \$fpath)
autoload -Uz compinit
compinit -u -D
# all that compadd is given for the user to see
compadd() {
	[[ \${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]] && { builtin compadd "\$@"; return }
	local -a hits
	builtin compadd -A hits "\$@"
	print -rl -- \$hits >>$out
	builtin compadd "\$@"
}
setopt no_always_last_prompt
zstyle ':completion:*' list-prompt ''
# what is typed before the editor reads is no key to it
zle-line-init() { print ready >>$work/state }
zle -N zle-line-init
RC
await() {
	repeat 600; do
		grep -q $1 $work/state 2>/dev/null && return
		zpty -rt z junk
		sleep 0.1
	done
	print -u 2 "$0: no answer"
	rm -r $work
	exit 1
}
zpty z "TERM=dumb zsh -f -i"
zpty -w z "source $work/rc"
await ready
zpty -nw z "$2"$'\t\C-u'"print done >>$work/state"$'\n'
await done
zpty -d z
touch $out
sort -u $out
rm -r $work
