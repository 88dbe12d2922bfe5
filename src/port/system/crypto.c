#include "port/system/crypto.h"

#include <sodium.h>
#include <stdio.h>

_Static_assert(CRYPTO_HASH_BYTES == crypto_generichash_BYTES, "BLAKE2b's default output");

enum { UUID_BYTES = 16, TOKEN_BYTES_MAX = 64 };

int crypto_init(struct err *err)
{
	if (sodium_init() < 0)
		return err_set(err, ERR_INTERNAL, "libsodium can't start: there is no source of randomness");
	return 0;
}

void crypto_random(void *p, size_t n)
{
	randombytes_buf(p, n);
}

uint32_t crypto_random_below(uint32_t below)
{
	return randombytes_uniform(below);
}

void crypto_uuid4(char ret[CRYPTO_UUID_BYTES])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t b[UUID_BYTES];
	size_t i, at = 0;

	randombytes_buf(b, sizeof b);
	b[6] = (uint8_t)((b[6] & 0x0F) | 0x40); /* version 4 */
	b[8] = (uint8_t)((b[8] & 0x3F) | 0x80); /* variant of RFC 9562 */
	for (i = 0; i < sizeof b; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			ret[at++] = '-';
		ret[at++] = digits[b[i] >> 4];
		ret[at++] = digits[b[i] & 15];
	}
	ret[at] = '\0';
}

void crypto_digest(struct str data, uint8_t ret[CRYPTO_HASH_BYTES])
{
	crypto_generichash(ret, CRYPTO_HASH_BYTES, (const uint8_t *)data.p, data.n, NULL, 0);
}

void crypto_digest_hex(struct str data, char ret[CRYPTO_HEX_BYTES])
{
	uint8_t hash[CRYPTO_HASH_BYTES];

	crypto_digest(data, hash);
	crypto_hex(hash, ret);
}

void crypto_hex(const uint8_t hash[CRYPTO_HASH_BYTES], char ret[CRYPTO_HEX_BYTES])
{
	sodium_bin2hex(ret, CRYPTO_HEX_BYTES, hash, CRYPTO_HASH_BYTES);
}

bool crypto_digest_of_hex(struct str hex, uint8_t ret[CRYPTO_HASH_BYTES])
{
	uint8_t hash[CRYPTO_HASH_BYTES];
	size_t n = 0;

	if (hex.n != 2 * sizeof hash ||
	    sodium_hex2bin(hash, sizeof hash, hex.p, hex.n, NULL, &n, NULL) || n != sizeof hash)
		return false;
	memcpy(ret, hash, sizeof hash);
	return true;
}

uint64_t crypto_short_hash(struct str data)
{
	static const uint8_t key[crypto_shorthash_KEYBYTES] = "itb-chatbot";
	uint8_t hash[crypto_shorthash_BYTES];
	uint64_t n;

	crypto_shorthash(hash, (const uint8_t *)data.p, data.n, key);
	memcpy(&n, hash, sizeof n);
	return n;
}

bool crypto_digest_equal(const uint8_t a[CRYPTO_HASH_BYTES], const uint8_t b[CRYPTO_HASH_BYTES])
{
	return sodium_memcmp(a, b, CRYPTO_HASH_BYTES) == 0;
}

void crypto_token(size_t n, char *ret, size_t cap)
{
	uint8_t bytes[TOKEN_BYTES_MAX];

	if (n > sizeof bytes)
		n = sizeof bytes;
	randombytes_buf(bytes, n);
	/* libsodium aborts when ret is too small, which would be a fault of this program */
	sodium_bin2base64(ret, cap, bytes, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof bytes);
}
