# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # of who sources this
# tests/fresh/debian.sh: a new Debian, out of the archive that this machine's apt
# uses. Sourced after lab/lib.sh. Who does so sets suite, include, the packages
# beside the smallest Debian, cache, work, and tree, and has skip(). Mounts are
# left to the name space.

# In memory, where there is plenty: it is written once, and read once.
in_memory() {
	awk '/^MemAvailable:/ { exit !($2 > 12 * 1024 * 1024) }' \
		/proc/meminfo && mount -t tmpfs -o size=8g fresh "$work/root"
}

# "deb URI SUITE main" lines: this machine's own, or those of its mirrors.
sources() {
	lab_own_suites | awk -v s="$suite" '
		$3 ~ "^" s "(-updates|-security)?$" {
			own[++n] = "deb " $1 " " $3 " main"
		}
		$3 ~ /-security$/ { security = $1 }
		$3 !~ /-/ { mirror = $1 }
		END {
			for (i = 1; i <= n; i++)
				print own[i]
			if (n > 0 || mirror == "")
				exit
			print "deb", mirror, s, "main"
			print "deb", mirror, s "-updates", "main"
			if (security != "")
				print "deb", security, s "-security", "main"
		}'
}

# This machine's proxies and the like; not what is on it: a program, a file.
transport() {
	apt-config dump Acquire |
		grep -E '^Acquire::(https?|Check-|Retries|ForceIP)' |
		grep -vE 'Auto-?Detect|::User-Agent|"/'
}

# Leaves a new Debian, with make, as $tar.
debian() {
	local mirror proxy=''

	[ -z "$(find "$tar" -mtime -7 2>/dev/null)" ] || return 0
	mirror=$(awk -v s="$suite" '$3 == s { print $2; exit }' "$work/sources")
	eval "$(apt-config shell proxy Acquire::http::Proxy)"
	env ${proxy:+http_proxy="$proxy"} debootstrap --variant=minbase \
		--include="$include" "$suite" "$work/new" "$mirror" || return
	rm -rf "$work/new"/var/cache/apt/archives/*.deb \
		"$work/new"/var/lib/apt/lists/*
	tar -I zstd -cf "$work/new.tar" -C "$work/new" . &&
		mv "$work/new.tar" "$tar" || return
	rm -rf "$work/new"
}

# The new Debian's way to the archive is this machine's.
settings() {
	local etc=$work/root/etc dir

	cp "$work/sources" "$etc/apt/sources.list"
	transport >"$etc/apt/apt.conf.d/90transport"
	for dir in trusted.gpg.d keyrings; do
		cp -r "/etc/apt/$dir" "$etc/apt" 2>/dev/null
	done
	# an https archive may be behind a proxy that this machine trusts
	[ ! -d "$etc/ssl/certs" ] || cp -L /etc/ssl/certs/ca-certificates.crt \
		"$etc/ssl/certs"
	cp -L /etc/resolv.conf /etc/hosts "$etc"
	# as it is thrown away, it need not survive a power cut
	echo force-unsafe-io >"$etc/dpkg/dpkg.cfg.d/throw-away"
}

# new_debian: in $work/root, with what is committed in /root/mlotrace.
new_debian() {
	sources >"$work/sources"
	[ -s "$work/sources" ] || skip "apt knows no archive of Debian here"
	! grep -q '^deb https' "$work/sources" || include+=,ca-certificates
	tar=$cache/$suite-$include.tar.zst
	mkdir -p "$cache/archives" "$cache/lab" "$work/root"
	debian >"$work/debian.log" 2>&1 || {
		tail -n 5 "$work/debian.log" | sed 's/^/# /'
		skip "debootstrap cannot make one here"
	}
	in_memory
	tar -I zstd -xf "$tar" -C "$work/root" || exit
	settings
	git clone -q --no-hardlinks "$tree" "$work/root/root/mlotrace" || exit
}

# need_new_debian: what it takes is there.
need_new_debian() {
	[ -z "${MLOTRACE_FRESH:-}" ] || skip "this is one"
	unshare --mount --pid --fork true 2>/dev/null ||
		skip "no name space for its mounts: not root?"
	command -v debootstrap >/dev/null ||
		skip "no debootstrap here; hint: make deps"
	git -C "$tree" rev-parse -q --verify HEAD >/dev/null 2>&1 ||
		skip "nothing that git could clone"
}
