# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# bash completion of mlotrace. What follows it, _mlotrace_table, is made of the
# program's own options: lines of VERB LETTER NAME VALUE [WORD...].

# Offer, for the word that is being written, what a value may be.
_mlotrace_value() { # VALUE WORDS
	case $1 in
	file | dir) compopt -o filenames 2>/dev/null ;;
	esac
	mapfile -t COMPREPLY < <(case $1 in
		file) compgen -f -- "$cur" ;;
		dir) compgen -d -- "$cur" ;;
		iface) cd /sys/class/net && compgen -f -- "$cur" ;;
		word) compgen -W "$2" -- "$cur" ;;
		esac)
}

_mlotrace() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local verb=trace of letter name value words args=none offered=()

	# readline makes a word of the "=" in --option=value
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	if ((COMP_CWORD == 1)); then
		args=word offered=(--version)
	elif [[ ${COMP_WORDS[1]} != -* ]]; then
		verb=${COMP_WORDS[1]}
	fi
	COMPREPLY=()
	while read -r of letter name value words; do
		[[ $of == "$verb" ]] || continue
		if [[ $name == _ ]]; then
			[[ $args == word ]] || args=$value
			continue
		fi
		if [[ $value != none && $prev == @("-$letter"|"--$name") ]]; then
			_mlotrace_value "$value" "$words"
			return
		fi
		[[ $letter == _ ]] || offered+=("-$letter")
		[[ $value == none ]] && offered+=("--$name") ||
			offered+=("--$name=")
	done <<<"$_mlotrace_table"
	if [[ $cur != -* ]]; then
		_mlotrace_value "$args" \
			"$(cut -s -d ' ' -f 1 <<<"$_mlotrace_table" | uniq)"
		return
	fi
	_mlotrace_value word "${offered[*]}"
	[[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
}

complete -F _mlotrace mlotrace
