# SPDX-License-Identifier: GPL-2.0-only
#
# make            build mlotrace into $(O), by default build/
# make demo       show the leak on a real kernel, in a simulated network
# make test       all tests; the last line is "N passed, N failed, N skipped"
# make build-deps install what building takes (Debian, as root; else name it);
#                 make deps: what the lab and the tests take, too
# make install    DESTDIR and PREFIX as usual
# make deb        a Debian package, of what is committed (make rpm: likewise)
# make bench      what it costs, against what is there to compare; see
#                 docs/benchmarks.md
#
# V=1 shows the commands. O=DIR builds elsewhere. TOP=0 leaves 'mlotrace top'
# out, which takes ncurses; ARCHIVES=0 leaves out what reads packages, which
# takes libarchive. BPF_LINES=1 keeps the sources' lines for the log of
# a verifier that refuses a program.
#
# CROSS_COMPILE=aarch64-linux-gnu- builds for arm64, best with an O of its own.
# SYSROOT=DIR has that architecture's libraries; lab/sysroot gets Debian's if
# none is named. With SYSROOT=/ those serve that are installed here. Installing
# then also builds for this machine, by HOSTCC, what writes the completions.
#
# MUSL=1 builds a static program with musl-gcc, also best with an O of its own.
# SYSROOT=DIR has static libraries; lab/musl makes them if none is named.

VERSION := 0.1.0
PREFIX ?= /usr/local
SBINDIR ?= $(PREFIX)/sbin
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share/mlotrace
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
UNITDIR ?= $(PREFIX)/lib/systemd/system
O ?= build
# one name for each file, whichever way it was asked for
override O := $(O:$(CURDIR)/%=%)
ifeq ($(origin CC),default)
CC := $(if $(MUSL),musl-gcc,$(CROSS_COMPILE)gcc)
endif
HOSTCC ?= gcc
CLANG ?= clang
LLVM_OBJCOPY ?= llvm-objcopy
BPFTOOL ?= $(firstword $(wildcard /usr/sbin/bpftool /usr/local/sbin/bpftool) \
	bpftool)
PKG_CONFIG ?= pkg-config
STRIP ?= $(CROSS_COMPILE)strip
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s%s\n' $(1) $(2))

# What is compiled for: as the compiler calls it, and as libbpf's headers do.
MACHINE := $(firstword $(subst -, ,$(notdir \
	$(or $(CROSS_COMPILE),$(shell $(CC) -dumpmachine 2>/dev/null)))))
BPF_ARCH := $(subst aarch64,arm64,$(subst x86_64,x86,$(MACHINE)))

ifneq ($(MUSL),)
TRIPLET := $(MACHINE)-linux-musl
ROOT := $(or $(SYSROOT),$(shell lab/musl))
ROOT_FLAGS = -isystem $(ROOT)/usr/include -L$(ROOT)/usr/lib/$(TRIPLET)
else ifneq ($(CROSS_COMPILE),)
TRIPLET := $(patsubst %-,%,$(notdir $(CROSS_COMPILE)))
ROOT := $(or $(SYSROOT),\
	$(shell lab/sysroot $(subst aarch64,arm64,$(subst x86_64,amd64,$(MACHINE)))))
ROOT_FLAGS = $(addprefix --sysroot=,$(ROOT))
endif
ifneq ($(TRIPLET),)
$(if $(ROOT),,$(error no libraries for $(TRIPLET); hint: SYSROOT=DIR))
ROOT := $(patsubst %/,%,$(ROOT))
PKG_CONFIG := PKG_CONFIG_SYSROOT_DIR=$(ROOT) PKG_CONFIG_PATH= \
	PKG_CONFIG_LIBDIR=$(ROOT)/usr/lib/$(TRIPLET)/pkgconfig:$(ROOT)/usr/share/pkgconfig \
	$(PKG_CONFIG) $(if $(MUSL),--static)
endif

PKGS := libbpf libcap-ng libseccomp libelf liblzma libzstd zlib json-c libnl-3.0 libnl-genl-3.0
TOP ?= $(if $(shell $(PKG_CONFIG) --exists ncursesw 2>/dev/null && echo yes),1,0)
ifneq ($(TOP),0)
PKGS += ncursesw
endif
# Packages are read by libarchive. It is loaded only then: all it needs would
# make every start longer.
ARCHIVES ?= $(if $(shell $(PKG_CONFIG) --exists libarchive 2>/dev/null && echo yes),1,0)
ifneq ($(ARCHIVES),0)
PKGS += libarchive
endif
# Small, as most of it waits for something; and hardened. Who gives CFLAGS or
# LDFLAGS gives all of these.
HARDEN := -fstack-protector-strong -fstack-clash-protection -D_FORTIFY_SOURCE=2 \
	$(if $(filter x86_64,$(MACHINE)),-fcf-protection) \
	$(if $(filter aarch64,$(MACHINE)),-mbranch-protection=standard)
