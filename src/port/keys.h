/*
 * API keys: API_KEY, and named keys kept in KEYS_FILE as BLAKE2b hashes.
 *
 * The file holds one key a line, `name:created:per_hour:hash` (created: Unix
 * seconds; per_hour 0: RATE_LIMIT_PER_HOUR; hash: of 256 random bits, so it
 * needs no salt and no slowness); # begins a comment.  The key itself is shown
 * once, when it is made.  keys_refresh notices changes of the file.  Any thread
 * may check; comparison takes the same time for right and wrong.
 */
#ifndef PORT_KEYS_H
#define PORT_KEYS_H

#include <stdbool.h>
#include "base/conf.h"
#include "base/err.h"
#include "base/json.h"

enum { KEY_NAME_MAX = 64, KEY_BYTES = 64 };

struct keys;

struct key {
	char name[KEY_NAME_MAX + 1]; /* "default" for API_KEY */
	long per_hour;               /* 0: RATE_LIMIT_PER_HOUR */
};

/* A missing file is an empty one. ERR_CONFIG when there is no key at all or a line is wrong. */
int keys_open(const struct conf *conf, struct keys **ret, struct err *err);
void keys_close(struct keys *k);
/*
 * Reads the file again when it has changed (time, size or inode); on error, also
 * when no key would be left, the old keys stay.  Any thread; about once a second.
 */
int keys_refresh(struct keys *k, struct err *err);
bool keys_check(struct keys *k, struct str presented, struct key *ret);

/*
 * For `itb-chatbot key`: whole commands, which exclude each other.  The key made
 * is stored in ret_key, NUL-terminated.  per_hour 0: RATE_LIMIT_PER_HOUR.
 * ERR_BAD_DATA (name or number), ERR_REFUSED (the name is taken, the file full),
 * ERR_NOT_FOUND, ERR_CONFIG (the file is no file of keys), ERR_IO.
 */
int keys_add(const char *file, struct str name, long per_hour, char ret_key[KEY_BYTES], struct err *err);
/* An array of {name, created, per_hour}. */
int keys_list(const char *file, struct json **ret, struct err *err);
int keys_revoke(const char *file, struct str name, struct err *err);

#endif
