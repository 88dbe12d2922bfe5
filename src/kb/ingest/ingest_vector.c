#include "kb/ingest/ingest_impl.h"
#include "port/llm/embed.h"

enum { TEXT_BYTES_MAX = 1 << 20 };

void ingest_vector_text(const struct store_chunk *c, struct buf *b)
{
	buf_reset(b);
	buf_str(b, c->title);
	buf_char(b, '\n');
	buf_str(b, c->heading);
	buf_char(b, '\n');
	buf_str(b, c->text);
}

void ingest_vector_key(const struct ingest *in, struct str text, uint8_t ret[CRYPTO_HASH_BYTES])
{
	BUF_AUTO struct buf all = BUF_MAX(TEXT_BYTES_MAX + 1024);

	embed_fingerprint(in->o->conf, &all);
	buf_char(&all, '\0');
	buf_str(&all, text);
	crypto_digest(buf_view(&all), ret);
}
