// SPDX-License-Identifier: GPL-2.0-only
/*
 * bare OBJECT [PROGRAM...]: load and attach the programs of OBJECT, but for
 * those that are named; say so, and take records until a signal. This is what
 * a program on libbpf does at the least.
 */
#include <bpf/libbpf.h>
#include <signal.h>
#include <stdio.h>

static volatile sig_atomic_t stop;

static void on_signal(int signal)
{
	stop = signal;
}

static int on_record(void *ctx, void *data, size_t size)
{
	++*(unsigned long *)ctx;
	return 0;
}

int main(int argc, char **argv)
{
	struct bpf_object *obj = argc > 1 ? bpf_object__open(argv[1]) : NULL;
	unsigned long records = 0;
	struct bpf_program *prog;
	struct ring_buffer *ring;

	if (!obj)
		return 1;
	for (int i = 2; i < argc; i++) {
		prog = bpf_object__find_program_by_name(obj, argv[i]);
		if (prog)
			bpf_program__set_autoload(prog, false);
	}
	if (bpf_object__load(obj))
		return 1;
	bpf_object__for_each_program(prog, obj)
		if (bpf_program__fd(prog) >= 0 && !bpf_program__attach(prog))
			return 1;
	ring = ring_buffer__new(bpf_object__find_map_fd_by_name(obj, "records"),
				on_record, &records, NULL);
	if (!ring)
		return 1;
	signal(SIGINT, on_signal);
	puts("attached");
	fflush(stdout);
	while (!stop)
		ring_buffer__poll(ring, -1);
	printf("%lu records\n", records);
	return 0;
}
