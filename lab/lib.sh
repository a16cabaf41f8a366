# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2016 # apt's own $(NAME) in --format
# lab/lib.sh: what the lab's commands share: messages, the cache, a private
# apt that never touches the system's, and the catalogue of Debian kernels
# available through it. Sourced, never run.

# set -e of the commands that source this holds in $(...) too.
shopt -s inherit_errexit

# shellcheck source=lab/messages.sh
. "${BASH_SOURCE[0]%/*}/messages.sh"

LAB_CACHE=${MLOTRACE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mlotrace}
# Absolute, because the private apt and the builds change directory.
case $LAB_CACHE in /*) ;; *) LAB_CACHE=$PWD/$LAB_CACHE ;; esac

# lab_lock NAME: hold the lock NAME until the (sub)shell ends.
lab_lock() {
	mkdir -p "$LAB_CACHE/lock"
	exec {LAB_LOCK_FD}>"$LAB_CACHE/lock/$1"
	flock "$LAB_LOCK_FD"
}

# lab_tmp: a new directory in the cache, on the same file system as what is
# renamed out of it. Those of runs that were killed go after a day.
lab_tmp() {
	mkdir -p "$LAB_CACHE/tmp"
	find "$LAB_CACHE/tmp" -mindepth 1 -maxdepth 1 -mtime +0 \
		-exec rm -rf {} +
	mktemp -d "$LAB_CACHE/tmp/XXXXXXXX"
}

# lab_apply DIR WHAT PATCH...: to the source of WHAT in DIR.
lab_apply() {
	local dir=$1 what=$2 file

	shift 2
	for file; do
		patch -d "$dir" -p1 --fuzz=0 --force --no-backup-if-mismatch \
			<"$file" >"$dir/patch.log" 2>&1 || {
			sed 's/^/| /' "$dir/patch.log" >&2
			lab_die "'$file' does not apply to $what"
		}
	done
}

# lab_depmod DIR RELEASE: depmod, without its warnings of lists that the
# packages did not have.
lab_depmod() {
	depmod -b "$1" "$2" 2> >(sed '/could not open modules\./d' >&2)
}

lab_host_arch() { dpkg --print-architecture; }

# --- private apt ---------------------------------------------------------

# lab_apt ARCH PROG ARGS...: run apt-get or another apt program with lists,
# cache and sources of our own. The machine's keyring and its transport
# settings (proxies) stay; its hooks do not run.
lab_apt() {
	local arch=$1 prog=$2 dir=$LAB_CACHE/apt/$1

	shift 2
	"$prog" -c "$dir/apt.conf" \
		-o APT::Architecture="$arch" -o APT::Architectures="$arch" \
		-o APT::Sandbox::User="$(id -un)" \
		-o Dir::Etc::sourcelist="$dir/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null \
		-o Dir::Etc::preferences=/dev/null \
		-o Dir::Etc::preferencesparts=/dev/null \
		-o Dir::State="$dir/state" -o Dir::State::status="$dir/status" \
		-o Dir::Cache="$dir/cache" "$@"
}

# The suites that the machine itself uses, as "URI SUITE CODENAME" lines, read
# from its own apt.
lab_own_suites() {
	apt-get indextargets 'Created-By: Packages' 'Origin: Debian' \
		'Component: main' --format '$(REPO_URI) $(RELEASE) $(CODENAME)' |
		sort -u
}

# "RANK URI SUITE" lines: rank 0 for the machine's own suites, rank 1 for those
# of the same mirror that hold further kernels.
lab_suites() {
	lab_own_suites | awk '
	{
		rank0[$2] = $1; order[++n] = $2
		if ($3 ~ /-security$/)
			security = $1
		else if ($3 !~ /-/) {
			main = $1; extra[++m] = $3 "-backports"
		}
	}
	function more(suite, uri) {
		if (uri != "" && !(suite in rank0))
			print 1, uri, suite
	}
	END {
		for (i = 1; i <= n; i++)
			print 0, rank0[order[i]], order[i]
		for (i = 1; i <= m; i++)
			more(extra[i], main)
		more("trixie", main); more("trixie-updates", main)
		more("trixie-security", security)
		if (extra[1] != "trixie-backports")
			more("trixie-backports", main)
		more("sid", main)
	}'
}

# lab_catalogue_file ARCH: available kernel packages, one a line, separated by
# tabs: package, version, suite, rank, release of the upstream kernel.
lab_catalogue_file() { printf '%s\n' "$LAB_CACHE/apt/$1/catalogue"; }

lab_apt_configure() {
	local arch=$1 dir=$LAB_CACHE/apt/$1 suites signed_by=
	local keyring=/usr/share/keyrings/debian-archive-keyring.gpg

	suites=$(lab_suites)
	[ -n "$suites" ] || {
		lab_note "apt knows no Debian suite here; hint: apt-get update"
		return 1
	}
	[ ! -r "$keyring" ] || signed_by="[signed-by=$keyring] "
	mkdir -p "$dir/state/lists/partial" "$dir/cache/archives/partial"
	: >"$dir/status"
	printf '%s\n' "$suites" >"$dir/suites"
	printf '%s\n' "$suites" |
		awk -v s="$signed_by" '{ print "deb " s $2, $3, "main" }' \
			>"$dir/sources.list"
	cat >"$dir/apt.conf" <<-'CONF'
		#clear APT::Update::Pre-Invoke;
		#clear APT::Update::Post-Invoke;
		#clear APT::Update::Post-Invoke-Success;
		#clear Acquire::IndexTargets::deb::DEP-11;
		#clear Acquire::IndexTargets::deb::Translations;
	CONF
}

# lab_own_sources ARCH: of the private sources.list, this machine's own suites.
lab_own_sources() {
	grep -F -f <(awk '$1 == 0 { print " " $2 " " $3 " " }' \
		"$LAB_CACHE/apt/$1/suites") "$LAB_CACHE/apt/$1/sources.list"
}

# Write the catalogue out of the package lists that are there.
lab_catalogue_write() {
	local arch=$1 dir=$LAB_CACHE/apt/$1 file suite

	lab_apt "$arch" apt-get indextargets 'Created-By: Packages' \
		--format '$(FILENAME) $(RELEASE)' |
		while read -r file suite; do
			/usr/lib/apt/apt-helper cat-file "$file" |
				awk -v suite="$suite" -v suites="$dir/suites" '
				BEGIN {
					while ((getline line < suites) > 0) {
						split(line, f, " ")
						rank[f[3]] = f[1]
					}
				}
				/^Package: linux-(image|base|binary|modules|headers|kbuild|source)/ { p = $2 }
				p != "" && /^Version:/ {
					v = $2; u = v; sub(/-[^-]*$/, "", u)
					print p "\t" v "\t" suite "\t" rank[suite] "\t" u
				}
				/^$/ { p = "" }'
		done >"$dir/catalogue.new"
	if [ ! -s "$dir/catalogue.new" ]; then
		rm -f "$dir/catalogue.new"
		return 1
	fi
	mv "$dir/catalogue.new" "$dir/catalogue"
}

lab_missing_suites() {
	local arch=$1 got suite

	got=" $(lab_apt "$arch" apt-get indextargets 'Created-By: Packages' \
		--format '$(RELEASE)' | tr '\n' ' ') "
	while read -r _ _ suite; do
		case $got in *" $suite "*) ;; *) printf '%s ' "$suite" ;; esac
	done <"$LAB_CACHE/apt/$arch/suites"
}

# lab_catalogue ARCH [force]: make sure that a catalogue is there, at most a
# day old. Without a network an older one serves (next try in an hour).
lab_catalogue() (
	arch=$1 dir=$LAB_CACHE/apt/$1 file=$(lab_catalogue_file "$1")

	lab_need apt-get=apt dpkg-deb=dpkg flock=util-linux
	mkdir -p "$dir"
	lab_lock "apt-$arch"
	[ "${2:-}" = force ] || [ ! -s "$file" ] ||
		[ -n "$(find "$file" -mmin +1440)" ] || exit 0
	lab_note "reading the package lists ($arch)"
	status=0
	{ lab_apt_configure "$arch" &&
		lab_apt "$arch" apt-get -q update >"$dir/log" 2>&1 &&
		! grep -q '^W: Failed' "$dir/log"; } || status=1
	if [ -s "$dir/sources.list" ]; then
		unreached=$(lab_missing_suites "$arch")
		[ -z "$unreached" ] || lab_note "suites not reached: $unreached"
		lab_catalogue_write "$arch" || status=2
	fi
	[ -s "$file" ] || lab_skip "no package lists available for $arch"
	[ $status -eq 0 ] || {
		lab_note "not all lists could be refreshed; see $dir/log"
		touch -d '23 hours ago' "$file"
	}
)

# lab_kernels ARCH: kernels whose image and modules can both be had, one a
# line, separated by tabs: series, release, packages (with a comma), version, suite,
# rank, upstream version, "build" if headers and source are available too or "-".
# From 6.19 on an image is two packages, linux-binary-* and linux-modules-*,
# and only the first is kept in the archive for long.
lab_kernels() {
	local file

	file=$(lab_catalogue_file "$1")
	awk -F '\t' -v arch="$1" '
	function have(name, v) { return (name "\t" v) in seen }
	NR == FNR { seen[$1 "\t" $2] = 1; if ($1 ~ /^linux-binary-/) split_image[$1] = 1; next }
	$1 ~ "^linux-image-[0-9]+[.][0-9]+[.][0-9].*-" arch "(-unsigned)?$" {
		release = $1; sub(/^linux-image-/, "", release)
		unsigned = sub(/-unsigned$/, "", release)
		if (unsigned && have("linux-image-" release, $2))
			next
		packages = $1
		bin = "linux-binary-" release
		raw = "linux-binary-unsigned-" release
		if ((bin in split_image) || (raw in split_image)) {
			if (!have(bin, $2))
				bin = raw
			if (!have(bin, $2) || !have("linux-modules-" release, $2))
				next
			packages = bin ",linux-modules-" release
			if (have("linux-base-" release, $2))
				packages = packages ",linux-base-" release
		}
		if (done[release, $2]++)
			next
		series = $5; sub(/^[0-9]+\.[0-9]+/, "&\t", series); sub(/\t.*/, "", series)
		build = have("linux-headers-" release, $2) && have("linux-source-" series, $2) ? "build" : "-"
		print series "\t" release "\t" packages "\t" $2 "\t" $3 "\t" $4 "\t" $5 "\t" build
	}' "$file" <(sort -t $'\t' -k4,4n "$file")
}

