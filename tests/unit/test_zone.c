#include <unistd.h>

#include "unit.h"
#include "base/zone.h"

static void offsets(void **state)
{
	static const struct {
		const char *name;
		int64_t at_s;
		double hours;
	} rows[] = {
		{"Asia/Jakarta", 1767225600, 7},
		{"Asia/Makassar", 1767225600, 8},
		{"UTC", 1767225600, 0},
		/* what needs tzdata: summer time, half hours, west of Greenwich, before the first change */
		{"Europe/Berlin", 1767225600, 1},
		{"Europe/Berlin", 1782864000, 2},
		{"Asia/Kolkata", 1767225600, 5.5},
		{"America/New_York", 1767225600, -5},
		{"Etc/GMT+3", 1767225600, -3},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int64_t s = -1;

		if (i > 2 && access("/usr/share/zoneinfo/Europe/Berlin", R_OK) != 0)
			break;
		assert_true(zone_offset(rows[i].name, rows[i].at_s, &s));
		assert_int_equal(s, (int64_t)(rows[i].hours * 3600));
	}
}

static void none(void **state)
{
	int64_t s = 5;

	(void)state;
	assert_false(zone_offset("Asia/Atlantis", 0, &s));
	assert_false(zone_offset("", 0, &s));
	assert_false(zone_offset("tzdata.zi", 0, &s));
	assert_int_equal(s, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offsets),
		cmocka_unit_test(none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
