/*
 * The file of named API keys, kept as BLAKE2b hashes.
 *
 * One key a line, `name:created:per_hour:hash` (created: Unix seconds; per_hour
 * 0: RATE_LIMIT_PER_HOUR; hash: of 256 random bits, so it needs no salt and no
 * slowness); # begins a comment.  The key itself is shown once, when it is made.
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
	struct key_line *at; /* to be freed by the caller */
	size_t n;
};

/* A missing file is an empty one. ERR_CONFIG names the line that is wrong. */
int key_file_read(const char *file, struct key_file *ret, struct err *err);

/*
 * For `itb-chatbot key`: whole commands, which exclude each other.  The key made
 * is stored in ret_key, NUL-terminated.  per_hour 0: RATE_LIMIT_PER_HOUR.
 * ERR_BAD_DATA (name or number), ERR_REFUSED (the name is taken, the file full),
 * ERR_NOT_FOUND, ERR_CONFIG (the file is no file of keys), ERR_IO.
 */
int key_file_add(const char *file, struct str name, long per_hour, char ret_key[KEY_BYTES], struct err *err);
/* An array of {name, created, per_hour}. */
int key_file_list(const char *file, struct json **ret, struct err *err);
int key_file_revoke(const char *file, struct str name, struct err *err);

#endif