# lab_resolve SPEC [build]: the kernel that SPEC names, as a line of
# lab_kernels. SPEC is [ARCH/]WHICH[-cloud|-rt][:oldest] with WHICH newest,
# 6.12, 6.12.43 or a whole release. Newest point release first; of two equal
# ones that of the machine's own suites. With "build" only kernels with headers
# and source count. Sets LAB_ARCH and LAB_KERNEL; returns 1 if there is none.
lab_resolve() {
	local spec=$1 build=${2:-} flavour='' pick=newest

	LAB_ARCH=$(lab_host_arch)
	case $spec in */*) LAB_ARCH=${spec%%/*} spec=${spec#*/} ;; esac
	case $spec in *:*) pick=${spec##*:} spec=${spec%:*} ;; esac
	case $spec in *-cloud | *-rt) flavour=${spec##*-}- spec=${spec%-*} ;; esac
	case $pick in oldest | newest) ;; *) lab_die "'$1': unknown choice '$pick'" ;; esac
	[[ $LAB_ARCH =~ ^(amd64|arm64)$ ]] ||
		lab_die "'$1': architecture '$LAB_ARCH' is not supported (amd64, arm64)"
	[[ $spec =~ ^(newest|[0-9]+\.[0-9]+.*)$ ]] ||
		lab_die "'$1': not a kernel series; hint: lab/fetch --list"
	lab_catalogue "$LAB_ARCH" || exit $?
	LAB_KERNEL=$(lab_kernels "$LAB_ARCH" |
		awk -F '\t' -v spec="$spec" -v build="$build" \
			-v suffix="-$flavour$LAB_ARCH" '
		function flavour_ok(release) {
			sub(/^[^-]*(-[0-9]+)?/, "", release)
			return release == suffix
		}
		build != "" && $8 != build { next }
		$2 == spec { print; next }
		flavour_ok($2) && (spec == "newest" || $7 == spec ||
			index($7, spec ".") == 1) { print }' |
		lab_sort "$pick" | head -n 1)
	[ -n "$LAB_KERNEL" ]
}

# Best first; of equal upstream versions the machine's own suite first.
lab_sort() {
	case $1 in
	newest) sort -t $'\t' -k7,7Vr -k6,6n -k4,4Vr ;;
	oldest) sort -t $'\t' -k7,7V -k6,6n -k4,4V ;;
	esac
}

# lab_deb ARCH PACKAGE VERSION DIR: download one package into DIR; apt checks
# its signature chain. Prints the file's path.
lab_deb() (
	lab_lock "apt-$1"
	cd "$4" || exit
	lab_apt "$1" apt-get -q download "$2=$3" >"$4/$2.log" 2>&1 || {
		lab_note "cannot download $2 $3: $(tail -n 1 "$4/$2.log")"
		exit 1
	}
	printf '%s\n' "$4/$2"_*.deb
)
