/*
 * Randomness, hashes and comparison in constant time, on libsodium.
 * main calls crypto_init once, before anything else here.
 */
#ifndef PORT_CRYPTO_H
#define PORT_CRYPTO_H

#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/str.h"

enum { CRYPTO_HASH_BYTES = 32, CRYPTO_UUID_BYTES = 37, CRYPTO_HEX_BYTES = 2 * CRYPTO_HASH_BYTES + 1 };

int crypto_init(struct err *err);
void crypto_random(void *p, size_t n);
/* A uniformly distributed number from 0 to below - 1. */
uint32_t crypto_random_below(uint32_t below);
/* A version 4 UUID (RFC 9562), NUL-terminated. */
void crypto_uuid4(char ret[CRYPTO_UUID_BYTES]);
/* BLAKE2b-256. (The name crypto_hash is libsodium's.) */
void crypto_digest(struct str data, uint8_t ret[CRYPTO_HASH_BYTES]);
void crypto_digest_hex(struct str data, char ret[CRYPTO_HEX_BYTES]);
/* A hash as 64 hexadecimal digits. */
void crypto_hex(const uint8_t hash[CRYPTO_HASH_BYTES], char ret[CRYPTO_HEX_BYTES]);
/* A hash from its 64 hexadecimal digits; false on anything else. */
bool crypto_digest_of_hex(struct str hex, uint8_t ret[CRYPTO_HASH_BYTES]);
/* In constant time. */
bool crypto_digest_equal(const uint8_t a[CRYPTO_HASH_BYTES], const uint8_t b[CRYPTO_HASH_BYTES]);
/* SipHash-2-4 with a fixed key: good for tables, no protection against forgers. */
uint64_t crypto_short_hash(struct str data);
/* n (at most 64) random bytes as base64url without padding, NUL-terminated. */
void crypto_token(size_t n, char *ret, size_t cap);

#endif
