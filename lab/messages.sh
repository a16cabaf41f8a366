# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# lab/messages.sh: what a script says, and the status it ends with. Sourced.

# Exit status "not available here": test runners count it as a skip.
LAB_SKIP=77

lab_note() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
lab_die() { lab_note "$@"; exit 1; }
lab_skip() { lab_note "$@"; exit "$LAB_SKIP"; }

# lab_need PROG=PACKAGE...: all programs must be there, or one apt line says
# how to get them.
lab_need() {
	local pair missing=()

	for pair; do
		command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
	done
	[ ${#missing[@]} -eq 0 ] ||
		lab_die "missing programs; hint: apt-get install ${missing[*]}"
}
