/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * macros.h - macros of libraries that look like statements, for cppcheck,
 * which reads no header of the system
 */
#define HASH_ITER(hh, head, el, tmp)					\
	for ((el) = (head), (tmp) = next_of(el); el;			\
	     (el) = (tmp), (tmp) = next_of(el))
#define bpf_object__for_each_program(prog, obj)				\
	for ((prog) = next_of(obj); prog; (prog) = next_of(obj))
#define LIBBPF_OPTS(type, name, ...) struct type name = { __VA_ARGS__ }
