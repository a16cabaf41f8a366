// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - mlotrace-air: plays scenarios on a simulated air
 */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "air/life.h"
#include "air/scenario.h"

#define LOOK_MS		20
#define EXIT_CANNOT	77	/* this kernel or this user cannot do it */

struct options {
	struct air_options air;
	struct air_play play;
	unsigned int repeat;
	unsigned int hold;	/* ms after each scenario */
	bool wait;		/* for a line on standard input after each */
	bool netns;
};

static const char usage_text[] =
"Usage: mlotrace-air [OPTION]... SCENARIO[=LINK[,LINK]]...\n"
"Play SCENARIOs in order, with a simulated AP MLD and a client of\n"
"mac80211_hwsim. Links behind a SCENARIO are its --remove.\n"
"\n"
"  -l, --links N             links of the AP MLD, 2 or 3 (default 2)\n"
"  -i, --ssid NAME           its network (default mlotrace)\n"
"  -a, --ask LINK[,LINK]     links that the client asks for (default: all)\n"
"  -r, --remove LINK[,LINK]  links to remove, or that else the scenario is about\n"
"                            (default: its choice)\n"
"  -c, --code N              status or reason code (default: its choice)\n"
"  -t, --timer TBTTS         beacon intervals between the announcement of a\n"
"                            removal or channel switch and that (default 5)\n"
"  -s, --stations N          ap-load: number of stations (default 100)\n"
"  -R, --rounds N            ap-load: how often to remove their links and add\n"
"                            them again (default 0); fuzz-beacons: beacons\n"
"  -S, --seed N              fuzz-beacons: random seed (default 1)\n"
"  -n, --repeat N            play the whole list N times\n"
"  -H, --hold MS             keep the simulation running after each scenario\n"
"  -w, --wait                after each scenario, keep the simulation running\n"
"                            until standard input has a line, or ends\n"
"  -N, --netns               run in a network namespace of its own\n"
"  -L, --list                list the scenarios\n"
"  -h, --help                show this help\n"
"\n"
"Exit status: 0 all played, 1 usage error or failure, 77 not possible here.\n";

static int complain(const char *fmt, ...)
	__attribute__((format(printf, 1, 2)));

static int complain(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fputs("mlotrace-air: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
	return EXIT_FAILURE;
}

static bool parse_number(const char *text, unsigned long min,
			 unsigned long max, unsigned int *out)
{
	unsigned long v;
	char *end;

	errno = 0;
	v = strtoul(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || v < min || v > max)
		return false;
	*out = v;
	return true;
}

static bool parse_links(char *text, uint16_t *out)
{
	char *save, *word = strtok_r(text, ",", &save);

	for (*out = 0; word; word = strtok_r(NULL, ",", &save)) {
		unsigned int id;

		if (!parse_number(word, 0, AIR_LINKS_MAX - 1, &id))
			return false;
		*out |= 1u << id;
	}
	return *out;
}

static int list_scenarios(void)
{
	for (size_t i = 0; i < air_scenario_count; i++)
		printf("%-21s %s\n", air_scenarios[i].name,
		       air_scenarios[i].text);
	for (size_t i = 0; i < air_life_count; i++)
		printf("%-20s %s\n", air_life[i].name, air_life[i].text);
	return EXIT_SUCCESS;
}

/* Finds "NAME" or "NAME=LINKS", and puts LINKS into @play; NULL if invalid */
static const struct air_scenario *find(const char *text, struct air_play *play)
{
	char name[64], *links;

	snprintf(name, sizeof(name), "%s", text);
	links = strchr(name, '=');
	if (links) {
		*links++ = '\0';
		if (!parse_links(links, &play->remove))
			return NULL;
	}
	for (size_t i = 0; i < air_life_count; i++)
		if (!strcmp(air_life[i].name, name))
			return &air_life[i];
	return air_scenario_find(name);
}

static const struct option long_options[] = {
	{ "links", required_argument, NULL, 'l' },
	{ "ssid", required_argument, NULL, 'i' },
	{ "ask", required_argument, NULL, 'a' },
	{ "remove", required_argument, NULL, 'r' },
	{ "code", required_argument, NULL, 'c' },
	{ "timer", required_argument, NULL, 't' },
	{ "stations", required_argument, NULL, 's' },
	{ "rounds", required_argument, NULL, 'R' },
	{ "seed", required_argument, NULL, 'S' },
	{ "repeat", required_argument, NULL, 'n' },
	{ "hold", required_argument, NULL, 'H' },
	{ "wait", no_argument, NULL, 'w' },
	{ "netns", no_argument, NULL, 'N' },
	{ "list", no_argument, NULL, 'L' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

/* The values that an option takes, for the message about a wrong one */
static const char *expected(int option)
{
	switch (option) {
	case 'l':
		return "2 or 3 links";
	case 'i':
		return "1 to 32 bytes";
	case 'a':
	case 'r':
		return "link IDs from 0 to 2, separated by commas";
	case 'c':
		return "1 to 65535";
	case 't':
		return "1 to 65535 beacon intervals";
	case 's':
		return "1 to 8000 stations";
	case 'R':
		return "0 to 1000000 rounds";
	case 'S':
		return "0 to 4294967295";
	case 'n':
		return "1 to 1000000 times";
	default:
		return "0 to 86400000 milliseconds";
	}
}

static bool parse_value(struct options *o, int option, char *value)
{
	switch (option) {
	case 'l':
		return parse_number(value, 2, AIR_LINKS_MAX, &o->air.links);
	case 'i':
		o->air.ssid = value;
		return *value && strlen(value) <= AIR_SSID_MAX;
	case 'a':
		return parse_links(value, &o->play.ask);
	case 'r':
		return parse_links(value, &o->play.remove);
	case 'c':
		return parse_number(value, 1, UINT16_MAX, &o->play.code);
	case 't':
		return parse_number(value, 1, UINT16_MAX, &o->play.tbtts);
	case 's':
		return parse_number(value, 1, 8000, &o->play.stations);
	case 'R':
		return parse_number(value, 0, 1000000, &o->play.rounds);
	case 'S':
		return parse_number(value, 0, UINT32_MAX, &o->play.seed);
	case 'n':
		return parse_number(value, 1, 1000000, &o->repeat);
	case 'H':
		return parse_number(value, 0, 86400000, &o->hold);
	}
	return false;
}

/* Returns -1 to go on, or the exit status */
static int parse_options(struct options *o, int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "l:i:a:r:c:t:s:R:S:n:H:wNLh",
				     long_options, NULL)) != -1) {
		switch (option) {
		case 'w':
			o->wait = true;
			break;
		case 'N':
			o->netns = true;
			break;
		case 'L':
			return list_scenarios();
		case 'h':
			fputs(usage_text, stdout);
			return EXIT_SUCCESS;
		case '?':
			return EXIT_FAILURE;
		default: {
			char text[64];

			snprintf(text, sizeof(text), "%s", optarg);
			if (!parse_value(o, option, optarg))
				return complain("option -%c: '%s' is not %s",
						option, text,
						expected(option));
		}
		}
	}
	if (optind == argc)
		return complain("no scenario given; hint: mlotrace-air --list");
	return -1;
}

