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

/* The options after the name; another exit status than 0 has been explained. */
static int read_options(struct cli *c, struct key *ret)
{
	int i;

	for (i = 3; i < c->argc; i++) {
		if (strcmp(c->argv[i], "--trusted-users") == 0)
			ret->trusts_users = true;
		else if (strcmp(c->argv[i], "--per-hour") != 0 || ++i == c->argc)
			return cli_usage(c);
		else if (!str_to_long(str_of(c->argv[i]), &ret->per_hour) || ret->per_hour < 1)
			return cli_fail(c, EX_USAGE, "--per-hour needs a whole number from 1");
	}
	return 0;
}

static int add(struct cli *c)
{
	struct key wanted = {0};
	char key[KEY_BYTES];
	struct err err;
	int status;

	if (c->argc < 3)
		return cli_usage(c);
	status = read_options(c, &wanted);
	if (status)
		return status;
	/* one that is too long is refused as an empty one is */
	snprintf(wanted.name, sizeof wanted.name, "%s", strlen(c->argv[2]) < sizeof wanted.name ? c->argv[2] : "");
	if (key_file_add(c->conf->keys_file, &wanted, key, &err))
		return failed(c, &err);
	puts(key);
	fprintf(stderr, "This key is shown once; only its hash is kept, in %s.\n", c->conf->keys_file);
	explicit_bzero(key, sizeof key);
	return 0;
}

static void print_key(const struct json *key)
{
	int64_t created = 0, per_hour = 0;
	bool trusts_users = false;
	char day[16] = "";
	struct tm tm;
	time_t t;

	json_to_int(json_get(key, "created"), &created);
	json_to_int(json_get(key, "per_hour"), &per_hour);
	json_to_bool(json_get(key, "trusts_users"), &trusts_users);
	t = (time_t)created;
	if (gmtime_r(&t, &tm))
		strftime(day, sizeof day, "%Y-%m-%d", &tm);
	printf("%-30.*s  %s  ", STR_ARG(json_str_or_empty(json_get(key, "name"))), day);
	if (per_hour)
		printf("%lld/hour", (long long)per_hour);
	else
		fputs("RATE_LIMIT_PER_HOUR", stdout);
	puts(trusts_users ? " for each user" : "");
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
