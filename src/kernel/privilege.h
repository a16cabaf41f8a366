/* SPDX-License-Identifier: GPL-2.0-only */
/* Give up what is no longer needed once the hooks are attached. */
#ifndef MLOTRACE_PRIVILEGE_H
#define MLOTRACE_PRIVILEGE_H

/* What else the rest of the program needs; ORed */
#define KEEP_TERMINAL (1 << 0)	/* to set it */
#define KEEP_FILES (1 << 1)	/* to make new files and rename them */
#define KEEP_CUT (1 << 2)	/* to cut files that are open */

/*
 * Drop every capability and every supplementary group for good, set
 * no_new_privs, and load a seccomp filter. It allows only what it takes to
 * read records, look at the stations and write lines, and what is kept;
 * anything else fails with EPERM. Returns 0, or a negative errno after it was
 * reported; then some may be dropped already.
 */
int privilege_drop(unsigned int keep);

#endif
