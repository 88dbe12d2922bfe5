#include "unit.h"

#include "base/err.h"

static void public_message_takes_its_number(void **state)
{
	struct err err;
	char message[100];

	(void)state;
	assert_int_equal(err_set(&err, ERR_MESSAGE_TOO_LONG, "6000"), -1);
	err.arg = 5000;
	err_message(&err, message, sizeof message);
	assert_string_equal(message, "Message too long (max 5000 characters)");
	assert_int_equal(err_info(err.code)->status, 400);
}

static void log_text_and_public_text_are_apart(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, ERR_IO, "open /etc/secret");
	assert_string_equal(err.details, "");
	err_prefix(&err, "while reading");
	assert_string_equal(err.msg, "while reading: open /etc/secret");
	err_public(&err, ERR_PARAM_INVALID, "k must be %d", 3);
	assert_string_equal(err.details, "k must be 3");
	assert_int_equal(err_set(NULL, ERR_IO, "nobody listens"), -1);
}

static void codes_out_of_range_are_internal(void **state)
{
	(void)state;
	assert_string_equal(err_info((enum err_code)9999)->code, "internal");
	assert_int_equal(err_info(ERR_INTERNAL)->status, 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(public_message_takes_its_number),
		cmocka_unit_test(log_text_and_public_text_are_apart),
		cmocka_unit_test(codes_out_of_range_are_internal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
