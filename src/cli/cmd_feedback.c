/* itb-chatbot feedback: readers' ratings of the answers. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/json.h"
#include "cli/cli.h"
#include "port/conversation/feedback.h"

enum { DAY_S = 86400 };

struct listing {
	bool json;
	long up, down;
};

static void print_json(const struct feedback *f, const char *when)
{
	BUF_AUTO struct buf line = BUF_MAX(16 << 20);
	JSON_AUTO struct json *v = json_new_object();

	json_set_cstr(v, "at", when);
	json_set_str(v, "request_id", f->request_id);
	json_set_cstr(v, "rating", f->up ? "up" : "down");
	json_set_str(v, "reason", f->reason);
	json_set_str(v, "comment", f->comment);
	json_set_str(v, "question", f->question);
	json_set_str(v, "answer", f->answer);
	json_write(v, &line);
	printf("%.*s\n", STR_ARG(buf_view(&line)));
}

/* A comment may contain anything: control characters don't reach the terminal. */
static void print_safely(const char *label, struct str s)
{
	size_t i;

	if (s.n == 0)
		return;
	printf("  %s: ", label);
	for (i = 0; i < s.n; i++)
		putchar((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F ? ' ' : s.p[i]);
	putchar('\n');
}

static void print_one(const struct feedback *f, void *arg)
{
	struct listing *l = arg;
	char when[CLOCK_ISO_BYTES];

	clock_iso8601(f->at_s * 1000000, when);
	if (f->up)
		l->up++;
	else
		l->down++;
	if (l->json) {
		print_json(f, when);
		return;
	}
	printf("%.19sZ  %-4s  %.*s\n", when, f->up ? "up" : "down", STR_ARG(f->request_id));
	print_safely("reason", f->reason);
	print_safely("comment", f->comment);
	print_safely("question", f->question);
	print_safely("answer", f->answer);
}

int cmd_feedback(struct cli *c)
{
	struct listing l = {.json = false};
	struct err err;
	long days = 0;
	int i;

	for (i = 1; i < c->argc; i++) {
		if (strcmp(c->argv[i], "--json") == 0)
			l.json = true;
		else if (strcmp(c->argv[i], "--days") != 0 || i + 1 == c->argc ||
			 !str_to_long(str_of(c->argv[++i]), &days) || days < 1)
			return cli_usage(c);
	}
	if (feedback_each(c->conf->feedback_file, days ? clock_wall_s() - days * DAY_S : 0, print_one, &l, &err))
		return cli_fail(c, 1, "%s", err.msg);
	if (!l.json)
		printf("%ld up, %ld down\n", l.up, l.down);
	return 0;
}