SMALL := $(shell $(CC) -Oz -E -x c /dev/null >/dev/null 2>&1 && echo -Oz || echo -Os)
CFLAGS ?= $(SMALL) -g -fno-asynchronous-unwind-tables -ffunction-sections \
	-fdata-sections $(HARDEN)
# Relocations of a bit each, 25 kB less, where the C library knows of them (glibc
# 2.36): only then does the linker ask for that version.
RELR = $(shell t=$$(mktemp) && echo 'int main(void) { return 0; }' | \
	$(CC) -fPIE -pie -Wl,-z,pack-relative-relocs -o $$t -x c - 2>/dev/null && \
	grep -q GLIBC_ABI_DT_RELR $$t && echo -Wl,-z,pack-relative-relocs; rm -f $$t)
LDFLAGS ?= $(if $(MUSL),-static,-pie $(RELR)) -Wl,-z,relro,-z,now -Wl,--gc-sections
WARN := -Wall -Wextra -Wformat=2 -Wmissing-prototypes -Wstrict-prototypes \
	-Wshadow -Wno-unused-parameter -Wno-missing-field-initializers $(if $(CI),-Werror)
# uthash's own default, Jenkins' function, is 4 kB more of code.
ALL_CFLAGS = $(ROOT_FLAGS) -std=gnu11 -fPIE $(WARN) $(CPPFLAGS) $(CFLAGS) -D_GNU_SOURCE -DHASH_FUNCTION=HASH_FNV -I$(O) -Isrc -Ibpf \
	$(shell $(PKG_CONFIG) --cflags $(PKGS)) $(if $(MUSL),-DLIBRARIES_STATIC) -MMD -MP
# libc comes first: each symbol is looked for in the order of the libraries.
LIBS = $(ROOT_FLAGS) -Wl,--as-needed -lc $(shell $(PKG_CONFIG) --libs $(PKGS)) -lpthread
BPF_CFLAGS = -g -O2 -target bpf -D__TARGET_ARCH_$(BPF_ARCH) -Wall -Wextra \
	-Wno-unused-parameter $(if $(CI),-Werror) -Ibpf -Ivmlinux -MMD -MP -MF $(@:.o=.d) -MT $@

# What draws, or what stands in for it.
TOP_SRCS := $(addprefix src/top/,cmd_top.c top_curses.c top_draw.c \
	top_draw_text.c top_matrix.c top_ui.c top_view.c)
# The same for packages.
ARCHIVE_SRCS := $(addprefix src/package/,cpio.c info.c library.c read.c reader.c \
	rpm.c source.c stream.c unpack.c)
SRCS := $(filter-out $(if $(filter 0,$(TOP)),$(TOP_SRCS),src/top/top_none.c) \
	$(if $(filter 0,$(ARCHIVES)),$(ARCHIVE_SRCS),src/package/package_none.c),\
	$(filter-out src/air/% src/completions/%,$(wildcard src/*.c src/*/*.c)))
