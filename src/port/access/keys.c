#include "port/access/keys.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "port/access/key_file.h"
#include "port/system/crypto.h"

/* Tells one content of the file from another. */
struct stamp {
	struct timespec changed;
	off_t size;
	ino_t inode;
};

struct keys {
	char *file;
	bool has_default;
	uint8_t default_hash[CRYPTO_HASH_BYTES]; /* of API_KEY */
	pthread_rwlock_t lock; /* guards what follows */
	struct key_file lines;
	struct stamp stamp;
};

static int stamp_of(const char *file, struct stamp *ret)
{
	struct stat st;

	*ret = (struct stamp){.size = -1};
	if (stat(file, &st))
		return -1;
	*ret = (struct stamp){st.st_mtim, st.st_size, st.st_ino};
	return 0;
}

static bool stamps_equal(const struct stamp *a, const struct stamp *b)
{
	return a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec &&
	       a->size == b->size && a->inode == b->inode;
}

static int load(struct keys *k, struct err *err)
{
	struct stamp stamp;
	struct key_file lines;

	/* taken first, so that a change during the reading is noticed next time */
	stamp_of(k->file, &stamp);
	if (key_file_read(k->file, &lines, err))
		return -1;
	if (lines.n == 0 && !k->has_default) {
		free(lines.at);
		return err_set(err, ERR_CONFIG,
			       "there is no API key: set API_KEY, or make one with `itb-chatbot key add NAME` "
			       "(it is kept in %s)", k->file);
	}
	pthread_rwlock_wrlock(&k->lock);
	free(k->lines.at);
	k->lines = lines;
	k->stamp = stamp;
	pthread_rwlock_unlock(&k->lock);
	return 0;
}

int keys_open(const struct conf *conf, struct keys **ret, struct err *err)
{
	struct keys *k = calloc(1, sizeof *k);

	if (k == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for the keys");
	pthread_rwlock_init(&k->lock, NULL);
	k->file = strdup(conf->keys_file);
	k->has_default = *conf->api_key != '\0';
	crypto_digest(str_of(conf->api_key), k->default_hash);
	if (k->file == NULL)
		err_set(err, ERR_NO_MEMORY, "no memory for the keys");
	if (k->file == NULL || load(k, err)) {
		keys_close(k);
		return -1;
	}
	*ret = k;
	return 0;
}

void keys_close(struct keys *k)
{
	if (k == NULL)
		return;
	pthread_rwlock_destroy(&k->lock);
	free(k->lines.at);
	free(k->file);
	explicit_bzero(k, sizeof *k);
	free(k);
}

int keys_refresh(struct keys *k, struct err *err)
{
	struct stamp now;
	bool same;

	stamp_of(k->file, &now);
	pthread_rwlock_rdlock(&k->lock);
	same = stamps_equal(&now, &k->stamp);
	pthread_rwlock_unlock(&k->lock);
	return same ? 0 : load(k, err);
}

bool keys_check(struct keys *k, struct str presented, struct key *ret)
{
	uint8_t hash[CRYPTO_HASH_BYTES];
	struct key found = {0};
	bool good = false;
	size_t i;

	crypto_digest(presented, hash);
	/* all keys are compared even after a match, so that the time reveals nothing */
	if (k->has_default && crypto_digest_equal(hash, k->default_hash)) {
		good = true;
		found = (struct key){.name = "default"};
	}
	pthread_rwlock_rdlock(&k->lock);
	for (i = 0; i < k->lines.n; i++) {
		if (crypto_digest_equal(hash, k->lines.at[i].hash)) {
			good = true;
			found = k->lines.at[i].key;
		}
	}
	pthread_rwlock_unlock(&k->lock);
	explicit_bzero(hash, sizeof hash);
	if (good)
		*ret = found;
	return good;
}

/* --- signatures */

static void sign(const uint8_t hash[CRYPTO_HASH_BYTES], struct str text, char ret[KEYS_SIGNATURE + 1])
{
	BUF_AUTO struct buf b = BUF_MAX(1 << 16);
	char hex[CRYPTO_HEX_BYTES];

	/* unlike any key: what is signed is never what is kept of one */
	buf_cstr(&b, "signature");
	buf_add(&b, hash, CRYPTO_HASH_BYTES);
	buf_str(&b, text);
	crypto_digest_hex(buf_view(&b), hex);
	memcpy(ret, hex, KEYS_SIGNATURE);
	ret[KEYS_SIGNATURE] = '\0';
}

void keys_sign(struct keys *k, struct str text, char ret[KEYS_SIGNATURE + 1])
{
	pthread_rwlock_rdlock(&k->lock);
	sign(k->has_default ? k->default_hash : k->lines.at[0].hash, text, ret);
	pthread_rwlock_unlock(&k->lock);
}

static bool is_by(const uint8_t hash[CRYPTO_HASH_BYTES], struct str text, struct str signature)
{
	char good[KEYS_SIGNATURE + 1];
	unsigned differ = 0;
	size_t i;

	sign(hash, text, good);
	for (i = 0; i < KEYS_SIGNATURE; i++)
		differ |= (unsigned)(good[i] ^ signature.p[i]);
	return differ == 0;
}

bool keys_signed(struct keys *k, struct str text, struct str signature)
{
	bool good = false;
	size_t i;

	if (signature.n != KEYS_SIGNATURE)
		return false;
	pthread_rwlock_rdlock(&k->lock);
	if (k->has_default)
		good = is_by(k->default_hash, text, signature);
	for (i = 0; i < k->lines.n && !good; i++)
		good = is_by(k->lines.at[i].hash, text, signature);
	pthread_rwlock_unlock(&k->lock);
	return good;
}
