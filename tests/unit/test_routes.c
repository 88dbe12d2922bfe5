#include "unit.h"

#include "front/api/routes.h"

static void methods_are_listed(void **state)
{
	static const struct {
		unsigned methods;
		const char *allow;
	} rows[] = {
		{METHOD_GET, "GET, HEAD, OPTIONS"},
		{METHOD_POST, "POST, OPTIONS"},
		{METHOD_GET | METHOD_POST, "GET, HEAD, POST, OPTIONS"},
		{METHOD_GET | METHOD_DELETE, "GET, HEAD, DELETE, OPTIONS"},
	};
	ARENA_AUTO struct arena arena;
	size_t i;

	(void)state;
	arena_init(&arena, 4096);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct route route = {.methods = rows[i].methods};

		assert_str(routes_allow(&route, &arena), rows[i].allow);
	}
}

static void each_path_leads_to_its_route(void **state)
{
	struct str id;
	size_t i;

	(void)state;
	for (i = 0; i < routes_n; i++)
		assert_ptr_equal(routes_find(str_of(routes[i].path), &id), &routes[i]);
	assert_string_equal(routes_find(STR("/v1/conversations/abc"), &id)->path, "/v1/conversations/{id}");
	assert_str(id, "abc");
	assert_null(routes_find(STR("/v1/conversations/"), &id));
	assert_null(routes_find(STR("/v1/conversations/abc/d"), &id));
	assert_null(routes_find(STR(""), &id));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(methods_are_listed),
		cmocka_unit_test(each_path_leads_to_its_route),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
