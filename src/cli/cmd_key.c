/* itb-chatbot key: named API keys. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "base/json.h"
#include "cli/cli.h"
#include "port/access/key_file.h"

static int failed(const struct cli *c, const struct err *err)
{
	int code = err->code == ERR_BAD_DATA ? EX_USAGE : err->code == ERR_CONFIG ? EX_CONFIG : 1;

	return cli_fail(c, code, "%s", err->msg);
}

static int add(struct cli *c)
{
	char key[KEY_BYTES];
	long per_hour = 0;
	struct err err;

	if (c->argc != 3 && (c->argc != 5 || strcmp(c->argv[3], "--per-hour") != 0))
		return cli_usage(c);
	if (c->argc == 5 && (!str_to_long(str_of(c->argv[4]), &per_hour) || per_hour < 1))
		return cli_fail(c, EX_USAGE, "--per-hour needs a whole number from 1");
	if (key_file_add(c->conf->keys_file, str_of(c->argv[2]), per_hour, key, &err))
		return failed(c, &err);
	puts(key);
	fprintf(stderr, "This key is shown once; only its hash is kept, in %s.\n", c->conf->keys_file);
	explicit_bzero(key, sizeof key);
	return 0;
}

static void print_key(const struct json *key)
{
	int64_t created = 0, per_hour = 0;
	char day[16] = "";
	struct tm tm;
	time_t t;

	json_to_int(json_get(key, "created"), &created);
	json_to_int(json_get(key, "per_hour"), &per_hour);
	t = (time_t)created;
	if (gmtime_r(&t, &tm))
		strftime(day, sizeof day, "%Y-%m-%d", &tm);
	printf("%-30.*s  %s  ", STR_ARG(json_str_or_empty(json_get(key, "name"))), day);
	if (per_hour)
		printf("%lld/hour\n", (long long)per_hour);
	else
		puts("RATE_LIMIT_PER_HOUR");
}

static int list(struct cli *c)
{
	JSON_AUTO struct json *keys = NULL;
	struct err err;
	size_t i;

	if (c->argc != 2)
		return cli_usage(c);
	if (key_file_list(c->conf->keys_file, &keys, &err))
		return failed(c, &err);
	for (i = 0; i < json_length(keys); i++)
		print_key(json_at(keys, i));
	return 0;
}

static int revoke(struct cli *c)
{
	struct err err;

	if (c->argc != 3)
		return cli_usage(c);
	if (key_file_revoke(c->conf->keys_file, str_of(c->argv[2]), &err))
		return failed(c, &err);
	return 0;
}

static int show(struct cli *c)
{
	if (c->argc != 2)
		return cli_usage(c);
	if (*c->conf->api_key == '\0')
		return cli_fail(c, 1, "API_KEY is not set; named keys are only listed: `itb-chatbot key list`");
	puts(c->conf->api_key);
	return 0;
}

int cmd_key(struct cli *c)
{
	static const struct {
		const char *name;
		int (*run)(struct cli *c);
	} actions[] = {{"add", add}, {"list", list}, {"revoke", revoke}, {"show", show}};
	struct err err;
	size_t i;

	if (crypto_init(&err))
		return failed(c, &err);
	for (i = 0; c->argc > 1 && i < sizeof actions / sizeof actions[0]; i++)
		if (strcmp(c->argv[1], actions[i].name) == 0)
			return actions[i].run(c);
	return cli_usage(c);
}
