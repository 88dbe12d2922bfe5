#include "unit.h"
#include "port/net/address.h"

static void routes(void **state)
{
	static const struct {
		const char *base, *url, *below_v1;
	} rows[] = {
		{"http://a/v1", "http://a/v1/chat/completions", "http://a/v1/v1/chat/completions"},
		{"http://a:8080///", "http://a:8080/chat/completions", "http://a:8080/v1/chat/completions"},
		{"http://a/v1/chat/completions/", "http://a/v1/chat/completions", "http://a/v1/v1/chat/completions"},
		{"http://a/v1/models", "http://a/v1/chat/completions", "http://a/v1/v1/chat/completions"},
		{"https://x.openai.azure.com/openai/deployments/m?api-version=2024-10-21",
		 "https://x.openai.azure.com/openai/deployments/m/chat/completions?api-version=2024-10-21",
		 "https://x.openai.azure.com/openai/deployments/m/v1/chat/completions?api-version=2024-10-21"},
		{"https://x.openai.azure.com/openai/deployments/m/chat/completions?api-version=2024-10-21",
		 "https://x.openai.azure.com/openai/deployments/m/chat/completions?api-version=2024-10-21",
		 "https://x.openai.azure.com/openai/deployments/m/v1/chat/completions?api-version=2024-10-21"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		BUF_AUTO struct buf url = BUF_MAX(1000), below_v1 = BUF_MAX(1000);

		address_of_route(str_of(rows[i].base), "/chat/completions", false, &url);
		assert_str(buf_view(&url), rows[i].url);
		address_of_route(str_of(rows[i].base), "/chat/completions", true, &below_v1);
		assert_str(buf_view(&below_v1), rows[i].below_v1);
	}
}

static void versions(void **state)
{
	static const char *const with[] = {"http://a/v1", "http://a/api/v4/", "http://a/v1beta/openai",
					   "http://a/v1/chat/completions"};
	static const char *const without[] = {"http://a", "http://v1.example", "http://a/openai", "http://a/voice",
					      "http://a?x=/v1"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof with / sizeof with[0]; i++)
		assert_true(address_has_version(str_of(with[i])));
	for (i = 0; i < sizeof without / sizeof without[0]; i++)
		assert_false(address_has_version(str_of(without[i])));
}

static void redirects(void **state)
{
	static const struct {
		const char *location, *url, *host;
	} rows[] = {
		{"/b?c", "http://a:1/b?c", NULL},
		{"http://a:1/b", "http://a:1/b", NULL},
		{"HTTP://A:1/b", "HTTP://A:1/b", NULL},
		{"https://a:1/b", NULL, "a:1"},
		{"http://a:2/b", NULL, "a:2"},
		{"http://a:1.evil.example/b", NULL, "a:1.evil.example"},
		{"http://a:1@evil.example/b", NULL, "a:1@evil.example"},
		{"//evil.example/b", NULL, "//evil.example/b"},
		{"b", NULL, "b"},
		{"", NULL, ""},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		BUF_AUTO struct buf url = BUF_MAX(1000);
		struct str host = STR("");

		assert_int_equal(address_of_redirect(STR("http://a:1/v1/x"), str_of(rows[i].location), &url, &host),
				 rows[i].url != NULL);
		assert_str(buf_view(&url), rows[i].url ? rows[i].url : "");
		if (rows[i].host)
			assert_str(host, rows[i].host);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(routes),
		cmocka_unit_test(versions),
		cmocka_unit_test(redirects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
