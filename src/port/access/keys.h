/*
 * API keys: API_KEY, and named keys kept as hashes in KEYS_FILE (key_file.h).
 *
 * keys_refresh notices changes of the file.  Any thread may check a key; a check
 * takes the same time whether the key is right or wrong.
 */
#ifndef PORT_KEYS_H
#define PORT_KEYS_H

#include <stdbool.h>
#include "base/conf.h"
#include "base/err.h"

enum { KEY_NAME_MAX = 64 };

struct keys;

struct key {
	char name[KEY_NAME_MAX + 1]; /* "default" for API_KEY */
	long per_hour;               /* 0: RATE_LIMIT_PER_HOUR */
	bool trusts_users;           /* a front end's: it names its users truly, each has a limit of his own */
};

/* A missing file counts as empty. ERR_CONFIG when there is no key at all or a line is wrong. */
int keys_open(const struct conf *conf, struct keys **ret, struct err *err);
void keys_close(struct keys *k);
/*
 * Reads the file again when it has changed (time, size or inode).  The keys in
 * force stay when that fails, or when no key would be left.  Called by the main
 * thread at each tick (responder.c), while others check.
 */
int keys_refresh(struct keys *k, struct err *err);
/*
 * A signature of the text, 32 hexadecimal digits: BLAKE2b over the hash of API_KEY,
 * or of the first named key, and the text.  It holds as long as that key.
 */
enum { KEYS_SIGNATURE = 32 };
void keys_sign(struct keys *k, struct str text, char ret[KEYS_SIGNATURE + 1]);
/* Whether any of the keys gave this signature. */
bool keys_signed(struct keys *k, struct str text, struct str signature);
bool keys_check(struct keys *k, struct str presented, struct key *ret);

#endif
