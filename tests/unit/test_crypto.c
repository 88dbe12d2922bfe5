#include "unit.h"

#include "port/system/crypto.h"

static void hashes_are_blake2b(void **state)
{
	char hex[CRYPTO_HEX_BYTES];
	uint8_t hash[CRYPTO_HASH_BYTES], back[CRYPTO_HASH_BYTES];

	(void)state;
	crypto_digest_hex(STR("abc"), hex);
	/* b2sum -l 256 */
	assert_string_equal(hex, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	crypto_digest(STR("abc"), hash);
	assert_true(crypto_digest_of_hex(str_of(hex), back));
	assert_true(crypto_digest_equal(hash, back));
	back[31] ^= 1;
	assert_false(crypto_digest_equal(hash, back));
	assert_false(crypto_digest_of_hex(str_sub(str_of(hex), 0, 62), back));
	hex[5] = 'x';
	assert_false(crypto_digest_of_hex(str_of(hex), back));
}

static void short_hashes_tell_texts_apart(void **state)
{
	(void)state;
	assert_int_equal(crypto_short_hash(STR("a")), crypto_short_hash(STR("a")));
	assert_int_not_equal(crypto_short_hash(STR("a")), crypto_short_hash(STR("b")));
}

static void uuids_have_their_form(void **state)
{
	char a[CRYPTO_UUID_BYTES], b[CRYPTO_UUID_BYTES];
	size_t i;

	(void)state;
	crypto_uuid4(a);
	crypto_uuid4(b);
	assert_int_equal(strlen(a), 36);
	assert_string_not_equal(a, b);
	assert_int_equal(a[14], '4');
	assert_non_null(strchr("89ab", a[19]));
	for (i = 0; i < 36; i++)
		assert_non_null(strchr(i == 8 || i == 13 || i == 18 || i == 23 ? "-" : "0123456789abcdef", a[i]));
}

static void tokens_are_url_safe_and_new(void **state)
{
	char a[64], b[64];

	(void)state;
	crypto_token(32, a, sizeof a);
	crypto_token(32, b, sizeof b);
	assert_int_equal(strlen(a), 43);
	assert_int_equal(strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
	assert_string_not_equal(a, b);
	assert_true(crypto_random_below(7) < 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_are_blake2b),
		cmocka_unit_test(short_hashes_tell_texts_apart),
		cmocka_unit_test(uuids_have_their_form),
		cmocka_unit_test(tokens_are_url_safe_and_new),
	};

	if (crypto_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