static void print_step(void *ctx, const char *line)
{
	(void)ctx;
	puts(line);
}

static int failed(const char *what, const struct air *air, int err)
{
	complain("%s: %s", what, air_error(air));
	return err == -EOPNOTSUPP || err == -EPERM ? EXIT_CANNOT :
						     EXIT_FAILURE;
}

/* Runs the air until a line or the end of standard input was read */
static int wait_for_line(struct air *air)
{
	struct pollfd input = { STDIN_FILENO, POLLIN, 0 };
	char c = 0;

	while (c != '\n') {
		int ret = air_run(air, LOOK_MS);

		if (ret)
			return ret;
		while (c != '\n' && poll(&input, 1, 0) > 0)
			if (read(STDIN_FILENO, &c, 1) != 1)
				return 0;
	}
	return 0;
}

static int play(struct air *air, const struct options *o, char **names)
{
	for (; *names; names++) {
		struct air_play one = o->play;
		const struct air_scenario *s = find(*names, &one);
		int ret = s->play(air, &one);

		if (!ret && o->hold)
			ret = air_run(air, o->hold);
		if (!ret && o->wait)
			ret = wait_for_line(air);
		if (ret)
			return failed(s->name, air, ret);
	}
	return EXIT_SUCCESS;
}

static int check_names(const struct options *o, char **names)
{
	for (; *names; names++) {
		struct air_play one = o->play;
		const struct air_scenario *s = find(*names, &one);

		if (!s)
			return complain("no scenario '%s'; hint: "
					"mlotrace-air --list", *names);
		if (s->links > o->air.links)
			return complain("scenario '%s' needs --links %u",
					*names, s->links);
	}
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct options o = {
		.air.links = 2,
		.play = { .tbtts = 5, .stations = 100, .seed = 1, .timeout = 5000,
			  .step = print_step },
		.repeat = 1,
	};
	struct air *air;
	int ret;

	setvbuf(stdout, NULL, _IOLBF, 0);
	ret = parse_options(&o, argc, argv);
	if (ret >= 0)
		return ret;
	ret = check_names(&o, argv + optind);
	if (ret)
		return ret;
	if (o.netns && (ret = air_own_netns())) {
		complain("no network namespace: %s", strerror(-ret));
		return EXIT_CANNOT;
	}
	ret = air_open(&air, &o.air);
	if (ret)
		ret = failed("cannot open the air", air, ret);
	else
		air_live(air);
	for (unsigned int i = 0; !ret && i < o.repeat; i++)
		ret = play(air, &o, argv + optind);
	air_close(air);
	return ret;
}
