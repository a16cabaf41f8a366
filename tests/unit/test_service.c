// SPDX-License-Identifier: GPL-2.0-only
/* test_service.c - what we tell systemd, and what it tells us */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/journal.h"
#include "base/service.h"
#include "suite.h"

static char heard[256];

/* The service manager's socket; the name may be abstract, with an @. */
static int listen_at(const char *name)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	size_t len = strlen(name);
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	memcpy(addr.sun_path, name, len);
	if (*name == '@')
		addr.sun_path[0] = '\0';
	else
		unlink(name);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&addr,
			      offsetof(struct sockaddr_un, sun_path) + len), 0);
	setenv("NOTIFY_SOCKET", name, 1);
	return fd;
}

static const char *hear(int fd)
{
	ssize_t len = recv(fd, heard, sizeof(heard) - 1, MSG_DONTWAIT);

	heard[len > 0 ? len : 0] = '\0';
	return heard;
}

START_TEST(test_none)
{
	struct service service;

	unsetenv("NOTIFY_SOCKET");
	setenv("WATCHDOG_USEC", "1000000", 1);
	service_open(&service);
	ck_assert_int_eq(service.fd, -1);
	ck_assert_uint_eq(service.watchdog_ns, 0);
	service_tell(&service, "READY=1");
	service_close(&service);
}
END_TEST

START_TEST(test_tell)
{
	const char *names[] = { "notify.test-socket", "@mlotrace-test-notify" };
	struct service service;
	int fd = listen_at(names[_i]);

	unsetenv("WATCHDOG_USEC");
	service_open(&service);
	ck_assert_int_ge(service.fd, 0);
	ck_assert_uint_eq(service.watchdog_ns, 0);
	service_tell(&service, "READY=1\nSTATUS=%d stale", 3);
	ck_assert_str_eq(hear(fd), "READY=1\nSTATUS=3 stale");
	/* it does no harm if the listener is gone */
	close(fd);
	service_tell(&service, "STOPPING=1");
	service_close(&service);
	ck_assert_int_eq(service.fd, -1);
	unlink(names[0]);
}
END_TEST

START_TEST(test_watchdog)
{
	struct service service;
	char pid[16];
	int fd = listen_at("@mlotrace-test-watchdog");

	setenv("WATCHDOG_USEC", "3000000", 1);
	snprintf(pid, sizeof(pid), "%d", getpid());
	setenv("WATCHDOG_PID", pid, 1);
	service_open(&service);
	ck_assert_uint_eq(service.watchdog_ns, 1500000000);
	service_tell(&service, "STATUS=well");
	ck_assert_str_eq(hear(fd), "STATUS=well\nWATCHDOG=1");
	service_close(&service);
	/* systemd watches another process */
	setenv("WATCHDOG_PID", "1", 1);
	service_open(&service);
	ck_assert_uint_eq(service.watchdog_ns, 0);
	service_close(&service);
	close(fd);
}
END_TEST

START_TEST(test_nobody_there)
{
	struct service service;

	setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1);
	service_open(&service);
	ck_assert_int_eq(service.fd, -1);
}
END_TEST

START_TEST(test_journal)
{
	FILE *file = tmpfile(), *other = tmpfile();
	char stream[64];
	struct stat st;

	ck_assert_int_eq(fstat(fileno(file), &st), 0);
	snprintf(stream, sizeof(stream), "%llu:%llu",
		 (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	unsetenv("JOURNAL_STREAM");
	ck_assert(!is_journal(fileno(file)));
	setenv("JOURNAL_STREAM", stream, 1);
	ck_assert(is_journal(fileno(file)));
	ck_assert(!is_journal(fileno(other)));
	setenv("JOURNAL_STREAM", "nonsense", 1);
	ck_assert(!is_journal(fileno(file)));
	unsetenv("JOURNAL_STREAM");
	fclose(file);
	fclose(other);
}
END_TEST

static Suite *service_suite(void)
{
	Suite *suite = suite_create("service");
	TCase *tcase = tcase_create("service");

	tcase_add_test(tcase, test_none);
	tcase_add_loop_test(tcase, test_tell, 0, 2);
	tcase_add_test(tcase, test_watchdog);
	tcase_add_test(tcase, test_nobody_there);
	tcase_add_test(tcase, test_journal);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return run_suite(service_suite);
}
