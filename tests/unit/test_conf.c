#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"

static char folder[] = "/tmp/test_conf.XXXXXX";
static char path[64];

static const struct conf *load(const char *content, struct buf *faults)
{
	assert_int_equal(file_write(path, str_of(content), 0600, NULL), 0);
	return conf_load(path, 0, faults);
}

static size_t row(const char *key)
{
	size_t i;

	for (i = 0; i < conf_rows_n; i++)
		if (conf_rows[i].key && strcmp(conf_rows[i].key, key) == 0)
			return i;
	fail_msg("no setting %s", key);
	return 0;
}

static void reads_dotenv(void **state)
{
	BUF_AUTO struct buf faults = BUF_MAX(4096);
	const struct conf *c = load("\xEF\xBB\xBF# comment\r\n"
				    "API_KEY = secret # the key\r\n"
				    "export INSTITUTION_NAME=\"A \\\"B\\\" # C\"\n"
				    "HELPDESK_CONTACT='it''s'\n"
				    "REDIS_PASSWORD=\n"
				    "CORS_ORIGINS=https://a.example#x\n"
				    "RATE_LIMIT_ENABLED=False\n"
				    "LOG_LEVEL=warning\n"
				    "FLASK_ENV=production\n"
				    "REDIS_PORT=6380",
				    &faults);

	(void)state;
	assert_non_null(c);
	assert_string_equal(c->api_key, "secret");
	assert_string_equal(c->institution_name, "A \"B\" # C");
	assert_string_equal(c->helpdesk_contact, "it");
	assert_string_equal(c->redis_password, "");
	assert_string_equal(c->cors_origins, "https://a.example#x");
	assert_false(c->rate_limit_enabled);
	assert_string_equal(c->log_level, "WARNING");
	assert_int_equal(c->redis_port, 6380);
	assert_string_equal(conf_unknown(c), "FLASK_ENV");
	assert_string_equal(conf_origin(c, row("REDIS_PORT")), "file");
	conf_unref(c);
}

static void environment_and_secret_files_override(void **state)
{
	BUF_AUTO struct buf faults = BUF_MAX(4096);
	const struct conf *c;
	char secret[80];

	(void)state;
	snprintf(secret, sizeof secret, "%s/secret", folder);
	assert_int_equal(file_write(secret, STR("from-file\n"), 0600, NULL), 0);
	setenv("API_KEY_FILE", secret, 1);
	setenv("REDIS_HOST", "elsewhere", 1);
	setenv("REDIS_DB", "", 1);
	c = load("API_KEY=x\nREDIS_HOST=here\nREDIS_DB=3\n", &faults);
	assert_non_null(c);
	assert_string_equal(c->api_key, "from-file");
	assert_string_equal(c->redis_host, "elsewhere");
	assert_int_equal(c->redis_db, 3);
	conf_unref(c);
	unsetenv("API_KEY_FILE");
	unsetenv("REDIS_HOST");
	unsetenv("REDIS_DB");
}

static void all_faults_are_told_at_once(void **state)
{
	BUF_AUTO struct buf faults = BUF_MAX(4096);

	(void)state;
	assert_null(load("REDIS_PORT=no\nLOG_LEVEL=LOUD\nLLM_BASE_URL=ftp://x\nAPI_KEY=\"open\n"
			 "RATE_LIMIT_ENABLED=perhaps\nwhat is this\nTHREADS=0\n"
			 "LLM_FALLBACK_BASE_URL=https://a.example/v1, b.example/v1\n",
			 &faults));
	assert_non_null(strstr(faults.p, "REDIS_PORT: needs a whole number from 1 to 65535"));
	assert_non_null(strstr(faults.p, "LOG_LEVEL: needs one of"));
	assert_non_null(strstr(faults.p, "LLM_BASE_URL: needs a URL"));
	assert_non_null(strstr(faults.p, "API_KEY has no closing quote"));
	assert_non_null(strstr(faults.p, "RATE_LIMIT_ENABLED: needs true or false"));
	assert_non_null(strstr(faults.p, "line 6: expected KEY=value"));
	assert_non_null(strstr(faults.p, "THREADS: needs"));
	assert_non_null(strstr(faults.p, "LLM_FALLBACK_BASE_URL: needs a URL"));
	assert_null(strstr(faults.p, "open\n"));
}

static void secrets_are_masked(void **state)
{
	BUF_AUTO struct buf faults = BUF_MAX(4096), shown = BUF_MAX(4096);
	const struct conf *c = load("API_KEY=hidden\n", &faults);

	(void)state;
	conf_value(c, row("API_KEY"), false, &shown);
	assert_string_equal(shown.p, "********");
	conf_value(c, row("API_KEY"), true, &shown);
	assert_string_equal(shown.p, "********hidden");
	conf_unref(c);
}

static int make_folder(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "%s/conf", mkdtemp(folder));
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	return file_remove_tree(folder, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_dotenv),
		cmocka_unit_test(environment_and_secret_files_override),
		cmocka_unit_test(all_faults_are_told_at_once),
		cmocka_unit_test(secrets_are_masked),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
