# SPDX-License-Identifier: GPL-2.0-only
#
# make            build mlotrace into $(O), by default build/
# make demo       show the leak on a real kernel, in a simulated network
# make test       all tests; the last line is "N passed, N failed, N skipped"
# make install    DESTDIR and PREFIX as usual
#
# V=1 shows the commands. O=DIR builds elsewhere.

VERSION := 0.1.0
PREFIX ?= /usr/local
SBINDIR ?= $(PREFIX)/sbin
MANDIR ?= $(PREFIX)/share/man
O ?= build
CC ?= gcc
CLANG ?= clang
BPFTOOL ?= $(firstword $(wildcard /usr/sbin/bpftool /usr/local/sbin/bpftool) \
	bpftool)
PKG_CONFIG ?= pkg-config
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s%s\n' $(1) $(2))

PKGS := libbpf libcap-ng libelf liblzma libzstd zlib json-c libnl-3.0 libnl-genl-3.0
CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Wformat=2 -Wmissing-prototypes -Wstrict-prototypes \
	-Wshadow -Wno-unused-parameter -Wno-missing-field-initializers $(if $(CI),-Werror)
ALL_CFLAGS = -std=gnu11 $(WARN) $(CFLAGS) -D_GNU_SOURCE -I$(O) -Isrc -Ibpf \
	$(shell $(PKG_CONFIG) --cflags $(PKGS)) -MMD -MP
LIBS = -Wl,--as-needed $(shell $(PKG_CONFIG) --libs $(PKGS)) -lpthread
BPF_ARCH := $(subst aarch64,arm64,$(subst x86_64,x86,$(shell uname -m)))
BPF_CFLAGS = -g -O2 -target bpf -D__TARGET_ARCH_$(BPF_ARCH) -Wall -Wextra \
	-Wno-unused-parameter $(if $(CI),-Werror) -Ibpf -Ivmlinux -MMD -MP -MF $(@:.o=.d) -MT $@

SRCS := $(wildcard src/*.c)
AIR_SRCS := $(filter-out src/air/main.c,$(wildcard src/air/*.c))
OBJS := $(SRCS:%.c=$(O)/%.o)
AIR_OBJS := $(AIR_SRCS:%.c=$(O)/%.o)
BPF_OBJS := $(patsubst %.c,$(O)/%.o,$(wildcard bpf/*.bpf.c))
SKELS := $(patsubst bpf/%.bpf.c,$(O)/%.skel.h,$(wildcard bpf/*.bpf.c))

.SECONDARY:
.PHONY: all deps demo test unit install uninstall dist clean
all: $(O)/mlotrace $(O)/mlotrace-air

$(O)/mlotrace: $(OBJS) $(AIR_OBJS)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(O)/mlotrace-air: $(AIR_OBJS) $(O)/src/air/main.o
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(O)/%.o: %.c Makefile
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(O)/%.bpf.o: %.bpf.c Makefile
	$(call say,BPF,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -c -o $@.tmp $<
	$(Q)$(BPFTOOL) gen object $@ $@.tmp	# leaves DWARF out
	$(Q)rm $@.tmp

$(O)/%.skel.h: $(O)/bpf/%.bpf.o
	$(call say,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name $*_bpf > $@.tmp
	$(Q)mv $@.tmp $@

$(O)/version.h: Makefile
	$(Q)mkdir -p $(@D)
	$(Q)echo '#define MLOTRACE_VERSION "$(VERSION)"' > $@

# The generated headers have to be there before the first compilation finds
# out who includes them.
$(OBJS) $(AIR_OBJS) $(O)/src/air/main.o: | $(O)/version.h $(SKELS)

clean:
	rm -rf $(O)

-include $(OBJS:.o=.d) $(AIR_OBJS:.o=.d) $(BPF_OBJS:.o=.d) $(O)/src/air/main.d
