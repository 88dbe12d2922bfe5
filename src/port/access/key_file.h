/*
 * The file of named API keys, kept as BLAKE2b hashes.
 *
 * Each line is one key, `name:created:per_hour:hash`, with `:users` behind it when
 * the key trusts_users (keys.h), or a comment after #.
 * `created` is in Unix seconds; per_hour 0 means RATE_LIMIT_PER_HOUR.  A key is
 * 256 random bits, so its hash needs neither salt nor a slow function.  The key
 * itself is shown once, when it is made.
 */
#ifndef PORT_KEY_FILE_H
#define PORT_KEY_FILE_H

#include "base/err.h"
#include "base/json.h"
#include "port/access/keys.h"
#include "port/system/crypto.h"

enum { KEY_BYTES = 64 };

struct key_line {
	struct key key;
	int64_t created; /* wall clock, s */
	uint8_t hash[CRYPTO_HASH_BYTES];
};

struct key_file {
	struct key_line *at; /* freed by the caller */
	size_t n;
};

/* A missing file counts as empty. ERR_CONFIG names the line that is wrong. */
int key_file_read(const char *file, struct key_file *ret, struct err *err);

/*
 * The commands of `itb-chatbot key`.  A lock lets one of them change the file at
 * a time.  The new key is written to ret_key, NUL-terminated.  per_hour 0 means
 * RATE_LIMIT_PER_HOUR.  ERR_BAD_DATA (name or number), ERR_REFUSED (the name is
 * taken, or the file is full), ERR_NOT_FOUND, ERR_CONFIG (a line of the file can't
 * be read), ERR_IO.
 */
int key_file_add(const char *file, const struct key *new_key, char ret_key[KEY_BYTES], struct err *err);
/* An array of {name, created, per_hour, trusts_users}. */
int key_file_list(const char *file, struct json **ret, struct err *err);
int key_file_revoke(const char *file, struct str name, struct err *err);

#endif
