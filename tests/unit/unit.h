/* cmocka with the headers that it needs, and assertions for our types. */
#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#define assert_str(s, literal)                                                                     \
	do {                                                                                       \
		struct str assert_str_ = (s);                                                      \
		assert_int_equal(assert_str_.n, strlen(literal));                                  \
		assert_memory_equal(assert_str_.n ? assert_str_.p : "", literal, assert_str_.n);   \
	} while (0)

#endif