AIR_SRCS := $(filter-out src/air/main.c,$(wildcard src/air/*.c))
OBJS := $(SRCS:%.c=$(O)/%.o)
AIR_OBJS := $(AIR_SRCS:%.c=$(O)/%.o)
PARTS := $(filter-out $(O)/src/main.o,$(OBJS)) $(AIR_OBJS)
MAINS := $(O)/src/air/main.o $(O)/src/completions/main.o
BPF_OBJS := $(patsubst %.c,$(O)/%.o,$(wildcard bpf/*.bpf.c))
SKELS := $(patsubst bpf/%.bpf.c,$(O)/%.skel.h,$(wildcard bpf/*.bpf.c))

# Debian's names of what building, the lab and the tests take.
BUILD_DEPS := gcc make pkg-config zstd clang llvm bpftool libbpf-dev libcap-ng-dev libseccomp-dev \
	libelf-dev liblzma-dev libzstd-dev zlib1g-dev libjson-c-dev \
	libnl-3-dev libnl-genl-3-dev uthash-dev libncurses-dev libarchive-dev
LAB_DEPS := qemu-system-x86 busybox-static cpio kmod xz-utils jq patch \
	pahole binutils bc
TEST_DEPS := check bats zsh fish tmux chromium python3 python3-jsonschema \
	mandoc libclang-rt-14-dev dpkg-dev debhelper lintian rpm debootstrap \
	eatmydata socat cppcheck shellcheck valgrind iw mawk git \
	build-essential openssl bzip2 lz4 e2fsprogs squashfs-tools sosreport
BENCH_DEPS := bpftrace bpftool
CROSS_DEPS := gcc-aarch64-linux-gnu qemu-system-arm musl-tools cmake \
	bison flex gperf

.SECONDARY:
.PHONY: all completions build-deps deps demo test bench unit install uninstall \
	dist deb rpm clean tools
all: $(O)/mlotrace $(O)/mlotrace-air $(if $(CROSS_COMPILE),,completions)

$(O)/mlotrace: $(OBJS) $(AIR_OBJS)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(O)/mlotrace-air: $(AIR_OBJS) $(O)/src/air/main.o
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# The shells complete what the verbs' tables have.
COMPLETIONS := $(addprefix $(O)/completions/mlotrace.,bash zsh fish)
completions: $(COMPLETIONS)

$(O)/mlotrace-completions: $(PARTS) $(O)/src/completions/main.o
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

WRITER := $(O)/$(if $(CROSS_COMPILE),native/)mlotrace-completions
$(O)/completions/mlotrace.%: $(WRITER) src/completions/frame.bash
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q){ $(if $(filter bash,$*),cat src/completions/frame.bash &&) \
		$< $*; } > $@.tmp
	$(Q)mv $@.tmp $@

ifneq ($(CROSS_COMPILE),)
.PHONY: $(WRITER)
$(WRITER):
	$(Q)$(MAKE) --no-print-directory CROSS_COMPILE= CC=$(HOSTCC) CFLAGS=-O1 \
		LDFLAGS= PKG_CONFIG=pkg-config TOP=$(TOP) O=$(@D) $@
endif

$(O)/%.o: %.c Makefile
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

# These look at every type of the kernel, or write each value of a record.
$(addprefix $(O)/src/,kernel/hooks.o kernel/type_table.o kernel/types_collect.o \
	base/line.o): ALL_CFLAGS += $(if $(filter -Os -Oz,$(CFLAGS)),-O2)

# What bpftool writes anew has no DWARF. The text of the sources' lines, 35 kB
# that only the verifier's log shows, is left out by claiming that there is none
# (line_info_len of struct btf_ext_header), unless BPF_LINES=1 asks for it.
# clang's labels for jumps, LBB*, are 10 kB of symbols that nobody asks for.
$(O)/%.bpf.o: %.bpf.c Makefile
	$(call say,BPF,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -c -o $@.tmp $<
ifeq ($(BPF_LINES),)
	$(Q)$(LLVM_OBJCOPY) --dump-section .BTF.ext=$@.ext $@.tmp
	$(Q)printf '\0\0\0\0' | \
		dd of=$@.ext bs=1 seek=20 conv=notrunc status=none
	$(Q)$(LLVM_OBJCOPY) --update-section .BTF.ext=$@.ext $@.tmp
endif
	$(Q)$(LLVM_OBJCOPY) --wildcard --strip-symbol='LBB*' $@.tmp
	$(Q)$(BPFTOOL) gen object $@ $@.tmp
	$(Q)rm -f $@.tmp $@.ext

# Without the object itself: that is packed, and src/kernel/object.c has it.
$(O)/%.skel.h: $(O)/bpf/%.bpf.o
	$(call say,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name $*_bpf > $@.tmp
	$(Q)sed '/^static inline const void \*$*_bpf__elf_bytes(size_t \*sz)$$/,/^}/d' \
		$@.tmp > $@.cut
	$(Q)rm $@.tmp
	$(Q)mv $@.cut $@

# What the program carries packed: see src/base/packed.h.
packs = $(Q)mkdir -p $(@D) && cat $(1) | \
	zstd -q --ultra -22 --no-check -c > $@.tmp && mv $@.tmp $@
$(O)/bpf/%.bpf.o.zst: $(O)/bpf/%.bpf.o
	$(call packs,$<)
$(O)/src/kernel/object.o: CPPFLAGS += -DOBJECT='"$(O)/bpf/mlotrace.bpf.o.zst"'
$(O)/src/kernel/object.o: $(O)/bpf/mlotrace.bpf.o.zst

$(O)/version.h: Makefile
	$(Q)mkdir -p $(@D)
	$(Q)echo '#define MLOTRACE_VERSION "$(VERSION)"' > $@

# The page of report --html. Its policy names style and script by their hashes.
HTML_CSS := src/html/page.css
HTML_JS := $(addprefix src/html/,page.js lanes.js signs.js timeline.js list.js)
base64_sha256 = $$(cat $(1) | sha256sum | cut -c -64 | tr a-f A-F | \
	basenc -d --base16 | base64)
$(O)/html_assets.h: $(HTML_CSS) $(HTML_JS) Makefile
	$(Q)mkdir -p $(@D)
	$(Q)printf '#define HTML_PAGE_%s_HASH "%s"\n' \
		CSS "$(call base64_sha256,$(HTML_CSS))" \
		JS "$(call base64_sha256,$(HTML_JS))" > $@
$(O)/page.css.zst: $(HTML_CSS)
	$(call packs,$^)
$(O)/page.js.zst: $(HTML_JS)
	$(call packs,$^)
$(O)/src/html/html_assets.o: CPPFLAGS += -DHTML_ASSETS='"$(O)/page"'
$(O)/src/html/html_assets.o: $(O)/page.css.zst $(O)/page.js.zst
$(O)/src/html/html_page.o: $(O)/html_assets.h

# The generated headers have to be there before the first compilation finds
# out who includes them.
$(OBJS) $(AIR_OBJS) $(MAINS): | $(O)/version.h $(SKELS)

# All that building takes and is missing, before compilers name it one by one.
$(OBJS) $(AIR_OBJS) $(MAINS) $(BPF_OBJS): | tools
tools:
	@missing=; \
	for tool in $(foreach t,CC CLANG LLVM_OBJCOPY BPFTOOL,$(firstword $($t))) \
		pkg-config zstd; do \
		command -v $$tool >/dev/null || missing="$$missing $$tool"; \
	done; \
	for package in $(PKGS); do \
		$(PKG_CONFIG) --exists $$package 2>/dev/null || \
			missing="$$missing $$package"; \
	done; \
	[ -z "$$missing" ] || { \
		echo "not here:$$missing; hint: make build-deps" >&2; exit 1; }

# What is missing is installed when root runs this, and named otherwise.
build-deps:
	@lab/deps $(BUILD_DEPS)
deps:
	@lab/deps $(BUILD_DEPS) $(LAB_DEPS) $(TEST_DEPS) $(CROSS_DEPS) \
		$(if $(filter bench,$(MAKECMDGOALS)),$(BENCH_DEPS))

demo:
	@lab/deps $(BUILD_DEPS) $(LAB_DEPS)
	$(Q)$(MAKE) --no-print-directory all
	$(Q)O=$(O) lab/demo

test: deps
	$(Q)$(MAKE) --no-print-directory all
	$(Q)MAKE="$(MAKE)" O=$(O) tests/run

# Unit tests have every object but the mains, with sanitizers.
SANITIZE := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
UNIT_TESTS := $(patsubst tests/unit/%.c,$(O)/unit/%,$(wildcard tests/unit/test_*.c))

unit:
	$(Q)$(MAKE) --no-print-directory O=$(O)/sanitized \
		CFLAGS="$(SANITIZE)" LDFLAGS= unit-programs

.PHONY: unit-programs
unit-programs: $(UNIT_TESTS)

$(O)/unit/%: tests/unit/%.c $(PARTS)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests/unit -o $@ \
		$(filter %.c %.o,$^) $(LIBS) \
		$(shell $(PKG_CONFIG) --libs check)

# What the decoders make of a module, for tests/arch/run.
$(O)/arch/decode: tests/arch/decode.c $(PARTS)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.c %.o,$^) $(LIBS)

# Writes records as JSON lines, for tests/bench/line.
$(O)/bench/line: tests/bench/line.c $(PARTS)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.c %.o,$^) $(LIBS)

# What a program does at the least, to measure against.
$(O)/bench/bare: tests/bench/bare.c
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(LIBS)

$(O)/bench/empty.bpf.o: BPF_CFLAGS += -DEMPTY -Wno-unused-value
$(O)/bench/%.bpf.o: tests/bench/bare.bpf.c Makefile
	$(call say,BPF,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -c -o $@ $<

bench: deps
	$(Q)$(MAKE) --no-print-directory all $(O)/bench/bare $(O)/bench/line \
		$(O)/bench/bare.bpf.o $(O)/bench/empty.bpf.o
	$(Q)O=$(O) tests/bench/run

# The fuzzers have them too, by clang, with libFuzzer.
FUZZ := -O1 -g -fno-omit-frame-pointer '-DIMAGE_MAX_UNPACKED=(1UL<<20)' \
	'-DPACKAGE_MAX_UNPACKED=(4ULL<<20)' '-DPACKAGE_MAX_KEPT=(1UL<<20)' \
	-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
FUZZERS := $(patsubst tests/fuzz/%.c,$(O)/%,$(wildcard tests/fuzz/fuzz_*.c))

.PHONY: fuzzers fuzz-programs
fuzzers:
	$(Q)$(MAKE) --no-print-directory O=$(O)/fuzz CC=$(CLANG) \
		CFLAGS="$(FUZZ)" CI= fuzz-programs
fuzz-programs: $(FUZZERS)

$(O)/fuzz_%: tests/fuzz/fuzz_%.c $(PARTS)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer -o $@ \
		$(filter %.c %.o,$^) $(LIBS)

MAN8 := $(wildcard man/*.8)
MAN7 := $(wildcard man/*.7)
MAN5 := $(wildcard man/*.5)
PROMETHEUS := $(wildcard contrib/prometheus/*)
UNITS := $(notdir $(wildcard contrib/systemd/*))
install: all completions
	install -d $(DESTDIR)$(SBINDIR) $(DESTDIR)$(MANDIR)/man8 \
		$(DESTDIR)$(MANDIR)/man7 $(DESTDIR)$(MANDIR)/man5 $(DESTDIR)$(BASHDIR) \
		$(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR) $(DESTDIR)$(DATADIR)
	install -m 755 -s --strip-program=$(STRIP) $(O)/mlotrace $(DESTDIR)$(SBINDIR)/mlotrace
	install -m 755 contrib/mlotrace-btf $(DESTDIR)$(SBINDIR)
	install -m 644 $(MAN8) $(DESTDIR)$(MANDIR)/man8
	install -m 644 $(MAN7) $(DESTDIR)$(MANDIR)/man7
	install -m 644 $(MAN5) $(DESTDIR)$(MANDIR)/man5
	install -m 644 $(O)/completions/mlotrace.bash $(DESTDIR)$(BASHDIR)/mlotrace
	install -m 644 $(O)/completions/mlotrace.zsh $(DESTDIR)$(ZSHDIR)/_mlotrace
	install -m 644 $(O)/completions/mlotrace.fish $(DESTDIR)$(FISHDIR)
	install -m 644 contrib/mlotrace.schema.json $(DESTDIR)$(DATADIR)
	install -d $(DESTDIR)$(UNITDIR) $(DESTDIR)$(DATADIR)/prometheus
	for unit in $(UNITS); do sed 's,/usr/sbin,$(SBINDIR),' \
		contrib/systemd/$$unit > $(DESTDIR)$(UNITDIR)/$$unit || exit; done
	install -m 644 $(PROMETHEUS) $(DESTDIR)$(DATADIR)/prometheus

uninstall:
	rm -f $(DESTDIR)$(SBINDIR)/mlotrace $(DESTDIR)$(SBINDIR)/mlotrace-btf \
		$(MAN8:man/%=$(DESTDIR)$(MANDIR)/man8/%) \
		$(MAN7:man/%=$(DESTDIR)$(MANDIR)/man7/%) \
		$(MAN5:man/%=$(DESTDIR)$(MANDIR)/man5/%) \
		$(DESTDIR)$(BASHDIR)/mlotrace $(DESTDIR)$(ZSHDIR)/_mlotrace \
		$(DESTDIR)$(FISHDIR)/mlotrace.fish \
		$(UNITS:%=$(DESTDIR)$(UNITDIR)/%)
	rm -rf $(DESTDIR)$(DATADIR)

dist:
	$(Q)mkdir -p $(O)
	git archive --prefix=mlotrace-$(VERSION)/ \
		-o $(O)/mlotrace-$(VERSION).tar.gz HEAD

# Packages of what is committed, in $(O)/deb and $(O)/rpm.
deb rpm: dist
	$(Q)VERSION=$(VERSION) BUILD_DEPS="$(BUILD_DEPS)" PKGS="$(PKGS)" \
		contrib/package $@ $(O)/mlotrace-$(VERSION).tar.gz $(O)/$@

clean:
	rm -rf $(O)

-include $(UNIT_TESTS:=.d) $(FUZZERS:=.d) $(OBJS:.o=.d) $(AIR_OBJS:.o=.d) $(BPF_OBJS:.o=.d) $(MAINS:.o=.d)
